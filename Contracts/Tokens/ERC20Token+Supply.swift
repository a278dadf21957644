import ContractRuntime
import EthereumPrimitives
import WideIntegers

extension ERC20Token {
    /// Makes base units; the owner alone may, unless anyone may.
    func mint(
        to recipient: AccountID, _ amount: UInt256, in context: CallContext
    ) throws(Revert) {
        try TokenGas.charge(TokenGas.other, in: context)
        if !behaviour.anyoneMayMint { try requireOwner(in: context) }
        try refuseZero(recipient, "ERC20: mint to the zero address")
        let (supply, overflows) = try context.load(supplySlot).addingReportingOverflow(amount)
        if overflows { throw failure("SafeMath: addition overflow") }
        try context.store(supply, to: supplySlot)
        try credit(amount, to: recipient, in: context)
        try log(amount, from: .zero, to: recipient, in: context)
    }

    /// Destroys base units of the caller.
    func burn(_ amount: UInt256, in context: CallContext) throws(Revert) {
        try TokenGas.charge(TokenGas.other, in: context)
        let slot = context.state.record(in: balances, context.caller)
        let (rest, isShort) = try context.load(slot).subtractingReportingOverflow(amount)
        if isShort { throw failure("ERC20: burn amount exceeds balance") }
        try context.store(rest, to: slot)
        try context.store(try context.load(supplySlot) &- amount, to: supplySlot)
        try log(amount, from: context.caller, to: .zero, in: context)
    }

    /// Sets the fee on transfers, by the owner of a token that has one.
    ///
    /// - Parameter maximumWholeTokens: the most that is withheld of one transfer, in whole tokens.
    func setParams(
        basisPoints: UInt256, maximumWholeTokens: UInt256, in context: CallContext
    ) throws(Revert) {
        try TokenGas.charge(TokenGas.other, in: context)
        guard behaviour.feeOnTransfer != nil else { throw .empty }
        try requireOwner(in: context)
        guard basisPoints <= 10_000 else { throw .empty }
        let maximum: UInt256
        do throws(ArithmeticPanic) {
            let unit = try UInt256(10).power(UInt256(UInt64(decimals ?? 0)))
            maximum = try maximumWholeTokens * unit
        } catch {
            throw .panic(error)
        }
        try context.store(basisPoints, to: feeRateSlot)
        try context.store(maximum, to: feeMaximumSlot)
    }

    private func requireOwner(in context: CallContext) throws(Revert) {
        let owner = try context.load(ownerSlot)
        guard owner == context.state.address(of: context.caller).number else {
            throw failure("Ownable: caller is not the owner")
        }
    }

    /// A failure of a function that has no boolean to tell it by.
    func failure(_ reason: String) -> Revert {
        behaviour.refusal == .reason ? .reason(reason) : .empty
    }
}

// MARK: - While the world is built

extension ERC20Token: GenesisToken {
    /// Sets a balance and moves the supply with it, so that I1 holds.
    /// - Throws: `TokenParameterError.supplyTooLarge`; nothing changes then.
    public func setGenesisBalance(
        _ amountRaw: UInt256, of holder: Address, in state: WorldState
    ) throws(TokenParameterError) {
        let slot = state.record(in: balances, state.account(holder))
        let others = state[supplySlot] &- state[slot]
        let (supply, overflows) = others.addingReportingOverflow(amountRaw)
        if overflows { throw .supplyTooLarge(balance: amountRaw, others: others) }
        state.write(amountRaw, to: slot)
        state.write(supply, to: supplySlot)
    }

    /// Sets an allowance.
    public func setGenesisAllowance(
        _ amountRaw: UInt256, of owner: Address, for spender: Address, in state: WorldState
    ) {
        let slot = state.record(in: allowances, state.account(owner), state.account(spender))
        state.write(amountRaw, to: slot)
    }
}

// MARK: - For invariants and reports, without gas

extension ERC20Token {
    /// Base units that an account holds.
    public func balanceRaw(of holder: AccountID, in state: WorldState) -> UInt256 {
        state[state.record(in: balances, holder)]
    }

    /// Base units in existence.
    public func totalSupplyRaw(in state: WorldState) -> UInt256 { state[supplySlot] }
}
