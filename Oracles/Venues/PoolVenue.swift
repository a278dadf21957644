import SimulationKernel
import WideIntegers

/// A constant-product pool that stands on none of the run's chains: a remote chain's, or a market
/// maker of an exchange.
///
/// Accounts hold base and quote in its own ledger; the fee of a trade stays in the reserves.
public final class PoolVenue: SpotVenue {
    /// The name that reports and bills give it.
    public let name: String
    /// Who holds what.
    public let ledger = VenueLedger()
    /// Reserves and fee, in wad.
    public private(set) var pool: ConstantProductPool
    /// Whether the venue is closed.
    public var isHalted = false

    private var orders: DelayLine

    /// A venue around a pool whose reserves are in wad; orders arrive after the line's delay.
    public init(name: String, pool: ConstantProductPool, orders: DelayLine) {
        self.name = name
        self.pool = pool
        self.orders = orders
        ledger.seedLiquidity(baseWad: pool.baseReserve, quoteWad: pool.quoteReserve)
    }

    /// The marginal price, quote per base.
    public func spotPriceWad(at now: SimulatedTime) -> UInt256 { pool.spotPriceWad }

    /// What an order would move now.
    ///
    /// An order with a limit takes what the limit leaves. The fee is reported at the average price.
    public func quote(
        _ order: SpotOrder, at now: SimulatedTime
    ) throws(SpotVenueError) -> SpotFill {
        try trade(order).fill
    }

    /// The least trade after which the marginal price is at the target or beyond it.
    public func push(
        toPriceWad targetWad: UInt256, at now: SimulatedTime
    ) throws(SpotVenueError) -> SpotFill {
        if isHalted { throw .halted }
        let side: SpotSide = targetWad >= pool.spotPriceWad ? .buy : .sell
        guard let amountIn = pool.leastInput(side, toPriceWad: targetWad) else {
            throw .unreachablePrice(targetWad)
        }
        guard let trade = try? trade(amountIn, side) else { throw .unreachablePrice(targetWad) }
        return trade.fill
    }

    /// Sends an order for an account; the answer comes when the venue has dealt with it.
    public func submit(
        _ order: SpotOrder, from account: String,
        answer: @escaping (Result<SpotFill, SpotVenueError>) -> Void
    ) {
        orders.send { [self] in
            answer(Result { () throws(SpotVenueError) in try execute(order, for: account) })
        }
    }

    /// Checks the venue's books (statements 1 to 3).
    public func checkInvariants() throws(VenueInvariantViolation) {
        try ledger.checkInvariants()
        try ledger.checkLiquidity(is: pool)
    }

    private func execute(
        _ order: SpotOrder, for account: String
    ) throws(SpotVenueError) -> SpotFill {
        let trade = try trade(order)
        try ledger.settle(trade.fill, earnedFeeWad: .zero, for: account)
        pool = trade.after
        return trade.fill
    }
}

// MARK: - Trades

extension PoolVenue {
    private typealias Trade = (fill: SpotFill, after: ConstantProductPool)

    private func trade(_ order: SpotOrder) throws(SpotVenueError) -> Trade {
        if isHalted { throw .halted }
        var (amountIn, asked) = try amounts(of: order)
        if let limitWad = order.limitPriceWad {
            guard let most = pool.mostInput(order.side, withinPriceWad: limitWad), !most.isZero
            else { throw .limitReached }
            amountIn = min(amountIn, most)
        }
        let trade = try trade(amountIn, order.side, takingOnly: asked)
        // An input too small to buy a unit of the other asset would be a gift.
        guard !trade.fill.baseWad.isZero, !trade.fill.quoteWad.isZero else {
            throw .amountOutOfRange(amountIn)
        }
        return trade
    }

    /// The input that an order comes to, whatever its limit, and the output that it asks for at
    /// most.
    private func amounts(
        of order: SpotOrder
    ) throws(SpotVenueError) -> (amountIn: UInt256, asked: UInt256) {
        let isOfInput: Bool
        let amount: UInt256
        switch order.amount {
        case .base(let base): (amount, isOfInput) = (base, order.side == .sell)
        case .quote(let quote): (amount, isOfInput) = (quote, order.side == .buy)
        }
        guard !amount.isZero, amount <= ConstantProductPool.reserveMax else {
            throw .amountOutOfRange(amount)
        }
        if isOfInput { return (amount, .max) }
        if let input = try? pool.amountIn(for: amount, order.side) { return (input, amount) }
        // With a limit, an order takes what there is before it.
        if order.limitPriceWad != nil { return (ConstantProductPool.reserveMax, amount) }
        switch order.side {
        case .buy: throw .depthExhausted(baseWadMax: pool.baseReserve &- .one)
        case .sell:
            throw .depthExhausted(baseWadMax: ConstantProductPool.reserveMax &- pool.baseReserve)
        }
    }

    /// - Throws: `.amountOutOfRange` for an input that passes what the pool counts in.
    private func trade(
        _ amountIn: UInt256, _ side: SpotSide, takingOnly asked: UInt256 = .max
    ) throws(SpotVenueError) -> Trade {
        guard let (amountOut, after) = try? pool.trading(amountIn, side, takingOnly: asked),
            after.baseReserve <= ConstantProductPool.reserveMax,
            after.quoteReserve <= ConstantProductPool.reserveMax
        else { throw .amountOutOfRange(amountIn) }
        let (base, quote) = side == .buy ? (amountOut, amountIn) : (amountIn, amountOut)
        let fill = SpotFill(
            side: side, baseWad: base, quoteWad: quote, feeQuoteWad: fee(onQuote: quote),
            spotBeforeWad: pool.spotPriceWad, spotAfterWad: after.spotPriceWad)
        return (fill, after)
    }

    /// The fee's share of the quote that a trade moves; at the average price it is the same share
    /// of its base.
    private func fee(onQuote quoteWad: UInt256) -> UInt256 {
        (try? quoteWad.mulDivDown(UInt256(pool.fee.numerator), UInt256(pool.fee.denominator)))
            ?? .zero
    }
}
