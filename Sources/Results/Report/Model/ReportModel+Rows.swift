import JSONText
import Simulation

/// A named figure of a run.
struct NamedFigure: Sendable, Equatable {
    var name: String
    /// Exact decimal text.
    var value: String
    var real: Double?
    var unit: String
}

/// A figure that is expected within a band.
struct ExpectedFigure: Sendable, Equatable {
    var figure: String
    var low: String?
    var high: String?
    var value: String
    var holds: Bool
    /// calibrated, predicted or illustrative.
    var tag: String
    var note: String
}

/// Something that the scenario or an attacker brought about.
struct TimedEvent: Sendable, Equatable {
    /// Microseconds since 1970.
    var time: Int64
    var kind: String
    var subject: String
    var detail: String
    var until: Int64?
}

/// A settlement of funding.
struct FundingSettlement: Sendable, Equatable {
    var time: Int64
    var market: String
    var rate: Double
}

/// A liquidation, or a part of one.
struct LiquidationEvent: Sendable, Equatable {
    var time: Int64
    var block: Int
    var market: String
    var trader: String
    var agent: String
    var liquidator: String
    var size: ReportAmount
    var notional: ReportAmount
    var reward: ReportAmount
    var badDebt: ReportAmount
    var isPartial: Bool
    var wave: Int
    var cascade: Int
    var mark: ReportAmount
    var marginRatioTrue: Double?
    var isFalse: Bool
    var delayBlocks: Int?
}

/// What a payer has borne of the bad debt of a market.
struct PayerShare: Sendable, Equatable {
    var market: String
    var payer: String
    var amount: ReportAmount
}

/// How often a guard of a feed acted.
struct GuardCount: Sendable, Equatable {
    var feed: String
    var name: String
    var trips: Int
    var justified: Int
}

/// How often a rule of a market decided.
struct RuleCount: Sendable, Equatable {
    var market: String
    var rule: String
    var source: String
    var count: Int
}

/// An agent or an account of the protocol with what it gained by cause.
struct AgentAccount: Sendable, Equatable {
    var name: String
    var population: String
    var kind: String
    var worthBefore: ReportAmount
    var worthAfter: ReportAmount
    /// Gains in the order of `causes`.
    var gains: [ReportAmount]
    var residual: ReportAmount
    var sent: Int
    var included: Int
    var reverted: Int
    var gasNative: ReportAmount
    var gasWastedNative: ReportAmount
    var liquidations: Int
    var feesWon: ReportAmount

    /// The causes of gain, which are columns of the store.
    static let causes = [
        "trading", "funding", "fees", "penalties", "losses", "spot", "gas", "transfers",
    ]

    /// What it gained in all.
    var profit: ReportAmount { worthAfter - worthBefore }

    /// Whether it is one that attacks.
    var isAttacker: Bool {
        ["attack", "manipulat"].contains { kind.lowercased().contains($0) }
    }

    /// Whether it is one that liquidates.
    var isKeeper: Bool {
        !isAttacker
            && (["keeper", "liquidat"].contains { kind.lowercased().contains($0) }
                || liquidations > 0 && kind != "protocol")
    }
}

/// What one group paid another one.
struct GroupPayment: Sendable, Equatable {
    var payer: String
    var payee: String
    var cause: String
    var amount: ReportAmount
}

extension String {
    /// Whether a shell reads it as one word without quotes.
    var isPlainWord: Bool {
        !isEmpty
            && unicodeScalars.allSatisfy {
                ("a"..."z").contains($0) || ("A"..."Z").contains($0) || ("0"..."9").contains($0)
                    || "-_./".unicodeScalars.contains($0)
            } && !hasPrefix("-")
    }
}
