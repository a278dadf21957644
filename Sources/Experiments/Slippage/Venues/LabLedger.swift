import VenueFormulas

/// What groups have of quote and base, the sum of which is always zero.
struct LabLedger: Hashable, Sendable {
    /// An account of both assets.
    struct Account: Hashable, Sendable {
        var quote: Int64 = 0
        var base: Int64 = 0

        /// What it is worth at a price, quote millionths.
        func worth(at price: Int64) -> Int64 { quote + LabUnits.value(ofBase: base, at: price) }
    }

    /// Those whose orders the study draws.
    var traders = Account()
    /// Those who close gaps to the index.
    var arbitrageurs = Account()
    /// Makers, or a curve's house.
    var liquidity = Account()
    /// Fees that the venue keeps, quote millionths.
    var venue: Int64 = 0
    /// Gas that was paid, quote millionths.
    var gas: Int64 = 0
    /// Fees of takers.
    var takerFees: Int64 = 0
    /// Quote of all trades.
    var volume: Int64 = 0
    /// What moves of the peg have given to traders, were all to close, quote millionths.
    var repegCost: Int64 = 0

    /// A trade of a group against makers, whose fee the venue keeps as it keeps the taker's.
    mutating func book(
        _ fill: LabFill, _ side: TakerSide, _ group: WritableKeyPath<LabLedger, Account>,
        makerFee: Int64
    ) {
        let paid = LabUnits.part(makerFee, of: fill.quote)
        move(fill, side, group)
        liquidity.quote -= paid
        venue += fill.fee + paid
    }

    /// A trade of a group against a curve's house, which gets the fee.
    mutating func bookAtHouse(
        _ fill: LabFill, _ side: TakerSide, _ group: WritableKeyPath<LabLedger, Account>
    ) {
        move(fill, side, group)
        liquidity.quote += fill.fee
    }

    private mutating func move(
        _ fill: LabFill, _ side: TakerSide, _ group: WritableKeyPath<LabLedger, Account>
    ) {
        let sign: Int64 = side == .buy ? 1 : -1
        self[keyPath: group].quote -= sign * fill.quote + fill.fee
        self[keyPath: group].base += sign * fill.base
        liquidity.quote += sign * fill.quote
        liquidity.base -= sign * fill.base
        takerFees += fill.fee
        volume += fill.quote
    }
}
