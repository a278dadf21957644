import EthereumPrimitives
import WideIntegers

/// Balances, nonces and contract storage as one dense row of words with a journal.
///
/// A word is written in place after its old value went to the journal, so that a checkpoint is a few
/// lengths and a revert costs what has changed since, however large the state is. Records of
/// mappings are appended when they are first touched and removed again by a revert, so that their
/// places depend on nothing but the calls that succeeded.
///
/// - Complexity: reading and writing a word take constant time.
///
/// What every access uses goes without the run time's exclusivity checks, here and in `CallContext`
/// and `ContractHost`: no function hands one of these properties out or calls others while it changes
/// one. Measured with 10,000 records: a write takes 11 ns instead of 40, a metered store 27 instead
/// of 133, a typed call 21 instead of 84.
public final class WorldState {
    @exclusivity(unchecked) var words = PlainRow<UInt256>()
    /// Of each word its place in `touched`, where it is there; see `touch`.
    @exclusivity(unchecked) var marks = PlainRow<UInt32>()
    @exclusivity(unchecked) var book = AddressBook()
    @exclusivity(unchecked) var records = RecordIndex()
    private var tables: ContiguousArray<SlotTable> = []
    /// Native balance and nonce of each account.
    let accounts: SlotTable

    // MARK: The open block

    /// What the open block has written and added.
    @exclusivity(unchecked) var journal = PlainRow<JournalEntry>()
    @exclusivity(unchecked) var allocations = PlainRow<Allocation>()
    /// Addresses known when the open block began.
    var addressesBefore = 1
    /// What is hashed at the block's end, kept for its memory.
    @exclusivity(unchecked) var changes = PlainRow<UInt32>()
    /// Whether the open block has added fixed words, which nothing can undo.
    var hasFixedWords = false
    /// Names the stretch of time in which checkpoints can be used: an open block, as a rule.
    @exclusivity(unchecked) var epoch: UInt64 = 0
    private var epochsUsed: UInt64 = 0

    // MARK: The running transaction

    /// The transaction that runs or ran last, counted from one.
    @exclusivity(unchecked) private(set) var transactionCount: UInt64 = 1
    /// Slots that the running transaction has touched, in order.
    @exclusivity(unchecked) private var touched = PlainRow<TouchedSlot>()
    /// Values that slots had when the running transaction began, for those it has written.
    @exclusivity(unchecked) private var originals = PlainRow<UInt256>()

    // MARK: Sealed blocks

    var history: BlockHistory
    @exclusivity(unchecked) var snapshots: ContiguousArray<StateSnapshot> = []
    var snapshotsTaken: UInt64 = 0
    /// How many blocks back the words stand while `withState` runs.
    @exclusivity(unchecked) var blocksRewound: Int?
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

    /// Words of a state at most: their index leaves three bits of 32 to the digest's encoding.
    static let wordsMax = 1 << 29

    /// Adds a mapping whose records have `width` words; only while the world is built.
    public func addTable(width: Int) -> SlotTable {
        precondition((1...255).contains(width), "records of \(width) words")
        precondition(tables.count < Int(Allocation.fixedTable), "table \(tables.count)")
        let table = SlotTable(index: UInt16(tables.count), width: width)
        tables.append(table)
        return table
    }

    /// Adds words in a row, the fixed variables of a contract; only while the world is built.
    ///
    /// They cannot be undone, nor can the block be in which they were added, nor any before it.
    public func addSlots(_ count: Int) -> Slot {
        hasFixedWords = true
        return Slot(
            allocate(
                count, RecordKey(table: Allocation.fixedTable, key: UInt64(count))))
    }

    /// The record of a number, made of zeros on first use.
    public func record(in table: SlotTable, number: UInt64) -> Slot {
        let key = RecordKey(table: table.index, key: number)
        if let index = records.find(key) { return Slot(index) }
        let index = allocate(table.width, key)
        records.insert(key, word: index)
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

    /// The record of a number where there is one; nil stands for a record of zeros.
    ///
    /// For readers outside of calls, which must leave no trace in the state.
    public func existingRecord(in table: SlotTable, number: UInt64) -> Slot? {
        records.find(RecordKey(table: table.index, key: number)).map(Slot.init)
    }

    /// The record of an account where there is one; nil stands for a record of zeros.
    public func existingRecord(in table: SlotTable, _ account: AccountID) -> Slot? {
        existingRecord(in: table, number: UInt64(account.rawValue))
    }

    private func allocate(_ count: Int, _ key: RecordKey) -> UInt32 {
        precondition(words.count + count < Self.wordsMax, "state of \(words.count) words")
        let first = UInt32(truncatingIfNeeded: words.count)
        allocations.append(Allocation(key: key.key, firstWord: first, table: key.table))
        words.append(repeating: .zero, count: count)
        marks.append(repeating: 0, count: count)
        return first
    }

    /// How many words there are, those of records, balances and nonces among them.
    package var wordCount: Int { words.count }

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

    /// Native balance in wei.
    public func balanceWei(of account: AccountID) -> UInt256 {
        existingRecord(in: accounts, account).map { self[$0] } ?? .zero
    }

    /// Sets a native balance in wei.
    public func setBalanceWei(_ value: UInt256, of account: AccountID) {
        write(value, to: record(in: accounts, account))
    }

    /// Transactions that the account has sent.
    public func nonce(of account: AccountID) -> UInt64 {
        existingRecord(in: accounts, account).map { self[$0.advanced(by: 1)].w0 } ?? 0
    }

    /// Sets the number of transactions sent.
    public func setNonce(_ nonce: UInt64, of account: AccountID) {
        write(UInt256(nonce), to: record(in: accounts, account).advanced(by: 1))
    }

    // MARK: - Warmth

    /// Marks a slot as touched by the running transaction; tells whether it was cold.
    ///
    /// A mark counts when the entry that it names is the slot's own, so that forgetting entries needs
    /// no walk over marks, and a mark takes 4 bytes.
    @inline(__always)
    func touch(_ slot: Slot) -> Bool {
        let index = Int(slot.index)
        let place = Int(marks[index])
        if place < touched.count && touched[place].slot == slot.index { return false }
        marks[index] = UInt32(truncatingIfNeeded: touched.count)
        touched.append(TouchedSlot(slot: slot.index))
        return true
    }

    /// The value that a touched slot had when the transaction began, kept from the first write on.
    func original(of slot: Slot, present: UInt256) -> UInt256 {
        let place = Int(marks[Int(slot.index)])
        let originalPlace = touched[place].originalPlace
        if originalPlace != 0 { return originals[Int(originalPlace &- 1)] }
        originals.append(present)
        touched[place].originalPlace = UInt32(truncatingIfNeeded: originals.count)
        return present
    }

    var touchedCount: Int { touched.count }

    func forgetTouched(after count: Int) {
        touched.removeLast(touched.count - count)
    }

    /// Starts a transaction: every slot is cold, and present values are the original ones.
    public func beginTransaction() {
        transactionCount += 1
        touched.removeAll(keeping: Self.capacityKept)
        originals.removeAll(keeping: Self.capacityKept)
    }

    /// Makes all earlier checkpoints unusable.
    func beginEpoch() {
        epochsUsed += 1
        epoch = epochsUsed
    }
}
