import EthereumPrimitives
import Foundation
import WideIntegers

/// Bytes written as `0x` and hexadecimal digits.
struct HexBytes: Decodable, Hashable {
    let bytes: [UInt8]

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        do {
            bytes = try [UInt8](hex: text)
        } catch {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "\(error)")
        }
    }
}

/// 32 bytes written as `0x` and 64 digits.
struct HexHash: Decodable, Hashable {
    let hash: Hash256

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        do {
            hash = try Hash256(hex: try container.decode(String.self))
        } catch let error as HexError {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "\(error)")
        }
    }

    var number: UInt256 { UInt256(hash) }
}

/// An address in any valid spelling.
struct HexAddress: Decodable, Hashable {
    let address: Address

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        do {
            address = try Address(try container.decode(String.self))
        } catch let error as AddressError {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "\(error)")
        }
    }
}

/// An unsigned number written as a decimal string.
struct DecimalNumber: Decodable, Hashable {
    let value: UInt256

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        do {
            value = try UInt256(decimal: text)
        } catch {
            throw DecodingError.dataCorruptedError(
                in: container, debugDescription: "\"\(text)\" is no unsigned number: \(error)")
        }
    }

    /// The value as 64 bits; a decoding error where it does not fit.
    func uint64(_ what: String) throws(VectorFileError) -> UInt64 {
        guard let small = UInt64(exactly: value) else {
            throw VectorFileError(place: what, reason: "\(value) does not fit 64 bits")
        }
        return small
    }
}

/// A JSON value of any shape, for fields whose shape another field decides.
enum JSONValue: Decodable, Hashable, Sendable {
    case null
    case bool(Bool)
    case integer(Int64)
    /// A number that 64 signed bits do not hold, as its digits.
    case number(String)
    case string(String)
    case array([JSONValue])
    case object([String: JSONValue])

    init(from decoder: any Decoder) throws {
        // Most values are strings; a failed attempt costs an error with its description.
        let container = try decoder.singleValueContainer()
        if let text = try? container.decode(String.self) {
            self = .string(text)
        } else if let members = try? container.decode([String: JSONValue].self) {
            self = .object(members)
        } else if let elements = try? container.decode([JSONValue].self) {
            self = .array(elements)
        } else if let flag = try? container.decode(Bool.self) {
            self = .bool(flag)
        } else if let number = try? container.decode(Int64.self) {
            self = .integer(number)
        } else if let number = try? container.decode(UInt64.self) {
            self = .number("\(number)")
        } else if let number = try? container.decode(Decimal.self), number.isExact {
            self = .number("\(number)")
        } else if container.decodeNil() {
            self = .null
        } else {
            throw DecodingError.dataCorruptedError(
                in: container,
                debugDescription: "a number of more than 37 digits; write it as a string")
        }
    }
}

extension Decimal {
    /// Whether no digit can have been lost: a `Decimal` holds 38 of them.
    fileprivate var isExact: Bool { "\(self)".count(where: \.isNumber) < 38 }
}
