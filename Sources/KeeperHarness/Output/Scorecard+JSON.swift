import JSONText
import Simulation
import WideIntegers

/// The card for programs: one JSON object, in the form that `Scorecard.schema` names.
///
/// Money is text with 18 digits behind the point, counts and ratios are numbers, what there was nothing
/// to measure of is null.
extension Scorecard {
    /// The document.
    public var json: JSONValue {
        .object([
            .init("schema", .text(Self.schema)), .init("run", runJSON),
            .init("opportunities", opportunitiesJSON),
            .init(
                "metrics",
                .object(
                    KeeperMetric.allCases.map { .init($0.rawValue, Self.json(figures[$0])) })),
            .init("transactions", transactionsJSON), .init("missed", .list(missed.map(Self.json))),
            .init("rpc", connection.map(Self.json) ?? .null), .init("chain", chainJSON),
            .init("bounds", boundsJSON),
            .init("requirements", .list(requirements.map(Self.json))),
            .init("ending", .text(ending.rawValue)), .init("exit_status", .integer(exitStatus)),
            .init("wall_clock", wallClock.map(Self.json) ?? .null),
        ])
    }

    private var runJSON: JSONValue {
        let determinism =
            switch run.determinism {
            case .exact: "exact"
            case .statistical(let runs): "statistical(\(runs))"
            }
        return .object([
            .init("scenario", .text(run.scenario)), .init("seed", .integer(run.seed)),
            .init("preset", .text(run.preset)), .init("clock", .text(run.clock)),
            .init("build", .text(run.build)), .init("bot", .text(run.bot)),
            .init("driver", .text(run.driver)), .init("blocks", .integer(run.blocks)),
            .init("determinism", .text(determinism)),
        ])
    }

    private var opportunitiesJSON: JSONValue {
        let counts: [KeeperMetric] = [.reachable, .unreachable, .won, .lost, .missed]
        return .object(
            counts.map { .init($0.rawValue, Self.json(figures[$0])) }
                + [.init("by_value", Self.json(figures[.shareWonValue]))])
    }

    private var transactionsJSON: JSONValue {
        let counts: [KeeperMetric] = [
            .sent, .mined, .reverted, .replaced, .cancelled, .dropped, .refused,
        ]
        return .object(
            counts.map { .init($0.rawValue, Self.json(figures[$0])) } + [
                .init("revert_reasons", Self.json(revertReasons)),
                .init("refusals", Self.json(refusals)),
                .init("bound_rules", Self.json(boundRules)),
            ])
    }

    private var chainJSON: JSONValue {
        .object([
            .init("reorgs", .integer(chain.reorgs)),
            .init("orphaned_blocks", .integer(chain.orphanedBlocks)),
            .init("outages", .integer(chain.outages)),
            .init("base_fee_min_wei", .text(chain.baseFeeMinWei.description)),
            .init("base_fee_max_wei", .text(chain.baseFeeMaxWei.description)),
        ])
    }

    private var boundsJSON: JSONValue {
        guard let bounds else { return .null }
        return .object([
            .init("ideal", Self.money(bounds.idealWad)), .init("none", Self.money(bounds.noneWad)),
        ])
    }

    // MARK: - Values

    static func json(_ value: MetricValue?) -> JSONValue {
        switch value {
        case nil: .null
        case .count(let count)?: .integer(count)
        case .amount(let amount)?: .text(amount.text18)
        case .real(let real)?: real.isFinite ? .number("\(real)") : .null
        }
    }

    private static func money(_ amount: UInt256) -> JSONValue {
        .text(Int256(bitPattern: amount).text18)
    }

    private static func json(_ counts: [Named]) -> JSONValue {
        .object(counts.map { .init($0.name, .integer($0.count)) })
    }

    private static func json(_ entry: Missed) -> JSONValue {
        .object([
            .init("market", .text(entry.market)), .init("trader", .text(entry.trader)),
            .init("first_block", .integer(entry.firstBlock)),
            .init("end_block", entry.endBlock.map { .integer($0) } ?? .null),
            .init("value", money(entry.valueWad)), .init("reason", .text(entry.reason.rawValue)),
            .init("bad_debt", money(entry.badDebtWad)), .init("taken", .bool(entry.wasTaken)),
        ])
    }

    private static func json(_ connection: Connection) -> JSONValue {
        .object([
            .init("calls", .integer(connection.calls)),
            .init("calls_per_block", .integer(connection.callsPerBlock)),
            .init("calls_per_block_p95", .integer(connection.callsPerBlockP95)),
            .init("limited", .integer(connection.limited)),
            .init("reconnects", .integer(connection.reconnects)),
            .init("stale_heads", .integer(connection.staleHeads)),
            .init("methods", json(connection.methods)),
        ])
    }

    private static func json(_ outcome: RuleOutcome) -> JSONValue {
        .object([
            .init("rule", .text(outcome.rule.description)), .init("value", json(outcome.value)),
            .init("passed", .bool(outcome.isPassed)),
        ])
    }

    private static func json(_ clock: WallClock) -> JSONValue {
        .object([
            .init("react_p50_ms", json(clock.reactP50Millis.map { .real($0) })),
            .init("react_p95_ms", json(clock.reactP95Millis.map { .real($0) })),
        ])
    }
}
