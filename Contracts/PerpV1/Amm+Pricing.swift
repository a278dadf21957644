import ContractRuntime
import WideIntegers

/// Prices of the curve: perp-v1 section 5.3.
extension Amm {
    /// The pool as it stands.
    func reserves(_ context: CallContext) throws(Revert) -> ConstantProduct {
        ConstantProduct(
            quoteReserveWad: try context.load(slots.quoteReserve),
            baseReserveWad: try context.load(slots.baseReserve))
    }

    /// Base for an amount of quote on given reserves.
    func base(
        forQuote amount: UInt256, _ direction: PoolDirection, on pool: ConstantProduct,
        _ context: CallContext
    ) throws(Revert) -> UInt256 {
        if amount.isZero { return try priceOfNothing(context) }
        try context.compute(.ammPrice)
        let base = try Amm.base(forQuote: amount, direction, on: pool)
        try computePriceEnd(direction, context)
        return base
    }

    /// Quote for an amount of base on given reserves.
    func quote(
        forBase amount: UInt256, _ direction: PoolDirection, on pool: ConstantProduct,
        _ context: CallContext
    ) throws(Revert) -> UInt256 {
        if amount.isZero { return try priceOfNothing(context) }
        try context.compute(.ammPrice)
        let quote = try Amm.quote(forBase: amount, direction, on: pool)
        try computePriceEnd(direction, context)
        return quote
    }

    static func base(
        forQuote amount: UInt256, _ direction: PoolDirection, on pool: ConstantProduct
    ) throws(Revert) -> UInt256 {
        do throws(ConstantProduct.Refusal) {
            return try pool.base(forQuoteWad: amount, direction)
        } catch {
            throw Revert(error, "quote asset after is 0")
        }
    }

    static func quote(
        forBase amount: UInt256, _ direction: PoolDirection, on pool: ConstantProduct
    ) throws(Revert) -> UInt256 {
        do throws(ConstantProduct.Refusal) {
            return try pool.quote(forBaseWad: amount, direction)
        } catch {
            throw Revert(error, "base asset after is 0")
        }
    }

    private func priceOfNothing(_ context: CallContext) throws(Revert) -> UInt256 {
        try context.compute(.ammPriceZero)
        return .zero
    }

    private func computePriceEnd(
        _ direction: PoolDirection, _ context: CallContext
    ) throws(Revert) {
        try context.compute(.ammPriceEnd)
        if direction == .remove { try context.compute(.ammPriceRemove) }
    }

    /// `getOutputPrice`: quote for base on the present reserves.
    func outputPrice(
        _ direction: PoolDirection, _ amount: UInt256, _ context: CallContext
    ) throws(Revert) -> UInt256 {
        try quote(forBase: amount, direction, on: reserves(context), context)
    }

    /// `getInputPrice`: base for quote on the present reserves.
    func inputPrice(
        _ direction: PoolDirection, _ amount: UInt256, _ context: CallContext
    ) throws(Revert) -> UInt256 {
        try base(forQuote: amount, direction, on: reserves(context), context)
    }

    /// `getSpotPrice`: the mark price, wad.
    func spotPrice(_ context: CallContext) throws(Revert) -> UInt256 {
        let pool = try reserves(context)
        return try checked { () throws(FixedPointError) in try pool.spotPriceWad() }
    }

    /// `calcFee`: toll and spread of a notional, wad.
    func fee(
        ofNotional amount: UInt256, _ context: CallContext
    ) throws(Revert) -> (toll: UInt256, spread: UInt256) {
        if amount.isZero {
            try context.compute(.ammFeeZero)
            return (.zero, .zero)
        }
        try context.compute(.ammFee)
        let toll = try context.load(slots.tollRatio)
        let spread = try context.load(slots.spreadRatio)
        return try checked { () throws(FixedPointError) in
            (try amount.mulD(toll), try amount.mulD(spread))
        }
    }
}

extension Revert {
    init(_ refusal: ConstantProduct.Refusal, _ emptied: String) {
        switch refusal {
        case .arithmetic(let error): self.init(error)
        case .emptyReserve: self = .reason(emptied)
        }
    }
}
