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

    /// Writes down the calls of the transactions that run; nil when nobody asked.
    @exclusivity(unchecked) var tracer: CallTracer?

    /// Bits of emitters and topics in blooms, so that few are hashed anew.
    @exclusivity(unchecked) var bloomBits = BloomBitsCache()
    /// What the last transaction logged, for which the next one keeps room.
    @exclusivity(unchecked) var roomForLogs = (logs: 0, words: 0)

    @exclusivity(unchecked) private var contracts: ContiguousArray<HostedContract> = []
    /// Of each account up to the last that has a contract, its number in `contracts` plus one.
    @exclusivity(unchecked) private var contractNumbers = PlainRow<UInt16>()
    /// Of each account that was ever touched its place in `touched`, where it is there.
    @exclusivity(unchecked) private var marks = PlainRow<UInt32>()
    /// Accounts that the running transaction has touched, in order.
    @exclusivity(unchecked) private var touched = PlainRow<AccountID>()

    /// A world without contracts.
    public init(state: WorldState, schedule: GasSchedule) {
        self.state = state
        self.schedule = schedule
    }

    /// Places a contract at an account that has none.
    public func deploy(_ contract: any Contract, at account: AccountID) {
        precondition(
            !hasCode(account), "a second contract at \(state.address(of: account))")
        precondition(contracts.count < Int(UInt16.max), "contract \(contracts.count)")
        contracts.append(
            HostedContract(
                program: contract, token: contract.asToken, priceFeed: contract.asPriceFeed))
        let index = Int(account.rawValue)
        if contractNumbers.count <= index {
            contractNumbers.append(repeating: 0, count: index + 1 - contractNumbers.count)
        }
        contractNumbers[index] = UInt16(contracts.count)
    }

    /// The place of an account's contract; nil where there is no code.
    @inline(__always)
    private func place(of account: AccountID) -> Int? {
        let index = Int(account.rawValue)
        guard index < contractNumbers.count && contractNumbers[index] != 0 else { return nil }
        return Int(contractNumbers[index]) &- 1
    }

    /// Whether there is a contract at an account.
    @inline(__always)
    func hasCode(_ account: AccountID) -> Bool { place(of: account) != nil }

    /// The contract at an account; nil where there is no code.
    @inline(__always)
    public func contract(at account: AccountID) -> (any Contract)? {
        guard let place = place(of: account) else { return nil }
        return contracts[place].program
    }

    /// The contract at an account as a token that is called without encoding.
    @inline(__always)
    func token(at account: AccountID) -> (any TokenInterface)? {
        guard let place = place(of: account) else { return nil }
        return contracts[place].token
    }

    /// The contract at an account as a price feed that is called without encoding.
    @inline(__always)
    func priceFeed(at account: AccountID) -> (any PriceFeedInterface)? {
        guard let place = place(of: account) else { return nil }
        return contracts[place].priceFeed
    }

    // MARK: - Warmth of accounts

    var touchedCount: Int { touched.count }

    func beginTransaction() {
        state.beginTransaction()
        touched.removeAll(keeping: WorldState.capacityKept)
    }

    /// Marks an account as touched by the running transaction; tells whether it was cold.
    ///
    /// A mark counts when the entry that it names is the account's own, as with slots.
    @inline(__always)
    func touch(_ account: AccountID) -> Bool {
        let index = Int(account.rawValue)
        if index >= marks.count {
            marks.append(repeating: 0, count: index &+ 1 &- marks.count)
        }
        let place = Int(marks[index])
        if place < touched.count && touched[place] == account { return false }
        marks[index] = UInt32(truncatingIfNeeded: touched.count)
        touched.append(account)
        return true
    }

    func forgetTouched(after count: Int) { touched.removeLast(touched.count - count) }

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

/// A program, also as what other contracts call most, found once when it is placed.
private struct HostedContract {
    let program: any Contract
    let token: (any TokenInterface)?
    let priceFeed: (any PriceFeedInterface)?
}
