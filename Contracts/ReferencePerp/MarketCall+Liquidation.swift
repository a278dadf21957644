import ContractRuntime
import WideIntegers

/// How a bankrupt or thin position is to be closed.
struct ClosePlan {
    /// Base to close.
    let amount: Int256
    /// The penalty, wad of what is exchanged.
    let feeRatio: Int256
    /// What it is exchanged for, and by whom it is taken over; nil for the curve.
    let quote: Int256
    let takeover: Takeover?
}

/// What a liquidation has come to.
struct LiquidationOutcome {
    let quote: Int256
    let isPartial: Bool
}

/// Liquidation: section 5.
extension MarketCall {
    func liquidate(
        _ trader: AccountID, quoteLimit: Int256
    ) throws(Revert) -> LiquidationOutcome {
        try requireOpen()
        try touch()
        let liquidator = context.caller
        try require(
            market.liquidators.isEmpty || market.liquidators.contains(liquidator),
            "not liquidator")
        let old = try position(of: trader)
        try require(!old.size.isZero, "positionSize is 0")
        try requireWithinFluctuation("price is already over fluctuation limit")
        let valuation = try value(of: old)
        let maintenance = tier(of: valuation.notional).maintenance
        try require(valuation.ratio < maintenance, "Margin ratio not meet criteria")
        try requireFlagDelay(old)

        let plan = try plan(old, trader, valuation, liquidator)
        try requireMoney(plan.quote, isSale: old.isLong, quoteLimit)
        try close(old, trader, plan, liquidator)
        return LiquidationOutcome(quote: plan.quote, isPartial: plan.amount != old.amount)
    }

    private func requireFlagDelay(_ position: ReferencePosition) throws(Revert) {
        let delay = parameters.liquidation.flagDelaySeconds
        if delay == 0 { return }
        try require(position.flagTime != 0, "not flagged")
        let (due, overflow) = position.flagTime.addingReportingOverflow(delay)
        try require(!overflow && now >= due, "flag delay not over")
    }

    // MARK: - Plan

    /// How much is closed and where; all of it when a part would leave negative equity.
    private func plan(
        _ position: ReferencePosition, _ trader: AccountID, _ valuation: PositionValuation,
        _ liquidator: AccountID
    ) throws(Revert) -> ClosePlan {
        let (amount, feeRatio) = try size(of: position, valuation)
        let first = try plan(
            amount, feeRatio, position, trader, valuation, liquidator)
        if amount == position.amount { return first }
        if try equity(of: position, after: first) >= .zero { return first }
        try count(.madeFull)
        return try plan(
            position.amount, feeRatio, position, trader, valuation, liquidator)
    }

    private func size(
        of position: ReferencePosition, _ valuation: PositionValuation
    ) throws(Revert) -> (amount: Int256, feeRatio: Int256) {
        let whole = position.amount
        let rules = parameters.liquidation
        var feeRatio = Int256(bitPattern: rules.feeRatioWad)
        var amount = whole
        switch rules.size {
        case .full: break
        case .fraction(let fraction):
            amount = try whole.part(Int256(bitPattern: fraction), .up)
        case .toTarget(let target, let lot):
            amount = try amountToTarget(
                Int256(bitPattern: target), Int256(bitPattern: lot), feeRatio, position,
                valuation)
        case .ladder(let rows):
            if let row = rows.last(where: { valuation.ratio < Int256(bitPattern: $0.belowWad) }) {
                amount = try whole.part(Int256(bitPattern: row.fractionWad), .up)
                feeRatio = Int256(bitPattern: row.penaltyWad)
            }
        }
        if amount > whole || valuation.equity <= .zero { amount = whole }
        return (amount, feeRatio)
    }

    private func amountToTarget(
        _ target: Int256, _ lot: Int256, _ feeRatio: Int256, _ position: ReferencePosition,
        _ valuation: PositionValuation
    ) throws(Revert) -> Int256 {
        let need = try valuation.notional.part(target, .up).minus(valuation.equity)
        let relief = try valuation.notional.part(try target.minus(feeRatio), .down)
        if relief <= .zero { return position.amount }
        let exact = try position.amount.mulDiv(need, relief, .up)
        return try exact.over(lot, .up).times(lot)
    }

    private func plan(
        _ amount: Int256, _ feeRatio: Int256, _ position: ReferencePosition,
        _ trader: AccountID, _ valuation: PositionValuation, _ liquidator: AccountID
    ) throws(Revert) -> ClosePlan {
        func takenOver(_ takeover: Takeover) -> ClosePlan {
            ClosePlan(
                amount: amount, feeRatio: feeRatio, quote: takeover.value, takeover: takeover)
        }
        func onCurve() throws(Revert) -> ClosePlan {
            let exchange = try curve.exchange(base: amount, isSale: position.isLong)
            return ClosePlan(
                amount: amount, feeRatio: feeRatio, quote: exchange.money, takeover: nil)
        }
        switch parameters.liquidation.venue {
        case .curve: return try onCurve()
        case .takeover(let at):
            guard
                let takeover = try takeover(
                    amount, position, trader, valuation.price, at, liquidator)
            else { throw .reason("no backstop") }
            return takenOver(takeover)
        case .curveThenTakeover(let at, let slippageMax):
            let isTooDear = try slips(
                amount, position, valuation.price, Int256(bitPattern: slippageMax))
            if isTooDear,
                let takeover = try takeover(
                    amount, position, trader, valuation.price, at, liquidator)
            {
                return takenOver(takeover)
            }
            return try onCurve()
        }
    }

    /// Whether the curve cannot close an amount, or gives too little for it.
    private func slips(
        _ amount: Int256, _ position: ReferencePosition, _ price: Int256,
        _ slippageMax: Int256
    ) throws(Revert) -> Bool {
        let money: Int256
        do throws(Revert) {
            money = try curve.exchange(base: amount, isSale: position.isLong).money
        } catch {
            return true
        }
        let exchanged = try money.times(.wad).times(.wad)
        let fair = try amount.times(price)
        return position.isLong
            ? exchanged < (try fair.times(try Int256.wad.minus(slippageMax)))
            : exchanged > (try fair.times(try Int256.wad.plus(slippageMax)))
    }

    /// Equity after a partial close, on the basis as it stands then.
    private func equity(
        of position: ReferencePosition, after plan: ClosePlan
    ) throws(Revert) -> Int256 {
        let closed = try share(plan.amount, of: position)
        let realised =
            position.isLong ? try plan.quote.minus(closed) : try closed.minus(plan.quote)
        let owed = try fundingOwed(by: position)
        let balance = try position.margin.plus(realised).minus(owed)
            .minus(position.socialisedOwed)
        var rest = position
        rest.size =
            position.isLong
            ? try position.size.minus(plan.amount) : try position.size.plus(plan.amount)
        rest.openNotional = try position.openNotional.minus(closed)
        let present = curve
        defer { curve = present }
        if plan.takeover == nil {
            curve = try curve.after(
                try curve.exchange(base: plan.amount, isSale: position.isLong))
        }
        return try balance.plus(try value(of: rest).pnl)
    }

    // MARK: - Close

    private func close(
        _ old: ReferencePosition, _ trader: AccountID, _ plan: ClosePlan,
        _ liquidator: AccountID
    ) throws(Revert) {
        let isLong = old.isLong
        let isFull = plan.amount == old.amount
        let sign: Int256 = isLong ? 1 : -1
        var trade = ReferenceTrade(position: old)
        if plan.takeover == nil {
            _ = try swap(base: plan.amount, isSale: isLong, .forced)
        }
        let closed = try share(plan.amount, of: old)
        trade.realised = try realise(plan.quote, for: closed, isLong: isLong)
        (trade.quote, trade.base) = (plan.quote, isLong ? plan.amount.negated : plan.amount)
        var balance: Int256
        (balance, trade.funding) = try collect(trade.realised, from: &trade.position, trader)
        try resize(
            &trade.position, to: try old.size.plus(trade.base),
            openNotional: try old.openNotional.minus(closed))
        trade.position.margin = .zero
        try sync(&trade.position, of: trader, over: old)
        if let takeover = plan.takeover {
            try take(takeover, plan.amount, isLong: isLong, from: trader)
        }

        let pnl = isFull ? Int256.zero : try value(of: trade.position).pnl
        let penalty = try penalty(on: plan, equity: try balance.plus(pnl))
        var badDebt = Int256.zero
        var remainder = Int256.zero
        if isFull && balance.isNegative {
            badDebt = balance.negated
            if parameters.liquidation.badDebtBy == .backstop {
                try require(market.backstops.contains(liquidator), "not backstop LP")
            }
            try bear(
                Bankruptcy(
                    trader: trader, amount: plan.amount, quote: plan.quote, sign: sign,
                    debt: badDebt), isSettlement: false)
            balance = .zero
        } else {
            balance = try balance.minus(penalty.cut)
            if isFull && parameters.liquidation.remainder == .insurance {
                (remainder, balance) = (balance, .zero)
            }
        }
        let synced = trade.position
        try put(balance, into: &trade.position, "bad debt")
        (trade.position.flagTime, trade.position.lastBlock) = (0, blockNumber)
        try save(&trade.position, of: trader, over: synced)
        let reward = try payPenalty(penalty, remainder: remainder, liquidator)
        try enterRestrictionMode()
        try context.log(
            topics: [
                ReferencePerpABI.positionLiquidated, number(trader), number(market.account),
            ],
            words: [
                plan.quote.bitPattern, plan.amount.bitPattern, reward.bitPattern,
                number(liquidator), badDebt.bitPattern,
            ])
        try logPositionChanged(
            trader, trade, fee: .zero, badDebt: badDebt, penalty: penalty.cut)
    }

    private func enterRestrictionMode() throws(Revert) {
        guard parameters.isRestrictionMode else { return }
        let slot = market.slots[.status]
        var status = try context.load(slot)
        status.w1 = blockNumber
        try context.store(status, to: slot)
        try context.log(
            topics: [ReferencePerpABI.restrictionModeEntered],
            words: [number(market.account), UInt256(blockNumber)])
    }

    // MARK: - Penalty

    /// The parts of a penalty as far as the position bears them.
    private struct Penalty {
        /// What the liquidator should have.
        var reward = Int256.zero
        var toLiquidator = Int256.zero
        var toFund = Int256.zero
        var toFeePool = Int256.zero

        /// What the position pays.
        var cut = Int256.zero
    }

    private func penalty(
        on plan: ClosePlan, equity: Int256
    ) throws(Revert) -> Penalty {
        let rules = parameters.liquidation
        let least = Int256(bitPattern: rules.minRewardWad)
        let whole = max(try plan.quote.part(plan.feeRatio, .up), least)
        var result = Penalty()
        result.reward = max(
            try whole.part(Int256(bitPattern: rules.liquidatorShareWad), .down),
            min(least, whole))
        let fund = min(
            try whole.part(Int256(bitPattern: rules.insuranceShareWad), .down),
            try whole.minus(result.reward))
        result.cut = min(whole, max(.zero, equity))
        if result.cut < whole { try count(.penaltyCut) }
        result.toLiquidator = min(result.reward, result.cut)
        let rest = try result.cut.minus(result.toLiquidator)
        result.toFund = min(fund, rest)
        result.toFeePool = try rest.minus(result.toFund)
        return result
    }

    /// Pays the parts of a penalty; the fund makes up the liquidator's where the policy says so.
    /// - Returns: what the liquidator was paid.
    private func payPenalty(
        _ penalty: Penalty, remainder: Int256, _ liquidator: AccountID
    ) throws(Revert) -> Int256 {
        var topUp = Int256.zero
        if parameters.liquidation.isRewardToppedUp {
            let missing = try penalty.reward.minus(penalty.toLiquidator)
            let fund = try house.signed(house.fundSlot(market.fund, context), context)
            topUp = min(missing, fund)
            if topUp < missing { try count(.fundEmpty) }
            try house.addToFund(topUp.negated, market.fund, context)
            try house.send(topUp, to: liquidator, context)
        }
        let toFund = try penalty.toFund.plus(remainder)
        let parts: [(Int256, ReferenceHouse.Claimant)] = [
            (penalty.toLiquidator, .wallet(liquidator)), (toFund, .fund(market.fund)),
            (penalty.toFeePool, .feePool(market)),
        ]
        for (amount, claimant) in parts where !amount.isZero { try pay(amount, to: claimant) }
        return try penalty.toLiquidator.plus(topUp)
    }
}
