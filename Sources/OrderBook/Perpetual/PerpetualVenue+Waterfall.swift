extension PerpetualVenue {
    /// Asks the bearers of losses in their order for what the book did not close.
    mutating func runWaterfall(_ account: AccountIndex) {
        for bearer in terms.waterfall where core.policy.ledger[account].lots != 0 {
            switch bearer {
            case .backstop: takeOver(account)
            case .fund: closeAtTheFundsCost(account)
            case .deleverage: deleverage(account)
            }
        }
    }

    // MARK: - Backstop

    /// Hands a position to the backstop with the margin that is left, as far as its inventory and its
    /// equity go.
    private mutating func takeOver(_ account: AccountIndex) {
        guard let backstop = terms.backstop.account, backstop != account else { return }
        core.policy.ledger.use(backstop)
        let lots = core.policy.ledger[account].lots
        let size = roomOfBackstop(backstop, for: lots)
        guard size > 0 else { return }
        let part = lots > 0 ? size : -size
        let cost = costShare(of: account, part)
        let gain = Int128(part) * Int128(core.policy.mark) - cost
        if core.policy.ledger[backstop].equity(at: core.policy.mark) + gain <= 0 { return }
        handOver(part, from: account, to: backstop, for: cost)
        totals.takenOverLots += Int128(size)
        if gain < 0 { bear(-gain, of: account, by: \.borneByBackstop) }
        events.append(
            .takeover(from: account, to: backstop, lots: part, price: Self.price(cost, part)))
    }

    private func roomOfBackstop(_ backstop: AccountIndex, for lots: Int64) -> Int64 {
        let size = Int64(lots.magnitude)
        let notionalMax = terms.backstop.inventoryMaxNotional
        if notionalMax == 0 { return size }
        let held = core.policy.ledger[backstop].lots
        let most = Int128(notionalMax / core.policy.mark)
        let own = Int128(lots > 0 ? held : -held)
        let lot = Int128(terms.book.lot)
        return Int64(min(Int128(size), max(0, most - own) / lot * lot))
    }

    // MARK: - Fund

    /// Sells beyond the bankruptcy price as far as the fund can pay for it.
    private mutating func closeAtTheFundsCost(_ account: AccountIndex) {
        guard fundBalance > 0 else { return }
        let before = core.policy.ledger[account]
        let cost = bankruptcyCost(of: account)
        let worst = before.lots > 0 ? max(0, cost - fundBalance) : cost - fundBalance
        let size = Int64(before.lots.magnitude)
        let limit = priceLimit(worst, size, isLong: before.lots > 0)
        let proceeds = sendForcedOrder(account, size, limit)
        let closed = before.lots - core.policy.ledger[account].lots
        if closed == 0 { return }
        bookForcedClose(of: account, closed, proceeds, feePpm: 0)
        let due = Self.floorShare(cost, closed, of: before.lots)
        payByFund(due - proceeds, for: account)
    }

    private mutating func payByFund(_ amount: Int128, for account: AccountIndex) {
        let paid = min(amount, fundBalance)
        guard paid > 0 else { return }
        fundBalance -= paid
        core.policy.ledger[account].cash += paid
        core.policy.ledger.books[Int(account)].forgiven += paid
        bear(paid, of: account, by: \.paidByFund)
        events.append(.fundPaid(account: account, amount: Int64(clamping: paid)))
    }

    // MARK: - Debts

    /// Ends the debt of an account without a position: the fund pays, and the rest is uncovered.
    /// - Returns: Whether there was one.
    mutating func settleDebt(of account: AccountIndex) -> Bool {
        guard core.policy.ledger[account].cash < 0 else { return false }
        if terms.waterfall.contains(.fund) {
            payByFund(-core.policy.ledger[account].cash, for: account)
        }
        let rest = -core.policy.ledger[account].cash
        if rest > 0 {
            core.policy.ledger[account].cash = 0
            core.policy.ledger.books[Int(account)].forgiven += rest
            bear(rest, of: account, by: \.uncovered)
            events.append(.uncovered(account: account, amount: Int64(clamping: rest)))
        }
        return true
    }

    /// Books a loss beyond an account's equity, with who bore it.
    mutating func bear(
        _ amount: Int128, of account: AccountIndex,
        by bearer: WritableKeyPath<PerpetualTotals, Int128>
    ) {
        totals[keyPath: bearer] += amount
        totals.badDebt += amount
        core.policy.ledger.books[Int(account)].badDebt += amount
    }

    // MARK: - Positions without a trade

    /// The part of a position's bankruptcy cost that belongs to some of its lots, rounded against it.
    func costShare(of account: AccountIndex, _ part: Int64) -> Int128 {
        Self.floorShare(bankruptcyCost(of: account), part, of: core.policy.ledger[account].lots)
    }

    /// `cost * part / whole`, rounded down, below zero too.
    static func floorShare(_ cost: Int128, _ part: Int64, of whole: Int64) -> Int128 {
        let product = cost * Int128(part.magnitude)
        let divisor = Int128(max(1, whole.magnitude))
        return product >= 0 ? product / divisor : (product - divisor + 1) / divisor
    }

    /// Moves lots with their sign from one account to another for money with that sign.
    mutating func handOver(
        _ lots: Int64, from account: AccountIndex, to other: AccountIndex, for cost: Int128
    ) {
        _ = core.policy.ledger.trade(account, -lots, for: -cost, fee: 0)
        _ = core.policy.ledger.trade(other, lots, for: cost, fee: 0)
        core.transfer(lots, from: account, to: other, for: cost)
        absorb()
    }
}
