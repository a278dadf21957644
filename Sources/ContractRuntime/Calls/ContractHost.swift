import EthereumPrimitives
import WideIntegers

/// The contracts of a world, by address, and the warmth of accounts.
///
/// Contracts are placed while the world is built; from then on every change goes through calls.
public final class ContractHost {
    /// The state that the contracts run on.
    public let state: WorldState
    /// The fork's charges.
    public let schedule: GasSchedule
    /// Calibrated charges of named computing steps, by their numbers; a step without one is free.
    @exclusivity(unchecked) public var computeCosts: [UInt64] = []
    /// Whether outcomes tell how often each computing step was taken, for calibration.
    @exclusivity(unchecked) public var countsComputeSteps = false
    /// Accounts whose frames' gas is also summed apart.
    @exclusivity(unchecked) var accountsMeteredApart: Set<AccountID> = [] {
        didSet { hasAccountsMeteredApart = !accountsMeteredApart.isEmpty }
    }
    @exclusivity(unchecked) private(set) var hasAccountsMeteredApart = false
    /// Accounts that stand for an upgrade proxy and its implementation.
    @exclusivity(unchecked) var proxies: [AccountID: UpgradeProxy] = [:] {
        didSet { hasProxies = !proxies.isEmpty }
    }
    @exclusivity(unchecked) private(set) var hasProxies = false

    /// Bits of emitters and topics in blooms, so that few are hashed anew.
    @exclusivity(unchecked) var bloomBits = BloomBitsCache()
    /// What the last transaction logged, for which the next one keeps room.
    @exclusivity(unchecked) var roomForLogs = (logs: 0, words: 0)

    @exclusivity(unchecked) private var accounts: ContiguousArray<HostedAccount> = []
    @exclusivity(unchecked) private var touched = PlainRow<AccountID>()

    /// A world without contracts.
    public init(state: WorldState, schedule: GasSchedule) {
        self.state = state
        self.schedule = schedule
    }

    /// Places a contract at an account that has none.
    public func deploy(_ contract: any Contract, at account: AccountID) {
        let index = place(of: account)
        precondition(
            accounts[index].program == nil,
            "a second contract at \(state.address(of: account))")
        accounts[index].program = contract
        accounts[index].token = contract.asToken
        accounts[index].priceFeed = contract.asPriceFeed
    }

    /// The contract at an account; nil where there is no code.
    @inline(__always)
    public func contract(at account: AccountID) -> (any Contract)? {
        let index = Int(account.rawValue)
        return index < accounts.count ? accounts[index].program : nil
    }

    /// Whether there is a contract at an account.
    @inline(__always)
    func hasCode(_ account: AccountID) -> Bool {
        let index = Int(account.rawValue)
        return index < accounts.count && accounts[index].program != nil
    }

    /// The contract at an account as a token that is called without encoding.
    @inline(__always)
    func token(at account: AccountID) -> (any TokenInterface)? {
        let index = Int(account.rawValue)
        return index < accounts.count ? accounts[index].token : nil
    }

    /// The contract at an account as a price feed that is called without encoding.
    @inline(__always)
    func priceFeed(at account: AccountID) -> (any PriceFeedInterface)? {
        let index = Int(account.rawValue)
        return index < accounts.count ? accounts[index].priceFeed : nil
    }

    @inline(__always)
    private func place(of account: AccountID) -> Int {
        let index = Int(account.rawValue)
        while accounts.count <= index { accounts.append(HostedAccount()) }
        return index
    }

    // MARK: - Warmth of accounts

    var touchedCount: Int { touched.count }

    func beginTransaction() {
        state.beginTransaction()
        touched.removeAll(keeping: WorldState.capacityKept)
    }

    /// Marks an account as touched by the running transaction; tells whether it was cold.
    @inline(__always)
    func touch(_ account: AccountID) -> Bool {
        let index = place(of: account)
        if accounts[index].touchedBy == state.transactionCount { return false }
        accounts[index].touchedBy = state.transactionCount
        touched.append(account)
        return true
    }

    func forgetTouched(after count: Int) {
        while touched.count > count {
            accounts[Int(touched.removeLast().rawValue)].touchedBy = 0
        }
    }

    /// What a call of an account or a check of its code costs.
    @inline(__always)
    func gasOfAccess(_ account: AccountID) -> UInt64 {
        if schedule.hasAccessLists && touch(account) && !isPrecompile(account) {
            return schedule.accountCold
        }
        return schedule.accountWarm
    }

    private func isPrecompile(_ account: AccountID) -> Bool {
        let number = state.address(of: account).number
        return number <= UInt256(schedule.precompileLast) && !number.isZero
    }
}

/// What the host keeps of an account.
private struct HostedAccount {
    var program: (any Contract)?
    /// The program as what other contracts call most, found once when it is placed.
    var token: (any TokenInterface)?
    var priceFeed: (any PriceFeedInterface)?
    /// The transaction that last touched the account.
    var touchedBy: UInt64 = 0
}
