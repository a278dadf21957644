/// A type of the contract ABI.
///
/// The cases can spell types that do not exist, such as `uint(bits: 7)`; whatever takes a type
/// checks it with `layout()` first. Two tuples that differ in the names of their components are
/// different values of this enum but have the same canonical name.
/// - Source: Solidity ABI specification, "Types".
public enum ABIType: Hashable, Sendable {
    /// An unsigned integer of 8 to 256 bits, in steps of 8.
    case uint(bits: Int)
    /// A signed integer of 8 to 256 bits, in steps of 8.
    case int(bits: Int)
    /// The address of an account.
    case address
    /// True or false.
    case bool
    /// A row of 1 to 32 bytes, `bytes1` to `bytes32`.
    case fixedBytes(count: Int)
    /// An address and a selector, 24 bytes.
    case function
    /// A row of bytes of any length.
    case bytes
    /// A row of bytes that is meant as UTF-8.
    case string
    /// An array of any length.
    indirect case array(of: ABIType)
    /// An array of a length that belongs to the type.
    indirect case fixedArray(of: ABIType, count: Int)
    /// A struct or another row of components.
    case tuple([ABIParameter])

    /// `uint256`.
    public static let uint256 = ABIType.uint(bits: 256)
    /// `int256`.
    public static let int256 = ABIType.int(bits: 256)
    /// `bytes32`.
    public static let bytes32 = ABIType.fixedBytes(count: 32)

    /// How many types may lie in each other, the outermost included.
    public static let depthMax = 64
}

extension ABIType {
    /// The name that signatures are made of: no aliases, names or spaces, tuples in parentheses.
    public var canonicalName: String {
        switch self {
        case .uint(let bits): "uint\(bits)"
        case .int(let bits): "int\(bits)"
        case .address: "address"
        case .bool: "bool"
        case .fixedBytes(let count): "bytes\(count)"
        case .function: "function"
        case .bytes: "bytes"
        case .string: "string"
        case .array(let element): element.canonicalName + "[]"
        case .fixedArray(let element, let count): element.canonicalName + "[\(count)]"
        case .tuple(let components): components.canonicalNames
        }
    }

    /// Whether the encoding lies in the tail and the head holds a pointer to it.
    public var isDynamic: Bool {
        switch self {
        case .bytes, .string, .array: true
        case .fixedArray(let element, _): element.isDynamic
        case .tuple(let components): components.contains { $0.type.isDynamic }
        case .uint, .int, .address, .bool, .fixedBytes, .function: false
        }
    }

    /// Whether a value is one word: a number, an address, a bool or up to 32 fixed bytes.
    ///
    /// Event topics hold such values themselves, and the hash of all others.
    public var isValueType: Bool {
        switch self {
        case .uint, .int, .address, .bool, .fixedBytes, .function: true
        case .bytes, .string, .array, .fixedArray, .tuple: false
        }
    }
}

extension ABIType: CustomStringConvertible {
    /// The canonical name.
    public var description: String { canonicalName }
}

/// A named component of a function's, event's, error's or tuple's type.
public struct ABIParameter: Hashable, Sendable {
    /// The name, which may be empty and plays no part in signatures.
    public var name: String
    /// The type.
    public var type: ABIType
    /// Whether an event writes the value into a topic; without meaning elsewhere.
    public var isIndexed: Bool

    /// Creates a parameter; the type is checked by whatever takes the parameter.
    public init(_ name: String = "", _ type: ABIType, isIndexed: Bool = false) {
        self.name = name
        self.type = type
        self.isIndexed = isIndexed
    }
}

extension [ABIParameter] {
    /// The canonical names of the types, as they stand in a signature: `(address,uint256)`.
    var canonicalNames: String {
        "(" + map(\.type.canonicalName).joined(separator: ",") + ")"
    }
}
