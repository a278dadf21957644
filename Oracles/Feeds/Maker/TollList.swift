import ContractRuntime
import EthereumPrimitives
import WideIntegers

/// Who may read one of Maker's feeds.
///
/// - Source: Maker median.sol and osm.sol, `bud`, `toll`, `kiss` and `diss`.
struct TollList: Sendable {
    private let prefix: String
    private let isOpen: Bool
    private let readers: SlotTable

    /// A list without readers.
    /// - Parameters:
    ///   - prefix: what the texts of failures begin with.
    ///   - isOpen: whether everybody may read.
    init(prefix: String, isOpen: Bool, in state: WorldState) {
        self.prefix = prefix
        self.isOpen = isOpen
        readers = state.addTable(width: 1)
    }

    /// Goes on only for a reader.
    func requireReader(in context: CallContext) throws(Revert) {
        guard try isReader(context.caller, in: context) else {
            throw .reason("\(prefix)/contract-not-whitelisted")
        }
    }

    func isReader(_ account: AccountID, in context: CallContext) throws(Revert) -> Bool {
        if isOpen { return true }
        return !(try context.load(context.state.record(in: readers, account)).isZero)
    }

    func admit(_ account: AccountID, in context: CallContext) throws(Revert) {
        if account == .zero { throw .reason("\(prefix)/no-contract-0") }
        try context.store(UInt256.one, to: context.state.record(in: readers, account))
    }

    func dismiss(_ account: AccountID, in context: CallContext) throws(Revert) {
        try context.store(UInt256.zero, to: context.state.record(in: readers, account))
    }
}
