extension PerpetualVenue {
    // MARK: - Who

    /// Whether a position has less than its maintenance margin, that of the backstop less than
    /// nothing; or whether an account without a position has debts.
    func isLiquidatable(_ account: AccountIndex) -> Bool {
        let ledger = core.policy.ledger.known(account)
        if ledger.lots == 0 { return ledger.cash - ledger.fundingOwed < 0 }
        let equity = ledger.equity(at: core.policy.mark)
        if account == terms.backstop.account { return equity < 0 }
        return equity * 1_000_000
            < ledger.notional(at: core.policy.mark) * Int128(terms.maintenanceMarginPpm)
    }

    /// Whether the backstop takes a position over without asking the book.
    private func isTheBackstops(_ account: AccountIndex) -> Bool {
        let below = terms.backstop.takesOverBelowPpm
        guard let backstop = terms.backstop.account, backstop != account, below > 0 else {
            return false
        }
        let ledger = core.policy.ledger[account]
        let margin = ledger.notional(at: core.policy.mark) * Int128(terms.maintenanceMarginPpm)
        return ledger.equity(at: core.policy.mark) * 1_000_000 < margin * Int128(below) / 1_000_000
    }

    // MARK: - Until nothing changes

    /// Closes positions in ascending order of accounts, again and again until nothing changes.
    ///
    /// It ends: each change closes lots, hands them to a better account, or takes orders away.
    mutating func liquidateAll() {
        guard !isHalted, core.policy.mark > 0 else { return }
        var hasChanged = true
        while hasChanged {
            hasChanged = false
            for account in 0..<AccountIndex(accountCount) where isLiquidatable(account) {
                if liquidate(account) { hasChanged = true }
            }
        }
    }

    /// - Returns: Whether anything changed.
    private mutating func liquidate(_ account: AccountIndex) -> Bool {
        let before = core.policy.ledger[account]
        if before.lots == 0 { return settleDebt(of: account) }
        let isGone = before.equity(at: core.policy.mark) <= 0
        if now < before.pausedUntil, !isGone, !isTheBackstops(account) { return false }
        let live = core.liveOrderCount
        send(.cancelAll(account: account, side: nil))
        let hasCancelled = core.liveOrderCount != live
        if !isTheBackstops(account) {
            let isPartial = closeInBook(account)
            let after = core.policy.ledger[account]
            let hasClosed = after.lots != before.lots
            if after.lots != 0 {
                if !isLiquidatable(account) { return true }
                let mayWait = after.equity(at: core.policy.mark) > 0 && !isTheBackstops(account)
                if isPartial, mayWait {
                    core.policy.ledger[account].pausedUntil = Int64(
                        clamping: Int128(now) + Int128(terms.liquidation.partialPauseMicros))
                    return hasClosed || hasCancelled
                }
                // Between the two margins the book alone is asked, where the backstop waits for less.
                let isWaited = terms.backstop.account != nil && terms.backstop.takesOverBelowPpm > 0
                if isWaited, mayWait { return hasClosed || hasCancelled }
            }
        }
        runWaterfall(account)
        if core.policy.ledger[account].lots == 0 { _ = settleDebt(of: account) }
        return hasCancelled || core.policy.ledger[account].lots != before.lots
    }

    // MARK: - In the book

    /// Sends a position, or the part that goes first, at its bankruptcy price.
    /// - Returns: Whether it was a part.
    private mutating func closeInBook(_ account: AccountIndex) -> Bool {
        let ledger = core.policy.ledger[account]
        let size = Int64(ledger.lots.magnitude)
        let rules = terms.liquidation
        var part = size
        if rules.partialAboveNotional > 0,
            ledger.notional(at: core.policy.mark) > Int128(rules.partialAboveNotional)
        {
            let share = Self.share(of: Int128(size), ppm: rules.partialSharePpm)
            let lot = Int128(terms.book.lot)
            part = min(size, Int64(clamping: (share + lot - 1) / lot * lot))
        }
        let limit = priceLimit(bankruptcyCost(of: account), size, isLong: ledger.lots > 0)
        let proceeds = sendForcedOrder(account, part, limit)
        let closed = ledger.lots - core.policy.ledger[account].lots
        if closed != 0 { bookForcedClose(of: account, closed, proceeds, feePpm: rules.feePpm) }
        return part < size
    }

    /// Books what the book closed, with a fee out of the equity that is left.
    mutating func bookForcedClose(
        of account: AccountIndex, _ closed: Int64, _ proceeds: Int128, feePpm: Int64
    ) {
        let left = core.policy.ledger[account].equity(at: core.policy.mark)
        let fee = min(max(0, left), Self.share(of: Int128(proceeds.magnitude), ppm: feePpm))
        core.policy.ledger[account].cash -= fee
        core.policy.ledger.books[Int(account)].liquidationFees += fee
        fundBalance += fee
        totals.liquidationFees += fee
        totals.liquidatedLots += Int128(closed.magnitude)
        events.append(
            .liquidation(
                PerpetualEvent.ForcedClose(
                    account: account, lots: closed, price: Self.price(proceeds, closed),
                    fee: Int64(clamping: fee), remainder: core.policy.ledger[account].lots)))
    }

    /// Sends orders of immediate effect for a part of a position.
    ///
    /// The trading fee is waived, so that a fill at the bankruptcy price leaves no debt.
    /// - Returns: What the book paid for a long position's lots, below zero what those of a short cost.
    mutating func sendForcedOrder(
        _ account: AccountIndex, _ part: Int64, _ limit: Int64?
    ) -> Int128 {
        guard let limit else { return 0 }
        let before = core.policy.ledger[account]
        let side: Side = before.lots > 0 ? .sell : .buy
        let largest = min(BookLimits.quantityMax, .max / limit) / terms.book.lot * terms.book.lot
        core.policy.liquidated = account
        var rest = part
        while rest > 0, largest > 0 {
            let quantity = min(rest, largest)
            let lots = core.policy.ledger[account].lots
            send(
                .new(
                    NewOrder(
                        id: PerpetualLimits.reservedOrderID + ownOrderCount, account: account,
                        side: side, quantity: quantity, price: limit,
                        timeInForce: .immediateOrCancel, isReduceOnly: true,
                        selfTradePrevention: .cancelOldest, isLiquidation: true)))
            ownOrderCount += 1
            rest -= quantity
            if (core.policy.ledger[account].lots - lots).magnitude < quantity { break }
        }
        core.policy.liquidated = nil
        let after = core.policy.ledger[account]
        return after.cash - after.entry - before.cash + before.entry
    }

    // MARK: - Bankruptcy

    /// The money at which a position must change hands to leave its account nothing, with the sign of
    /// the position; a short position costs one tick a lot at least.
    func bankruptcyCost(of account: AccountIndex) -> Int128 {
        let ledger = core.policy.ledger[account]
        let exact = ledger.entry - ledger.cash
        return ledger.lots > 0 ? max(exact, 0) : min(exact, Int128(ledger.lots))
    }

    /// The worst price of the grid at which lots bring that money at least: rounded up for a long
    /// position, down for a short one, so that rounding leaves no debt; nil where there is none.
    func priceLimit(_ cost: Int128, _ size: Int64, isLong: Bool) -> Int64? {
        let tick = Int128(terms.book.tick)
        let unit = tick * Int128(size)
        let magnitude = Int128(cost.magnitude)
        let ticks = isLong ? max(1, (magnitude + unit - 1) / unit) : magnitude / unit
        let price = ticks * tick
        if price <= 0 { return nil }
        // No resting order is priced beyond the limit.
        let highest = Int128(PerpetualLimits.priceMax) / tick * tick
        if price > highest { return isLong ? nil : Int64(highest) }
        return Int64(price)
    }

    /// Money over lots of the same sign, rounded against who had the position.
    static func price(_ cost: Int128, _ lots: Int64) -> Int64 {
        let (quotient, rest) = cost.magnitude.quotientAndRemainder(
            dividingBy: UInt128(max(1, lots.magnitude)))
        return Int64(clamping: lots < 0 && rest > 0 ? quotient + 1 : quotient)
    }
}
