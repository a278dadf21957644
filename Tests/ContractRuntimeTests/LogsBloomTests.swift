import EthereumPrimitives
import TestSupport
import Testing
import WideIntegers

@testable import ContractRuntime

@Suite struct LogStoreBloomTests {
    @Test("the filter is that of the logs as values, first time and remembered")
    func agrees() throws {
        let seed: UInt64 = 11
        var random = SeededGenerator(seed: seed)
        let host = ContractHost(state: WorldState(), schedule: try #require(GasSchedule(.london)))
        // More topics than are remembered, a tenth of them used again and again.
        var common = (0..<40).map { _ in random.wide() }
        common += [.zero, 1, .max]
        for round in 0..<2_000 {
            let start = host.state.checkpoint
            var store = LogStore()
            for _ in 0..<random.below(6) {
                // Small numbers stand as topics too, where they must not pass for addresses.
                let address = Address(truncating: UInt256(random.next() % 200))
                store.begin(host.state.account(address))
                for _ in 0..<random.below(5) {
                    store.append(
                        topic: random.below(3) == 0
                            ? random.wide() : common[random.below(common.count)])
                }
                store.append(topic: address.number)
                store.append(word: random.wide())
            }
            let logs = (0..<store.count).map { store.log($0, in: host.state) }
            for _ in 0..<2 {
                guard store.bloom(in: host) == LogsBloom(logs) else {
                    Issue.record("seed \(seed), round \(round)")
                    return
                }
            }
            // The next round's addresses get the same numbers in another order.
            host.state.revert(to: start)
        }
    }

    @Test("emitters and topics beyond what is remembered are right as well")
    func bounds() {
        var cache = BloomBitsCache()
        let address = Address(truncating: 77)
        let far = AccountID(UInt32(BloomBitsCache.emittersMax))
        let near = AccountID(3)
        let first = cache.bits(ofEmitter: far, address: address)
        let second = cache.bits(ofEmitter: near, address: address)
        #expect(
            [first.first, first.second, first.third] == [second.first, second.second, second.third])
    }
}
