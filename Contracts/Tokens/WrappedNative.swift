import ContractRuntime
import EthereumPrimitives
import WideIntegers

/// The native asset as a token, one for one.
///
/// Whatever is sent to it, with whatever data no function has, is a deposit. Failures have no texts;
/// an allowance of 2^256 - 1 is never reduced, and owners need none for themselves. A withdrawal
/// forwards all gas, where the original forwards 2,300.
/// - Source: WETH9.
public final class WrappedNative: TokenInterface {
    /// The functions and events.
    public let abi: ContractABI
    private let table: DispatchTable<Function>
    private let balances: SlotTable
    private let allowances: SlotTable
    private let account: AccountID
    private let topics: InlineArray<4, UInt256>

    private enum Function: Int, CaseIterable {
        case name, symbol, decimals, totalSupply, balanceOf, allowance
        case approve, transfer, transferFrom, deposit, withdraw
    }

    /// Places the contract without deposits.
    public init(at address: Address, in host: ContractHost) throws(ABIDeclarationError) {
        abi = try ContractABI(
            "WETH9",
            declarations: [
                "function name() view returns (string)",
                "function symbol() view returns (string)",
                "function decimals() view returns (uint8)",
                "function totalSupply() view returns (uint256)",
                "function balanceOf(address account) view returns (uint256)",
                "function allowance(address owner, address spender) view returns (uint256)",
                "function approve(address guy, uint256 wad) returns (bool)",
                "function transfer(address dst, uint256 wad) returns (bool)",
                "function transferFrom(address src, address dst, uint256 wad) returns (bool)",
                "function deposit() payable",
                "function withdraw(uint256 wad)",
                "event Transfer(address indexed src, address indexed dst, uint256 wad)",
                "event Approval(address indexed src, address indexed guy, uint256 wad)",
                "event Deposit(address indexed dst, uint256 wad)",
                "event Withdrawal(address indexed src, uint256 wad)",
            ])
        table = DispatchTable(abi)
        let events = abi.events
        topics = InlineArray { UInt256(events[$0].topic0) }
        balances = host.state.addTable(width: 1)
        allowances = host.state.addTable(width: 1)
        account = host.state.account(address)
        host.deploy(self, at: account)
    }

    /// Runs the function that a call names; anything else is a deposit.
    public func run(_ input: [UInt8], in context: CallContext) throws(Revert) -> [UInt8] {
        guard let selector = Selector(prefix: input), abi.functionIndex(selector) != nil else {
            try deposit(in: context)
            return CallResult.none
        }
        let (function, declaration) = try table.function(of: input, in: context)
        var arguments = try CallArguments(input, of: declaration, in: context)
        switch function {
        case .name: return text("Wrapped Ether", of: declaration)
        case .symbol: return text("WETH", of: declaration)
        case .decimals: return CallResult.word(try decimals(in: context) ?? .zero)
        case .totalSupply:
            try context.compute(TokenGas.other)
            return CallResult.word(context.state.balanceWei(of: context.this))
        case .balanceOf:
            return CallResult.word(try balance(of: try arguments.account(), in: context))
        case .allowance:
            let owner = try arguments.account()
            let spender = try arguments.account()
            return CallResult.word(try allowance(of: owner, for: spender, in: context))
        case .approve:
            let spender = try arguments.account()
            _ = try approve(spender, try arguments.uint256(), in: context)
        case .transfer:
            let recipient = try arguments.account()
            _ = try transfer(to: recipient, try arguments.uint256(), in: context)
        case .transferFrom:
            let owner = try arguments.account()
            let recipient = try arguments.account()
            _ = try transferFrom(owner, to: recipient, try arguments.uint256(), in: context)
        case .deposit:
            try deposit(in: context)
            return CallResult.none
        case .withdraw:
            try withdraw(try arguments.uint256(), in: context)
            return CallResult.none
        }
        return CallResult.flag(true)
    }

    private func text(_ text: String, of declaration: CallLayout) -> [UInt8] {
        var writer = declaration.resultWriter()
        writer.append(string: text)
        return writer.bytes
    }
}

// MARK: - Token

extension WrappedNative {
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

    /// 18, which the original keeps in storage.
    public func decimals(in context: CallContext) throws(Revert) -> UInt256? {
        try TokenGas.charge(TokenGas.decimals, in: context)
        return 18
    }

    /// Moves base units from the caller.
    public func transfer(
        to recipient: AccountID, _ amount: UInt256, in context: CallContext
    ) throws(Revert) -> TokenReply {
        try transferFrom(context.caller, to: recipient, amount, in: context)
    }

    /// Moves base units from the caller, or from an owner that has allowed it.
    public func transferFrom(
        _ owner: AccountID, to recipient: AccountID, _ amount: UInt256, in context: CallContext
    ) throws(Revert) -> TokenReply {
        try TokenGas.charge(TokenGas.transferFrom, in: context)
        let source = context.state.record(in: balances, owner)
        if try context.load(source) < amount { throw .empty }
        if owner != context.caller {
            let slot = context.state.record(in: allowances, owner, context.caller)
            let allowed = try context.load(slot)
            if allowed != .max {
                if allowed < amount { throw .empty }
                try context.store(allowed &- amount, to: slot)
            }
        }
        try context.store(try context.load(source) &- amount, to: source)
        let target = context.state.record(in: balances, recipient)
        try context.store(try context.load(target) &+ amount, to: target)
        try log(0, [owner, recipient], amount, in: context)
        return .flag(true)
    }

    /// Allows a spender to take base units from the caller.
    public func approve(
        _ spender: AccountID, _ amount: UInt256, in context: CallContext
    ) throws(Revert) -> TokenReply {
        try TokenGas.charge(TokenGas.approve, in: context)
        try context.store(
            amount, to: context.state.record(in: allowances, context.caller, spender))
        try log(1, [context.caller, spender], amount, in: context)
        return .flag(true)
    }

    private func log(
        _ event: Int, _ parties: InlineArray<2, AccountID>, _ amount: UInt256,
        in context: CallContext
    ) throws(Revert) {
        let state = context.state
        try context.log(
            topics: [
                topics[event], state.address(of: parties[0]).number,
                state.address(of: parties[1]).number,
            ], words: [amount])
    }
}

// MARK: - Native asset

extension WrappedNative {
    /// Books the native asset that came with the call.
    private func deposit(in context: CallContext) throws(Revert) {
        try TokenGas.charge(TokenGas.other, in: context)
        let slot = context.state.record(in: balances, context.caller)
        let amount = context.frame.valueWei
        try context.store(try context.load(slot) &+ amount, to: slot)
        try logNative(2, amount, in: context)
    }

    /// Pays native asset out; the balance falls before the call.
    private func withdraw(_ amount: UInt256, in context: CallContext) throws(Revert) {
        try TokenGas.charge(TokenGas.other, in: context)
        let slot = context.state.record(in: balances, context.caller)
        if try context.load(slot) < amount { throw .empty }
        try context.store(try context.load(slot) &- amount, to: slot)
        let payment = CallOptions(valueWei: amount, checksCode: false)
        if case .failure = try context.tryCall(context.caller, [], payment) { throw .empty }
        try logNative(3, amount, in: context)
    }

    private func logNative(
        _ event: Int, _ amount: UInt256, in context: CallContext
    ) throws(Revert) {
        let party = context.state.address(of: context.caller).number
        try context.log(topics: [topics[event], party], words: [amount])
    }
}

extension WrappedNative: GenesisToken {
    /// Sets a balance, backed by native asset that comes into being with it.
    /// - Throws: `TokenParameterError.supplyTooLarge`; nothing changes then.
    package func setGenesisBalance(
        _ amountRaw: UInt256, of holder: Address, in state: WorldState
    ) throws(TokenParameterError) {
        let slot = state.record(in: balances, state.account(holder))
        let others = state.balanceWei(of: account) &- state[slot]
        let (backing, overflows) = others.addingReportingOverflow(amountRaw)
        if overflows { throw .supplyTooLarge(balance: amountRaw, others: others) }
        state.setBalanceWei(backing, of: account)
        state.write(amountRaw, to: slot)
    }

    /// Sets an allowance.
    package func setGenesisAllowance(
        _ amountRaw: UInt256, of owner: Address, for spender: Address, in state: WorldState
    ) {
        let slot = state.record(in: allowances, state.account(owner), state.account(spender))
        state.write(amountRaw, to: slot)
    }
}
