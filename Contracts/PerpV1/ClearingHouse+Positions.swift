import ContractRuntime
import WideIntegers

/// Positions in storage, and what is computed from them: perp-v1 section 7.2.
extension ClearingHouse {
    // MARK: - Storage

    /// All six words of a position.
    func position(
        _ market: AccountID, _ trader: AccountID, _ context: CallContext
    ) throws(Revert) -> PerpV1Position {
        try context.compute(.readPosition)
        let first = slots.position(market, trader, in: context.state)
        let words = try context.loadSix(first)
        return PerpV1Position(
            size: Int256(bitPattern: words[0]), margin: words[1], openNotional: words[2],
            lastPremiumFraction: Int256(bitPattern: words[3]), liquidityHistoryIndex: words[4],
            blockNumber: words[5])
    }

    func setPosition(
        _ position: PerpV1Position, _ market: AccountID, _ trader: AccountID,
        _ context: CallContext
    ) throws(Revert) {
        try context.compute(.writePosition)
        let first = slots.position(market, trader, in: context.state)
        try context.store(position.size, to: first)
        try context.store(position.margin, to: first.advanced(by: 1))
        try context.store(position.openNotional, to: first.advanced(by: 2))
        try context.store(position.lastPremiumFraction, to: first.advanced(by: 3))
        try context.store(position.blockNumber, to: first.advanced(by: 5))
        try context.store(position.liquidityHistoryIndex, to: first.advanced(by: 4))
    }

    /// Empties a position and keeps the block in which that happened.
    func clearPosition(
        _ market: AccountID, _ trader: AccountID, _ context: CallContext
    ) throws(Revert) {
        var empty = PerpV1Position()
        empty.blockNumber = UInt256(context.block.number)
        try context.compute(.clearPosition)
        try setPosition(empty, market, trader, context)
    }

    // MARK: - Funding

    /// The market's cumulative premium, quote wad per base; zero before the first funding.
    func latestPremiumFraction(
        _ market: AccountID, _ context: CallContext
    ) throws(Revert) -> Int256 {
        let countSlot = slots.premiumCount(market, in: context.state)
        let count = try context.load(countSlot)
        if count.isZero { return .zero }
        try context.compute(.latestPremium)
        try context.chargeWarmReads(1)
        return try context.loadSigned(slots.premium(market, count.w0 &- 1, in: context.state))
    }

    /// Margin after funding and a change, never negative; what is missing is bad debt.
    struct RemainingMargin {
        var margin = UInt256.zero
        var badDebt = UInt256.zero
        var fundingPayment = Int256.zero
        var premiumFraction = Int256.zero
    }

    func remainingMargin(
        _ position: PerpV1Position, _ market: AccountID, change: Int256, _ context: CallContext
    ) throws(Revert) -> RemainingMargin {
        try context.compute(.remainMargin)
        var result = RemainingMargin()
        let latest = try latestPremiumFraction(market, context)
        result.premiumFraction = latest
        if !position.size.isZero {
            try context.compute(.remainFunding)
            // A product with zero as its first factor is known without multiplying.
            if latest != position.lastPremiumFraction { try context.compute(.fundingChanged) }
            result.fundingPayment = try checked { () throws(FixedPointError) in
                try latest.subD(position.lastPremiumFraction).mulD(position.size)
            }
        }
        let funding = result.fundingPayment
        let remaining = try checked { () throws(FixedPointError) in
            try change.subD(funding).addD(position.margin)
        }
        if remaining.isNegative {
            result.badDebt = remaining.magnitude
        } else {
            result.margin = remaining.magnitude
        }
        return result
    }

    // MARK: - Profit and margin ratio

    /// What closing a position would exchange, and its profit at that price; wad.
    struct Valuation {
        var notional = UInt256.zero
        var pnl = Int256.zero
    }

    func valuation(
        _ amm: Amm, _ trader: AccountID, _ option: PnlOption, _ context: CallContext
    ) throws(Revert) -> Valuation {
        let position = try position(amm.account, trader, context)
        if position.size.isZero {
            try context.compute(.notionalOfNothing)
            return Valuation()
        }
        try context.compute(.notionalAndPnl)
        let notional = try notional(of: position, amm, option, context)
        let pnl = try checked { () throws(FixedPointError) in
            position.size.isNegative
                ? try Int256(fromDecimal: position.openNotional).subD(notional)
                : try Int256(fromDecimal: notional).subD(position.openNotional)
        }
        return Valuation(notional: notional, pnl: pnl)
    }

    private func notional(
        of position: PerpV1Position, _ amm: Amm, _ option: PnlOption, _ context: CallContext
    ) throws(Revert) -> UInt256 {
        let size = position.size.magnitude
        let direction = position.closingDirection
        switch option {
        case .spotPrice:
            return try amm.call(.view, context) { () throws(Revert) in
                try context.compute(.ammOutputPrice)
                return try amm.outputPrice(direction, size, context)
            }
        case .twap:
            return try amm.call(.view, context) { () throws(Revert) in
                try amm.twap(
                    .output(direction, size),
                    intervalSeconds: UInt256(Amm.twapIntervalSeconds), context)
            }
        case .oracle:
            let price = try amm.call(.view, context) { () throws(Revert) in
                try amm.underlyingPrice(context)
            }
            return try checked { () throws(FixedPointError) in try size.mulD(price) }
        }
    }

    /// Which of spot and average decides.
    enum PnlPreference {
        /// The better for the trader.
        case best
        /// The worse for the trader.
        case worst
    }

    /// Spot and average are both computed, whichever is taken.
    func preferredValuation(
        _ amm: Amm, _ trader: AccountID, _ preference: PnlPreference, _ context: CallContext
    ) throws(Revert) -> Valuation {
        let both = try valuations(amm, trader, context)
        return preference == .best ? both.better : both.worse
    }

    private func valuations(
        _ amm: Amm, _ trader: AccountID, _ context: CallContext
    ) throws(Revert) -> (better: Valuation, worse: Valuation) {
        try context.compute(.preferredPnl)
        let spot = try valuation(amm, trader, .spotPrice, context)
        let average = try valuation(amm, trader, .twap, context)
        return spot.pnl > average.pnl ? (spot, average) : (average, spot)
    }

    /// Margin with profit and funding over the notional, wad; signed.
    func marginRatio(
        _ amm: Amm, _ trader: AccountID, _ context: CallContext
    ) throws(Revert) -> Int256 {
        try marginRatios(amm, trader, context).better
    }

    func marginRatios(
        _ amm: Amm, _ trader: AccountID, _ context: CallContext
    ) throws(Revert) -> MarginRatios {
        try context.compute(.marginRatio)
        let position = try position(amm.account, trader, context)
        try requireSize(position)
        let (better, worse) = try valuations(amm, trader, context)
        let rest = try remainingMargin(position, amm.account, change: better.pnl, context)
        return MarginRatios(
            better: try ratio(of: rest, better), rest: rest, betterPnl: better.pnl,
            worseValuation: worse)
    }

    /// The margin ratio at one price.
    func marginRatio(
        _ amm: Amm, _ trader: AccountID, by option: PnlOption, _ context: CallContext
    ) throws(Revert) -> Int256 {
        try context.compute(.marginRatio)
        let position = try position(amm.account, trader, context)
        try requireSize(position)
        let valuation = try valuation(amm, trader, option, context)
        let rest = try remainingMargin(position, amm.account, change: valuation.pnl, context)
        return try ratio(of: rest, valuation)
    }

    /// Margin less bad debt over the notional, wad.
    func ratio(
        of rest: RemainingMargin, _ valuation: Valuation
    ) throws(Revert) -> Int256 {
        try checked { () throws(FixedPointError) in
            try Int256(fromDecimal: rest.margin).subD(rest.badDebt).divD(valuation.notional)
        }
    }

    /// The margin ratios at the better and at the worse of spot and average price, wad.
    struct MarginRatios {
        let better: Int256
        fileprivate let rest: RemainingMargin
        fileprivate let betterPnl: Int256
        fileprivate let worseValuation: Valuation

        /// What the original does not compute; nil where it has no value.
        var worse: Int256? {
            try? Int256(fromDecimal: rest.margin).subD(rest.badDebt).subD(betterPnl)
                .addD(worseValuation.pnl).divD(worseValuation.notional)
        }
    }

    // MARK: - Requirements

    func requireSize(_ position: PerpV1Position) throws(Revert) {
        try require(!position.size.isZero, "positionSize is 0")
    }

    /// A ratio at least, or strictly below, a base.
    func requireMarginRatio(
        _ ratio: Int256, _ base: UInt256, atLeast: Bool
    ) throws(Revert) {
        let excess = try checked { () throws(FixedPointError) in try ratio.subD(base) }
        try require(excess.isNegative != atLeast, "Margin ratio not meet criteria")
    }

    /// An amount that is at least one base unit of the token.
    func requireValidAmount(
        _ amount: UInt256, _ token: AccountID, _ context: CallContext
    ) throws(Revert) {
        try require(
            !(try tokens.units(of: amount, token, context)).isZero, "invalid token amount")
        try context.compute(.validTokenAmount)
    }

    /// In the block of a liquidation, accounts that have traded in it may not trade again.
    func requireNotRestricted(_ market: AccountID, _ context: CallContext) throws(Revert) {
        try context.compute(.restrictionCheck)
        let number = UInt256(context.block.number)
        let slot = slots.restrictionBlock(market, in: context.state)
        guard try context.load(slot) == number else { return }
        try context.compute(.restrictionHit)
        let position = try position(market, try sender(context), context)
        if position.blockNumber == number {
            context.bound(by: PerpV1BoundRules.restrictionMode)
            throw .reason("only one action allowed")
        }
    }
}
