import WideIntegers

/// Writes canonical RLP into one growing buffer.
///
/// - Source: Ethereum yellow paper, appendix B.
public struct RLPWriter: Sendable {
    /// What has been written.
    public private(set) var bytes: [UInt8]

    /// An empty buffer, or one that begins with other bytes (the type byte of a transaction).
    public init(prefix: [UInt8] = [], capacity: Int = 256) {
        bytes = []
        bytes.reserveCapacity(capacity)
        bytes.append(contentsOf: prefix)
    }

    /// Appends a byte string.
    public mutating func append(bytes payload: [UInt8]) {
        if payload.count == 1 && payload[0] < 0x80 {
            bytes.append(payload[0])
        } else {
            appendHeader(0x80, count: payload.count)
            bytes.append(contentsOf: payload)
        }
    }

    /// Appends a number as its shortest big-endian bytes; zero is the empty string.
    public mutating func append(_ number: UInt64) {
        if number > 0 && number < 0x80 {
            bytes.append(UInt8(number))
        } else {
            let count = 8 - number.leadingZeroBitCount / 8
            bytes.append(0x80 + UInt8(count))
            appendBigEndian(number, count: count)
        }
    }

    /// Appends a number as its shortest big-endian bytes; zero is the empty string.
    public mutating func append(_ number: UInt256) {
        if number.fitsUInt64 {
            append(number.w0)
        } else {
            bytes.append(0x80 + UInt8(number.byteWidth))
            number.appendMinimalBigEndian(to: &bytes)
        }
    }

    /// Appends the 20 bytes of an address; none is the empty string.
    public mutating func append(_ address: Address?) {
        guard let address else {
            bytes.append(0x80)
            return
        }
        bytes.append(0x80 + 20)
        address.append(to: &bytes)
    }

    /// Appends 32 bytes.
    public mutating func append(_ hash: Hash256) {
        bytes.append(0x80 + 32)
        hash.append(to: &bytes)
    }

    /// Appends a list whose items `body` writes.
    public mutating func appendList(_ body: (inout RLPWriter) -> Void) {
        let start = bytes.count
        body(&self)
        // The header's size is known only now; lists are small, so moving them is cheap.
        if bytes.count - start <= 55 {
            bytes.insert(0xc0 + UInt8(bytes.count - start), at: start)
            return
        }
        var header = RLPWriter(capacity: 9)
        header.appendHeader(0xc0, count: bytes.count - start)
        bytes.insert(contentsOf: header.bytes, at: start)
    }

    /// Appends a list whose items have been written already.
    package mutating func append(listOf items: RLPWriter) {
        appendHeader(0xc0, count: items.bytes.count)
        bytes.append(contentsOf: items.bytes)
    }

    /// Forgets what was written, but not the memory.
    package mutating func removeAll() {
        bytes.removeAll(keepingCapacity: true)
    }

    /// Appends a tree.
    public mutating func append(_ item: RLPItem) {
        switch item {
        case .bytes(let payload): append(bytes: payload)
        case .list(let items):
            appendList { writer in
                for item in items { writer.append(item) }
            }
        }
    }

    /// Other bytes and then the header of a list whose payload has so many bytes.
    static func listHeader(prefix: [UInt8], count: Int) -> [UInt8] {
        var writer = RLPWriter(prefix: prefix, capacity: prefix.count + 9)
        writer.appendHeader(0xc0, count: count)
        return writer.bytes
    }

    private mutating func appendHeader(_ base: UInt8, count: Int) {
        if count <= 55 {
            bytes.append(base + UInt8(count))
        } else {
            let length = UInt64(count)
            let lengthBytes = 8 - length.leadingZeroBitCount / 8
            bytes.append(base + 55 + UInt8(lengthBytes))
            appendBigEndian(length, count: lengthBytes)
        }
    }

    private mutating func appendBigEndian(_ number: UInt64, count: Int) {
        var shift = UInt64(count * 8)
        while shift > 0 {
            shift -= 8
            bytes.append(UInt8(truncatingIfNeeded: number &>> shift))
        }
    }
}
