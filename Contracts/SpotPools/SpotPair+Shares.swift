import ContractRuntime
import EthereumPrimitives
import WideIntegers

/// The pair's shares as a token.
///
/// - Source: Uniswap v2 core, `UniswapV2ERC20`.
extension SpotPair {
    /// Shares that an account holds.
    public func balance(
        of account: AccountID, in context: CallContext
    ) throws(Revert) -> UInt256 {
        try context.compute(SpotGas.view)
        return try context.load(context.state.record(in: balances, account))
    }

    /// Shares that a spender may take from an owner.
    public func allowance(
        of owner: AccountID, for spender: AccountID, in context: CallContext
    ) throws(Revert) -> UInt256 {
        try context.compute(SpotGas.view)
        return try context.load(context.state.record(in: allowances, owner, spender))
    }

    /// Decimal places of a share.
    public func decimals(in context: CallContext) throws(Revert) -> UInt256? {
        try context.compute(SpotGas.view)
        return 18
    }

    /// Moves shares from the caller.
    public func transfer(
        to recipient: AccountID, _ amount: UInt256, in context: CallContext
    ) throws(Revert) -> TokenReply {
        try context.compute(TokenGas.transfer)
        try move(amount, from: context.caller, to: recipient, in: context)
        return .flag(true)
    }

    /// Moves shares from an owner that has allowed it; 2^256 - 1 is never reduced.
    public func transferFrom(
        _ owner: AccountID, to recipient: AccountID, _ amount: UInt256, in context: CallContext
    ) throws(Revert) -> TokenReply {
        try context.compute(TokenGas.transferFrom)
        let slot = context.state.record(in: allowances, owner, context.caller)
        let allowed = try context.load(slot)
        if allowed != .max {
            try context.store(try SpotMath.difference(allowed, amount), to: slot)
        }
        try move(amount, from: owner, to: recipient, in: context)
        return .flag(true)
    }

    /// Allows a spender to take shares from the caller.
    public func approve(
        _ spender: AccountID, _ amount: UInt256, in context: CallContext
    ) throws(Revert) -> TokenReply {
        try context.compute(TokenGas.approve)
        try context.store(
            amount, to: context.state.record(in: allowances, context.caller, spender))
        try context.log(
            topics: [topics[1], number(context.caller, context), number(spender, context)],
            words: [amount])
        return .flag(true)
    }

    private func move(
        _ amount: UInt256, from sender: AccountID, to recipient: AccountID,
        in context: CallContext
    ) throws(Revert) {
        let source = context.state.record(in: balances, sender)
        try context.store(
            try SpotMath.difference(try context.load(source), amount), to: source)
        try credit(amount, to: recipient, in: context)
        try logShares(amount, from: sender, to: recipient, in: context)
    }

    private func credit(
        _ amount: UInt256, to account: AccountID, in context: CallContext
    ) throws(Revert) {
        let slot = context.state.record(in: balances, account)
        try context.store(try SpotMath.sum(try context.load(slot), amount), to: slot)
    }

    func mintShares(
        _ amount: UInt256, to account: AccountID, in context: CallContext
    ) throws(Revert) {
        let supply = try SpotMath.sum(try context.load(supplySlot), amount)
        try context.store(supply, to: supplySlot)
        try credit(amount, to: account, in: context)
        try logShares(amount, from: .zero, to: account, in: context)
    }

    func burnShares(
        _ amount: UInt256, of account: AccountID, in context: CallContext
    ) throws(Revert) {
        let slot = context.state.record(in: balances, account)
        try context.store(try SpotMath.difference(try context.load(slot), amount), to: slot)
        try context.store(
            try SpotMath.difference(try context.load(supplySlot), amount), to: supplySlot)
        try logShares(amount, from: account, to: .zero, in: context)
    }

    private func logShares(
        _ amount: UInt256, from sender: AccountID, to recipient: AccountID,
        in context: CallContext
    ) throws(Revert) {
        try context.log(
            topics: [topics[0], number(sender, context), number(recipient, context)],
            words: [amount])
    }
}
