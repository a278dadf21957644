import SimulationKernel
import VenueFormulas
import WideIntegers

/// A pool of concentrated liquidity as a venue off the chain: base is token0, quote is token1, both
/// of 18 decimals.
///
/// Where its ranges end the price moves for nothing: a push to a far price costs what the ranges on
/// the way cost. Orders pay from accounts in the venue's own ledger; fees stay in the pool.
public final class ConcentratedVenue: SpotVenue {
    /// The name that reports and bills give it.
    public let name: String
    /// Fee and spacing of ticks.
    public let parameters: ConcentratedPoolParameters
    /// Where the price stands.
    public private(set) var pool: ConcentratedPoolState
    /// Who holds what; the pool's own holdings, fees included, stand under liquidity.
    public let ledger = VenueLedger()
    private var ticks = MemoryTicks()
    private var orders: DelayLine?

    /// A pool at a price with liquidity in ranges.
    ///
    /// - Parameters:
    ///   - priceWad: quote per base.
    ///   - ranges: their ends are multiples of the spacing; each stands for itself.
    ///   - orders: the way of orders to the venue; nil for no delay at all.
    /// - Throws: `.priceOutOfRange`; `.tickOffSpacing`; `.liquidityTooLarge`; `.overflow`.
    public init(
        name: String, parameters: ConcentratedPoolParameters, priceWad: UInt256,
        ranges: [ConcentratedRange], orders: DelayLine? = nil
    ) throws(ConcentratedLiquidityError) {
        self.name = name
        self.orders = orders
        self.parameters = parameters
        pool = try ConcentratedPoolState(
            sqrtPriceX96: try TickMath.sqrtPriceX96(atLeast: priceWad))
        for range in ranges where !range.liquidity.isZero {
            guard range.liquidity.fitsUInt128 else { throw .liquidityTooLarge(range.liquidity) }
            var position = LiquidityPosition()
            let due = try ticks.changeLiquidity(
                of: &position, in: range.ticks, by: Int256(bitPattern: range.liquidity), &pool,
                parameters)
            // A tick bears less than 2^128 in all, so that a sum stays far below 2^255.
            ledger.seedLiquidity(baseWad: due.amount0, quoteWad: due.amount1)
        }
    }

    // MARK: - Prices

    /// The marginal price, quote per base.
    public func spotPriceWad(at now: SimulatedTime) -> UInt256 { priceWad(pool) }

    /// What an order would move now.
    public func quote(
        _ order: SpotOrder, at now: SimulatedTime
    ) throws(SpotVenueError) -> SpotFill {
        try trade(order).fill
    }

    /// The least trade after which the marginal price is at the target or beyond it.
    ///
    /// Exact in root prices: one unit less would leave the price short of the target.
    /// - Throws: `.unreachablePrice` for one that no tick stands for.
    public func push(
        toPriceWad targetWad: UInt256, at now: SimulatedTime
    ) throws(SpotVenueError) -> SpotFill {
        let spotWad = priceWad(pool)
        let side = targetWad < spotWad ? SpotSide.sell : .buy
        let limit: UInt256
        do throws(ConcentratedLiquidityError) {
            limit =
                try side == .buy
                ? TickMath.sqrtPriceX96(atLeast: targetWad)
                : TickMath.sqrtPriceX96(atMost: targetWad)
        } catch {
            throw .unreachablePrice(targetWad)
        }
        let isThere = side == .buy ? limit <= pool.sqrtPriceX96 : limit >= pool.sqrtPriceX96
        if isThere {
            return SpotFill(
                side: side, baseWad: .zero, quoteWad: .zero, feeQuoteWad: .zero,
                spotBeforeWad: spotWad, spotAfterWad: spotWad)
        }
        // No limit within the ticks takes this much.
        return try trade(side, .input(Int256.max.bitPattern), limit: limit).fill
    }

    // MARK: - Orders

    /// Sends an order for an account, which is filled up to its limit once it has arrived.
    public func submit(
        _ order: SpotOrder, from account: String,
        answer: @escaping (Result<SpotFill, SpotVenueError>) -> Void
    ) {
        let fill = { [self] in
            answer(Result { () throws(SpotVenueError) in try execute(order, for: account) })
        }
        if orders == nil { fill() } else { orders?.send(fill) }
    }

    private func execute(
        _ order: SpotOrder, for account: String
    ) throws(SpotVenueError) -> SpotFill {
        let trade = try trade(order)
        try ledger.settle(trade.fill, earnedFeeWad: .zero, for: account)
        pool = trade.pool
        ticks = trade.ticks
        return trade.fill
    }

    // MARK: - Trades that have not happened

    /// A trade's fill, and the pool and ticks as it would leave them.
    private struct Trade {
        let fill: SpotFill
        let pool: ConcentratedPoolState
        let ticks: MemoryTicks
    }

    private func trade(_ order: SpotOrder) throws(SpotVenueError) -> Trade {
        let amount: SwapAmount
        switch (order.side, order.amount) {
        case (.buy, .quote(let value)), (.sell, .base(let value)): amount = .input(value)
        case (.buy, .base(let value)), (.sell, .quote(let value)): amount = .output(value)
        }
        guard !amount.value.isZero && amount.value <= Self.amountMax else {
            throw .amountOutOfRange(amount.value)
        }
        let trade = try trade(order.side, amount, limit: try limit(of: order))
        if order.limitPriceWad == nil && !trade.isComplete {
            throw .depthExhausted(baseWadMax: trade.fill.baseWad)
        }
        let (paid, received) =
            order.side == .buy
            ? (trade.fill.quoteWad, trade.fill.baseWad) : (trade.fill.baseWad, trade.fill.quoteWad)
        // An input for which nothing comes out would be a gift. Where there is no liquidity the price
        // moves for neither.
        guard paid.isZero || !received.isZero else { throw .amountOutOfRange(paid) }
        return trade.value
    }

    /// The root price at which an order stops.
    private func limit(of order: SpotOrder) throws(SpotVenueError) -> UInt256 {
        guard let limitPriceWad = order.limitPriceWad else {
            return order.side == .buy ? Self.limitMax : Self.limitMin
        }
        let limit: UInt256
        do throws(ConcentratedLiquidityError) {
            limit = try Self.withinTicks(
                order.side == .buy
                    ? TickMath.sqrtPriceX96(atMost: limitPriceWad)
                    : TickMath.sqrtPriceX96(atLeast: limitPriceWad))
        } catch {
            // A limit beyond all prices is none on one side, and leaves nothing on the other.
            let isHigh = limitPriceWad > priceWad(pool)
            guard isHigh == (order.side == .buy) else { throw .limitReached }
            return isHigh ? Self.limitMax : Self.limitMin
        }
        let leavesSome =
            order.side == .buy ? limit > pool.sqrtPriceX96 : limit < pool.sqrtPriceX96
        guard leavesSome else { throw .limitReached }
        return limit
    }

    /// The largest amount of an order, 2^112 wad.
    private static let amountMax: UInt256 = .one << 112
    private static let limitMin = TickMath.sqrtRatioMinX96 &+ .one
    private static let limitMax = TickMath.sqrtRatioMaxX96 &- .one

    /// The nearest root price at which the pool's swap may stop.
    private static func withinTicks(_ limit: UInt256) -> UInt256 {
        min(max(limit, limitMin), limitMax)
    }

    private func trade(
        _ side: SpotSide, _ amount: SwapAmount, limit: UInt256
    ) throws(SpotVenueError) -> (value: Trade, fill: SpotFill, isComplete: Bool) {
        var pool = pool
        var ticks = ticks
        let outcome: SwapOutcome
        do throws(ConcentratedLiquidityError) {
            outcome = try ticks.swap(
                &pool, parameters, isDown: side == .sell, amount: amount,
                limitSqrtPriceX96: limit)
        } catch {
            throw .amountOutOfRange(amount.value)
        }
        let isBuy = side == .buy
        let (baseWad, quoteWad) =
            isBuy
            ? (outcome.amountOut, outcome.amountIn) : (outcome.amountIn, outcome.amountOut)
        // A fee in base is worth its share of the quote; it is never more than the base.
        let feeQuoteWad =
            isBuy ? outcome.fee : (try? outcome.fee.mulDivDown(quoteWad, baseWad)) ?? .zero
        let fill = SpotFill(
            side: side, baseWad: baseWad, quoteWad: quoteWad, feeQuoteWad: feeQuoteWad,
            spotBeforeWad: priceWad(self.pool), spotAfterWad: priceWad(pool))
        return (Trade(fill: fill, pool: pool, ticks: ticks), fill, outcome.isComplete)
    }

    private func priceWad(_ pool: ConcentratedPoolState) -> UInt256 {
        // Root prices of pools have 160 bits, so that a price in wad has 188.
        (try? TickMath.price(ofSqrtPriceX96: pool.sqrtPriceX96)) ?? .max
    }
}
