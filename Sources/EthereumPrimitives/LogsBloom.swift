/// The 2048-bit filter over the addresses and topics of logs that receipts and headers carry.
///
/// What was added is always found; what was not is found now and then.
/// - Source: Ethereum yellow paper, section 4.3.1, function M3:2048.
public struct LogsBloom: Hashable, Sendable {
    /// The 256 bytes; bit 0 is the lowest of the last byte.
    public private(set) var bytes: [UInt8]

    /// An empty filter.
    public init() {
        bytes = Array(repeating: 0, count: 256)
    }

    /// The filter of some logs.
    public init(_ logs: some Sequence<EventLog>) {
        self.init()
        for log in logs { insert(log) }
    }

    /// Exactly 256 bytes; nil for another count.
    public init?(bytes: some Collection<UInt8>) {
        guard bytes.count == 256 else { return nil }
        self.bytes = Array(bytes)
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
        for index in bytes.indices { bytes[index] |= other.bytes[index] }
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
    package mutating func insert(_ item: [UInt8]) {
        for (index, mask) in LogsBloom.bits(of: item) { bytes[index] |= mask }
    }

    private func contains(_ item: [UInt8]) -> Bool {
        LogsBloom.bits(of: item).allSatisfy { index, mask in bytes[index] & mask != 0 }
    }

    /// The three bits: the low 11 bits of each of the first three pairs of bytes of the hash.
    private static func bits(of item: [UInt8]) -> [(index: Int, mask: UInt8)] {
        let digest = Keccak256.hash(item).bytes
        return [0, 2, 4].map { pair in
            let bit = (Int(digest[pair]) << 8 | Int(digest[pair + 1])) & 2047
            return (255 - bit / 8, 1 << UInt8(bit % 8))
        }
    }
}

extension LogsBloom: CustomStringConvertible {
    /// `0x` and 512 lower-case digits.
    public var description: String { bytes.hex }
}
