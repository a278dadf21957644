import ContractRuntime
import WideIntegers

/// Payouts and the claims that they leave: section 1.
extension ReferenceHouse {
    /// Who can be owed a payout.
    enum Claimant {
        case wallet(AccountID)
        case fund(AccountID)
        case feePool(ReferenceMarket)

        /// The account that the claim stands under: a fund's or a market's own.
        var account: AccountID {
            switch self {
            case .wallet(let account), .fund(let account): account
            case .feePool(let market): market.account
            }
        }
    }

    /// The claimant that an account stands for.
    func claimant(_ account: AccountID, _ context: CallContext) -> Claimant {
        if let market = context.contract(at: account) as? ReferenceMarket, market.house === self {
            return .feePool(market)
        }
        if let slot = context.state.existingRecord(in: slots.funds, account),
            context.state[slot.advanced(by: 1)] == .one
        {
            return .fund(account)
        }
        return .wallet(account)
    }

    private func claimSlot(_ account: AccountID, _ context: CallContext) -> Slot {
        context.state.record(in: slots.claims, account)
    }

    /// Owes an amount to a claimant and serves claims with what is free.
    /// - Returns: what is left of the claimant's claim.
    func pay(
        _ amount: Int256, to claimant: Claimant, _ context: CallContext
    ) throws(Revert) -> Int256 {
        let total = try signed(slots.claimsTotal, context)
        if total.isZero {
            // Nobody waits: what is free pays as far as it goes.
            if amount.isZero { return .zero }
            let paid = min(amount, try freeCollateral(context))
            try credit(paid, to: claimant, context)
            let left = try amount.minus(paid)
            try addClaim(left, of: claimant.account, context)
            return left
        }
        let slot = claimSlot(claimant.account, context)
        let waits = try !signed(slot, context).isZero
        if amount.isZero && !waits { return .zero }
        try addClaim(amount, of: claimant.account, context)
        _ = try serve(claimant, context)
        return try signed(slot, context)
    }

    /// Serves a claim, under `proRata` together with all others.
    /// - Returns: what the claimant was given.
    func serve(_ claimant: Claimant, _ context: CallContext) throws(Revert) -> Int256 {
        let free = try freeCollateral(context)
        let own = claimant.account
        if free.isZero { return .zero }
        switch claimsPolicy {
        case .firstCome:
            let paid = min(try signed(claimSlot(own, context), context), free)
            try settle(paid, claimant, context)
            return paid
        case .proRata: return try serveAll(free, for: own, context)
        }
    }

    /// Gives every claimant the same part of what is free, in the order of their claims.
    /// - Returns: what one of them was given, for whom no event is written here.
    private func serveAll(
        _ free: Int256, for own: AccountID, _ context: CallContext
    ) throws(Revert) -> Int256 {
        let total = try signed(slots.claimsTotal, context)
        let bounds = try context.load(slots.claimBounds)
        var given = Int256.zero
        for place in bounds.w0..<max(bounds.w0, bounds.w1) {
            guard let account = try claimingAccount(at: place, context) else { continue }
            let claim = try signed(claimSlot(account, context), context)
            let paid = total <= free ? claim : try claim.mulDiv(free, total, .down)
            try settle(paid, claimant(account, context), context)
            if account == own {
                given = paid
            } else if !paid.isZero {
                try logClaimPaid(account, paid, context)
            }
        }
        return given
    }

    private func claimingAccount(
        at place: UInt64, _ context: CallContext
    ) throws(Revert) -> AccountID? {
        let word = try context.load(context.state.record(in: slots.claimOrder, number: place))
        return word.isZero ? nil : context.state.account(.init(truncating: word))
    }

    private func settle(
        _ paid: Int256, _ claimant: Claimant, _ context: CallContext
    ) throws(Revert) {
        if paid.isZero { return }
        try addClaim(paid.negated, of: claimant.account, context)
        try credit(paid, to: claimant, context)
    }

    /// Tokens for a wallet; a higher balance for a fund or a fee pool.
    private func credit(
        _ amount: Int256, to claimant: Claimant, _ context: CallContext
    ) throws(Revert) {
        switch claimant {
        case .wallet(let account): try send(amount, to: account, context)
        case .fund(let account): try addToFund(amount, account, context)
        case .feePool(let market):
            try add(amount, to: market.slots[.feePool], context)
            try add(amount, to: slots.reserved, context)
        }
    }

    /// Changes a claim and its place in the order.
    private func addClaim(
        _ amount: Int256, of account: AccountID, _ context: CallContext
    ) throws(Revert) {
        if amount.isZero { return }
        let slot = claimSlot(account, context)
        let old = try signed(slot, context)
        let new = try old.plus(amount)
        try context.store(new, to: slot)
        try add(amount, to: slots.claimsTotal, context)
        var bounds = try context.load(slots.claimBounds)
        let state = context.state
        if old.isZero {
            let place = bounds.w1
            try context.store(
                state.address(of: account).number,
                to: state.record(in: slots.claimOrder, number: place))
            try context.store(UInt256(place), to: slot.advanced(by: 1))
            bounds.w1 += 1
        } else if new.isZero {
            let place = try context.load(slot.advanced(by: 1)).w0
            try context.store(
                UInt256.zero, to: state.record(in: slots.claimOrder, number: place))
            while bounds.w0 < bounds.w1, try claimingAccount(at: bounds.w0, context) == nil {
                bounds.w0 += 1
            }
        }
        try context.store(bounds, to: slots.claimBounds)
    }

    func logClaimPaid(
        _ account: AccountID, _ amount: Int256, _ context: CallContext
    ) throws(Revert) {
        try context.log(
            topics: [ReferencePerpABI.claimPaid, context.state.address(of: account).number],
            words: [amount.bitPattern])
    }

    /// `claim`: serves an account's claim, by anyone.
    func claim(_ account: AccountID, _ context: CallContext) throws(Revert) {
        let claim = try signed(claimSlot(account, context), context)
        try require(!claim.isZero, "no claim")
        let paid = try serve(claimant(account, context), context)
        try require(!paid.isZero, "vault is empty")
        try logClaimPaid(account, paid, context)
    }
}
