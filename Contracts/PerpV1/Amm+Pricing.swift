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
        return try paid(try Amm.base(forQuote: amount, direction, on: pool), direction, context)
    }

    /// Quote for an amount of base on given reserves.
    func quote(
        forBase amount: UInt256, _ direction: PoolDirection, on pool: ConstantProduct,
        _ context: CallContext
    ) throws(Revert) -> UInt256 {
        if amount.isZero { return try priceOfNothing(context) }
        try context.compute(.ammPrice)
        return try paid(try Amm.quote(forBase: amount, direction, on: pool), direction, context)
    }

    static func base(
        forQuote amount: UInt256, _ direction: PoolDirection, on pool: ConstantProduct
    ) throws(Revert) -> ConstantProduct.Exchange {
        do throws(ConstantProduct.Refusal) {
            return try pool.baseExchange(forQuoteWad: amount, direction)
        } catch {
            throw Revert(error, "quote asset after is 0")
        }
    }

    static func quote(
        forBase amount: UInt256, _ direction: PoolDirection, on pool: ConstantProduct
    ) throws(Revert) -> ConstantProduct.Exchange {
        do throws(ConstantProduct.Refusal) {
            return try pool.quoteExchange(forBaseWad: amount, direction)
        } catch {
            throw Revert(error, "base asset after is 0")
        }
    }

    private func priceOfNothing(_ context: CallContext) throws(Revert) -> UInt256 {
        try context.compute(.ammPriceZero)
        return .zero
    }

    /// The amount of an exchange, after paying for the wei by which it was rounded.
    func paid(
        _ exchange: ConstantProduct.Exchange, _ direction: PoolDirection, _ context: CallContext
    ) throws(Revert) -> UInt256 {
        if exchange.isRounded {
            try context.compute(direction == .add ? .ammPriceRoundedDown : .ammPriceRoundedUp)
        }
        return exchange.amountWad
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
