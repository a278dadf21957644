import ContractRuntime
import WideIntegers

/// Who takes a position over, at what value, with what margin of its own.
struct Takeover {
    let taker: AccountID
    let value: Int256
    let posted: Int256
}

/// Positions taken over by backstop accounts: section 5.
extension MarketCall {
    /// The first account that can take an amount over; nil when nobody can.
    func takeover(
        _ amount: Int256, _ position: ReferencePosition, _ trader: AccountID,
        _ price: Int256, _ at: LiquidationParameters.TakeoverValue, _ liquidator: AccountID
    ) throws(Revert) -> Takeover? {
        let isLong = position.isLong
        let notional = try amount.part(price, isLong ? .down : .up)
        let value = try takeoverValue(amount, position, price, notional, at)
        let gain = isLong ? try notional.minus(value) : try value.minus(notional)
        let posted = max(
            .zero, try notional.part(tier(of: notional).initial, .up).minus(gain))
        var candidates = market.backstops
        if candidates.contains(liquidator) { candidates.insert(liquidator, at: 0) }
        for taker in candidates where taker != trader {
            let own = try self.position(of: taker)
            guard own.size.isZero || own.isLong == isLong,
                try house.signed(house.depositSlot(taker, context), context) >= posted
            else { continue }
            let balance = try own.margin.plus(posted).minus(try fundingOwed(by: own))
                .minus(own.socialisedOwed)
            if balance >= .zero { return Takeover(taker: taker, value: value, posted: posted) }
        }
        return nil
    }

    private func takeoverValue(
        _ amount: Int256, _ position: ReferencePosition, _ price: Int256,
        _ notional: Int256, _ at: LiquidationParameters.TakeoverValue
    ) throws(Revert) -> Int256 {
        let isLong = position.isLong
        let free = try position.margin.minus(try fundingOwed(by: position))
            .minus(position.socialisedOwed)
        let owedFor =
            isLong
            ? try position.openNotional.minus(free) : try position.openNotional.plus(free)
        let bankruptcy = max(
            .zero, try owedFor.mulDiv(amount, position.amount, isLong ? .down : .up))
        guard case .discount(let discount) = at else { return bankruptcy }
        let ratio =
            try isLong
            ? Int256.wad.minus(Int256(bitPattern: discount))
            : Int256.wad.plus(Int256(bitPattern: discount))
        let scale = try Int256.wad.times(.wad)
        let discounted = try amount.times(price).mulDiv(ratio, scale, isLong ? .down : .up)
        return isLong
            ? max(discounted, min(bankruptcy, notional))
            : min(discounted, max(bankruptcy, notional))
    }

    /// Moves an amount into the taker's position, with margin from its deposit.
    func take(
        _ takeover: Takeover, _ amount: Int256, isLong: Bool, from trader: AccountID
    ) throws(Revert) {
        let old = try position(of: takeover.taker)
        var position = old
        let (balance, _) = try collect(takeover.posted, from: &position, takeover.taker)
        let size = isLong ? amount : amount.negated
        try resize(
            &position, to: try old.size.plus(size),
            openNotional: try old.openNotional.plus(takeover.value))
        position.margin = balance
        try house.addToDeposit(takeover.posted.negated, takeover.taker, context)
        try save(&position, of: takeover.taker, over: old)
        try count(.takeover)
        try context.log(
            topics: [
                ReferencePerpABI.positionTakenOver, number(trader), number(market.account),
                number(takeover.taker),
            ],
            words: [
                size.bitPattern, takeover.value.bitPattern, takeover.posted.bitPattern,
            ])
    }
}
