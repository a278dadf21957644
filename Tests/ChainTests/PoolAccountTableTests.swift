import EthereumPrimitives
import SimulationKernel
import TestSupport
import Testing
import WideIntegers

@testable import Chain

@Suite struct PoolAccountTableTests {
    @Test("finds whom a dictionary finds, in the order of arrival", arguments: [1, 2] as [UInt64])
    func againstDictionary(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        var table = PoolAccountTable()
        var rows: [Address: Int] = [:]
        var order: [Address] = []
        for step in 0..<6_000 {
            let place: Comment = "seed \(seed), step \(step)"
            let address = Address(truncating: UInt256(UInt64(random.below(400))))
            try #require(table.find(address) == rows[address], place)
            if let row = rows[address] {
                table.remove(row)
                rows[address] = nil
                order.removeAll { $0 == address }
            } else if random.below(step < 3_000 ? 10 : 2) > 0 {
                rows[address] = table.insert(
                    address, stateNonce: 0, heardOf: SimulatedTime(micros: 0))
                order.append(address)
            }
            if step.isMultiple(of: 50) {
                var walked: [Address] = []
                var row = table.first
                while row != PoolAccountTable.none {
                    walked.append(table.rows[row].address)
                    row = table.rows[row].next
                }
                try #require(walked == order, place)
                for address in order {
                    try #require(table.find(address) == rows[address], place)
                }
            }
            try #require(table.count == rows.count, place)
        }
    }
}
