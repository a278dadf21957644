import ContractRuntime
import EthereumPrimitives
import PriceOracles
import TestSupport
import Testing
import WideIntegers

@Suite struct KeyTableTests {
    @Test("keys keep records of their own even where their hashes meet", arguments: [0, 3, .max])
    func collisions(mask: UInt64) {
        let state = WorldState()
        let table = KeyTable(fieldCount: 2, in: state, homeMask: mask)
        var random = SeededGenerator(seed: mask)
        let keys = [Hash256.zero] + (0..<40).map { _ in Hash256(random.wide()) }
        for (index, key) in keys.enumerated() {
            let record = table.record(of: key, in: state)
            #expect(record.ordinal == UInt64(index))
            #expect(state[record.fields].isZero)
            state.write(UInt256(UInt64(index + 1)), to: record.fields.advanced(by: 1))
        }
        for (index, key) in keys.enumerated() {
            let record = table.record(of: key, in: state)
            #expect(state[record.fields.advanced(by: 1)] == UInt256(UInt64(index + 1)))
            #expect(record.ordinal == UInt64(index))
        }
    }

    @Test("a revert forgets the keys that came since")
    func reverts() {
        let state = WorldState()
        let table = KeyTable(fieldCount: 1, in: state)
        _ = table.record(of: Hash256(1 as UInt256), in: state)
        let point = state.checkpoint
        #expect(table.record(of: Hash256(2 as UInt256), in: state).ordinal == 1)
        state.revert(to: point)
        #expect(table.record(of: Hash256(3 as UInt256), in: state).ordinal == 1)
        #expect(table.record(of: Hash256(1 as UInt256), in: state).ordinal == 0)
    }
}
