import ContractRuntime
import EthereumPrimitives
import WideIntegers

/// The limit of price changes in a block, and the guard against a mark far from the index.
extension Amm {
    /// Bounds around the price that the last block ended with.
    private struct Bounds {
        let lower: UInt256
        let upper: UInt256

        func contains(_ price: UInt256) -> Bool { price <= upper && price >= lower }
    }

    /// The reference is the last snapshot that is not of this block; with one snapshot alone, that.
    private func bounds(_ context: CallContext) throws(Revert) -> Bounds {
        let count = try context.load(slots.snapshotCount)
        var reference = try snapshot(count.w0 &- 1, context)
        let isOfThisBlock = reference.block == UInt256(context.block.number)
        if isOfThisBlock && count > .one {
            try context.compute(.ammFluctuationPrevious)
            reference = try snapshot(count.w0 &- 2, context)
        }
        let pool = reference.pool
        let ratioUp = try context.load(slots.fluctuationLimitRatio)
        let upper = try bound(context) { () throws(FixedPointError) in
            try pool.spotPriceWad().mulD(try UInt256.wad.addD(ratioUp))
        }
        let ratioDown = try context.load(slots.fluctuationLimitRatio)
        let lower = try bound(context) { () throws(FixedPointError) in
            try pool.spotPriceWad().mulD(try UInt256.wad.subD(ratioDown))
        }
        return Bounds(lower: lower, upper: upper)
    }

    /// A bound that cannot be computed, as for a ratio above one, refuses every swap.
    private func bound(
        _ context: CallContext, _ body: () throws(FixedPointError) -> UInt256
    ) throws(Revert) -> UInt256 {
        do throws(FixedPointError) {
            return try body()
        } catch {
            context.bound(by: PerpV1BoundRules.fluctuationLimit)
            throw Revert(error)
        }
    }

    /// Refuses a swap that starts outside the limit, or ends outside it without leave.
    func checkFluctuation(
        _ direction: PoolDirection, quote: UInt256, base: UInt256, _ canOver: Bool,
        _ context: CallContext
    ) throws(Revert) {
        if try context.load(slots.fluctuationLimitRatio).isZero { return }
        try context.compute(.ammFluctuation)
        let bounds = try bounds(context)
        let present = try reserves(context)
        try context.compute(.ammFluctuationPrice)
        let price = try checked { () throws(FixedPointError) in try present.spotPriceWad() }
        if !bounds.contains(price) {
            context.bound(by: PerpV1BoundRules.fluctuationLimit)
            throw .reason("price is already over fluctuation limit")
        }
        if canOver { return }
        try context.compute(.ammFluctuationAfter)
        let pool = try reserves(context)
        let after = try checked { () throws(FixedPointError) in
            direction == .add
                ? try pool.quoteReserveWad.addD(quote).divD(pool.baseReserveWad.subD(base))
                : try pool.quoteReserveWad.subD(quote).divD(pool.baseReserveWad.addD(base))
        }
        if !bounds.contains(after) {
            context.bound(by: PerpV1BoundRules.fluctuationLimit)
            throw .reason("price is over fluctuation limit")
        }
    }

    /// `isOverFluctuationLimit`: whether closing a position of this size would pass the limit.
    func isOverFluctuationLimit(
        _ direction: PoolDirection, base: UInt256, _ context: CallContext
    ) throws(Revert) -> Bool {
        try context.compute(.ammOverFluctuation)
        if try context.load(slots.fluctuationLimitRatio).isZero { return false }
        try context.compute(.ammOverFluctuationChecked)
        let bounds = try bounds(context)
        let quote = try outputPrice(direction, base, context)
        let pool = try reserves(context)
        let price = try checked { () throws(FixedPointError) in
            direction == .remove
                ? try pool.quoteReserveWad.addD(quote).divD(pool.baseReserveWad.subD(base))
                : try pool.quoteReserveWad.subD(quote).divD(pool.baseReserveWad.addD(base))
        }
        return !bounds.contains(price)
    }

    // MARK: - Underlying price

    /// The price of the feed, wad.
    func underlyingPrice(_ context: CallContext) throws(Revert) -> UInt256 {
        try context.compute(.ammUnderlying)
        let feed = try priceFeed(context)
        let key = Hash256(try context.load(slots.priceFeedKey))
        return try context.price(at: feed, key: key)
    }

    /// The average price of the feed over an interval, wad.
    func underlyingTwapPrice(
        intervalSeconds: UInt256, _ context: CallContext
    ) throws(Revert) -> UInt256 {
        try context.compute(.ammUnderlying)
        let feed = try priceFeed(context)
        let key = Hash256(try context.load(slots.priceFeedKey))
        return try context.twapPrice(at: feed, key: key, intervalSeconds: intervalSeconds)
    }

    /// The second of the feed's price; the original does not ask for it.
    func underlyingTimestamp(_ context: CallContext) throws(Revert) -> UInt256 {
        let feed = try priceFeed(context)
        let key = Hash256(try context.load(slots.priceFeedKey))
        return try context.latestTimestamp(at: feed, key: key)
    }

    private func priceFeed(_ context: CallContext) throws(Revert) -> AccountID {
        let word = try context.load(slots.priceFeedAndOpen)
        return context.state.account(.init(truncating: word))
    }

    /// `isOverSpreadLimit`: whether the mark is 10 % or more away from the index.
    func isOverSpreadLimit(_ context: CallContext) throws(Revert) -> Bool {
        try context.compute(.ammSpread)
        let index = try underlyingPrice(context)
        try require(!index.isZero, "underlying price is 0")
        try context.compute(.ammSpreadRatio)
        let mark = try spotPrice(context)
        let spread = try checked { () throws(FixedPointError) in
            try Int256(fromDecimal: mark).subD(index).divD(index)
        }
        return spread.magnitude >= Amm.oracleSpreadRatioMaxWad
    }
}
