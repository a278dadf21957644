import ContractRuntime
import WideIntegers

/// A request to open, enlarge, reduce or turn a position.
struct OpenRequest {
    let market: AccountID
    let side: PerpV1Side
    /// Collateral that the trader puts in, wad.
    let quoteAmount: UInt256
    /// Notional over collateral, wad.
    let leverage: UInt256
    /// The least base for a long, the most for a short; zero for none.
    let baseLimit: UInt256
}

/// Opening and enlarging: perp-v1 sections 7.3 and 7.4.
extension ClearingHouse {
    func openPosition(_ request: OpenRequest, _ context: CallContext) throws(Revert) {
        try context.compute(.openPosition)
        try requireNotPaused(context)
        try guarded(context) { () throws(Revert) in
            let amm = try requireAmm(request.market, open: true, context)
            let token = try amm.call(.view, context) { () throws(Revert) in
                try amm.quoteAsset(context)
            }
            try requireValidAmount(request.quoteAmount, token, context)
            try requireInitialMargin(request.leverage, context)
            try requireNotRestricted(request.market, context)

            let trader = try sender(context)
            let old = try position(request.market, trader, context)
            let isNew = old.size.isZero
            try context.compute(.openNotional)
            let isSameSide = old.size.isNegative == (request.side == .sell)
            let change =
                isNew || isSameSide
                ? try increase(
                    amm, request.side, try notional(of: request), request.baseLimit,
                    request.leverage, context)
                : try reverse(
                    ReverseRequest(
                        amm: amm, side: request.side, trader: trader,
                        quoteAmount: request.quoteAmount, leverage: request.leverage,
                        baseLimit: request.baseLimit, canOverFluctuationLimit: false), context)
            try setPosition(change.position, request.market, trader, context)
            if !isNew && !change.position.size.isZero {
                try context.compute(.marginCheck)
                let ratio = try marginRatio(amm, trader, context)
                let least = try context.load(slots.maintenanceMarginRatio)
                try requireMarginRatio(ratio, least, atLeast: true)
            }
            try require(change.badDebt.isZero, "bad debt")
            try settle(change.marginToVault, with: trader, token, context)
            try finishTrade(amm, trader, change, context)
        }
    }

    private func requireInitialMargin(
        _ leverage: UInt256, _ context: CallContext
    ) throws(Revert) {
        try require(!leverage.isZero, "input is 0")
        try context.compute(.leverageCheck)
        let ratio = try checked { () throws(FixedPointError) in
            try Int256.wad.divD(leverage)
        }
        try context.compute(.initialMarginCheck)
        let least = try context.load(slots.initMarginRatio)
        try requireMarginRatio(ratio, least, atLeast: true)
    }

    private func notional(of request: OpenRequest) throws(Revert) -> UInt256 {
        try checked { () throws(FixedPointError) in
            try request.quoteAmount.mulD(request.leverage)
        }
    }

    /// Draws collateral from the trader, or pays some back.
    private func settle(
        _ marginToVault: Int256, with trader: AccountID, _ token: AccountID,
        _ context: CallContext
    ) throws(Revert) {
        if marginToVault.isZero {
            try context.compute(.noTransfer)
        } else if marginToVault.isNegative {
            try context.compute(.payBack)
            try withdraw(token, to: trader, marginToVault.magnitude, context)
        } else {
            try context.compute(.payIn)
            try tokens.transferFrom(
                token, trader, to: account, marginToVault.magnitude, context)
        }
    }

    /// Takes the fee and writes the event.
    func finishTrade(
        _ amm: Amm, _ trader: AccountID, _ change: PositionChange, _ context: CallContext
    ) throws(Revert) {
        let fee = try transferFee(from: trader, amm, change.exchangedQuote, context)
        try logPositionChanged(amm, trader, change, fee: fee, penalty: .zero, context)
    }

    /// The event that every trade and liquidation ends with; it carries the mark after.
    func logPositionChanged(
        _ amm: Amm, _ trader: AccountID, _ change: PositionChange, fee: UInt256,
        penalty: UInt256, _ context: CallContext
    ) throws(Revert) {
        let spotPrice = try amm.call(.view, context) { () throws(Revert) in
            try context.compute(.ammSpotView)
            return try amm.spotPrice(context)
        }
        try context.compute(.positionChanged)
        let state = context.state
        try context.log(
            topics: [
                PerpV1ABI.positionChanged, state.address(of: trader).number,
                state.address(of: amm.account).number,
            ],
            words: [
                change.position.margin, change.exchangedQuote, change.exchangedSize.bitPattern,
                fee, change.position.size.bitPattern, change.realizedPnl.bitPattern,
                change.unrealizedPnlAfter.bitPattern, change.badDebt, penalty, spotPrice,
                change.fundingPayment.bitPattern,
            ])
    }

    // MARK: - Enlarging

    /// Adds to the sender's position, or opens one.
    ///
    /// The margin that is needed is notional over leverage, which may lose wei against what the
    /// trader named. Funding owed beyond the margin is forgiven here.
    func increase(
        _ amm: Amm, _ side: PerpV1Side, _ notional: UInt256, _ baseLimit: UInt256,
        _ leverage: UInt256, _ context: CallContext
    ) throws(Revert) -> PositionChange {
        try context.compute(.increase)
        let trader = try sender(context)
        let old = try position(amm.account, trader, context)
        if !old.size.isZero { try context.compute(.increaseOld) }
        var change = PositionChange()
        change.exchangedSize = try swap(
            amm, side, notional, baseLimit, canOverFluctuationLimit: false, context)
        let exchanged = change.exchangedSize
        let size = try checked { () throws(FixedPointError) in try old.size.addD(exchanged) }
        try updateOpenInterest(
            amm, try checked { () throws(FixedPointError) in try Int256(fromDecimal: notional) },
            context)
        try requireWithinHoldingCap(amm, trader, size, context)

        let added = try checked { () throws(FixedPointError) in
            try Int256(fromDecimal: notional.divD(leverage))
        }
        let rest = try remainingMargin(old, amm.account, change: added, context)
        let valuation = try valuation(amm, trader, .spotPrice, context)
        change.exchangedQuote = notional
        change.unrealizedPnlAfter = valuation.pnl
        change.marginToVault = added
        change.fundingPayment = rest.fundingPayment
        change.position = PerpV1Position(
            size: size, margin: rest.margin,
            openNotional: try checked { () throws(FixedPointError) in
                try old.openNotional.addD(notional)
            },
            lastPremiumFraction: rest.premiumFraction,
            liquidityHistoryIndex: old.liquidityHistoryIndex,
            blockNumber: UInt256(context.block.number))
        return change
    }

    private func requireWithinHoldingCap(
        _ amm: Amm, _ trader: AccountID, _ size: Int256, _ context: CallContext
    ) throws(Revert) {
        let whitelisted = try context.load(slots.whitelist)
        if whitelisted == context.state.address(of: trader).number { return }
        let most = try amm.call(.view, context) { () throws(Revert) in
            try context.compute(.ammHoldingView)
            return try context.load(amm.slots.maxHoldingBase)
        }
        if most.isZero { return }
        try context.compute(.holdingCap)
        try require(size.magnitude <= most, "hit position size upper bound")
    }

    /// Exchanges quote for base in a market; the base is negative for a sale.
    func swap(
        _ amm: Amm, _ side: PerpV1Side, _ quote: UInt256, _ baseLimit: UInt256,
        canOverFluctuationLimit: Bool, _ context: CallContext
    ) throws(Revert) -> Int256 {
        let base = try amm.call(.function, context) { () throws(Revert) in
            try amm.swapInput(
                side.quoteDirection, quote: quote, baseLimit: baseLimit,
                canOverFluctuationLimit: canOverFluctuationLimit, context)
        }
        try context.compute(.swapInputCall)
        if side == .sell { try context.compute(.swapSold) }
        return try checked { () throws(FixedPointError) in
            let signed = try Int256(fromDecimal: base)
            return side == .sell ? try signed.mulScalar(-1 as Int256) : signed
        }
    }

    /// Tracks open interest where the market has a cap; without one the total stands still.
    func updateOpenInterest(
        _ amm: Amm, _ amount: Int256, _ context: CallContext
    ) throws(Revert) {
        try context.compute(.openInterest)
        let cap = try amm.call(.view, context) { () throws(Revert) in
            try context.compute(.ammCapView)
            return try context.load(amm.slots.openInterestCap)
        }
        if cap.isZero { return }
        try context.compute(.openInterestCapped)
        let slot = context.state.record(in: slots.openInterest, amm.account)
        let old = try context.load(slot)
        var updated = try checked { () throws(FixedPointError) in try amount.addD(old) }
        if updated.isNegative { updated = .zero }
        if amount > .zero {
            try context.compute(.openInterestAdded)
            if updated.magnitude > cap {
                let whitelisted = try context.load(slots.whitelist)
                let sender = context.state.address(of: try sender(context)).number
                try require(sender == whitelisted, "over limit")
                try context.compute(.openInterestOverCap)
            }
        }
        try context.store(updated.magnitude, to: slot)
    }
}
