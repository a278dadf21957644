/// Reads RLP items one after the other without building a tree.
///
/// A value of a start and an end in shared bytes; reading never copies or allocates. Every form that
/// is not the only possible encoding is refused.
public struct RLPReader: Sendable {
    /// The kind of an item, with the range of its payload in `bytes`.
    public enum Item: Hashable, Sendable {
        /// A byte string.
        case bytes(Range<Int>)
        /// A list, whose payload is a row of items.
        case list(Range<Int>)
    }

    /// The whole input.
    public let bytes: [UInt8]
    /// Where the next item begins.
    public private(set) var position: Int
    /// Where this reader's list or input ends.
    public let end: Int

    /// Reads items from the start of the bytes.
    public init(_ bytes: [UInt8]) {
        self.init(bytes, in: 0..<bytes.count)
    }

    /// Reads the items of a list whose payload an `Item` named.
    public init(_ bytes: [UInt8], in payload: Range<Int>) {
        precondition(
            payload.upperBound <= bytes.count, "payload \(payload) of \(bytes.count) bytes")
        self.bytes = bytes
        position = payload.lowerBound
        end = payload.upperBound
    }

    /// Whether every item has been read.
    public var isAtEnd: Bool { position == end }

    /// The next item of either kind.
    /// - Throws: `RLPError` when the item is not canonical or not complete.
    public mutating func next() throws(RLPError) -> Item {
        guard position < end else { throw .truncated(offset: position) }
        let start = position
        let prefix = bytes[start]
        switch prefix {
        case 0..<0x80:
            position = start + 1
            return .bytes(start..<start + 1)
        case 0x80...0xb7:
            let payload = try take(Int(prefix - 0x80), after: start + 1)
            if payload.count == 1 && bytes[payload.lowerBound] < 0x80 {
                throw .nonCanonicalByte(offset: start)
            }
            return .bytes(payload)
        case 0xb8...0xbf:
            return .bytes(try takeLong(lengthBytes: Int(prefix - 0xb7), at: start))
        case 0xc0...0xf7:
            return .list(try take(Int(prefix - 0xc0), after: start + 1))
        default:
            return .list(try takeLong(lengthBytes: Int(prefix - 0xf7), at: start))
        }
    }

    /// The payload of the next item, which must be bytes.
    public mutating func nextBytes() throws(RLPError) -> Range<Int> {
        let start = position
        guard case .bytes(let payload) = try next() else { throw .expectedBytes(offset: start) }
        return payload
    }

    /// A reader of the next item, which must be a list.
    public mutating func nextList() throws(RLPError) -> RLPReader {
        let start = position
        guard case .list(let payload) = try next() else { throw .expectedList(offset: start) }
        return RLPReader(bytes, in: payload)
    }

    /// Checks that nothing is left.
    public func finish() throws(RLPError) {
        if position != end { throw .trailingBytes(count: end - position) }
    }

    private mutating func takeLong(
        lengthBytes: Int, at start: Int
    ) throws(RLPError) -> Range<Int> {
        let payloadStart = start + 1 + lengthBytes
        guard payloadStart <= end else { throw short(at: start) }
        guard bytes[start + 1] != 0 else { throw .nonCanonicalLength(offset: start) }
        var length: UInt64 = 0
        for byte in bytes[(start + 1)..<payloadStart] { length = length << 8 | UInt64(byte) }
        if length <= 55 { throw .nonCanonicalLength(offset: start) }
        // Compared before it is converted, so that a length of 2^64 - 1 cannot trap.
        guard length <= UInt64(end - payloadStart) else { throw short(at: start) }
        return try take(Int(length), after: payloadStart)
    }

    private mutating func take(_ count: Int, after payloadStart: Int) throws(RLPError) -> Range<Int>
    {
        guard count <= end - payloadStart else { throw short(at: position) }
        position = payloadStart + count
        return payloadStart..<position
    }

    private func short(at offset: Int) -> RLPError {
        end < bytes.count ? .itemExceedsList(offset: offset) : .truncated(offset: offset)
    }
}
