import ContractRuntime
import WideIntegers

/// Liquidation: perp-v1 section 7.8.
extension ClearingHouse {
    /// What the caller learns of a liquidation.
    struct LiquidationResult {
        let quoteAmount: UInt256
        let isPartial: Bool
    }

    /// How the money of a liquidation is split.
    private struct Settlement {
        var change = PositionChange()
        var penalty = UInt256.zero
        var toLiquidator = UInt256.zero
        var toFund = UInt256.zero
        /// What of the liquidator's fee the margin does not cover.
        var liquidatorBadDebt = UInt256.zero
        var isPartial = false
    }

    /// `liquidate`: anyone may close a position whose margin ratio is below maintenance.
    func liquidate(
        _ market: AccountID, _ trader: AccountID, _ context: CallContext
    ) throws(Revert) -> LiquidationResult {
        try guarded(context) { () throws(Revert) in
            try liquidateUnguarded(market, trader, context)
        }
    }

    private func liquidateUnguarded(
        _ market: AccountID, _ trader: AccountID, _ context: CallContext
    ) throws(Revert) -> LiquidationResult {
        try context.compute(.liquidate)
        let amm = try requireAmm(market, open: true, context)
        try requireLiquidatable(amm, trader, context)
        try context.compute(.liquidatable)
        let token = try amm.call(.view, context) { () throws(Revert) in
            try amm.quoteAsset(context)
        }
        let settlement =
            try isPartial(amm, trader, context)
            ? try liquidatePart(amm, trader, context)
            : try liquidateAll(amm, trader, token, context)
        try pay(settlement, amm, trader, token, context)
        try logPositionChanged(
            amm, trader, settlement.change, fee: .zero, penalty: settlement.penalty, context)
        return LiquidationResult(
            quoteAmount: settlement.change.exchangedQuote, isPartial: settlement.isPartial)
    }

    /// The best of spot, average and, where the mark is far from the index, the feed's price must
    /// leave too little margin.
    private func requireLiquidatable(
        _ amm: Amm, _ trader: AccountID, _ context: CallContext
    ) throws(Revert) {
        let ratios = try marginRatios(amm, trader, context)
        let byOracle: Int256?
        do throws(Revert) {
            byOracle = try guardingRatio(amm, trader, beside: ratios.better, context)
        } catch {
            noteFailedGuard(ratios, error, context)
            throw error
        }
        let least = try context.load(slots.maintenanceMarginRatio)
        noteBinding(ratios, byOracle, Int256(bitPattern: least), context)
        try requireMarginRatio(
            max(ratios.better, byOracle ?? ratios.better), least, atLeast: false)
    }

    /// The margin ratio at the feed's price where the mark is far from it; nil where it is near.
    private func guardingRatio(
        _ amm: Amm, _ trader: AccountID, beside ratio: Int256, _ context: CallContext
    ) throws(Revert) -> Int256? {
        let isFarFromIndex = try amm.call(.view, context) { () throws(Revert) in
            try amm.isOverSpreadLimit(context)
        }
        guard isFarFromIndex else { return nil }
        try context.compute(.oracleRatio)
        let byOracle = try marginRatio(amm, trader, by: .oracle, context)
        // The original compares by a subtraction that may overflow.
        _ = try checked { () throws(FixedPointError) in try byOracle.subD(ratio) }
        return byOracle
    }

    /// Reports which rule alone has kept a position from liquidation, if one did.
    private func noteBinding(
        _ ratios: MarginRatios, _ byOracle: Int256?, _ least: Int256, _ context: CallContext
    ) {
        let isKeptByOracle = byOracle.map { $0 >= least } ?? false
        if ratios.better < least {
            if isKeptByOracle { context.bound(by: PerpV1BoundRules.spreadGuard) }
        } else if !isKeptByOracle, let worse = ratios.worse, worse < least {
            context.bound(by: PerpV1BoundRules.betterOfTwoPnl)
        }
    }

    /// Reports a guard that has failed where it would have been the last obstacle: a feed that cannot
    /// be read keeps every position from liquidation.
    private func noteFailedGuard(
        _ ratios: MarginRatios, _ error: Revert, _ context: CallContext
    ) {
        let least = Int256(bitPattern: context.state[slots.maintenanceMarginRatio])
        if error != .outOfGas && ratios.better < least {
            context.bound(by: PerpV1BoundRules.spreadGuard)
        }
    }

    /// A part is enough where the margin at spot still covers the fee.
    private func isPartial(
        _ amm: Amm, _ trader: AccountID, _ context: CallContext
    ) throws(Revert) -> Bool {
        let ratio = try marginRatio(amm, trader, by: .spotPrice, context)
        let fee = Int256(bitPattern: try context.load(slots.liquidationFeeRatio))
        guard ratio > fee else { return false }
        guard try context.load(slots.partialLiquidationRatio) < .wad else { return false }
        return !(try context.load(slots.partialLiquidationRatio)).isZero
    }

    private func liquidatePart(
        _ amm: Amm, _ trader: AccountID, _ context: CallContext
    ) throws(Revert) -> Settlement {
        try context.compute(.partialLiquidation)
        var settlement = Settlement()
        settlement.isPartial = true
        let position = try position(amm.account, trader, context)
        settlement.change = try closePart(amm, trader, position, context)
        let exchanged = settlement.change.exchangedQuote
        let ratio = try context.load(slots.liquidationFeeRatio)
        let penalty = try checked { () throws(FixedPointError) in try exchanged.mulD(ratio) }
        settlement.penalty = penalty
        settlement.toLiquidator = penalty >> 1
        settlement.toFund = penalty &- settlement.toLiquidator
        let margin = settlement.change.position.margin
        settlement.change.position.margin = try checked { () throws(FixedPointError) in
            try margin.subD(penalty)
        }
        try setPosition(settlement.change.position, amm.account, trader, context)
        return settlement
    }

    /// Closes all: half the fee to the liquidator, the rest of the margin to the fund.
    ///
    /// Where the margin does not cover the liquidator's fee, the fund pays the difference and the
    /// margin still goes to the fund, as in the original.
    private func liquidateAll(
        _ amm: Amm, _ trader: AccountID, _ token: AccountID, _ context: CallContext
    ) throws(Revert) -> Settlement {
        try context.compute(.fullLiquidation)
        var settlement = Settlement()
        settlement.penalty = try position(amm.account, trader, context).margin
        settlement.change = try close(amm, trader, quoteLimit: .zero, context)
        var remaining = settlement.change.marginToVault.magnitude
        let exchanged = settlement.change.exchangedQuote
        let ratio = try context.load(slots.liquidationFeeRatio)
        settlement.toLiquidator = try checked { () throws(FixedPointError) in
            try exchanged.mulD(ratio).divScalar(2)
        }
        var badDebt = settlement.change.badDebt
        if settlement.toLiquidator > remaining {
            try context.compute(.liquidatorShort)
            let missing = settlement.toLiquidator &- remaining
            settlement.liquidatorBadDebt = missing
            badDebt = try checked { () throws(FixedPointError) in try badDebt.addD(missing) }
        } else {
            remaining = remaining &- settlement.toLiquidator
        }
        if !badDebt.isZero {
            let backstop = context.state.record(in: slots.backstops, try sender(context))
            if try context.load(backstop).isZero {
                context.bound(by: PerpV1BoundRules.backstop)
                throw .reason("not backstop LP")
            }
            try realizeBadDebt(token, badDebt, context)
        }
        settlement.toFund = remaining
        return settlement
    }

    private func pay(
        _ settlement: Settlement, _ amm: Amm, _ trader: AccountID, _ token: AccountID,
        _ context: CallContext
    ) throws(Revert) {
        if !settlement.toFund.isZero { try transferToFund(token, settlement.toFund, context) }
        try withdraw(token, to: try sender(context), settlement.toLiquidator, context)
        try enterRestrictionMode(amm.account, context)
        try context.compute(.liquidationEnd)
        let state = context.state
        try context.log(
            topics: [
                PerpV1ABI.positionLiquidated, state.address(of: trader).number,
                state.address(of: amm.account).number,
            ],
            words: [
                settlement.change.exchangedQuote, settlement.change.exchangedSize.magnitude,
                settlement.toLiquidator, state.address(of: try sender(context)).number,
                settlement.liquidatorBadDebt,
            ])
    }

    func enterRestrictionMode(
        _ market: AccountID, _ context: CallContext
    ) throws(Revert) {
        let number = UInt256(context.block.number)
        try context.store(number, to: slots.restrictionBlock(market, in: context.state))
        try context.log(
            topics: [PerpV1ABI.restrictionModeEntered],
            words: [context.state.address(of: market).number, number])
    }

    /// `liquidateWithSlippage`: the same with a limit on the quote of the trade.
    func liquidateWithSlippage(
        _ market: AccountID, _ trader: AccountID, quoteLimit: UInt256, _ context: CallContext
    ) throws(Revert) -> LiquidationResult {
        try guarded(context) { () throws(Revert) in
            try context.compute(.liquidateWithSlippage)
            let size = try position(market, trader, context).size
            let result = try liquidateUnguarded(market, trader, context)
            try context.compute(.slippageEnd)
            var limit = quoteLimit
            if result.isPartial {
                try context.compute(.slippagePartial)
                let ratio = try context.load(slots.partialLiquidationRatio)
                limit = try checked { () throws(FixedPointError) in try quoteLimit.mulD(ratio) }
            }
            if size.isNegative { try context.compute(.slippageShort) }
            if size > .zero {
                try require(result.quoteAmount >= limit, "Less than minimal quote token")
            } else if size.isNegative && !limit.isZero {
                try require(result.quoteAmount <= limit, "More than maximal quote token")
            }
            return result
        }
    }
}
