/// How an account stands at the mark.
///
/// Amounts that do not fit 64 bits are the nearest that do; within `PerpetualLimits` only cash can.
public struct PerpetualStanding: Hashable, Sendable {
    /// The position, below zero for a short one.
    public let lots: Int64
    /// What it was opened for, without sign.
    public let entryNotional: Int64
    /// Deposits and realised profit less withdrawals, fees and funding.
    public let cash: Int64
    /// Profit at the mark.
    public let unrealised: Int64
    /// Cash, unrealised profit and less the funding that is owed.
    public let equity: Int64
    /// What the position needs to be opened, rounded up.
    public let initialMargin: Int64
    /// What it needs not to be liquidated, rounded up.
    public let maintenanceMargin: Int64
    /// Whether it is closed by force at the next advance of the clock.
    public let isLiquidatable: Bool
    /// Funding of a stop, not yet paid.
    public let fundingOwed: Int64
}

/// What a venue has booked since it was made, by account of cause.
public struct PerpetualTotals: Hashable, Sendable {
    /// Deposits of all accounts.
    public internal(set) var deposits: Int128 = 0
    /// Withdrawals of all accounts.
    public internal(set) var withdrawals: Int128 = 0
    /// Gifts to the fund.
    public internal(set) var donations: Int128 = 0
    /// Liquidation fees, which the fund got.
    public internal(set) var liquidationFees: Int128 = 0
    /// What funding left over by rounding, which the fund got.
    public internal(set) var fundingDust: Int128 = 0
    /// Lots that the book closed by force.
    public internal(set) var liquidatedLots: Int128 = 0
    /// Lots that the backstop took over.
    public internal(set) var takenOverLots: Int128 = 0
    /// Lots that were closed against opposite positions.
    public internal(set) var deleveragedLots: Int128 = 0
    /// Debts of accounts that could not pay: losses beyond their equity, by the debtors' books.
    public internal(set) var badDebt: Int128 = 0
    /// What of them the fund paid.
    public internal(set) var paidByFund: Int128 = 0
    /// What of them the backstop took with positions below their bankruptcy price, at the mark.
    public internal(set) var borneByBackstop: Int128 = 0
    /// What of them opposite positions lost against the mark.
    public internal(set) var borneByDeleveraged: Int128 = 0
    /// What of them nobody paid.
    public internal(set) var uncovered: Int128 = 0
}
