import ContractRuntime
import WideIntegers

/// A position that was closed for less than it owes.
struct Bankruptcy {
    let trader: AccountID
    /// Base that was closed.
    let amount: Int256
    /// What it was closed for.
    let quote: Int256
    /// 1 for a long, -1 for a short.
    let sign: Int256
    /// What is missing.
    let debt: Int256
}

/// Who bears bad debt: section 7.
extension MarketCall {
    /// Books bad debt and lets the payers act in their order; what is left is uncovered.
    ///
    /// - Parameter isSettlement: after a shutdown nobody is deleveraged and nothing socialised.
    func bear(_ bankruptcy: Bankruptcy, isSettlement: Bool) throws(Revert) {
        try add(bankruptcy.debt, to: .badDebt)
        var left = bankruptcy.debt
        for payer in parameters.waterfall.payers {
            switch payer {
            case .insurance: try payFromFund(&left, bankruptcy)
            case .backstop: try payFromDeposits(&left, bankruptcy)
            case .deleverage:
                if !isSettlement { try deleverage(&left, bankruptcy) }
            case .socialise:
                if !isSettlement { try socialise(&left, bankruptcy) }
            case .uncovered: break
            }
        }
        guard left > .zero else { return }
        try add(left, to: .uncovered)
        try count(.uncovered)
        try book(left, .uncovered, bankruptcy.trader, bankruptcy)
    }

    /// Books what a payer has paid.
    func book(
        _ amount: Int256, _ payer: WaterfallParameters.Payer, _ account: AccountID,
        _ bankruptcy: Bankruptcy
    ) throws(Revert) {
        if amount.isZero { return }
        try add(amount, to: MarketField.paid(payer))
        try context.log(
            topics: [
                ReferencePerpABI.badDebtPaid, number(market.account), number(bankruptcy.trader),
            ],
            words: [UInt256(UInt64(payer.rawValue)), number(account), amount.bitPattern])
    }

    private func payFromFund(
        _ left: inout Int256, _ bankruptcy: Bankruptcy
    ) throws(Revert) {
        if left.isZero { return }
        let fund = try house.signed(house.fundSlot(market.fund, context), context)
        var most = fund
        var shortage = ReferenceCounter.fundEmpty
        if case .belowShare(let share) = parameters.waterfall.insuranceUse {
            most = try fund.part(Int256(bitPattern: share), .down)
            shortage = .insuranceDeclined
        }
        if most < left { try count(shortage) }
        let paid = min(left, most)
        try house.addToFund(paid.negated, market.fund, context)
        left = try left.minus(paid)
        try book(paid, .insurance, market.fund, bankruptcy)
    }

    private func payFromDeposits(
        _ left: inout Int256, _ bankruptcy: Bankruptcy
    ) throws(Revert) {
        for account in market.backstops where left > .zero {
            let deposit = try house.signed(house.depositSlot(account, context), context)
            let paid = min(left, deposit)
            try house.addToDeposit(paid.negated, account, context)
            left = try left.minus(paid)
            try book(paid, .backstop, account, bankruptcy)
        }
    }

    // MARK: - Walks

    /// A position of a walk, as it was found.
    struct OpenPosition {
        let trader: AccountID
        let address: UInt256
        let position: ReferencePosition
    }

    /// All open positions, in no order that means anything.
    ///
    /// The walk itself is charged nothing: no block's gas would pay for it at scale, and a deployment
    /// would be handed the order and check it. What it changes is paid for as usual.
    func openPositions() -> [OpenPosition] {
        let state = context.state
        let count = state[market.slots[.openCount]].w0
        return (0..<count).map { place in
            let word = state[state.record(in: market.slots.openTraders, number: place)]
            let trader = state.account(.init(truncating: word))
            let slot = positionSlot(trader)
            let words = InlineArray<6, UInt256> { state[slot.advanced(by: $0)] }
            return OpenPosition(
                trader: trader, address: word, position: ReferencePosition(words: words))
        }
    }

    // MARK: - Socialising

    /// Every winner owes a part of the debt in proportion to what it has won.
    private func socialise(
        _ left: inout Int256, _ bankruptcy: Bankruptcy
    ) throws(Revert) {
        if left.isZero { return }
        var winners: [(open: OpenPosition, weight: Int256)] = []
        var total = Int256.zero
        let prices = try sidePrices()
        for open in openPositions() where open.trader != bankruptcy.trader {
            let valuation = try value(
                of: open.position, at: open.position.isLong ? prices.long : prices.short,
                basis: .price)
            let weight = min(valuation.pnl, valuation.equity)
            guard weight > .zero else { continue }
            winners.append((open, weight))
            total = try total.plus(weight)
        }
        winners.sort { $0.open.address < $1.open.address }
        let loss = min(left, total)
        if loss.isZero { return }
        var (lossRest, weightRest) = (loss, total)
        for (open, weight) in winners {
            let part = try lossRest.mulDiv(weight, weightRest, .up)
            lossRest = try lossRest.minus(part)
            weightRest = try weightRest.minus(weight)
            if part.isZero { continue }
            var position = open.position
            position.socialisedOwed = try position.socialisedOwed.plus(part)
            try save(&position, of: open.trader, over: open.position)
            try context.log(
                topics: [
                    ReferencePerpABI.lossSocialised, number(open.trader),
                    number(market.account),
                ], words: [part.bitPattern])
        }
        left = try left.minus(loss)
        try count(.socialise)
        try book(loss, .socialise, bankruptcy.trader, bankruptcy)
    }

    /// The margin prices of both sides, found once for a walk.
    func sidePrices() throws(Revert) -> (long: Int256, short: Int256) {
        (try marginPrice(isLong: true), try marginPrice(isLong: false))
    }
}
