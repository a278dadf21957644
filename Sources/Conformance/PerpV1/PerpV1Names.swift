import EthereumPrimitives
import WideIntegers

/// The names of accounts and contracts in a vector file, and their addresses.
struct PerpV1Names {
    private var addresses: [String: Address] = ["zero": .zero]
    private var names: [Address: String] = [.zero: "zero"]

    /// Names with given addresses.
    init(_ given: [String: HexAddress]) {
        for (name, hex) in given {
            addresses[name] = hex.address
            names[hex.address] = name
        }
    }

    /// The address of a name: the given one, or the end of the name's hash.
    mutating func address(_ name: String) -> Address {
        if let known = addresses[name] { return known }
        let address = Address(truncating: UInt256(Keccak256.hash(Array(name.utf8))))
        addresses[name] = address
        names[address] = name
        return address
    }

    /// All names so far, in order.
    var all: [String] { addresses.keys.sorted() }

    /// The name of an address, or the address itself where it has none.
    func name(_ address: Address) -> String { names[address] ?? address.checksummed }
}

// MARK: - Values of calls

extension PerpV1Names {
    /// What the files write for the members of enums.
    private static let members: [String: UInt256] = [
        "BUY": 0, "SELL": 1, "ADD_TO_AMM": 0, "REMOVE_FROM_AMM": 1, "SPOT_PRICE": 0, "TWAP": 1,
        "ORACLE": 2,
    ]

    /// An argument of a call as the ABI has it.
    mutating func value(
        _ written: JSONValue, as type: ABIType, _ place: String
    ) throws(VectorFileError) -> ABIValue {
        switch (type, written) {
        case (.tuple(let members), _) where members.count == 1:
            // The protocol's decimals are structs of one number.
            return .tuple([try value(written, as: members[0].type, place)])
        case (.bool, .bool(let flag)): return .bool(flag)
        case (.address, .null): return .address(.zero)
        case (.address, .string(let name)): return .address(address(name))
        case (.uint, .string(let text)):
            if let member = Self.members[text] { return .uint(member) }
            if let number = try? UInt256(decimal: text) { return .uint(number) }
        case (.int, .string(let text)):
            if let number = try? Int256(decimal: text) { return .int(number) }
        case (.fixedBytes(32), .string(let text)) where text.utf8.count <= 32:
            let bytes = Array(text.utf8)
            return .fixedBytes(bytes + [UInt8](repeating: 0, count: 32 - bytes.count))
        default: break
        }
        throw VectorFileError(place: place, reason: "\(written) is no \(type)")
    }

    /// A value of a contract as the files write it.
    func written(_ value: ABIValue, as type: ABIType) -> JSONValue {
        switch (type, value) {
        case (.tuple(let members), .tuple(let values)) where members.count == values.count:
            if members.count == 1 { return written(values[0], as: members[0].type) }
            return .object(
                Dictionary(
                    zip(members, values).map { ($0.name, written($1, as: $0.type)) },
                    uniquingKeysWith: { first, _ in first }))
        case (.array(let element), .array(let values)),
            (.fixedArray(let element, _), .array(let values)):
            return .array(values.map { written($0, as: element) })
        case (_, .uint(let number)): return .string(number.description)
        case (_, .int(let number)): return .string(number.description)
        case (_, .address(let address)): return .string(name(address))
        case (_, .bool(let flag)): return .bool(flag)
        case (_, .fixedBytes(let bytes)):
            let text = bytes.prefix { $0 != 0 }
            return .string(String(validating: text, as: UTF8.self) ?? bytes.hex)
        default: return .string("\(value)")
        }
    }
}
