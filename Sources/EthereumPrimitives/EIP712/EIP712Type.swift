/// The type of a field of typed data.
public indirect enum EIP712Type: Hashable, Sendable {
    /// A value type, `bytes` or `string`.
    case atomic(ABIType)
    /// A struct, by its name.
    case structure(String)
    /// An array; the count belongs to the type when there is one.
    case array(of: EIP712Type, count: Int?)

    /// The struct that values are made of, through any arrays.
    var structureName: String? {
        switch self {
        case .atomic: nil
        case .structure(let name): name
        case .array(let element, _): element.structureName
        }
    }

    /// The struct that each value holds at least once; arrays that may be empty hold none.
    var embeddedStructureName: String? {
        switch self {
        case .atomic, .array(_, nil), .array(_, 0): nil
        case .structure(let name): name
        case .array(let element, _): element.embeddedStructureName
        }
    }

    /// Reads the name of a field's type; that a struct exists is not checked.
    init(parsing name: String) throws(EIP712Error) {
        let bytes = Array(name.utf8)
        let end = bytes.firstIndex(of: UInt8(ascii: "[")) ?? bytes.count
        // The text is hashed as it stands, so that a space would make another type of the same.
        let marks: Set<UInt8> = [UInt8(ascii: "["), UInt8(ascii: "]")]
        guard bytes[end...].allSatisfy({ marks.contains($0) || (0x30...0x39).contains($0) }) else {
            throw .malformedType(name)
        }
        self = EIP712Type(baseName: String(decoding: bytes[..<end], as: UTF8.self))
        var scanner = ABIScanner(String(decoding: bytes[end...], as: UTF8.self))
        var depth = 1
        do throws(ABIParseError) {
            while !scanner.isAtEnd {
                try scanner.require("[")
                let count = try scanner.takeCount()
                try scanner.require("]")
                depth += 1
                guard depth <= ABIType.depthMax else {
                    throw ABIParseError(.invalidType(.tooDeep), at: scanner.offset)
                }
                self = .array(of: self, count: count)
            }
        } catch {
            throw .malformedType(name)
        }
    }

    /// Types that EIP-712 lacks are read as names of structs, which nobody can declare.
    ///
    /// So are the aliases `uint` and `int`. Some wallets hash `uint256` in their place, others the
    /// alias itself; refused, they give no signature that only one side accepts.
    /// - Source: EIP-712, "Definition of typed structured data": there are no aliases.
    private init(baseName: String) {
        if let type = try? ABIType(baseName), type.canonicalName == baseName, type != .function,
            type.isValueType || type == .bytes || type == .string
        {
            self = .atomic(type)
        } else {
            self = .structure(baseName)
        }
    }
}

/// A field of a struct of typed data.
public struct EIP712Field: Hashable, Sendable {
    /// The name, which the type's hash covers.
    public let name: String
    /// The name of the type, such as `Person[]` or `uint256`.
    public let typeName: String

    /// Creates a field.
    public init(_ name: String, _ typeName: String) {
        self.name = name
        self.typeName = typeName
    }
}

/// A struct of typed data.
public struct EIP712Struct: Hashable, Sendable {
    /// The name, which the type's hash covers.
    public let name: String
    /// The fields in order of declaration.
    public let fields: [EIP712Field]

    /// Creates a struct.
    public init(_ name: String, _ fields: [EIP712Field]) {
        self.name = name
        self.fields = fields
    }
}

/// Why typed data cannot be hashed.
public enum EIP712Error: Error, Hashable, Sendable, CustomStringConvertible {
    /// A name of a struct or a field that would make the type's text ambiguous.
    case invalidName(String)
    /// A name of a type with brackets that do not match.
    case malformedType(String)
    /// A name that is neither an atomic type nor a declared struct.
    case unknownType(String)
    /// A struct that is declared twice.
    case duplicateStruct(String)
    /// A field that a struct declares twice.
    case duplicateField(String, in: String)
    /// A struct that contains itself other than through an array, so that no value could end.
    case endlessStruct(String)
    /// A value that is not of its type.
    case wrongValue(ABIEncodingError)
    /// A value with more levels than `EIP712Types.depthMax`.
    case tooDeep

    /// The reason in words.
    public var description: String {
        switch self {
        case .invalidName(let name): "'\(name)' cannot be a name in typed data"
        case .malformedType(let name): "'\(name)' is no type: an array is written T[] or T[n]"
        case .unknownType(let name):
            "'\(name)' is neither a declared struct nor bool, address, string, bytes, bytes1 to "
                + "bytes32, int8 to int256 or uint8 to uint256"
        case .duplicateStruct(let name): "the struct \(name) is declared twice"
        case .duplicateField(let field, let name): "the struct \(name) has two fields \(field)"
        case .endlessStruct(let name): "the struct \(name) contains itself other than in an array"
        case .wrongValue(let error): "\(error)"
        case .tooDeep: "the value has more than \(EIP712Types.depthMax) levels"
        }
    }

    /// The same error, seen from the row of values that encloses the one at `index`.
    func within(_ name: String, at index: Int) -> EIP712Error {
        guard case .wrongValue(let error) = self else { return self }
        return .wrongValue(error.within(name, at: index))
    }
}
