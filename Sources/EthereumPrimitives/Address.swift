import WideIntegers

/// The 20 bytes that name an account or a contract.
public struct Address: Hashable, Sendable {
    private let high: UInt32
    private let middle: UInt64
    private let low: UInt64

    @inline(__always)
    init(high: UInt32, middle: UInt64, low: UInt64) {
        self.high = high
        self.middle = middle
        self.low = low
    }

    /// The low 160 bits of a number; bits above them are dropped.
    public init(truncating value: UInt256) {
        self.init(
            high: UInt32(truncatingIfNeeded: value.w2), middle: value.w1, low: value.w0)
    }

    /// A number below 2^160; nil above.
    public init?(exactly value: UInt256) {
        guard value.w3 == 0 && value.w2 >> 32 == 0 else { return nil }
        self.init(truncating: value)
    }

    /// Exactly 20 bytes; nil for another count.
    public init?(bytes: ArraySlice<UInt8>) {
        guard bytes.count == 20, let value = UInt256(bigEndianBytes: bytes) else { return nil }
        self.init(truncating: value)
    }

    /// Exactly 20 bytes; nil for another count.
    public init?(bytes: [UInt8]) {
        self.init(bytes: bytes[...])
    }

    /// The zero address, which stands for none.
    public static let zero = Address(high: 0, middle: 0, low: 0)

    /// The address as a number below 2^160.
    public var number: UInt256 { UInt256(low, middle, UInt64(high), 0) }

    /// The 20 bytes.
    public var bytes: [UInt8] { Array(number.bigEndianBytes.suffix(20)) }

    /// Appends the 20 bytes.
    public func append(to bytes: inout [UInt8]) {
        withUnsafeBytes(of: high.bigEndian) { bytes.append(contentsOf: $0) }
        withUnsafeBytes(of: (middle.bigEndian, low.bigEndian)) { bytes.append(contentsOf: $0) }
    }
}

extension Address: Comparable {
    /// Order of the bytes.
    public static func < (left: Address, right: Address) -> Bool {
        left.number < right.number
    }
}

extension Address: CustomStringConvertible {
    /// `0x` and 40 digits, lower case.
    public var description: String { bytes.hex }
}

// MARK: - Text with checksum

/// Why a text is no address.
public enum AddressError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The text is not 20 bytes in hexadecimal.
    case malformed(HexError)
    /// Letters of both cases, in another pattern than the checksum's.
    case wrongChecksum(expected: String)

    /// The reason in words.
    public var description: String {
        switch self {
        case .malformed(let error): "an address is 0x and 40 hexadecimal digits: \(error)"
        case .wrongChecksum(let expected): "wrong checksum; the address is \(expected)"
        }
    }
}

extension Address {
    /// Reads `0x` and 40 digits; where both cases of letters occur, their pattern is checked.
    /// - Source: EIP-55.
    public init(_ text: some StringProtocol) throws(AddressError) {
        let bytes: [UInt8]
        do throws(HexError) {
            bytes = try [UInt8](hex: text)
        } catch {
            throw .malformed(error)
        }
        guard let address = Address(bytes: bytes) else {
            throw .malformed(.wrongByteCount(bytes.count, expected: 20))
        }
        self = address
        let digits = text.utf8.dropFirst(2)
        let hasUpper = digits.contains { (0x41...0x46).contains($0) }
        let hasLower = digits.contains { (0x61...0x66).contains($0) }
        guard hasUpper && hasLower else { return }
        let expected = checksummed
        guard text == expected else { throw .wrongChecksum(expected: expected) }
    }

    /// The address with letters in upper case where the digest of its lower-case digits says so.
    /// - Source: EIP-55.
    public var checksummed: String {
        let digits = Array(description.utf8.dropFirst(2))
        let digest = Keccak256.hash(digits).bytes
        var text: [UInt8] = [0x30, 0x78]
        for (index, digit) in digits.enumerated() {
            let nibble = index.isMultiple(of: 2) ? digest[index / 2] >> 4 : digest[index / 2] & 15
            text.append(digit >= 0x61 && nibble >= 8 ? digit - 0x20 : digit)
        }
        return String(decoding: text, as: UTF8.self)
    }
}
