import EthereumPrimitives
import WideIntegers

/// Balances, nonces and contract storage as one dense row of words with a journal.
///
/// A word is written in place after its old value went to the journal, so that a checkpoint is a few
/// lengths and a revert costs what has changed since, however large the state is. Records of
/// mappings are appended when they are first touched and removed again by a revert, so that their
/// places depend on nothing but the calls that succeeded.
///
/// One thread uses a state, and no access is held across a call, so that the stored properties need no
/// exclusivity checks at run time: with them a trade took three times as long.
/// - Complexity: reading and writing a word take constant time.
public final class WorldState {
    @exclusivity(unchecked) var words: ContiguousArray<UInt256> = []
    @exclusivity(unchecked) var uses: ContiguousArray<SlotUse> = []
    @exclusivity(unchecked) var book = AddressBook()
    @exclusivity(unchecked) private var records = RecordIndex()
    @exclusivity(unchecked) var allocations: ContiguousArray<Allocation> = []
    @exclusivity(unchecked) var journal: ContiguousArray<JournalEntry> = []
    private var tables: ContiguousArray<SlotTable> = []
    private let accounts: SlotTable

    /// The transaction that runs or ran last, counted from one.
    @exclusivity(unchecked) private(set) var transaction: UInt32 = 1
    /// Values that slots had when the running transaction began, for those it has written.
    @exclusivity(unchecked) var originals: ContiguousArray<UInt256> = []
    /// Slots that the running transaction has touched, in order.
    @exclusivity(unchecked) private(set) var touched: ContiguousArray<UInt32> = []

    /// Journals of sealed blocks, the oldest first.
    var history: BlockHistory
    /// Records and addresses that sealed blocks and the genesis have made.
    var sealedAllocations = 0
    var sealedAddresses = 1
    /// The running hash over the changes of all sealed blocks.
    public internal(set) var digest = Hash256.zero

    /// An empty state.
    /// - Parameter historyBlocks: sealed blocks that are kept for reads and reorgs.
    public init(historyBlocks: Int = 128) {
        history = BlockHistory(capacity: historyBlocks)
        accounts = SlotTable(index: 0, width: 2)
        tables.append(accounts)
    }

    // MARK: - Addresses

    /// The short name of an address, made on first use.
    public func account(_ address: Address) -> AccountID { book.intern(address) }

    /// The short name of an address that has one.
    public func knownAccount(_ address: Address) -> AccountID? { book.find(address) }

    /// The address of a short name.
    public func address(of account: AccountID) -> Address { book[account] }

    // MARK: - Layout

    /// Adds a mapping whose records have `width` words; only while the world is built.
    public func addTable(width: Int) -> SlotTable {
        precondition((1...255).contains(width), "records of \(width) words")
        precondition(tables.count < Int(UInt16.max), "table \(tables.count)")
        let table = SlotTable(index: UInt16(tables.count), width: width)
        tables.append(table)
        return table
    }

    /// Adds words in a row, the fixed variables of a contract; only while the world is built.
    public func addSlots(_ count: Int) -> Slot {
        let first = UInt32(words.count)
        allocate(count)
        return Slot(first)
    }

    /// The record of a number, made of zeros on first use.
    public func record(in table: SlotTable, number: UInt64) -> Slot {
        let key = RecordKey(table: table.index, key: number)
        if let index = records.find(key) { return Slot(index) }
        let index = UInt32(words.count)
        records.insert(key, word: index)
        allocations.append(Allocation(key: key, width: UInt8(table.width)))
        allocate(table.width)
        return Slot(index)
    }

    /// The record of an account, made of zeros on first use.
    @inline(__always)
    public func record(in table: SlotTable, _ account: AccountID) -> Slot {
        record(in: table, number: UInt64(account.rawValue))
    }

    /// The record of a pair of accounts, made of zeros on first use.
    @inline(__always)
    public func record(in table: SlotTable, _ first: AccountID, _ second: AccountID) -> Slot {
        record(
            in: table, number: UInt64(first.rawValue) &<< 32 | UInt64(second.rawValue))
    }

    /// The first slots of all records of a table, in no order that means anything; for full walks.
    public func records(in table: SlotTable) -> [Slot] {
        records.words(of: table.index).map(Slot.init)
    }

    private func allocate(_ count: Int) {
        precondition(words.count + count < Int(UInt32.max), "state of \(words.count) words")
        words.append(contentsOf: repeatElement(.zero, count: count))
        uses.append(contentsOf: repeatElement(SlotUse(), count: count))
    }

    // MARK: - Words

    /// The value of a word.
    public subscript(slot: Slot) -> UInt256 {
        @inline(__always) get { words[Int(slot.index)] }
    }

    /// Writes a word after its old value went to the journal.
    @inline(__always)
    public func write(_ value: UInt256, to slot: Slot) {
        let index = Int(slot.index)
        journal.append(JournalEntry(slot: slot.index, old: words[index]))
        words[index] = value
    }

    // MARK: - Balances and nonces

    /// Where an account's balance is; the nonce follows.
    func accountRecord(_ account: AccountID) -> Slot { record(in: accounts, account) }

    /// Native balance in wei.
    public func balanceWei(of account: AccountID) -> UInt256 { self[accountRecord(account)] }

    /// Sets a native balance in wei.
    public func setBalanceWei(_ value: UInt256, of account: AccountID) {
        write(value, to: accountRecord(account))
    }

    /// Transactions that the account has sent.
    public func nonce(of account: AccountID) -> UInt64 {
        self[accountRecord(account).advanced(by: 1)].w0
    }

    /// Sets the number of transactions sent.
    public func setNonce(_ nonce: UInt64, of account: AccountID) {
        write(UInt256(nonce), to: accountRecord(account).advanced(by: 1))
    }

    // MARK: - Warmth

    /// Marks a slot as touched by the running transaction; tells whether it was cold.
    @inline(__always)
    func touch(_ slot: Slot) -> Bool {
        let index = Int(slot.index)
        if uses[index].touchedBy == transaction { return false }
        uses[index].touchedBy = transaction
        touched.append(slot.index)
        return true
    }

    /// Starts a transaction: every slot is cold, and present values are the original ones.
    public func beginTransaction() {
        precondition(transaction < .max, "transaction \(transaction)")
        transaction += 1
        originals.removeAll(keepingCapacity: true)
        touched.removeAll(keepingCapacity: true)
    }

    // MARK: - Checkpoints

    /// A point to which effects can be undone, inside one transaction or across several.
    public struct Checkpoint: Hashable, Sendable {
        let block: UInt64
        let journal: Int
        let allocations: Int
        let addresses: Int
        let transaction: UInt32
        let touched: Int
    }

    /// The present point.
    public var checkpoint: Checkpoint {
        Checkpoint(
            block: history.sealedCount, journal: journal.count, allocations: allocations.count,
            addresses: book.count, transaction: transaction, touched: touched.count)
    }

    /// Whether no word has been written and no record made since a checkpoint of the open block.
    public func isUnchanged(since point: Checkpoint) -> Bool {
        checkpoint.block == point.block && journal.count == point.journal
            && allocations.count == point.allocations
    }

    /// Undoes everything since a checkpoint of the open block: values, new records, new addresses,
    /// and the warmth that the running transaction has gained since.
    /// - Complexity: linear in what has changed since.
    public func revert(to point: Checkpoint) {
        precondition(point.block == history.sealedCount, "checkpoint of block \(point.block)")
        precondition(point.journal <= journal.count, "checkpoint after \(journal.count) entries")
        while journal.count > point.journal {
            let entry = journal.removeLast()
            words[Int(entry.slot)] = entry.old
        }
        let touchedBefore = point.transaction == transaction ? point.touched : 0
        while touched.count > touchedBefore {
            uses[Int(touched.removeLast())].touchedBy = 0
        }
        removeAllocations(after: point.allocations)
        book.truncate(to: point.addresses)
    }

    func removeAllocations(after count: Int) {
        var width = 0
        while allocations.count > count {
            let allocation = allocations.removeLast()
            records.remove(allocation.key)
            width += Int(allocation.width)
        }
        words.removeLast(width)
        uses.removeLast(width)
    }
}

/// The old value of a word.
struct JournalEntry {
    let slot: UInt32
    var old: UInt256
}

/// A record that was made, so that a revert can remove it.
struct Allocation {
    let key: RecordKey
    let width: UInt8
}
