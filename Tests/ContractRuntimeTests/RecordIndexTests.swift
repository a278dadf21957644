import ContractRuntime
import EthereumPrimitives
import TestSupport
import Testing
import WideIntegers

@Suite struct RecordTests {
    @Test("records of many keys are found again after reverts removed others")
    func records() {
        let state = WorldState()
        let tables = [state.addTable(width: 1), state.addTable(width: 3)]
        var random = SeededGenerator(seed: 21)
        var kept: [(table: Int, key: UInt64, value: UInt256)] = []
        for round in 0..<300 {
            let point = state.checkpoint
            var added: [(table: Int, key: UInt64, value: UInt256)] = []
            for _ in 0..<20 {
                let table = random.below(2)
                let key = random.next() % 5_000
                if (kept + added).contains(where: { $0.table == table && $0.key == key }) {
                    continue
                }
                let value = UInt256(random.next() | 1)
                state.write(value, to: state.record(in: tables[table], number: key))
                added.append((table, key, value))
            }
            if round.isMultiple(of: 3) { kept += added } else { state.revert(to: point) }
        }
        for entry in kept {
            let slot = state.record(in: tables[entry.table], number: entry.key)
            #expect(state[slot] == entry.value)
        }
    }
}
