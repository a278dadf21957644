import ContractRuntime
import EthereumPrimitives
import WideIntegers

/// Who pays where the vault cannot: perp-v1 section 8.
///
/// - Source: Perpetual Protocol v1 (final line v2.3.x), `InsuranceFund`.
public final class InsuranceFund: Contract {
    /// Functions and events.
    public let abi: ContractABI
    /// Its account.
    public let account: AccountID
    let ownable: Ownable
    let tokens: DecimalTokens
    let table: DispatchTable<InsuranceFundFunction>
    private let first: Slot
    let ammFlags: SlotTable
    let tokenFlags: SlotTable
    let ammList: SlotTable
    let tokenList: SlotTable

    /// Places a fund without markets.
    public init(at address: Address, in host: ContractHost, owner: Address) {
        let state = host.state
        abi = PerpV1ABI.insuranceFund
        table = DispatchTable(abi)
        account = state.account(address)
        ownable = Ownable(slots: state.addSlots(Ownable.slotCount))
        ownable.initialize(owner: state.account(owner), in: state)
        first = state.addSlots(7)
        ammFlags = state.addTable(width: 1)
        tokenFlags = state.addTable(width: 1)
        ammList = state.addTable(width: 1)
        tokenList = state.addTable(width: 1)
        tokens = DecimalTokens(in: state)
        host.deploy(self, at: account)
    }

    var ammCount: Slot { first }
    var tokenCount: Slot { first.advanced(by: 1) }
    var exchange: Slot { first.advanced(by: 2) }
    var perpToken: Slot { first.advanced(by: 3) }
    var minter: Slot { first.advanced(by: 4) }
    var inflationMonitor: Slot { first.advanced(by: 5) }
    var beneficiary: Slot { first.advanced(by: 6) }

    // MARK: - Paying

    /// `isExistedAmm`.
    func isExistedAmm(_ market: AccountID, _ context: CallContext) throws(Revert) -> Bool {
        try context.compute(.fundIsExisted)
        return !(try context.load(context.state.record(in: ammFlags, market))).isZero
    }

    /// `withdraw`: pays the beneficiary; a shortage is made up from other tokens if it can be.
    func withdraw(
        _ token: AccountID, _ amount: UInt256, _ context: CallContext
    ) throws(Revert) {
        try context.compute(.fundWithdrawEntry)
        let caller = context.state.address(of: context.caller).number
        try require(
            try context.load(beneficiary) == caller, "caller is not beneficiary")
        try require(try isQuoteToken(token, context), "Asset is not supported")
        try context.compute(.fundWithdraw)
        var held = try tokens.balance(of: account, token, context)
        if amount > held {
            context.bound(by: PerpV1BoundRules.fundEmpty)
            try context.compute(.fundShort)
            try makeUp(amount &- held, of: token, context)
            held = try tokens.balance(of: account, token, context)
        }
        try require(held >= amount, "Fund not enough")
        try tokens.transfer(token, to: context.caller, amount, context)
        try context.log(topics: [PerpV1ABI.withdrawn], words: [caller, amount])
    }

    func isQuoteToken(_ token: AccountID, _ context: CallContext) throws(Revert) -> Bool {
        !(try context.load(context.state.record(in: tokenFlags, token))).isZero
    }

    // MARK: - Lists

    func ammSlot(_ index: UInt64, _ context: CallContext) -> Slot {
        context.state.record(in: ammList, number: index)
    }

    func tokenSlot(_ index: UInt64, _ context: CallContext) -> Slot {
        context.state.record(in: tokenList, number: index)
    }

    /// An address in a slot, by its short name.
    func accountIn(_ slot: Slot, _ context: CallContext) throws(Revert) -> AccountID {
        context.state.account(Address(truncating: try context.load(slot)))
    }

    /// All addresses of a list.
    func list(
        _ count: Slot, _ slot: (UInt64, CallContext) -> Slot, _ context: CallContext
    ) throws(Revert) -> [AccountID] {
        let count = try context.load(count).w0
        var accounts: [AccountID] = []
        for index in 0..<count { accounts.append(try accountIn(slot(index, context), context)) }
        return accounts
    }

    func push(
        _ account: AccountID, _ count: Slot, _ slot: (UInt64, CallContext) -> Slot,
        _ context: CallContext
    ) throws(Revert) {
        let length = try context.load(count)
        try context.store(length &+ .one, to: count)
        try context.store(
            context.state.address(of: account).number, to: slot(length.w0, context))
    }

    /// Takes an account off a list; the last one takes its place.
    func remove(
        _ account: AccountID, _ count: Slot, _ slot: (UInt64, CallContext) -> Slot,
        _ context: CallContext
    ) throws(Revert) {
        let length = try context.load(count).w0
        for index in 0..<length where try accountIn(slot(index, context), context) == account {
            let last = try context.load(slot(length - 1, context))
            try context.store(last, to: slot(index, context))
            try context.store(UInt256.zero, to: slot(length - 1, context))
            try context.store(UInt256(length - 1), to: count)
            return
        }
    }
}
