import Chain
import ContractRuntime
import EthereumPrimitives
import JSONText

/// The error of an answer: a code, words that clients search for, and revert data where there is some.
///
/// - Source: JSON-RPC 2.0, section 5.1; go-ethereum, rpc/errors.go and internal/ethapi/errors.go.
public struct RPCError: Error, Hashable, Sendable {
    /// The kind of failure.
    public var code: Int
    /// What happened, in geth's words where geth has some.
    public var message: String
    /// Bytes beside it, such as revert data; nil where there are none.
    public var data: [UInt8]?

    /// An error from its parts.
    public init(_ code: Int, _ message: String, data: [UInt8]? = nil) {
        self.code = code
        self.message = message
        self.data = data
    }

    /// Not JSON.
    static let parse = RPCError(-32700, "parse error")
    /// Not a request.
    static let invalidRequest = RPCError(-32600, "invalid request")
    /// A batch without requests.
    static let emptyBatch = RPCError(-32600, "empty batch")
    /// A batch of more requests than are taken.
    static let batchTooLarge = RPCError(-32600, "batch too large")
    /// More than an answer may hold.
    static let responseTooLarge = RPCError(-32003, "response too large")
    /// Subscriptions over a transport without pushes.
    static let notificationsNotSupported = RPCError(-32601, "notifications not supported")

    /// A method that there is not.
    static func methodMissing(_ name: String) -> RPCError {
        RPCError(-32601, "the method \(name) does not exist/is not available")
    }

    /// An argument that cannot be, by its place.
    static func invalidArgument(_ place: Int, _ reason: String) -> RPCError {
        RPCError(-32602, "invalid argument \(place): \(reason)")
    }

    /// Arguments that do not fit together.
    static func invalidParameters(_ reason: String) -> RPCError { RPCError(-32602, reason) }

    /// What pool or state refuse.
    static func refused(_ reason: String) -> RPCError { RPCError(-32000, reason) }

    /// Something that native contracts do not have.
    static func notSupported(_ reason: String) -> RPCError { RPCError(-32004, reason) }
}

extension RPCError {
    /// A question that the node cannot answer.
    init(_ error: QueryError) {
        switch error {
        case .rangeReversed: self = .invalidParameters("\(error)")
        case .tooManyLogs: self = RPCError(-32005, "\(error)")
        default: self = .refused("\(error)")
        }
    }

    /// A transaction that the node does not take.
    init(_ refusal: PoolRefusal) { self = .refused("\(refusal)") }

    /// A call that has failed.
    ///
    /// - Source: go-ethereum, internal/ethapi/errors.go, newRevertError.
    init(_ revert: Revert) {
        switch revert {
        case .outOfGas: self = .refused("out of gas")
        case .invalidOpcode: self = .refused("invalid opcode: INVALID")
        case .reason, .panic, .data:
            let data = revert.returnData
            self = RPCError(3, RevertData(decoding: data).gethMessage, data: data)
        }
    }
}

extension JSONWriter {
    /// An error as a member's value.
    mutating func error(_ error: RPCError) {
        beginObject()
        name("code")
        number(error.code)
        name("message")
        string(error.message)
        if let data = error.data {
            name("data")
            hex(data)
        }
        endObject()
    }
}
