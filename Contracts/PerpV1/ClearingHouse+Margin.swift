import ContractRuntime
import WideIntegers

/// Adding and removing margin, paying funding, settling after shutdown: perp-v1 sections 7.10 to 7.12.
extension ClearingHouse {
    /// `addMargin`: works without a position, and settles no funding.
    func addMargin(
        _ market: AccountID, _ amount: UInt256, _ context: CallContext
    ) throws(Revert) {
        try context.compute(.addMargin)
        try requireNotPaused(context)
        try guarded(context) { () throws(Revert) in
            let (_, token) = try marginMarket(market, amount, context)
            let trader = try sender(context)
            var position = try position(market, trader, context)
            let old = position.margin
            position.margin = try checked { () throws(FixedPointError) in try old.addD(amount) }
            try setPosition(position, market, trader, context)
            try tokens.transferFrom(token, trader, to: account, amount, context)
            try logMarginChanged(trader, market, Int256(bitPattern: amount), .zero, context)
        }
    }

    /// `removeMargin`: funding is settled first, and profit does not count.
    func removeMargin(
        _ market: AccountID, _ amount: UInt256, _ context: CallContext
    ) throws(Revert) {
        try context.compute(.removeMargin)
        try requireNotPaused(context)
        try guarded(context) { () throws(Revert) in
            let (amm, token) = try marginMarket(market, amount, context)
            let trader = try sender(context)
            var position = try position(market, trader, context)
            try context.compute(.marginDelta)
            let change = try checked { () throws(FixedPointError) in
                try Int256(fromDecimal: amount).mulScalar(-1 as Int256)
            }
            let rest = try remainingMargin(position, market, change: change, context)
            try require(rest.badDebt.isZero, "margin is not enough")
            position.margin = rest.margin
            position.lastPremiumFraction = rest.premiumFraction
            let free = try freeCollateral(amm, trader, margin: rest.margin, context)
            try require(!free.isNegative, "free collateral is not enough")
            try setPosition(position, market, trader, context)
            try withdraw(token, to: trader, amount, context)
            try logMarginChanged(trader, market, change, rest.fundingPayment, context)
        }
    }

    private func marginMarket(
        _ market: AccountID, _ amount: UInt256, _ context: CallContext
    ) throws(Revert) -> (Amm, token: AccountID) {
        let amm = try requireAmm(market, open: true, context)
        let token = try amm.call(.view, context) { () throws(Revert) in
            try amm.quoteAsset(context)
        }
        try requireValidAmount(amount, token, context)
        return (amm, token)
    }

    private func logMarginChanged(
        _ trader: AccountID, _ market: AccountID, _ amount: Int256, _ funding: Int256,
        _ context: CallContext
    ) throws(Revert) {
        try context.compute(.marginChanged)
        let state = context.state
        try context.log(
            topics: [
                PerpV1ABI.marginChanged, state.address(of: trader).number,
                state.address(of: market).number,
            ],
            words: [amount.bitPattern, funding.bitPattern])
    }

    /// What of a margin is not bound, at the worse of spot and average; negative when short.
    ///
    /// A long is measured by what it was opened for, a short by what closing it would take.
    func freeCollateral(
        _ amm: Amm, _ trader: AccountID, margin: UInt256, _ context: CallContext
    ) throws(Revert) -> Int256 {
        try context.compute(.freeCollateral)
        let position = try position(amm.account, trader, context)
        let valuation = try preferredValuation(amm, trader, .worst, context)
        let ratio = try context.load(slots.initMarginRatio)
        if valuation.pnl > .zero { try context.compute(.freeCollateralProfit) }
        return try checked { () throws(FixedPointError) in
            let account = try valuation.pnl.addD(margin)
            let collateral = valuation.pnl > .zero ? try Int256(fromDecimal: margin) : account
            let basis = position.size > .zero ? position.openNotional : valuation.notional
            return try collateral.subD(Int256(fromDecimal: basis).mulD(ratio))
        }
    }

    // MARK: - Funding

    /// `payFunding`: the fund is the counterparty of the net open size; traders' books follow later.
    func payFunding(_ market: AccountID, _ context: CallContext) throws(Revert) {
        try context.compute(.payFunding)
        let amm = try requireAmm(market, open: true, context)
        let premium = try amm.call(.function, context) { () throws(Revert) in
            try amm.settleFunding(context)
        }
        try pushPremium(premium, market, context)
        let size = try amm.call(.view, context) { () throws(Revert) in
            try context.compute(.ammDelta)
            return try context.loadSigned(amm.slots.totalPositionSize)
        }
        let profit = try checked { () throws(FixedPointError) in try premium.mulD(size) }
        let token = try amm.call(.view, context) { () throws(Revert) in
            try amm.quoteAsset(context)
        }
        if profit.isNegative {
            try context.compute(.fundingLoss)
            try withdrawFromFund(token, profit.magnitude, context)
        } else {
            try context.compute(.fundingProfit)
            try transferToFund(token, profit.magnitude, context)
        }
    }

    private func pushPremium(
        _ premium: Int256, _ market: AccountID, _ context: CallContext
    ) throws(Revert) {
        try context.compute(.fundingPush)
        let latest = try latestPremiumFraction(market, context)
        let cumulative = try checked { () throws(FixedPointError) in try premium.addD(latest) }
        let countSlot = slots.premiumCount(market, in: context.state)
        let count = try context.load(countSlot)
        try context.store(count &+ .one, to: countSlot)
        try context.store(
            cumulative, to: slots.premium(market, count.w0, in: context.state))
    }

    // MARK: - Settlement

    /// `settlePosition`: after a shutdown, margin with profit at the settlement price; from the vault
    /// alone.
    func settlePosition(_ market: AccountID, _ context: CallContext) throws(Revert) {
        try context.compute(.settlePosition)
        try guarded(context) { () throws(Revert) in
            let amm = try requireAmm(market, open: false, context)
            let trader = try sender(context)
            let position = try position(market, trader, context)
            try requireSize(position)
            try clearPosition(market, trader, context)
            let price = try amm.call(.view, context) { () throws(Revert) in
                try context.compute(.ammSettlement)
                return try context.load(amm.slots.settlementPrice)
            }
            let value = try settledValue(of: position, at: price, context)
            if !value.isZero {
                try context.compute(.settlePayment)
                let token = try amm.call(.view, context) { () throws(Revert) in
                    try amm.quoteAsset(context)
                }
                try tokens.transfer(token, to: trader, value, context)
            }
            let state = context.state
            try context.log(
                topics: [
                    PerpV1ABI.positionSettled, state.address(of: market).number,
                    state.address(of: trader).number,
                ], words: [value])
        }
    }

    /// Without a settlement price everyone takes the margin back.
    private func settledValue(
        of position: PerpV1Position, at price: UInt256, _ context: CallContext
    ) throws(Revert) -> UInt256 {
        if price.isZero { return position.margin }
        try context.compute(.settleValue)
        let returned = try checked { () throws(FixedPointError) in
            let openPrice = try position.openNotional.divD(position.size.magnitude)
            return try position.size
                .mulD(Int256(fromDecimal: price).subD(openPrice)).addD(position.margin)
        }
        return returned > .zero ? returned.magnitude : .zero
    }
}
