extension UInt256 {
    /// Reads 32 bytes, most significant first.
    /// - Precondition: `offset + 32` bytes are there; the span checks it.
    @inlinable
    public init(bigEndian bytes: RawSpan, at offset: Int) {
        func limb(_ byteOffset: Int) -> UInt64 {
            UInt64(
                bigEndian: bytes.unsafeLoadUnaligned(
                    fromByteOffset: offset &+ byteOffset,
                    as: UInt64.self
                )
            )
        }
        self.init(limb(24), limb(16), limb(8), limb(0))
    }

    /// Reads up to 32 bytes, most significant first; nil when there are more.
    public init?(bigEndianBytes bytes: ArraySlice<UInt8>) {
        guard bytes.count <= 32 else { return nil }
        self.init(shortBigEndian: bytes.span.bytes)
    }

    /// Reads bytes, most significant first.
    /// - Precondition: there are at most 32.
    package init(shortBigEndian raw: RawSpan) {
        precondition(raw.byteCount <= 32, "\(raw.byteCount) bytes in 256 bits")
        /// The eight bytes before `end`, or as many of them as there are.
        func limb(before end: Int) -> UInt64 {
            if end >= 8 {
                return UInt64(
                    bigEndian: raw.unsafeLoadUnaligned(
                        fromByteOffset: end &- 8, as: UInt64.self))
            }
            var value: UInt64 = 0
            for offset in 0..<Swift.max(end, 0) {
                value =
                    value &<< 8
                    | UInt64(raw.unsafeLoad(fromByteOffset: offset, as: UInt8.self))
            }
            return value
        }
        let count = raw.byteCount
        self.init(
            limb(before: count), limb(before: count - 8), limb(before: count - 16),
            limb(before: count - 24))
    }

    /// Reads up to 32 bytes, most significant first; nil when there are more.
    public init?(bigEndianBytes bytes: [UInt8]) {
        self.init(bigEndianBytes: bytes[...])
    }

    /// All 32 bytes, most significant first.
    public var bigEndianBytes: [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(32)
        appendBigEndian(to: &bytes)
        return bytes
    }

    /// Appends all 32 bytes, most significant first.
    public func appendBigEndian(to bytes: inout [UInt8]) {
        let words = (w3.bigEndian, w2.bigEndian, w1.bigEndian, w0.bigEndian)
        withUnsafeBytes(of: words) { bytes.append(contentsOf: $0) }
    }

    /// The bytes without leading zeros, most significant first; empty for zero.
    public var minimalBigEndianBytes: [UInt8] {
        var bytes: [UInt8] = []
        appendMinimalBigEndian(to: &bytes)
        return bytes
    }

    /// How many bytes the number has without leading zeros: 0 to 32.
    public var byteWidth: Int { (bitWidth + 7) / 8 }

    /// Appends the bytes without leading zeros, most significant first; none for zero.
    public func appendMinimalBigEndian(to bytes: inout [UInt8]) {
        let words = (w3.bigEndian, w2.bigEndian, w1.bigEndian, w0.bigEndian)
        withUnsafeBytes(of: words) { bytes.append(contentsOf: $0.suffix(byteWidth)) }
    }
}
