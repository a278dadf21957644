import Foundation
import Simulation
import WideIntegers

/// The card for people: a block of lines of which the last one is the verdict.
extension Scorecard {
    /// The card, without a line end behind the last line.
    public var text: String {
        var lines = [heading, opportunitiesLine, timeLine, badDebtLine, moneyLine]
        lines += [transactionsLine, connectionLine]
        if !missed.isEmpty { lines.append(missedLine) }
        lines.append(verdict)
        return lines.joined(separator: "\n")
    }

    /// How many rules hold, and each that does not with its value.
    public var verdict: String {
        var parts: [String] = []
        switch ending {
        case .complete: break
        case .interrupted: parts.append("INTERRUPTED")
        case .botFailed: parts.append("FAIL the bot never connected, or died")
        case .invariantBroken: parts.append("FAIL an invariant of the simulation is broken")
        case .internalError: parts.append("FAIL internal error")
        }
        let passed = requirements.count(where: \.isPassed)
        parts.append("PASS \(passed)/\(requirements.count)")
        for outcome in requirements where !outcome.isPassed {
            parts.append("FAIL \(outcome.rule) (was \(Self.plain(outcome.value)))")
        }
        return " " + parts.joined(separator: "   ")
    }

    // MARK: - Lines

    private var heading: String {
        let repeated =
            if case .statistical(let runs) = run.determinism {
                " determinism=statistical(\(runs))"
            } else {
                ""
            }
        return "perplab keeper test   scenario=\(run.scenario) seed=\(run.seed) "
            + "preset=\(run.preset) clock=\(run.clock) blocks=\(run.blocks) "
            + "bot=\(Self.short(run.bot)) (\(run.driver))\(repeated)"
    }

    private var opportunitiesLine: String {
        " opportunities  \(shown(.reachable)) reachable (\(shown(.unreachable)) unreachable)   "
            + "won \(shown(.won))  lost \(shown(.lost))  missed \(shown(.missed))     "
            + "share_won \(shown(.shareWon))  by value \(shown(.shareWonValue))"
    }

    private var timeLine: String {
        var line =
            " time to liquidate  p50 \(shown(.ttlP50))  p95 \(shown(.ttlP95))  "
            + "max \(shown(.ttlMax)) blocks   excess p95 \(shown(.ttlExcessP95))"
        if let wallClock {
            line += "   react p50 \(Self.millis(wallClock.reactP50Millis)) ms"
            line += " p95 \(Self.millis(wallClock.reactP95Millis)) ms"
        }
        return line
    }

    private var badDebtLine: String {
        var line = " bad debt  \(shown(.badDebt)) quote"
        if let bounds {
            line +=
                " (ideal \(Self.money(bounds.idealWad)), none \(Self.money(bounds.noneWad)), "
                + "gap \(shown(.idealGap)))"
        }
        return line + "   per missed block \(shown(.badDebtPerMissedBlock))"
    }

    private var moneyLine: String {
        " money  fees \(shown(.fees))  gas \(negative(.gas)) (wasted \(shown(.wastedGasValue)))  "
            + "bribes \(negative(.bribes))  net \(shown(.profitNet))   per win \(shown(.profitPerWin))"
    }

    private var transactionsLine: String {
        let reasons = revertReasons.map { "\($0.name) \($0.count)" }.joined(separator: ", ")
        let share = figures[.failedTxShare] == nil ? "" : shown(.failedTxShare)
        let brackets = [share, reasons].filter { !$0.isEmpty }.joined(separator: ": ")
        var line =
            " transactions  sent \(shown(.sent))  mined \(shown(.mined))  "
            + "reverted \(shown(.reverted))" + (brackets.isEmpty ? "" : " (\(brackets))")
            + "  replaced \(shown(.replaced))  cancelled \(shown(.cancelled))  "
            + "dropped \(shown(.dropped))"
        if !refusals.isEmpty {
            line += "  refused \(shown(.refused))"
            line += " (" + refusals.map { "\($0.name) \($0.count)" }.joined(separator: ", ") + ")"
        }
        return line
    }

    private var connectionLine: String {
        let reorgs = "reorgs \(chain.reorgs)"
        guard let connection else { return " chain  \(reorgs)   outages \(chain.outages)" }
        return " rpc  \(connection.callsPerBlock) calls/block p95 \(connection.callsPerBlockP95)   "
            + "429: \(connection.limited)   reconnects \(connection.reconnects)   "
            + "stale heads \(connection.staleHeads)   \(reorgs)"
    }

    /// Episodes that a line of people's length has room for.
    private static let missedMax = 6

    private var missedLine: String {
        let worst = missed.sorted {
            ($1.valueWad, $0.firstBlock, $0.trader) < ($0.valueWad, $1.firstBlock, $1.trader)
        }
        let shown = worst.prefix(Self.missedMax).map { entry in
            "\(Self.short(entry.trader))(\(entry.reason.rawValue), "
                + "\(Self.money(entry.valueWad)) quote)"
        }
        let rest = missed.count > Self.missedMax ? " \u{2026}" : ""
        return " missed  " + shown.joined(separator: " ") + rest
    }

    // MARK: - Values

    private func shown(_ metric: KeeperMetric) -> String { Self.plain(figures[metric]) }

    private func negative(_ metric: KeeperMetric) -> String {
        guard case .amount(let amount)? = figures[metric], !amount.isZero else { return "0" }
        return (Int256.zero &- amount).textForPeople
    }

    /// A value as people read it: amounts to two places, ratios to three, a dash for nothing.
    static func plain(_ value: MetricValue?) -> String {
        switch value {
        case nil: "\u{2013}"
        case .count(let count)?: "\(count)"
        case .amount(let amount)?: amount.textForPeople
        case .real(let real)?: String(format: "%.3f", real)
        }
    }

    private static func money(_ amount: UInt256) -> String {
        Int256(bitPattern: amount).textForPeople
    }

    private static func millis(_ value: Double?) -> String {
        value.map { String(format: "%.0f", $0) } ?? "\u{2013}"
    }

    /// The first digits of an address.
    private static func short(_ address: String) -> String {
        address.count > 10 ? address.prefix(6) + "\u{2026}" : address
    }
}
