extension PerpetualVenue {
    // MARK: - In and out

    /// Takes an account's money in.
    public mutating func deposit(
        _ amount: Int64, to account: AccountIndex
    ) -> Result<Void, MoneyRefusal> {
        if let refusal = depositRefusal(amount, account) {
            return refuse(amount, account, refusal)
        }
        core.policy.ledger.use(account)
        core.policy.ledger[account].cash += Int128(amount)
        core.policy.ledger.books[Int(account)].deposits += Int128(amount)
        totals.deposits += Int128(amount)
        vault += amount
        events.append(.deposited(account: account, amount: amount))
        return .success(())
    }

    private func depositRefusal(_ amount: Int64, _ account: AccountIndex) -> MoneyRefusal? {
        if amount <= 0 { return .notPositive }
        if account >= BookLimits.accountsMax { return .noAccount }
        return amount > PerpetualLimits.moneyMax - vault ? .beyondLimits : nil
    }

    /// Pays an account out of the shared vault.
    public mutating func withdraw(
        _ amount: Int64, from account: AccountIndex
    ) -> Result<Void, MoneyRefusal> {
        if let refusal = withdrawalRefusal(amount, account) {
            return refuse(amount, account, refusal)
        }
        core.policy.ledger[account].cash -= Int128(amount)
        core.policy.ledger.books[Int(account)].withdrawals += Int128(amount)
        totals.withdrawals += Int128(amount)
        vault -= amount
        events.append(.withdrawn(account: account, amount: amount))
        return .success(())
    }

    private func withdrawalRefusal(_ amount: Int64, _ account: AccountIndex) -> MoneyRefusal? {
        if amount <= 0 { return .notPositive }
        if account >= BookLimits.accountsMax { return .noAccount }
        if isHalted { return .halted }
        let free = free(account)
        if Int128(amount) > free { return .exceedsFree(Int64(clamping: free)) }
        return amount > vault ? .vaultShort(vault) : nil
    }

    private mutating func refuse(
        _ amount: Int64, _ account: AccountIndex, _ refusal: MoneyRefusal
    ) -> Result<Void, MoneyRefusal> {
        events.append(.moneyRefused(account: account, amount: amount, refusal))
        return .failure(refusal)
    }

    /// The most that an account could withdraw now: what it may have, as far as it is there.
    public func withdrawable(_ account: AccountIndex) -> Int64 {
        isHalted ? 0 : Int64(min(free(account), Int128(vault)))
    }

    /// What an account may claim: equity, or cash less losses, above what must stay.
    private func free(_ account: AccountIndex) -> Int128 {
        let ledger = core.policy.ledger.known(account)
        let mark = core.policy.mark
        let profit = ledger.lots == 0 ? 0 : ledger.unrealised(at: mark)
        let counted = terms.withdrawal.includesUnrealised ? profit : min(0, profit)
        let kept = terms.withdrawal.keepMarginPpm ?? terms.initialMarginPpm
        return max(
            0,
            ledger.cash - ledger.fundingOwed + counted
                - Self.share(of: ledger.notional(at: mark), ppm: kept))
    }

    /// Gives money to the fund; an amount that is not above zero, or too much, changes nothing.
    public mutating func donate(_ amount: Int64) {
        guard amount > 0, amount <= PerpetualLimits.moneyMax - vault else { return }
        fundBalance += Int128(amount)
        totals.donations += Int128(amount)
        vault += amount
        events.append(.donated(amount: amount))
    }

    // MARK: - Balances

    /// The insurance fund.
    public var fund: Int64 { Int64(clamping: fundBalance) }

    /// Trading fees less rebates; below zero when more was paid than taken.
    public var feePool: Int64 { Int64(clamping: core.policy.feePool) }

    /// What accounts lack at the mark: their equities below zero, as one amount above it.
    ///
    /// It is bad debt that nobody has booked yet, since the positions are still open.
    public var shortfall: Int64 {
        var sum: Int128 = 0
        for account in core.policy.ledger.accounts {
            sum -= min(0, account.equity(at: core.policy.mark))
        }
        return Int64(clamping: sum)
    }

    /// How an account stands at the mark; nothing for one that was never used.
    public func standing(of account: AccountIndex) -> PerpetualStanding {
        let ledger = core.policy.ledger.known(account)
        let mark = core.policy.mark
        let notional = ledger.notional(at: mark)
        return PerpetualStanding(
            lots: ledger.lots, entryNotional: Int64(clamping: ledger.entry.magnitude),
            cash: Int64(clamping: ledger.cash),
            unrealised: Int64(clamping: ledger.unrealised(at: mark)),
            equity: Int64(clamping: ledger.equity(at: mark)),
            initialMargin: Int64(
                clamping: Self.share(of: notional, ppm: terms.initialMarginPpm)),
            maintenanceMargin: Int64(
                clamping: Self.share(of: notional, ppm: terms.maintenanceMarginPpm)),
            isLiquidatable: isLiquidatable(account),
            fundingOwed: Int64(clamping: ledger.fundingOwed))
    }

    /// `amount * ppm / 10^6`, rounded up.
    static func share(of amount: Int128, ppm: Int64) -> Int128 {
        (amount * Int128(ppm) + 999_999) / 1_000_000
    }
}
