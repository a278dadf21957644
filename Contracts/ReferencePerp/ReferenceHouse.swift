import ContractRuntime
import EthereumPrimitives
import WideIntegers

/// In which order payouts are served that the vault could not pay.
public enum ClaimsPolicy: String, Hashable, Sendable, CaseIterable {
    /// Whoever comes first has all of the own claim.
    case firstCome
    /// Every claimant has the same part.
    case proRata
}

/// What a house is made with.
public struct ReferenceHouseParameters: Hashable, Sendable {
    /// Who may change curves, shut down and withdraw fees.
    public var owner: Address
    /// The collateral, a token of 18 decimals.
    public var token: Address
    /// How claims are served.
    public var claimsPolicy: ClaimsPolicy

    /// Parameters of a house.
    public init(owner: Address, token: Address, claimsPolicy: ClaimsPolicy = .firstCome) {
        self.owner = owner
        self.token = token
        self.claimsPolicy = claimsPolicy
    }
}

/// Why a house or market cannot be set up.
public enum ReferencePerpError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The market's parameters contradict themselves.
    case refused(ParameterRefusal)
    /// The market names a fund that the house does not have.
    case fundNotFound(Address)
    /// A parameter is 2^255 or more, a duration 2^63 seconds or more, or the interest the least number.
    case parameterTooLarge
    /// The feed has no price at the start, or a stale one.
    case feedNotGood(price: UInt256, timestamp: UInt256)
    /// The feed does not answer.
    case feedFailed(Revert)

    /// The reason in words.
    public var description: String {
        switch self {
        case .refused(let reason): "parameters refused: \(reason)"
        case .fundNotFound(let fund): "the house has no fund \(fund)"
        case .parameterTooLarge: "a parameter is 2^255 or more, or a duration 2^63 seconds"
        case .feedNotGood(let price, let timestamp):
            "the feed's price \(price) of \(timestamp) is zero or stale at the start"
        case .feedFailed(let revert): "the feed does not answer: \(revert)"
        }
    }
}

/// The clearing house of ReferencePerp: one vault for all markets of one collateral.
///
/// Every rule that designs of virtual-AMM perpetuals differ in is a parameter of the market. Payouts
/// come from what is left of the vault when funds, fees and deposits are held apart; what it cannot
/// serve becomes a claim. One file for each section of the specification.
/// - Source: perplab's specification of ReferencePerp.
public final class ReferenceHouse: Contract {
    /// Functions and events.
    public let abi = ReferencePerpABI.house
    /// Its account.
    public let account: AccountID
    let token: AccountID
    let owner: AccountID
    let claimsPolicy: ClaimsPolicy
    /// Where its variables are.
    package let slots: HouseSlots
    let table: DispatchTable<ReferenceHouseFunction>

    /// Places a house without funds and markets.
    public init(
        at address: Address, in host: ContractHost, _ parameters: ReferenceHouseParameters
    ) throws(ReferencePerpError) {
        let state = host.state
        table = DispatchTable(abi)
        account = state.account(address)
        token = state.account(parameters.token)
        owner = state.account(parameters.owner)
        claimsPolicy = parameters.claimsPolicy
        slots = HouseSlots(in: state)
        state.write(.one, to: slots.notEntered)
        host.deploy(self, at: account)
    }

    /// Adds a fund at the genesis; its balance must be the house's in the token's books.
    public func addFund(_ fund: Address, balanceWad: UInt256, in state: WorldState) {
        let slot = state.record(in: slots.funds, state.account(fund))
        state.write(state[slot] &+ balanceWad, to: slot)
        state.write(.one, to: slot.advanced(by: 1))
        for total in [slots.vault, slots.reserved] {
            state.write(state[total] &+ balanceWad, to: total)
        }
    }

    /// Adds a market at the genesis.
    ///
    /// - Throws: `ReferencePerpError`, for refused parameters, an unknown fund, or a feed that is not
    ///   good at the start; nothing is placed then.
    @discardableResult
    public func addMarket(
        at address: Address, _ parameters: ReferenceMarketParameters, in host: ContractHost,
        block: BlockEnvironment
    ) throws(ReferencePerpError) -> ReferenceMarket {
        do throws(ParameterRefusal) {
            try parameters.validate()
        } catch {
            throw .refused(error)
        }
        guard parameters.areInRange else { throw .parameterTooLarge }
        let fund = host.state.existingRecord(
            in: slots.funds, host.state.account(parameters.fund))
        guard let fund, host.state[fund.advanced(by: 1)] == .one else {
            throw .fundNotFound(parameters.fund)
        }
        return try ReferenceMarket(at: address, of: self, parameters, in: host, block: block)
    }
}

/// Where the house's variables are.
package struct HouseSlots: Sendable {
    private let first: Slot
    /// Balance, and one for a fund, by its account.
    package let funds: SlotTable
    /// Deposits of backstop accounts.
    package let deposits: SlotTable
    /// Amount, and place in the order plus one, by claimant.
    package let claims: SlotTable
    /// Claimants by place, zero where a claim was served.
    let claimOrder: SlotTable

    init(in state: WorldState) {
        first = state.addSlots(5)
        funds = state.addTable(width: 2)
        deposits = state.addTable(width: 1)
        claims = state.addTable(width: 2)
        claimOrder = state.addTable(width: 1)
    }

    /// One when no guarded function runs.
    var notEntered: Slot { first }
    /// Tokens of the house.
    package var vault: Slot { first.advanced(by: 1) }
    /// What of them belongs to funds, fee pools and depositors.
    package var reserved: Slot { first.advanced(by: 2) }
    /// The sum of all claims.
    var claimsTotal: Slot { first.advanced(by: 3) }
    /// The first place of the order that may hold a claim, and above 64 bits the first free one.
    var claimBounds: Slot { first.advanced(by: 4) }
}

extension ReferenceHouse {
    func signed(_ slot: Slot, _ context: CallContext) throws(Revert) -> Int256 {
        Int256(bitPattern: try context.load(slot))
    }

    /// Adds to a slot.
    func add(_ amount: Int256, to slot: Slot, _ context: CallContext) throws(Revert) {
        if amount.isZero { return }
        try context.store(try signed(slot, context).plus(amount), to: slot)
    }

    /// What the vault holds beside funds, fees and deposits.
    func freeCollateral(_ context: CallContext) throws(Revert) -> Int256 {
        try signed(slots.vault, context).minus(try signed(slots.reserved, context))
    }

    // MARK: - Funds and deposits

    func fundSlot(_ fund: AccountID, _ context: CallContext) -> Slot {
        context.state.record(in: slots.funds, fund)
    }

    /// Changes a fund's balance, which is held apart in the vault.
    func addToFund(
        _ amount: Int256, _ fund: AccountID, _ context: CallContext
    ) throws(Revert) {
        try add(amount, to: fundSlot(fund, context), context)
        try add(amount, to: slots.reserved, context)
    }

    func depositSlot(_ account: AccountID, _ context: CallContext) -> Slot {
        context.state.record(in: slots.deposits, account)
    }

    /// Changes a backstop account's deposit, which is held apart in the vault.
    func addToDeposit(
        _ amount: Int256, _ account: AccountID, _ context: CallContext
    ) throws(Revert) {
        try add(amount, to: depositSlot(account, context), context)
        try add(amount, to: slots.reserved, context)
    }

    // MARK: - Tokens

    /// Draws tokens from a wallet into the vault.
    func draw(
        _ amount: Int256, from wallet: AccountID, _ context: CallContext
    ) throws(Revert) {
        if amount.isZero { return }
        let outcome = try context.attempt(token) { () throws(Revert) in
            try context.tokenTransferFrom(token, wallet, to: account, amount.magnitude)
        }
        guard case .success(let reply) = outcome, reply.isAccepted else {
            throw .reason("DecimalERC20: transferFrom failed")
        }
        try add(amount, to: slots.vault, context)
    }

    /// Pays tokens out of the vault.
    func send(
        _ amount: Int256, to wallet: AccountID, _ context: CallContext
    ) throws(Revert) {
        if amount.isZero { return }
        let outcome = try context.attempt(token) { () throws(Revert) in
            try context.tokenTransfer(token, to: wallet, amount.magnitude)
        }
        guard case .success(let reply) = outcome, reply.isAccepted else {
            throw .reason("DecimalERC20: transfer failed")
        }
        try add(amount.negated, to: slots.vault, context)
    }
}
