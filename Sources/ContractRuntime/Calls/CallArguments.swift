import EthereumPrimitives
import WideIntegers

/// The arguments of a call, read one after the other as a compiled contract reads them.
///
/// Whatever a contract compiled with ABI coder v2 refuses makes the call revert without data.
public struct CallArguments {
    private var reader: ABIReader
    private let state: WorldState

    /// Arguments after the selector of a function.
    /// - Throws: `Revert.empty` when the data is shorter than the function's head.
    public init(
        _ input: [UInt8], of function: ABIFunction, in context: CallContext
    ) throws(Revert) {
        do throws(ABIDecodingError) {
            reader = try function.reader(ofCall: input, rules: .solidity)
        } catch {
            throw .empty
        }
        state = context.state
    }

    /// The next word as a number.
    public mutating func uint256() throws(Revert) -> UInt256 {
        do { return try reader.uint256() } catch { throw .empty }
    }

    /// The next word as a signed number.
    public mutating func int256() throws(Revert) -> Int256 {
        do { return try reader.int256() } catch { throw .empty }
    }

    /// The next word as a number of some bits.
    public mutating func uint(bits: Int) throws(Revert) -> UInt256 {
        do { return try reader.uint(bits: bits) } catch { throw .empty }
    }

    /// The next word as 32 bytes.
    public mutating func bytes32() throws(Revert) -> Hash256 {
        do { return try reader.bytes32() } catch { throw .empty }
    }

    /// The next word as a boolean.
    public mutating func bool() throws(Revert) -> Bool {
        do { return try reader.bool() } catch { throw .empty }
    }

    /// The next word as an address, by its short name.
    public mutating func account() throws(Revert) -> AccountID {
        do { return state.account(try reader.address()) } catch { throw .empty }
    }

    /// The next argument as bytes.
    public mutating func bytes() throws(Revert) -> [UInt8] {
        do { return try reader.bytes() } catch { throw .empty }
    }

    /// The next word as one of an enum's cases, which a compiled contract checks by range.
    public mutating func choice<Value: RawRepresentable>(
        _ type: Value.Type
    ) throws(Revert) -> Value where Value.RawValue == UInt8 {
        let number = try uint(bits: 8)
        guard let value = Value(rawValue: UInt8(truncatingIfNeeded: number.w0)) else {
            throw .empty
        }
        return value
    }
}

/// Encoded results of the commonest shapes.
public enum CallResult {
    /// No result.
    public static let none: [UInt8] = []

    /// Words in a row, as numbers and static structs of them are encoded.
    public static func words<let count: Int>(_ words: InlineArray<count, UInt256>) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(32 * count)
        for index in words.indices { words[index].appendBigEndian(to: &bytes) }
        return bytes
    }

    /// One number.
    public static func word(_ value: UInt256) -> [UInt8] { value.bigEndianBytes }

    /// One signed number.
    public static func word(_ value: Int256) -> [UInt8] { value.bitPattern.bigEndianBytes }

    /// One boolean.
    public static func flag(_ value: Bool) -> [UInt8] { word(value ? UInt256.one : .zero) }

    /// One address.
    public static func address(_ value: Address) -> [UInt8] { word(value.number) }
}

/// Functions of a contract by number, so that dispatch is a `switch` over an enum.
///
/// The enum's cases stand in the order of the ABI's functions and bear their names, overloads aside.
public struct DispatchTable<Function: RawRepresentable & CaseIterable & Sendable>: Sendable
where Function.RawValue == Int {
    private let abi: ContractABI

    /// Checks that names and order agree.
    public init(_ abi: ContractABI) {
        precondition(
            abi.functions.count == Function.allCases.count,
            "\(abi.name): \(abi.functions.count) functions, \(Function.allCases.count) cases")
        for (declared, function) in zip(abi.functions, Function.allCases) {
            precondition(
                "\(function)" == declared.name, "\(abi.name): \(function) is \(declared.name)")
        }
        self.abi = abi
    }

    /// The function that call data names, with its declaration, for the running frame.
    ///
    /// Native value is refused here for all functions that are not declared payable, before anything
    /// is charged, as compiled contracts do.
    /// - Throws: `Revert.empty` for an unknown selector, less than four bytes, or value that the
    ///   function does not take.
    public func function(
        of input: [UInt8], in context: CallContext
    ) throws(Revert) -> (Function, ABIFunction) {
        let found = try function(of: input)
        if !context.frame.valueWei.isZero && found.1.stateMutability != .payable { throw .empty }
        return found
    }

    private func function(of input: [UInt8]) throws(Revert) -> (Function, ABIFunction) {
        guard let selector = Selector(prefix: input), let index = abi.functionIndex(selector),
            let function = Function(rawValue: index)
        else { throw .empty }
        return (function, abi.functions[index])
    }
}
