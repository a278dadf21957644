import EthereumPrimitives
import WideIntegers

/// Values written as JSON by their ABI type: integers as decimal strings or JSON numbers, bytes and
/// addresses in hexadecimal, tuples and arrays as arrays.
extension JSONValue {
    /// The value as one of an ABI type; whether it fits the type is left to the encoder.
    func abiValue(as type: ABIType) throws -> ABIValue {
        switch (type, self) {
        case (.uint, _): return .uint(try unsigned())
        case (.int, _): return .int(try signed())
        case (.address, .string(let text)): return .address(try Address(text))
        case (.bool, .bool(let flag)): return .bool(flag)
        case (.fixedBytes, .string(let text)), (.function, .string(let text)):
            return .fixedBytes(try [UInt8](hex: text))
        case (.bytes, .string(let text)): return .bytes(try [UInt8](hex: text))
        case (.string, .string(let text)): return .text(text)
        case (.array(let element), .array(let values)),
            (.fixedArray(let element, _), .array(let values)):
            return .array(try values.map { try $0.abiValue(as: element) })
        case (.tuple(let components), .array(let values)):
            guard components.count == values.count else { throw mismatch(type.canonicalName) }
            return .tuple(
                try zip(components, values).map { try $1.abiValue(as: $0.type) })
        default: throw mismatch(type.canonicalName)
        }
    }

    /// The values of a list of types.
    static func abiValues(_ values: [JSONValue], as types: [ABIType]) throws -> [ABIValue] {
        guard values.count == types.count else {
            throw VectorFileError(
                place: "values", reason: "\(values.count) values of \(types.count) types")
        }
        return try zip(types, values).map { try $1.abiValue(as: $0) }
    }

    /// The value as one of a type of typed data; structs are objects by field name.
    func eip712Value(as type: EIP712Type, in types: EIP712Types) throws -> ABIValue {
        switch (type, self) {
        case (.atomic(let atom), _):
            return try abiValue(as: atom)
        case (.array(let element, _), .array(let values)):
            return .array(try values.map { try $0.eip712Value(as: element, in: types) })
        case (.structure(let name), .object(let members)):
            let fields = types.fields(of: name) ?? []
            return .tuple(
                try fields.map { field in
                    // By bytes: two spellings of one character are two names of typed data.
                    let member = members.first { $0.key.utf8.elementsEqual(field.name.utf8) }
                    guard let value = member?.value else {
                        throw VectorFileError(place: "\(name).\(field.name)", reason: "missing")
                    }
                    return try value.eip712Value(
                        as: try types.type(named: field.typeName), in: types)
                })
        default:
            throw mismatch("\(type)")
        }
    }

    private func unsigned() throws -> UInt256 {
        switch self {
        case .string(let text), .number(let text): return try UInt256(decimal: text)
        case .integer(let number) where number >= 0: return UInt256(UInt64(number))
        default: throw mismatch("an unsigned integer")
        }
    }

    private func signed() throws -> Int256 {
        switch self {
        case .string(let text), .number(let text): return try Int256(decimal: text)
        case .integer(let number): return Int256(number)
        default: throw mismatch("a signed integer")
        }
    }

    private func mismatch(_ expected: String) -> VectorFileError {
        VectorFileError(place: "value", reason: "\(self) where \(expected) belongs")
    }
}
