import EthereumPrimitives
import WideIntegers

/// The failure of a contract call: a value that undoes the call's effects, never an error of the run.
///
/// Contracts are native programs over a journaled state; this target holds that state, the gas meter
/// and the calls between contracts. It knows no contract.
public enum Revert: Error, Hashable, Sendable {
    /// `Error(string)`, as `require` with a text gives.
    case reason(String)
    /// `Panic(uint256)`, as a failed check of the language gives.
    case panic(ArithmeticPanic)
    /// Revert data of any other kind; empty for `revert()` and for a refused call data.
    case data([UInt8])
    /// The frame used up its gas, all of which is charged.
    case outOfGas
    /// An invalid instruction, which also takes all of the frame's gas.
    case invalidOpcode

    /// Revert without data.
    public static let empty = Revert.data([])

    /// The bytes that the caller receives.
    public var returnData: [UInt8] {
        switch self {
        case .reason(let text): RevertData.error(reason: text).encoded
        case .panic(let panic): RevertData.panic(code: UInt256(UInt64(panic.code))).encoded
        case .data(let bytes): bytes
        case .outOfGas, .invalidOpcode: []
        }
    }

    /// Whether all gas of the frame is lost.
    public var takesAllGas: Bool {
        switch self {
        case .outOfGas, .invalidOpcode: true
        case .reason, .panic, .data: false
        }
    }
}

extension Revert {
    /// The revert of Perpetual Protocol v1's fixed-point arithmetic.
    public init(_ error: FixedPointError) {
        self = error.reason.map(Revert.reason) ?? .invalidOpcode
    }
}
