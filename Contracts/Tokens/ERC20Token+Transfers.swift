import ContractRuntime
import EthereumPrimitives
import WideIntegers

extension ERC20Token {
    /// Base units that an account holds.
    public func balance(
        of account: AccountID, in context: CallContext
    ) throws(Revert) -> UInt256 {
        try TokenGas.charge(TokenGas.balanceOf, in: context)
        return try context.load(context.state.record(in: balances, account))
    }

    /// Base units that a spender may take from an owner.
    public func allowance(
        of owner: AccountID, for spender: AccountID, in context: CallContext
    ) throws(Revert) -> UInt256 {
        try TokenGas.charge(TokenGas.balanceOf, in: context)
        return try context.load(context.state.record(in: allowances, owner, spender))
    }

    /// Decimal places of a whole token; nil when the function does not exist.
    public func decimals(in context: CallContext) throws(Revert) -> UInt256? {
        guard let decimals else { return nil }
        try TokenGas.charge(TokenGas.decimals, in: context)
        return UInt256(UInt64(decimals))
    }

    /// Moves base units from the caller.
    /// - Throws: as the token's `refusal` says, for a lack of balance or a zero address.
    public func transfer(
        to recipient: AccountID, _ amount: UInt256, in context: CallContext
    ) throws(Revert) -> TokenReply {
        guard let fee = try move(amount, from: context.caller, to: recipient, in: context) else {
            try TokenGas.charge(TokenGas.transferWithoutBalance, in: context)
            return try refuse("ERC20: transfer amount exceeds balance")
        }
        try TokenGas.charge(TokenGas.transfer, in: context)
        try logTransfer(amount, fee: fee, from: context.caller, to: recipient, in: context)
        return accepted
    }

    /// Moves base units from an owner that has allowed it.
    ///
    /// Balances change before the allowance is looked at, and the log comes last, as in the traces'
    /// token; which check fails first can be seen in gas and text.
    /// - Throws: as the token's `refusal` says.
    public func transferFrom(
        _ owner: AccountID, to recipient: AccountID, _ amount: UInt256, in context: CallContext
    ) throws(Revert) -> TokenReply {
        let slot = context.state.record(in: allowances, owner, context.caller)
        if behaviour.refusal == .returnsFalse, try context.load(slot) < amount {
            return .flag(false)
        }
        guard let fee = try move(amount, from: owner, to: recipient, in: context) else {
            try TokenGas.charge(TokenGas.transferFromWithoutBalance, in: context)
            return try refuse("ERC20: transfer amount exceeds balance")
        }
        let allowed = try context.load(slot)
        guard allowed >= amount else {
            try TokenGas.charge(TokenGas.transferFromWithoutAllowance, in: context)
            return try refuse("ERC20: transfer amount exceeds allowance")
        }
        let isInfinite = behaviour.hasInfiniteAllowance && allowed == .max
        if !isInfinite { try context.store(allowed &- amount, to: slot) }
        try TokenGas.charge(TokenGas.transferFrom, in: context)
        try logTransfer(amount, fee: fee, from: owner, to: recipient, in: context)
        if behaviour.emitsApprovalOnTransferFrom && !isInfinite {
            try logApproval(allowed &- amount, owner, context.caller, in: context)
        }
        return accepted
    }

    /// Allows a spender to take base units from the caller.
    /// - Throws: as the token's `refusal` says, for a zero address or an allowance that was not reset.
    public func approve(
        _ spender: AccountID, _ amount: UInt256, in context: CallContext
    ) throws(Revert) -> TokenReply {
        try TokenGas.charge(TokenGas.approve, in: context)
        try refuseZero(spender, "ERC20: approve to the zero address")
        let slot = context.state.record(in: allowances, context.caller, spender)
        if behaviour.approveRequiresZeroReset && !amount.isZero {
            guard try context.load(slot).isZero else {
                return try refuse("ERC20: approve from non-zero to non-zero allowance")
            }
        }
        try context.store(amount, to: slot)
        try logApproval(amount, context.caller, spender, in: context)
        return accepted
    }

    /// Adds to what a spender may take from the caller.
    func increaseAllowance(
        _ spender: AccountID, by amount: UInt256, in context: CallContext
    ) throws(Revert) -> TokenReply {
        try TokenGas.charge(TokenGas.approve, in: context)
        try refuseZero(spender, "ERC20: approve to the zero address")
        let slot = context.state.record(in: allowances, context.caller, spender)
        let (sum, overflows) = try context.load(slot).addingReportingOverflow(amount)
        if overflows { return try refuse("SafeMath: addition overflow") }
        try context.store(sum, to: slot)
        try logApproval(sum, context.caller, spender, in: context)
        return accepted
    }

    /// Takes from what a spender may take from the caller.
    func decreaseAllowance(
        _ spender: AccountID, by amount: UInt256, in context: CallContext
    ) throws(Revert) -> TokenReply {
        try TokenGas.charge(TokenGas.approve, in: context)
        let slot = context.state.record(in: allowances, context.caller, spender)
        let (rest, isShort) = try context.load(slot).subtractingReportingOverflow(amount)
        if isShort { return try refuse("ERC20: decreased allowance below zero") }
        try context.store(rest, to: slot)
        try logApproval(rest, context.caller, spender, in: context)
        return accepted
    }
}

// MARK: - Parts of a transfer

extension ERC20Token {
    /// What a transfer or approval that went through returns.
    var accepted: TokenReply { behaviour.returnsNothing ? .nothing : .flag(true) }

    /// Fails in this token's way.
    func refuse(_ reason: String) throws(Revert) -> TokenReply {
        switch behaviour.refusal {
        case .reason: throw .reason(reason)
        case .silent: throw .empty
        case .returnsFalse: return .flag(false)
        }
    }

    func refuseZero(_ account: AccountID, _ reason: String) throws(Revert) {
        if account == .zero && behaviour.refusal == .reason { throw .reason(reason) }
    }

    /// Changes two balances, and that of the fee's recipient.
    /// - Returns: the fee; nil when the sender's balance is too small, and nothing has changed.
    private func move(
        _ amount: UInt256, from sender: AccountID, to recipient: AccountID,
        in context: CallContext
    ) throws(Revert) -> UInt256? {
        try refuseZero(sender, "ERC20: transfer from the zero address")
        try refuseZero(recipient, "ERC20: transfer to the zero address")
        let source = context.state.record(in: balances, sender)
        let (rest, isShort) = try context.load(source).subtractingReportingOverflow(amount)
        if isShort { return nil }
        try context.store(rest, to: source)
        let fee = try fee(on: amount, in: context)
        try credit(amount &- fee, to: recipient, in: context)
        if !fee.isZero { try credit(fee, to: feeRecipient, in: context) }
        return fee
    }

    /// The sum of all balances is the supply (I1), so that no balance can overflow.
    func credit(
        _ amount: UInt256, to account: AccountID, in context: CallContext
    ) throws(Revert) {
        let slot = context.state.record(in: balances, account)
        try context.store(try context.load(slot) &+ amount, to: slot)
    }

    /// What is withheld of an amount: rounded down, so for the receiver.
    private func fee(
        on amount: UInt256, in context: CallContext
    ) throws(Revert) -> UInt256 {
        guard behaviour.feeOnTransfer != nil else { return .zero }
        let basisPoints = try context.load(feeRateSlot)
        let maximum = try context.load(feeMaximumSlot)
        do {
            return min(try amount.mulDivDown(basisPoints, 10_000), maximum)
        } catch {
            preconditionFailure("fee of \(basisPoints)/10000 on \(amount): \(error)")
        }
    }

    /// Logs what the receiver gets; a fee's own log comes first.
    private func logTransfer(
        _ amount: UInt256, fee: UInt256, from sender: AccountID, to recipient: AccountID,
        in context: CallContext
    ) throws(Revert) {
        if !fee.isZero { try log(fee, from: sender, to: feeRecipient, in: context) }
        try log(amount &- fee, from: sender, to: recipient, in: context)
    }

    func log(
        _ amount: UInt256, from sender: AccountID, to recipient: AccountID,
        in context: CallContext
    ) throws(Revert) {
        let state = context.state
        try context.log(
            topics: [
                transferTopic, state.address(of: sender).number,
                state.address(of: recipient).number,
            ], words: [amount])
    }

    func logApproval(
        _ amount: UInt256, _ owner: AccountID, _ spender: AccountID, in context: CallContext
    ) throws(Revert) {
        let state = context.state
        try context.log(
            topics: [
                approvalTopic, state.address(of: owner).number, state.address(of: spender).number,
            ], words: [amount])
    }
}
