import Results
import Simulation
import SimulationKernel
import WideIntegers

/// The tables of a trial's page.
extension ScorecardPage {
    typealias Table = KeeperReportInput.Table

    var rules: Table {
        Table(
            id: "rules", title: "Rules", lead: "What this trial was asked to hold.",
            columns: [.init("Rule"), .init("Value", isNumber: true), .init("Outcome")],
            rows: card.requirements.map { outcome in
                [
                    .init("\(outcome.rule)"), .init(Scorecard.plain(outcome.value)),
                    .init(outcome.isPassed ? "holds" : "fails", isGood: outcome.isPassed),
                ]
            })
    }

    var money: Table {
        let rows: [(String, KeeperMetric)] = [
            ("Fees of liquidations", .fees), ("Gas", .gas),
            ("of which wasted", .wastedGasValue), ("Private bribes", .bribes),
            ("Net", .profitNet), ("Net by liquidation", .profitPerWin),
            ("Missed", .missedValue), ("Bad debt", .badDebt),
        ]
        return Table(
            id: "money", title: "Money",
            lead: "Gas is counted at the scenario's price of the native asset.",
            columns: [.init("What"), .init("Amount", isNumber: true, unit: "quote")],
            rows: rows.map { [.init($0.0), cell($0.1)] })
    }

    private func cell(_ metric: KeeperMetric) -> Table.Cell {
        guard case .amount(let amount)? = card[metric] else { return .init(plain(metric)) }
        return .init(amount.textForPeople, exact: amount.wadText)
    }

    var transactions: Table {
        Table(
            id: "transactions", title: "Transactions",
            lead: "Everything that was sent from the bot's account, in order.",
            columns: [
                .init("Sent"), .init("Nonce", isNumber: true), .init("For"),
                .init("Tip", isNumber: true, unit: "gwei"),
                .init("Cap", isNumber: true, unit: "gwei"), .init("Fate"),
                .init("Block", isNumber: true), .init("Gas", isNumber: true),
                .init("Fee won", isNumber: true, unit: "quote"),
            ], rows: record.transactions.map(row))
    }

    private func row(_ own: OwnTransaction) -> [Table.Cell] {
        let receipt = own.receipt
        return [
            .init(SpanText.clock(own.sentAt)), .init("\(own.nonce)"), .init(purpose(own.purpose)),
            .init(SpanText.gwei(own.tipWei)), .init(SpanText.gwei(own.capWei)),
            .init(fate(own), isGood: receipt.map { $0.revert == nil }),
            .init(own.block.map { "\($0)" } ?? "\u{2013}"),
            .init(receipt.map { "\($0.gasUsed)" } ?? "\u{2013}"),
            .init(
                receipt.map { Int256(bitPattern: $0.rewardWad).textForPeople } ?? "\u{2013}",
                exact: receipt.map { $0.rewardWad.wadText }),
        ]
    }

    private func purpose(_ purpose: OwnPurpose) -> String {
        switch purpose {
        case .liquidate(let name): "liquidate \(name.trader)"
        case .flag(let name): "flag \(name.trader)"
        case .forwarded(let names): "liquidate \(names.count) through a contract"
        case .payFunding: "payFunding"
        case .cancellation: "cancellation"
        case .other(let name): name
        }
    }

    private func fate(_ own: OwnTransaction) -> String {
        switch own.fate {
        case .pending: "waiting"
        case .mined(_, let receipt): receipt.revert ?? "mined"
        case .replaced: "replaced"
        case .cancelled: "cancelled"
        case .dropped(let why): "dropped: \(why)"
        case .refused(let why): "refused: \(why)"
        }
    }

    /// Rows of a table of episodes at most; a page is read by people.
    private static let episodesMax = 2_000

    var episodes: Table {
        let reasons = Dictionary(
            card.missed.map { (Key(block: $0.firstBlock, trader: $0.trader), $0.reason.rawValue) },
            uniquingKeysWith: { first, _ in first })
        return Table(
            id: "episodes", title: "Episodes",
            lead: "Each time in which a position could be liquidated, and what ended it.",
            columns: [
                .init("Market"), .init("Trader"), .init("First block", isNumber: true),
                .init("Feasible", isNumber: true), .init("End", isNumber: true), .init("Outcome"),
                .init("Reason"), .init("Worth", isNumber: true, unit: "quote"),
                .init("Bad debt", isNumber: true, unit: "quote"),
            ],
            rows: record.episodes.prefix(Self.episodesMax).map { episode in
                let trader = "\(episode.name.trader)"
                let isWon = episode.liquidation?.liquidator == record.terms.bot
                let key = Key(block: episode.firstBlock, trader: trader)
                return [
                    .init(
                        record.markets.indices.contains(episode.name.market)
                            ? record.markets[episode.name.market] : ""),
                    .init(trader), .init("\(episode.firstBlock)"),
                    .init(episode.feasibleBlock.map { "\($0)" } ?? "\u{2013}"),
                    .init(episode.endBlock.map { "\($0)" } ?? "\u{2013}"),
                    .init(how(episode), isGood: isWon ? true : nil),
                    .init(
                        isWon
                            ? "" : reasons[key] ?? (episode.isReachable ? "" : "out of reach")),
                    .init(
                        Int256(bitPattern: episode.valueWad).textForPeople,
                        exact: episode.valueWad.wadText),
                    .init(
                        Int256(bitPattern: episode.badDebtWad).textForPeople,
                        exact: episode.badDebtWad.wadText),
                ]
            })
    }

    private struct Key: Hashable {
        let block: UInt64
        let trader: String
    }

    var figures: Table {
        Table(
            id: "figures", title: "Figures", lead: "All figures that rules can ask for.",
            columns: [
                .init("Metric"), .init("Value", isNumber: true), .init("Unit"), .init("Meaning"),
            ],
            rows: KeeperMetric.allCases.map { metric in
                [
                    .init(metric.rawValue), .init(plain(metric)), .init(metric.unit),
                    .init(metric.meaning),
                ]
            })
    }
}

/// Times and prices of gas in a table.
private enum SpanText {
    /// Hours, minutes and seconds of the day, UTC.
    static func clock(_ time: SimulatedTime) -> String {
        let seconds = time.seconds % 86_400
        return [seconds / 3_600, seconds / 60 % 60, seconds % 60]
            .map { $0 < 10 ? "0\($0)" : "\($0)" }.joined(separator: ":")
    }

    /// Whole gwei with up to three places.
    static func gwei(_ wei: UInt256) -> String {
        let thousandths = wei.quotientAndRemainder(dividingBy: 1_000_000).quotient
        return thousandths.decimalText(decimals: 3)
    }
}
