import WideIntegers

/// A value of a type that is known only at run time.
///
/// Code for one contract reads and writes its fields with `ABIReader` and `ABIWriter` instead,
/// which need no such tree.
public enum ABIValue: Hashable, Sendable {
    /// A `uint` of any width.
    case uint(UInt256)
    /// An `int` of any width.
    case int(Int256)
    /// An `address`.
    case address(Address)
    /// A `bool`.
    case bool(Bool)
    /// `bytes1` to `bytes32`, or the 24 bytes of a `function`, without padding.
    case fixedBytes([UInt8])
    /// `bytes`.
    case bytes([UInt8])
    /// The bytes of a `string`; Solidity does not check that they are UTF-8.
    case string([UInt8])
    /// The elements of an array, of fixed length or not.
    case array([ABIValue])
    /// The components of a tuple in the order of declaration.
    case tuple([ABIValue])

    /// A `string` of the text's UTF-8 bytes.
    public static func text(_ text: String) -> ABIValue { .string(Array(text.utf8)) }

    /// A `bytes32`.
    public static func bytes32(_ hash: Hash256) -> ABIValue { .fixedBytes(hash.bytes) }

    /// The number of a `uint`.
    public var uintValue: UInt256? {
        if case .uint(let value) = self { value } else { nil }
    }

    /// The number of an `int`.
    public var intValue: Int256? {
        if case .int(let value) = self { value } else { nil }
    }

    /// The address of an `address`.
    public var addressValue: Address? {
        if case .address(let value) = self { value } else { nil }
    }

    /// The truth of a `bool`.
    public var boolValue: Bool? {
        if case .bool(let value) = self { value } else { nil }
    }

    /// The bytes of fixed bytes, `bytes` or a `string`.
    public var bytesValue: [UInt8]? {
        switch self {
        case .fixedBytes(let value), .bytes(let value), .string(let value): value
        default: nil
        }
    }

    /// The text of a `string`; nil for other values and for bytes that are not UTF-8.
    public var textValue: String? {
        if case .string(let value) = self { String(validating: value, as: UTF8.self) } else { nil }
    }

    /// The elements of an array or the components of a tuple.
    public var elements: [ABIValue]? {
        switch self {
        case .array(let values), .tuple(let values): values
        default: nil
        }
    }

    /// What kind of value this is, in the words of an error message.
    var kind: String {
        switch self {
        case .uint: "an unsigned integer"
        case .int: "a signed integer"
        case .address: "an address"
        case .bool: "a bool"
        case .fixedBytes: "fixed bytes"
        case .bytes: "bytes"
        case .string: "a string"
        case .array: "an array"
        case .tuple: "a tuple"
        }
    }
}

/// One of the words that a value type is encoded as.
enum ABIWord {
    /// Whether a word is what an unsigned integer is encoded as.
    static func holds(_ word: UInt256, uintBits bits: Int) -> Bool {
        bits == 256 || word.bitWidth <= bits
    }

    /// Whether a word is what a signed integer is encoded as: all bits from the sign bit up equal.
    static func holds(_ word: UInt256, intBits bits: Int) -> Bool {
        bits == 256 || (word.w3 >> 63 == 1 ? ~word : word).bitWidth < bits
    }

    /// Whether a word is what fixed bytes are encoded as: zero after the bytes.
    static func holds(_ word: UInt256, byteCount count: Int) -> Bool {
        count == 32 || (word << (8 * count)).isZero
    }

    /// The value of a word; nil when the word is out of range or the type is no value type.
    static func value(of word: UInt256, as type: ABIType) -> ABIValue? {
        switch type {
        case .uint(let bits):
            holds(word, uintBits: bits) ? .uint(word) : nil
        case .int(let bits):
            holds(word, intBits: bits) ? .int(Int256(bitPattern: word)) : nil
        case .address:
            Address(exactly: word).map { .address($0) }
        case .bool:
            word == .zero ? .bool(false) : word == .one ? .bool(true) : nil
        case .fixedBytes(let count):
            holds(word, byteCount: count)
                ? .fixedBytes(Array(word.bigEndianBytes.prefix(count))) : nil
        case .function:
            holds(word, byteCount: 24) ? .fixedBytes(Array(word.bigEndianBytes.prefix(24))) : nil
        case .bytes, .string, .array, .fixedArray, .tuple:
            nil
        }
    }

    /// The word of a value of a value type.
    static func word(
        of value: ABIValue,
        as type: ABIType
    ) throws(ABIEncodingError.Problem) -> UInt256 {
        switch (type, value) {
        case (.uint(let bits), .uint(let number)):
            guard holds(number, uintBits: bits) else { throw .outOfRange(type, "\(number)") }
            return number
        case (.int(let bits), .int(let number)):
            guard holds(number.bitPattern, intBits: bits) else {
                throw .outOfRange(type, "\(number)")
            }
            return number.bitPattern
        case (.address, .address(let address)):
            return address.number
        case (.bool, .bool(let flag)):
            return flag ? .one : .zero
        case (.fixedBytes(let count), .fixedBytes(let bytes)):
            return try word(leftAligned: bytes, count: count)
        case (.function, .fixedBytes(let bytes)):
            return try word(leftAligned: bytes, count: 24)
        default:
            throw .wrongKind(expected: type.canonicalName, found: value.kind)
        }
    }

    private static func word(
        leftAligned bytes: [UInt8],
        count: Int
    ) throws(ABIEncodingError.Problem) -> UInt256 {
        guard bytes.count == count, let number = UInt256(bigEndianBytes: bytes) else {
            throw .wrongByteCount(bytes.count, expected: count)
        }
        return number << (256 - 8 * count)
    }
}
