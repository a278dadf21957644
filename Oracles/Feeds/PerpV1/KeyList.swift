import ContractRuntime
import EthereumPrimitives
import WideIntegers

/// The array of keys that a feed knows, in the order in which they came.
///
/// - Source: Perpetual Protocol v1, `priceFeedKeys` of L2PriceFeed, ChainlinkPriceFeed, ChainlinkL1.
struct KeyList: Sendable {
    private let countSlot: Slot
    private let elements: SlotTable

    init(in state: WorldState) {
        countSlot = state.addSlots(1)
        elements = state.addTable(width: 1)
    }

    /// Adds a key at the end.
    func append(_ key: Hash256, in context: CallContext) throws(Revert) {
        let count = try context.load(countSlot)
        try context.store(count &+ .one, to: countSlot)
        try context.store(UInt256(key), to: element(count.w0, context))
    }

    /// The key at a place; beyond the end the original runs into an invalid instruction.
    func key(at index: UInt256, in context: CallContext) throws(Revert) -> Hash256 {
        guard index < (try context.load(countSlot)) else { throw .invalidOpcode }
        return Hash256(try context.load(element(index.w0, context)))
    }

    /// Removes a key, whose place the last one takes.
    func remove(_ key: Hash256, in context: CallContext) throws(Revert) {
        let count = try context.load(countSlot)
        var index: UInt64 = 0
        while index < count.w0 {
            let slot = element(index, context)
            if try context.load(slot) == UInt256(key) {
                let last = element(count.w0 - 1, context)
                try context.store(try context.load(last), to: slot)
                try context.store(UInt256.zero, to: last)
                try context.store(count &- .one, to: countSlot)
                return
            }
            index += 1
        }
    }

    private func element(_ index: UInt64, _ context: CallContext) -> Slot {
        context.state.record(in: elements, number: index)
    }
}
