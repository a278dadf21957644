import ContractRuntime
import EthereumPrimitives
import WideIntegers

/// A call that a contract makes on someone's behalf.
public struct ScriptedCall: Hashable, Sendable {
    /// Whom to call.
    public var target: Address
    /// Native asset that goes along, in wei.
    public var valueWei: UInt256
    /// Call data.
    public var data: [UInt8]

    /// A call from its parts.
    public init(target: Address, valueWei: UInt256 = .zero, data: [UInt8]) {
        self.target = target
        self.valueWei = valueWei
        self.data = data
    }

    /// The tuple of its ABI type, `(address target, uint256 value, bytes data)`.
    static let layout = ABILayout(isDynamic: true, size: 96)

    init(_ reader: inout ABIReader) throws(ABIDecodingError) {
        target = try reader.address()
        valueWei = try reader.uint256()
        data = try reader.bytes()
    }

    func append(to writer: inout ABIWriter) {
        writer.append(target)
        writer.append(valueWei)
        writer.append(bytes: data)
    }

    /// The encoding of an array of calls, as callbacks take it for their data.
    public static func encode(_ calls: [ScriptedCall]) -> [UInt8] {
        var writer = ABIWriter(headSize: 32)
        writer.append(calls)
        return writer.bytes
    }

    /// The calls in such an encoding.
    static func decode(_ bytes: [UInt8]) throws(Revert) -> [ScriptedCall] {
        do {
            var reader = try ABIReader(bytes, headSize: 32, rules: .solidity)
            return try reader.scriptedCalls()
        } catch {
            throw .empty
        }
    }
}

extension ABIReader {
    mutating func scriptedCalls() throws(ABIDecodingError) -> [ScriptedCall] {
        try array(of: ScriptedCall.layout) { reader throws(ABIDecodingError) in
            try reader.tuple(ScriptedCall.layout) { reader throws(ABIDecodingError) in
                try ScriptedCall(&reader)
            }
        }
    }
}

extension ABIWriter {
    mutating func append(_ calls: [ScriptedCall]) {
        appendArray(calls, of: ScriptedCall.layout) { writer, call in
            writer.appendTuple(ScriptedCall.layout) { writer in call.append(to: &writer) }
        }
    }
}

extension ContractABI {
    /// The words of one function's call data, read by a body that knows their types.
    static func read<Value>(
        _ input: [UInt8], of function: CallLayout,
        _ body: (inout ABIReader) throws(ABIDecodingError) -> Value
    ) throws(Revert) -> Value {
        do {
            var reader = try function.reader(input)
            return try body(&reader)
        } catch {
            throw .empty
        }
    }
}

/// Gas that the bytecode of these contracts spends beside storage, logs and calls; estimates.
enum UtilityGas {
    static let entry: UInt64 = 400
    static let perCall: UInt64 = 600
    static let view: UInt64 = 200
    static let flashLoan: UInt64 = 1_500
}
