import Simulation

/// A named figure of a run.
public struct NamedFigure: Sendable, Equatable {
    public var name: String
    /// Exact decimal text.
    public var value: String
    public var real: Double?
    public var unit: String
}

/// A figure that is expected within a band.
public struct ExpectedFigure: Sendable, Equatable {
    public var figure: String
    public var low: String?
    public var high: String?
    public var value: String
    public var holds: Bool
    /// calibrated, predicted or illustrative.
    public var tag: String
    public var note: String
}

/// Something that the scenario or an attacker brought about.
public struct TimedEvent: Sendable, Equatable {
    /// Microseconds since 1970.
    public var time: Int64
    public var kind: String
    public var subject: String
    public var detail: String
    public var until: Int64?
}

/// A settlement of funding.
public struct FundingSettlement: Sendable, Equatable {
    public var time: Int64
    public var market: String
    public var rate: Double
}

/// A liquidation, or a part of one.
public struct LiquidationEvent: Sendable, Equatable {
    public var time: Int64
    public var block: Int
    public var market: String
    public var trader: String
    public var agent: String
    public var liquidator: String
    public var size: ReportAmount
    public var notional: ReportAmount
    public var reward: ReportAmount
    public var badDebt: ReportAmount
    public var isPartial: Bool
    public var wave: Int
    public var cascade: Int
    public var mark: ReportAmount
    public var marginRatioTrue: Double?
    public var isFalse: Bool
    public var delayBlocks: Int?
}

/// What a payer has borne of the bad debt of a market.
public struct PayerShare: Sendable, Equatable {
    public var market: String
    public var payer: String
    public var amount: ReportAmount
}

/// How often a guard of a feed acted.
public struct GuardCount: Sendable, Equatable {
    public var feed: String
    public var name: String
    public var trips: Int
    public var justified: Int
}

/// How often a rule of a market decided.
public struct RuleCount: Sendable, Equatable {
    public var market: String
    public var rule: String
    public var source: String
    public var count: Int
}

/// An agent or an account of the protocol with what it gained by cause.
public struct AgentAccount: Sendable, Equatable {
    public var name: String
    public var population: String
    public var kind: String
    public var worthBefore: ReportAmount
    public var worthAfter: ReportAmount
    /// Gains in the order of `causes`.
    public var gains: [ReportAmount]
    public var residual: ReportAmount
    public var sent: Int
    public var included: Int
    public var reverted: Int
    public var gasNative: ReportAmount
    public var gasWastedNative: ReportAmount
    public var liquidations: Int
    public var feesWon: ReportAmount

    /// The causes of gain, which are columns of the store.
    public static let causes = [
        "trading", "funding", "fees", "penalties", "losses", "spot", "gas", "transfers",
    ]

    /// What it gained in all.
    public var profit: ReportAmount { worthAfter - worthBefore }

    /// Whether it is one that attacks.
    public var isAttacker: Bool {
        ["attack", "manipulat"].contains { kind.lowercased().contains($0) }
    }

    /// Whether it is one that liquidates.
    public var isKeeper: Bool {
        !isAttacker
            && (["keeper", "liquidat"].contains { kind.lowercased().contains($0) }
                || liquidations > 0 && kind != "protocol")
    }
}

/// What one group paid another one.
public struct GroupPayment: Sendable, Equatable {
    public var payer: String
    public var payee: String
    public var cause: String
    public var amount: ReportAmount
}

extension String {
    /// Whether a shell reads it as one word without quotes.
    var isPlainWord: Bool {
        !isEmpty && unicodeScalars.allSatisfy {
            ("a"..."z").contains($0) || ("A"..."Z").contains($0) || ("0"..."9").contains($0)
                || "-_./".unicodeScalars.contains($0)
        } && !hasPrefix("-")
    }
}
