/// An arithmetic failure as Solidity 0.8 and later raise it.
///
/// A contract turns it into revert data `Panic(uint256)` with `code`.
/// - Source: Solidity documentation, "Panic via assert and Error via require".
public enum ArithmeticPanic: UInt8, Error, Hashable, Sendable, CustomStringConvertible {
    /// The result does not fit the type, or `Int256.min / -1` (code 0x11).
    case overflow = 0x11
    /// Division or remainder by zero (code 0x12).
    case divisionByZero = 0x12

    /// The argument of `Panic(uint256)`.
    public var code: UInt8 { rawValue }

    /// The failure in words.
    public var description: String {
        switch self {
        case .overflow: "arithmetic overflow (panic 0x11)"
        case .divisionByZero: "division by zero (panic 0x12)"
        }
    }
}

/// A failure of a full-width `mulDiv`, which libraries report as a plain revert.
public enum MulDivError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The divisor is zero.
    case denominatorIsZero
    /// The quotient does not fit 256 bits.
    case resultOverflow

    /// The failure in words.
    public var description: String {
        switch self {
        case .denominatorIsZero: "the denominator is zero"
        case .resultOverflow: "the quotient does not fit 256 bits"
        }
    }
}
