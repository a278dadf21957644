import WideIntegers

/// What the data of a failed call says.
///
/// - Source: Solidity documentation, "Panic via assert and Error via require"; go-ethereum,
///   accounts/abi, for data that is not well-formed.
public enum RevertData: Hashable, Sendable {
    /// There is no data.
    case none
    /// `Error(string)`: what `require` and `revert` with a text give.
    ///
    /// Bytes that are not UTF-8 have become U+FFFD, one for each.
    case error(reason: String)
    /// `Panic(uint256)`: a failed check of the language itself.
    case panic(code: UInt256)
    /// An error that the contract declares; its arguments are everything after the selector.
    case custom(Selector, arguments: [UInt8])
    /// Less than a selector, or an `Error` or `Panic` with arguments that cannot be decoded.
    case unknown([UInt8])

    /// `Error(string)`.
    public static let errorSelector = Selector(0x08c3_79a0)
    /// `Panic(uint256)`.
    public static let panicSelector = Selector(0x4e48_7b71)

    /// Reads the data of a failed call; any data is allowed.
    public init(decoding data: [UInt8]) {
        guard let selector = Selector(prefix: data) else {
            self = data.isEmpty ? .none : .unknown(data)
            return
        }
        guard selector == RevertData.errorSelector || selector == RevertData.panicSelector else {
            self = .custom(selector, arguments: Array(data.dropFirst(4)))
            return
        }
        do throws(ABIDecodingError) {
            // go-ethereum is as lenient here as Solidity: no padding is needed, any bytes will do.
            var reader = try ABIReader(data, from: 4, headSize: 32, rules: .solidity)
            self =
                selector == RevertData.errorSelector
                ? .error(reason: repairedUTF8(try reader.string()))
                : .panic(code: try reader.uint256())
        } catch {
            self = .unknown(data)
        }
    }

    /// The data of a failed call.
    public var encoded: [UInt8] {
        switch self {
        case .none:
            return []
        case .error(let reason):
            var writer = ABIWriter(selector: RevertData.errorSelector, headSize: 32)
            writer.append(string: reason)
            return writer.bytes
        case .panic(let code):
            var writer = ABIWriter(selector: RevertData.panicSelector, headSize: 32)
            writer.append(code)
            return writer.bytes
        case .custom(let selector, let arguments):
            return selector.bytes + arguments
        case .unknown(let data):
            return data
        }
    }

    /// The message of the JSON-RPC error that a go-ethereum node answers with.
    ///
    /// - Source: go-ethereum, `newRevertError` and `UnpackRevert`.
    public var gethMessage: String {
        switch self {
        case .none, .custom, .unknown: "execution reverted"
        case .error(let reason): "execution reverted: \(reason)"
        case .panic(let code): "execution reverted: \(RevertData.panicReason(code))"
        }
    }

    /// The meaning of a panic's code in go-ethereum's words.
    static func panicReason(_ code: UInt256) -> String {
        switch UInt64(exactly: code) {
        case 0x00: "generic panic"
        case 0x01: "assert(false)"
        case 0x11: "arithmetic underflow or overflow"
        case 0x12: "division or modulo by zero"
        case 0x21: "enum overflow"
        case 0x22: "invalid encoded storage byte array accessed"
        case 0x31: "out-of-bounds array access; popping on an empty array"
        case 0x32: "out-of-bounds access of an array or bytesN"
        case 0x41: "out of memory"
        case 0x51: "uninitialized function"
        default: "unknown panic code: \(code.hex)"
        }
    }
}

/// Text of bytes of which those that are not UTF-8 become U+FFFD one by one, as in Go; Swift's own
/// repair makes one of several.
private func repairedUTF8(_ bytes: [UInt8]) -> String {
    if let text = String(validating: bytes, as: UTF8.self) { return text }
    var text = ""
    var rest = bytes[...]
    while !rest.isEmpty {
        let count = (1...4).first { count in
            String(validating: rest.prefix(count), as: UTF8.self)?.unicodeScalars.count == 1
        }
        text +=
            count.flatMap { String(validating: rest.prefix($0), as: UTF8.self) } ?? "\u{fffd}"
        rest = rest.dropFirst(count ?? 1)
    }
    return text
}
