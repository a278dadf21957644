import EthereumPrimitives
import WideIntegers

extension LogStore {
    /// The bloom filter of all logs, as a receipt carries it.
    ///
    /// The bits of emitters and recent topics are remembered by the host, since hashing is nearly all
    /// of the work; the result does not depend on what is remembered.
    public func bloom(in host: ContractHost) -> LogsBloom {
        var filter = LogsBloom()
        for index in entries.indices {
            let account = entries[index].emitter
            filter.insert(
                host.bloomBits.bits(ofEmitter: account, address: host.state.address(of: account)))
            for place in topics(of: index) {
                filter.insert(host.bloomBits.bits(ofTopic: words[place]))
            }
        }
        return filter
    }
}

/// Bits of emitters by account, and of topics in a table where a newer topic takes an older's place.
struct BloomBitsCache {
    /// Topics that are remembered at most: 160 KiB.
    static let topicsMax = 4_096
    /// Emitters that are remembered: accounts with a number below this.
    static let emittersMax = 4_096

    private var emitters: ContiguousArray<(address: Address, bits: LogsBloom.Bits?)> = []
    private var topics: ContiguousArray<(topic: UInt256, bits: LogsBloom.Bits?)> = []

    mutating func bits(ofEmitter account: AccountID, address: Address) -> LogsBloom.Bits {
        let index = Int(account.rawValue)
        guard index < Self.emittersMax else { return LogsBloom.Bits(of: address.bytes) }
        while emitters.count <= index { emitters.append((.zero, nil)) }
        // An account's number can pass to another address when its first use is undone.
        if let bits = emitters[index].bits, emitters[index].address == address { return bits }
        let bits = LogsBloom.Bits(of: address.bytes)
        emitters[index] = (address, bits)
        return bits
    }

    mutating func bits(ofTopic topic: UInt256) -> LogsBloom.Bits {
        if topics.isEmpty {
            topics = ContiguousArray(repeating: (.zero, nil), count: Self.topicsMax)
        }
        let mixed = (topic.w0 ^ topic.w1 ^ topic.w2 ^ topic.w3) &* 0x9e37_79b9_7f4a_7c15
        let index = Int(truncatingIfNeeded: mixed &>> 52)
        if let bits = topics[index].bits, topics[index].topic == topic { return bits }
        let bits = LogsBloom.Bits(of: topic.bigEndianBytes)
        topics[index] = (topic, bits)
        return bits
    }
}
