import ContractRuntime
import EthereumPrimitives
import TestSupport
import Testing
import WideIntegers

@Suite struct LogStoreBloomTests {
    /// Writes a log of up to four topics.
    static func log(_ topics: [UInt256], _ word: UInt256, _ context: CallContext) throws(Revert) {
        switch topics.count {
        case 0: try context.log(topics: [], words: [word])
        case 1: try context.log(topics: [topics[0]], words: [word])
        case 2: try context.log(topics: [topics[0], topics[1]], words: [word])
        case 3: try context.log(topics: [topics[0], topics[1], topics[2]], words: [word])
        default:
            try context.log(topics: [topics[0], topics[1], topics[2], topics[3]], words: [word])
        }
    }

    /// - Parameter accountsBefore: more of them than are remembered put the emitters beyond.
    @Test(
        "the filter is that of the logs as values, first time and remembered",
        arguments: [0, 5_000])
    func agrees(accountsBefore: Int) throws {
        let seed: UInt64 = 11
        var random = SeededGenerator(seed: seed)
        let world = try TestWorld()
        for number in 0..<accountsBefore {
            _ = world.state.account(Address(truncating: UInt256(UInt64(1_000_000 + number))))
        }
        // More topics than are remembered; some come again and again.
        var common = (0..<40).map { _ in random.wide() }
        common += [.zero, 1, .max]
        for round in 0..<1_500 {
            let start = world.state.checkpoint
            var wanted: [EventLog] = []
            for _ in 0..<random.below(6) {
                // Small numbers stand as topics too, where they must not pass for addresses.
                let address = Address(truncating: UInt256(random.next() % 200))
                var topics = (0..<random.below(4)).map { _ in
                    random.below(3) == 0 ? random.wide() : common[random.below(common.count)]
                }
                topics.append(address.number)
                let word = random.wide()
                wanted.append(
                    EventLog(
                        address: address, topics: topics.map { Hash256($0) },
                        data: word.bigEndianBytes))
            }
            let outcome = world.run { (context, _) throws(Revert) in
                for log in wanted {
                    let account = context.state.account(log.address)
                    let outer = try context.enter(account, .lowLevel)
                    let word = UInt256(bigEndianBytes: log.data) ?? .zero
                    try Self.log(log.topics.map { UInt256($0) }, word, context)
                    context.leave(outer)
                }
                return []
            }
            let logs = (0..<outcome.logs.count).map { outcome.logs.log($0, in: world.state) }
            for _ in 0..<2 {
                guard logs == wanted, outcome.logs.bloom(in: world.host) == LogsBloom(wanted)
                else {
                    Issue.record("seed \(seed), round \(round)")
                    return
                }
            }
            // The next round's addresses get the same numbers in another order.
            world.state.revert(to: start)
        }
    }
}
