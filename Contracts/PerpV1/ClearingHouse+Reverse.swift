import ContractRuntime
import WideIntegers

/// A trade against a position.
struct ReverseRequest {
    let amm: Amm
    let side: PerpV1Side
    let trader: AccountID
    /// Collateral, wad; with leverage it makes the notional that is traded.
    let quoteAmount: UInt256
    let leverage: UInt256
    /// The least or the most base; zero for none.
    let baseLimit: UInt256
    /// Whether this may be the block's one trade that passes the price limit.
    let canOverFluctuationLimit: Bool
}

/// Reducing, closing and turning a position by a trade against it: perp-v1 section 7.5.
extension ClearingHouse {
    func reverse(
        _ request: ReverseRequest, _ context: CallContext
    ) throws(Revert) -> PositionChange {
        try context.compute(.reverse)
        let notional = try checked { () throws(FixedPointError) in
            try request.quoteAmount.mulD(request.leverage)
        }
        let valuation = try valuation(request.amm, request.trader, .spotPrice, context)
        return valuation.notional > notional
            ? try reduce(request, by: notional, valuation, context)
            : try closeAndOpen(request, context)
    }

    /// Closes a part; the profit of that part stays in the margin.
    private func reduce(
        _ request: ReverseRequest, by notional: UInt256, _ valuation: Valuation,
        _ context: CallContext
    ) throws(Revert) -> PositionChange {
        try context.compute(.reduce)
        let amm = request.amm
        try updateOpenInterest(
            amm,
            try checked { () throws(FixedPointError) in
                try Int256(fromDecimal: notional).mulScalar(-1 as Int256)
            }, context)
        let old = try position(amm.account, request.trader, context)
        var change = PositionChange()
        change.exchangedSize = try swap(
            amm, request.side, notional, request.baseLimit,
            canOverFluctuationLimit: request.canOverFluctuationLimit, context)
        let exchanged = change.exchangedSize
        if !old.size.isZero {
            change.realizedPnl = try checked { () throws(FixedPointError) in
                try valuation.pnl.mulD(exchanged.magnitude).divD(old.size.magnitude)
            }
        }
        let realized = change.realizedPnl
        let rest = try remainingMargin(old, amm.account, change: realized, context)
        change.badDebt = rest.badDebt
        change.fundingPayment = rest.fundingPayment
        change.exchangedQuote = notional
        let unrealized = try checked { () throws(FixedPointError) in
            try valuation.pnl.subD(realized)
        }
        change.unrealizedPnlAfter = unrealized
        if old.size.isNegative { try context.compute(.reduceShort) }
        let remaining = try checked { () throws(FixedPointError) in
            old.size > .zero
                ? try Int256(fromDecimal: valuation.notional).subD(notional).subD(unrealized)
                : try unrealized.addD(valuation.notional).subD(notional)
        }
        try context.compute(.reduceEnd)
        try require(remaining > .zero, "value of openNotional <= 0")
        change.position = PerpV1Position(
            size: try checked { () throws(FixedPointError) in try old.size.addD(exchanged) },
            margin: rest.margin, openNotional: remaining.magnitude,
            lastPremiumFraction: rest.premiumFraction,
            liquidityHistoryIndex: old.liquidityHistoryIndex,
            blockNumber: UInt256(context.block.number))
        return change
    }

    /// Closes all, and opens the other way with what is left of the notional.
    ///
    /// An exact close gives back an empty position whose block number is zero too.
    private func closeAndOpen(
        _ request: ReverseRequest, _ context: CallContext
    ) throws(Revert) -> PositionChange {
        try context.compute(.flip)
        let closed = try close(request.amm, request.trader, quoteLimit: .zero, context)
        try require(closed.badDebt.isZero, "reduce an underwater position")
        let rest = try checked { () throws(FixedPointError) in
            try request.quoteAmount.mulD(request.leverage).subD(closed.exchangedQuote)
        }
        let margin = try checked { () throws(FixedPointError) in
            try rest.divD(request.leverage)
        }
        if margin.isZero {
            try context.compute(.flipToNothing)
            return closed
        }
        try context.compute(.flipEnd)
        // A limit that the closed part has used up no longer limits.
        let used = closed.exchangedSize.magnitude
        let limit = request.baseLimit > used ? request.baseLimit &- used : .zero
        if !limit.isZero { try context.compute(.flipLimit) }
        let opened = try increase(
            request.amm, request.side, rest, limit, request.leverage, context)
        try context.compute(.flipOpened)
        return try checked { () throws(FixedPointError) in
            PositionChange(
                position: opened.position,
                exchangedQuote: try closed.exchangedQuote.addD(opened.exchangedQuote),
                badDebt: try closed.badDebt.addD(opened.badDebt),
                exchangedSize: try closed.exchangedSize.addD(opened.exchangedSize),
                fundingPayment: try closed.fundingPayment.addD(opened.fundingPayment),
                realizedPnl: try closed.realizedPnl.addD(opened.realizedPnl),
                marginToVault: try closed.marginToVault.addD(opened.marginToVault),
                unrealizedPnlAfter: .zero)
        }
    }
}
