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
    @exclusivity(unchecked) var accountsMeteredApart: Set<AccountID> = []
    /// Accounts that stand for an upgrade proxy and its implementation.
    @exclusivity(unchecked) var proxies: [AccountID: UpgradeProxy] = [:]

    /// Bits of emitters and topics in blooms, so that few are hashed anew.
    @exclusivity(unchecked) var bloomBits = BloomBitsCache()

    @exclusivity(unchecked) private var programs: ContiguousArray<(any Contract)?> = []
    /// The transaction that last touched an account, by account.
    @exclusivity(unchecked) private var touchedBy: ContiguousArray<UInt64> = []
    @exclusivity(unchecked) private var touched: ContiguousArray<AccountID> = []

    /// A world without contracts.
    public init(state: WorldState, schedule: GasSchedule) {
        self.state = state
        self.schedule = schedule
    }

    /// Places a contract at an account that has none.
    public func deploy(_ contract: any Contract, at account: AccountID) {
        let index = Int(account.rawValue)
        while programs.count <= index { programs.append(nil) }
        precondition(programs[index] == nil, "a second contract at \(state.address(of: account))")
        programs[index] = contract
    }

    /// The contract at an account; nil where there is no code.
    @inline(__always)
    public func contract(at account: AccountID) -> (any Contract)? {
        let index = Int(account.rawValue)
        return index < programs.count ? programs[index] : nil
    }

    // MARK: - Warmth of accounts

    var touchedCount: Int { touched.count }

    func beginTransaction() {
        state.beginTransaction()
        touched.removeAll(keepingCapacity: true)
    }

    /// Marks an account as touched by the running transaction; tells whether it was cold.
    @inline(__always)
    func touch(_ account: AccountID) -> Bool {
        let index = Int(account.rawValue)
        while touchedBy.count <= index { touchedBy.append(0) }
        if touchedBy[index] == state.transactionCount { return false }
        touchedBy[index] = state.transactionCount
        touched.append(account)
        return true
    }

    func forgetTouched(after count: Int) {
        while touched.count > count { touchedBy[Int(touched.removeLast().rawValue)] = 0 }
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
