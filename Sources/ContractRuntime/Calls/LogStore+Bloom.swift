import EthereumPrimitives
import WideIntegers

extension LogStore {
    /// The bloom filter of all logs, as a receipt carries it.
    ///
    /// The bits of emitters and recent topics are remembered by the host, since hashing is nearly all
    /// of the work; the result does not depend on what is remembered.
    public func bloom(in host: ContractHost) -> LogsBloom {
        var filter = BloomWords()
        for index in 0..<count {
            let account = emitter(of: index)
            filter.insert(
                host.bloomBits.bits(ofEmitter: account, address: host.state.address(of: account)))
            for topic in topics(of: index) { filter.insert(host.bloomBits.bits(ofTopic: topic)) }
        }
        return filter.bloom
    }
}

/// The three bits of one item in a bloom filter, 11 binary digits each.
struct BloomBits {
    private let packed: UInt64

    /// Where nothing is remembered.
    static let none = BloomBits(packed: 0)

    private init(packed: UInt64) {
        self.packed = packed
    }

    /// The low 11 bits of each of the first three pairs of bytes of the item's hash.
    /// - Source: Ethereum yellow paper, section 4.3.1, function M3:2048.
    init(of item: [UInt8]) {
        // The top bit tells it from `none`.
        packed = UInt256(Keccak256.hash(item)).w3 >> 16 | 1 << 63
    }

    var isNone: Bool { packed == 0 }
    var first: Int { Int(packed >> 32 & 2_047) }
    var second: Int { Int(packed >> 16 & 2_047) }
    var third: Int { Int(packed & 2_047) }
}

/// A bloom filter in the making: bit `n` is bit `n % 64` of word `n / 64`.
private struct BloomWords {
    private var words = InlineArray<32, UInt64>(repeating: 0)

    @inline(__always)
    mutating func insert(_ bits: BloomBits) {
        words[bits.first &>> 6] |= 1 &<< UInt64(bits.first & 63)
        words[bits.second &>> 6] |= 1 &<< UInt64(bits.second & 63)
        words[bits.third &>> 6] |= 1 &<< UInt64(bits.third & 63)
    }

    /// The same bits as bytes, the highest bit first.
    var bloom: LogsBloom {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(256)
        for index in words.indices.reversed() {
            withUnsafeBytes(of: words[index].bigEndian) { bytes.append(contentsOf: $0) }
        }
        guard let bloom = LogsBloom(bytes: bytes) else {
            preconditionFailure("bloom filter of \(bytes.count) bytes")
        }
        return bloom
    }
}

/// Bits of emitters by account, and of topics in a table where a newer topic takes an older's place.
struct BloomBitsCache {
    /// Topics that are remembered at most: 160 KiB.
    static let topicsMax = 4_096
    /// Emitters that are remembered: accounts with a number below this.
    static let emittersMax = 4_096

    private var emitters: ContiguousArray<(address: Address, bits: BloomBits)> = []
    private var topics: ContiguousArray<(topic: UInt256, bits: BloomBits)> = []

    mutating func bits(ofEmitter account: AccountID, address: Address) -> BloomBits {
        let index = Int(account.rawValue)
        guard index < Self.emittersMax else { return BloomBits(of: address.bytes) }
        while emitters.count <= index { emitters.append((.zero, .none)) }
        // An account's number can pass to another address when its first use is undone.
        if !emitters[index].bits.isNone && emitters[index].address == address {
            return emitters[index].bits
        }
        let bits = BloomBits(of: address.bytes)
        emitters[index] = (address, bits)
        return bits
    }

    mutating func bits(ofTopic topic: UInt256) -> BloomBits {
        if topics.isEmpty {
            topics = ContiguousArray(repeating: (.zero, .none), count: Self.topicsMax)
        }
        let mixed = (topic.w0 ^ topic.w1 ^ topic.w2 ^ topic.w3) &* 0x9e37_79b9_7f4a_7c15
        let index = Int(truncatingIfNeeded: mixed &>> 52)
        if !topics[index].bits.isNone && topics[index].topic == topic {
            return topics[index].bits
        }
        let bits = BloomBits(of: topic.bigEndianBytes)
        topics[index] = (topic, bits)
        return bits
    }
}
