import ContractRuntime
import EthereumPrimitives
import WideIntegers

/// A mapping from 32-byte keys to records, all of it in slots of the world state.
///
/// A record lies at the low 64 bits of its key's Keccak hash, or at the next free number after it; its
/// first word holds the full hash, so that two keys never share one. That word and the ordinal
/// stand for what the EVM computes, and cost no gas. A key keeps its record for good once it was
/// looked up in a call that succeeded.
package struct KeyTable: Sendable {
    /// Where a key's values are.
    package struct Record: Sendable {
        /// The first field.
        package let fields: Slot
        /// How many keys have their records before it: the number of the arrays it owns.
        package let ordinal: UInt64
    }

    private static let hiddenWords = 2
    private let table: SlotTable
    private let countSlot: Slot
    private let homeMask: UInt64

    /// A table of records with some fields.
    /// - Parameter homeMask: the bits of the hash that choose a place; tests make keys collide by it.
    package init(fieldCount: Int, in state: WorldState, homeMask: UInt64 = .max) {
        table = state.addTable(width: KeyTable.hiddenWords + fieldCount)
        countSlot = state.addSlots(1)
        self.homeMask = homeMask
    }

    /// The record of a key, made of zeros on first use.
    /// - Complexity: one hash, and constant time as long as no two hashes share 64 bits.
    package func record(of key: Hash256, in state: WorldState) -> Record {
        let hash = UInt256(Keccak256.hash(key.bytes))
        var number = hash.w0 & homeMask
        while true {
            let place = state.record(in: table, number: number)
            let ordinalSlot = place.advanced(by: 1)
            let found = state[place]
            if found.isZero {
                let count = state[countSlot]
                state.write(hash, to: place)
                state.write(count, to: ordinalSlot)
                state.write(count &+ .one, to: countSlot)
            }
            if found.isZero || found == hash {
                return Record(
                    fields: place.advanced(by: KeyTable.hiddenWords),
                    ordinal: state[ordinalSlot].w0)
            }
            number &+= 1
        }
    }
}
