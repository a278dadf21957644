/// One 256-bit word of a world state: a storage slot of a contract, a balance or a nonce.
public struct Slot: Hashable, Sendable, BitwiseCopyable {
    @usableFromInline let index: UInt32

    @inlinable
    init(_ index: UInt32) {
        self.index = index
    }

    /// The slot that lies `offset` words further in the same record.
    @inlinable
    public func advanced(by offset: Int) -> Slot {
        Slot(index &+ UInt32(truncatingIfNeeded: offset))
    }
}

/// A table of records of equal width, found by one or two accounts or by a number.
///
/// It stands for one of a contract's mappings or arrays; a record is made, all zero, when it is
/// first touched. One table is used with one kind of key: an account's key is its number, and a
/// pair's is made of two.
public struct SlotTable: Hashable, Sendable {
    let index: UInt16
    /// Words in a record.
    let width: Int
}

/// The key of a record in its table.
struct RecordKey: Hashable {
    let table: UInt16
    let key: UInt64
}

/// A slot that the running transaction has touched.
struct TouchedSlot {
    let slot: UInt32
    /// Where its original value is, plus one; zero before it is written.
    var originalPlace: UInt32 = 0
}

/// Words that were added in a row, so that a revert can remove them; 16 bytes.
struct Allocation {
    /// The record's number in its table; of fixed words, how many they are.
    let key: UInt64
    let firstWord: UInt32
    let table: UInt16

    /// Stands in the place of a table for the fixed words of a contract.
    static let fixedTable = UInt16.max

    var isFixed: Bool { table == Allocation.fixedTable }
}
