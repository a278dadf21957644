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
    public init?(bigEndianBytes bytes: some Collection<UInt8>) {
        guard bytes.count <= 32 else { return nil }
        self = .zero
        for byte in bytes {
            self = self << 8
            w0 |= UInt64(byte)
        }
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
        Array(bigEndianBytes.suffix((bitWidth + 7) / 8))
    }
}
