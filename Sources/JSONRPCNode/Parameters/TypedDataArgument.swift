import EthereumPrimitives
import JSONText
import WideIntegers

/// Typed data as wallets take it: types, domain and message as JSON.
///
/// - Source: EIP-712, "Specification of the eth_signTypedData JSON RPC".
struct TypedDataArgument {
    private let types: EIP712Types
    private let primaryType: String
    private let domain: ABIValue
    private let message: ABIValue

    private static let domainType = "EIP712Domain"

    init(_ view: JSONView) throws(HexProblem) {
        guard view.kind == .object else {
            throw HexProblem(view.kindName, into: "apitypes.TypedData")
        }
        guard let primaryType = view.member("primaryType")?.text else {
            throw HexProblem("primaryType is missing")
        }
        guard let domain = view.member("domain") else { throw HexProblem("domain is missing") }
        guard let message = view.member("message") else { throw HexProblem("message is missing") }
        var structs: [EIP712Struct] = []
        for (name, fields) in view.member("types")?.members ?? [] {
            structs.append(EIP712Struct(name, try TypedDataArgument.fields(fields, of: name)))
        }
        if !structs.contains(where: { $0.name == TypedDataArgument.domainType }) {
            structs.append(TypedDataArgument.domainStruct(of: domain))
        }
        do throws(EIP712Error) {
            types = try EIP712Types(structs)
        } catch {
            throw HexProblem("\(error)")
        }
        self.primaryType = primaryType
        self.domain = try TypedDataArgument.structure(
            TypedDataArgument.domainType, domain, types, depth: 1)
        self.message = try TypedDataArgument.structure(primaryType, message, types, depth: 1)
    }

    /// What is signed.
    func digest() throws(RPCError) -> Hash256 {
        do throws(EIP712Error) {
            let separator = try types.hashStruct(TypedDataArgument.domainType, domain)
            let hash = try types.hashStruct(primaryType, message)
            return Keccak256.hash([0x19, 0x01] + separator.bytes + hash.bytes)
        } catch {
            throw .invalidParameters("\(error)")
        }
    }

    private static func fields(
        _ view: JSONView, of name: String
    ) throws(HexProblem) -> [EIP712Field] {
        var fields: [EIP712Field] = []
        for field in view.elements {
            guard let fieldName = field.member("name")?.text,
                let typeName = field.member("type")?.text
            else { throw HexProblem("a field of \(name) lacks name or type") }
            fields.append(EIP712Field(fieldName, typeName))
        }
        return fields
    }

    /// The domain's type by the members that are there, in the order of the specification.
    private static func domainStruct(of view: JSONView) -> EIP712Struct {
        var fields: [EIP712Field] = []
        if view.member("name") != nil { fields.append(EIP712Field("name", "string")) }
        if view.member("version") != nil { fields.append(EIP712Field("version", "string")) }
        if view.member("chainId") != nil { fields.append(EIP712Field("chainId", "uint256")) }
        if view.member("verifyingContract") != nil {
            fields.append(EIP712Field("verifyingContract", "address"))
        }
        if view.member("salt") != nil { fields.append(EIP712Field("salt", "bytes32")) }
        return EIP712Struct(domainType, fields)
    }

    // MARK: - Values

    private static func structure(
        _ name: String, _ view: JSONView, _ types: EIP712Types, depth: Int
    ) throws(HexProblem) -> ABIValue {
        guard depth <= EIP712Types.depthMax else { throw HexProblem("\(EIP712Error.tooDeep)") }
        guard let fields = types.fields(of: name) else {
            throw HexProblem("\(EIP712Error.unknownType(name))")
        }
        guard view.kind == .object else { throw HexProblem("\(name) is to be an object") }
        let members = view.members
        var values: [ABIValue] = []
        for field in fields {
            guard let value = members.last(where: { $0.name == field.name })?.value else {
                throw HexProblem("\(name).\(field.name) is missing")
            }
            let type: EIP712Type
            do throws(EIP712Error) {
                type = try types.type(named: field.typeName)
            } catch {
                throw HexProblem("\(error)")
            }
            values.append(try self.value(type, value, types, depth: depth + 1))
        }
        return .tuple(values)
    }

    private static func value(
        _ type: EIP712Type, _ view: JSONView, _ types: EIP712Types, depth: Int
    ) throws(HexProblem) -> ABIValue {
        switch type {
        case .structure(let name): return try structure(name, view, types, depth: depth)
        case .array(let element, _):
            guard view.kind == .list else { throw HexProblem("an array is expected") }
            guard depth <= EIP712Types.depthMax else { throw HexProblem("\(EIP712Error.tooDeep)") }
            var values: [ABIValue] = []
            for item in view.elements {
                values.append(try value(element, item, types, depth: depth + 1))
            }
            return .array(values)
        case .atomic(let atomic): return try value(atomic, view)
        }
    }

    private static func value(
        _ type: ABIType, _ view: JSONView
    ) throws(HexProblem) -> ABIValue {
        switch type {
        case .bool:
            guard let value = view.bool else { throw HexProblem("true or false is expected") }
            return .bool(value)
        case .string:
            guard let text = view.text else { throw HexProblem("a text is expected") }
            return .text(text)
        case .address: return .address(try view.address())
        case .bytes: return .bytes(try view.data())
        case .fixedBytes: return .fixedBytes(try view.data())
        case .uint: return .uint(try view.unsigned())
        case .int: return .int(try view.signed())
        default: throw HexProblem("\(type.canonicalName) has no place in typed data")
        }
    }
}

extension Parameters {
    /// Typed data as an object, or as a text that holds one.
    func typedData(_ place: Int) throws(RPCError) -> TypedDataArgument {
        let view = try view(place)
        guard let text = view.textBytes else {
            return try read(place) { (view) throws(HexProblem) in try TypedDataArgument(view) }
        }
        guard let tape = try? JSONTape(Array(text)) else {
            throw .invalidArgument(place, "the typed data is not JSON")
        }
        do throws(HexProblem) {
            return try TypedDataArgument(tape.root)
        } catch {
            throw .invalidArgument(place, error.reason)
        }
    }
}

extension JSONView {
    /// A whole number: JSON's, a text in decimal digits, or one in hexadecimal.
    private func integer() throws(HexProblem) -> (magnitude: UInt256, isNegative: Bool) {
        var digits = (numberText ?? text ?? "")[...]
        let isNegative = digits.hasPrefix("-")
        if isNegative { digits = digits.dropFirst() }
        let number =
            digits.hasPrefix("0x") ? try? UInt256(hex: digits) : try? UInt256(decimal: digits)
        guard let number else { throw HexProblem("a whole number of at most 256 bits is expected") }
        return (number, isNegative && !number.isZero)
    }

    fileprivate func unsigned() throws(HexProblem) -> UInt256 {
        let (magnitude, isNegative) = try integer()
        if isNegative { throw HexProblem("a number that is not below zero is expected") }
        return magnitude
    }

    fileprivate func signed() throws(HexProblem) -> Int256 {
        let (magnitude, isNegative) = try integer()
        guard let number = Int256(magnitude: magnitude, isNegative: isNegative) else {
            throw HexProblem("a number of 256 bits with its sign is expected")
        }
        return number
    }
}
