import ContractRuntime
import EthereumPrimitives
import TestSupport
import WideIntegers

/// A world state as plain dictionaries, copied whole wherever `WorldState` keeps a position.
struct WorldStateModel: Equatable {
    struct Place: Hashable {
        let table: Int
        let key: UInt64
    }

    /// Every record that exists, with its words.
    var records: [Place: [UInt256]] = [:]
    var balances: [UInt32: UInt256] = [:]
    var nonces: [UInt32: UInt64] = [:]
    /// Addresses in the order of their numbers.
    var addresses: [Address] = [.zero]
}

/// A `WorldState` beside its model, with everything by which either can go back.
struct ModelledState {
    static let widths = [1, 3]
    static let keys: UInt64 = 24
    static let historyBlocks = 4
    static let addressPool = (0..<12).map { Address(truncating: UInt256(UInt64($0 * 17))) }

    let state = WorldState(historyBlocks: historyBlocks)
    let tables: [SlotTable]
    var model = WorldStateModel()
    var digest = Hash256.zero

    var checkpoints: [(point: WorldState.Checkpoint, model: WorldStateModel, snapshots: Int)] = []
    /// Contents and digest at the end of each kept block, the newest last; first the oldest reachable.
    var ends: [(model: WorldStateModel, digest: Hash256)] = [(WorldStateModel(), .zero)]
    var snapshots: [(id: SnapshotID, model: WorldStateModel, ends: [Hash256])] = []
    /// Digests of all sealed blocks that stand.
    var digests: [Hash256] = []

    init() {
        tables = Self.widths.map(state.addTable)
    }

    /// The state's contents, read without leaving a trace.
    func contents() -> WorldStateModel {
        var found = WorldStateModel()
        for (index, table) in tables.enumerated() {
            for key in 0..<Self.keys {
                guard let slot = state.existingRecord(in: table, number: key) else { continue }
                found.records[.init(table: index, key: key)] = (0..<Self.widths[index]).map {
                    state[slot.advanced(by: $0)]
                }
            }
        }
        var numbered: [(UInt32, Address)] = []
        for address in Self.addressPool {
            guard let account = state.knownAccount(address) else { continue }
            numbered.append((account.rawValue, state.address(of: account)))
            let balance = state.balanceWei(of: account)
            if !balance.isZero { found.balances[account.rawValue] = balance }
            let nonce = state.nonce(of: account)
            if nonce != 0 { found.nonces[account.rawValue] = nonce }
        }
        found.addresses = numbered.sorted { $0.0 < $1.0 }.map(\.1)
        return found
    }

    /// The values of the records alone, those of zeros left out: what a contract can tell.
    static func values(_ model: WorldStateModel) -> [WorldStateModel.Place: [UInt256]] {
        model.records.filter { $0.value.contains { !$0.isZero } }
    }

    /// Changes something in both.
    mutating func change(_ random: inout SeededGenerator) {
        switch random.below(5) {
        case 0:
            let address = Self.addressPool[random.below(Self.addressPool.count)]
            let account = state.account(address)
            if !model.addresses.contains(address) { model.addresses.append(address) }
            let balance = UInt256(random.next() % 4)
            state.setBalanceWei(balance, of: account)
            model.balances[account.rawValue] = balance.isZero ? nil : balance
        case 1:
            let address = Self.addressPool[random.below(Self.addressPool.count)]
            let account = state.account(address)
            if !model.addresses.contains(address) { model.addresses.append(address) }
            let nonce = random.next() % 4
            state.setNonce(nonce, of: account)
            model.nonces[account.rawValue] = nonce == 0 ? nil : nonce
        default:
            let table = random.below(2)
            let key = random.next() % Self.keys
            let offset = random.below(Self.widths[table])
            let place = WorldStateModel.Place(table: table, key: key)
            let slot = state.record(in: tables[table], number: key)
            if model.records[place] == nil {
                model.records[place] = Array(repeating: .zero, count: Self.widths[table])
            }
            guard random.below(5) != 0 else { return }
            let value = random.below(3) == 0 ? UInt256.zero : random.wide()
            state.write(value, to: slot.advanced(by: offset))
            model.records[place]?[offset] = value
        }
    }
}
