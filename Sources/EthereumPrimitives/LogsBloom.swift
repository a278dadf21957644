import WideIntegers

/// The 2048-bit filter over the addresses and topics of logs that receipts and headers carry.
///
/// What was added is always found; what was not is found now and then.
/// - Source: Ethereum yellow paper, section 4.3.1, function M3:2048.
public struct LogsBloom: Sendable {
    /// Bit `n` of the filter is bit `n % 64` of word `n / 64`.
    private var words = InlineArray<32, UInt64>(repeating: 0)

    /// An empty filter.
    public init() {}

    /// Whether nothing was added.
    public var isEmpty: Bool {
        let span = words.span
        var all: UInt64 = 0
        for index in span.indices { all |= span[index] }
        return all == 0
    }

    /// The filter of some logs.
    public init(_ logs: some Sequence<EventLog>) {
        self.init()
        for log in logs { insert(log) }
    }

    /// Exactly 256 bytes; nil for another count.
    public init?(bytes: [UInt8]) {
        guard bytes.count == 256 else { return nil }
        for index in words.indices {
            words[31 - index] = UInt64(
                bigEndian: bytes.span.bytes.unsafeLoadUnaligned(
                    fromByteOffset: 8 * index, as: UInt64.self))
        }
    }

    /// The 256 bytes; bit 0 is the lowest of the last byte.
    public var bytes: [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(256)
        for index in words.indices {
            withUnsafeBytes(of: words[31 - index].bigEndian) { bytes.append(contentsOf: $0) }
        }
        return bytes
    }

    /// Adds the address and the topics of a log.
    public mutating func insert(_ log: EventLog) {
        insert(log.address)
        for topic in log.topics { insert(topic) }
    }

    /// Adds an address.
    public mutating func insert(_ address: Address) {
        insert(address.bytes)
    }

    /// Adds a topic.
    public mutating func insert(_ topic: Hash256) { insert(topic.bytes) }

    /// Adds all that another filter holds.
    public mutating func formUnion(_ other: LogsBloom) {
        // Spans, so that the loop runs without a check for each word.
        var own = words.mutableSpan
        let added = other.words.span
        for index in added.indices { own[index] |= added[index] }
    }

    /// A filter of all that either holds.
    public func union(_ other: LogsBloom) -> LogsBloom {
        var result = self
        result.formUnion(other)
        return result
    }

    /// Whether an address may have been added; false is certain.
    public func contains(_ address: Address) -> Bool {
        contains(address.bytes)
    }

    /// Whether a topic may have been added; false is certain.
    public func contains(_ topic: Hash256) -> Bool {
        contains(topic.bytes)
    }

    /// Adds any bytes; receipts hold nothing but addresses and topics.
    package mutating func insert(_ item: [UInt8]) { insert(Bits(of: item)) }

    /// Adds an item by its bits.
    @inline(__always)
    package mutating func insert(_ bits: Bits) {
        words[bits.first &>> 6] |= 1 &<< UInt64(bits.first & 63)
        words[bits.second &>> 6] |= 1 &<< UInt64(bits.second & 63)
        words[bits.third &>> 6] |= 1 &<< UInt64(bits.third & 63)
    }

    private func contains(_ item: [UInt8]) -> Bool {
        let bits = Bits(of: item)
        return isSet(bits.first) && isSet(bits.second) && isSet(bits.third)
    }

    private func isSet(_ bit: Int) -> Bool {
        words[bit / 64] >> UInt64(bit % 64) & 1 == 1
    }

    /// The three bits of one item, 11 binary digits each.
    package struct Bits: Sendable {
        private let packed: UInt64

        /// The low 11 bits of each of the first three pairs of bytes of the item's hash.
        package init(of item: [UInt8]) {
            packed = UInt256(Keccak256.hash(item)).w3 >> 16
        }

        package var first: Int { Int(packed >> 32 & 2_047) }
        package var second: Int { Int(packed >> 16 & 2_047) }
        package var third: Int { Int(packed & 2_047) }
    }
}

extension LogsBloom: Hashable {
    /// Equality of all bits.
    public static func == (left: LogsBloom, right: LogsBloom) -> Bool {
        left.words.indices.allSatisfy { left.words[$0] == right.words[$0] }
    }

    /// Feeds all bits.
    public func hash(into hasher: inout Hasher) {
        for index in words.indices { hasher.combine(words[index]) }
    }
}

extension LogsBloom: CustomStringConvertible {
    /// `0x` and 512 lower-case digits.
    public var description: String { bytes.hex }
}
