/// A failure of Perpetual Protocol v1's 18-decimal arithmetic.
///
/// - Source: OpenZeppelin 3.0 SafeMath and SignedSafeMath, and Perp v1's `MixedDecimal`.
public enum FixedPointError: Error, Hashable, Sendable, CustomStringConvertible {
    /// An unsigned sum above 2^256 - 1.
    case additionOverflow
    /// An unsigned difference below zero.
    case subtractionOverflow
    /// An unsigned product above 2^256 - 1, before any division.
    case multiplicationOverflow
    /// An unsigned division by zero.
    case divisionByZero
    /// An unsigned remainder by zero, which compiles to an invalid opcode and has no reason text.
    case remainderByZero
    /// A signed sum outside 256 bits.
    case signedAdditionOverflow
    /// A signed difference outside 256 bits.
    case signedSubtractionOverflow
    /// A signed product outside 256 bits, before any division.
    case signedMultiplicationOverflow
    /// A signed division of -2^255 by -1.
    case signedDivisionOverflow
    /// A signed division by zero.
    case signedDivisionByZero
    /// An unsigned operand above 2^255 - 1 where a signed one is needed.
    case valueAboveInt256Max

    /// The reason of the revert, or what has none.
    public var description: String { reason ?? "remainder by zero (invalid opcode)" }

    /// The argument of `Error(string)`; nil for the invalid opcode.
    public var reason: String? {
        switch self {
        case .additionOverflow: "SafeMath: addition overflow"
        case .subtractionOverflow: "SafeMath: subtraction overflow"
        case .multiplicationOverflow: "SafeMath: multiplication overflow"
        case .divisionByZero: "SafeMath: division by zero"
        case .remainderByZero: nil
        case .signedAdditionOverflow: "SignedSafeMath: addition overflow"
        case .signedSubtractionOverflow: "SignedSafeMath: subtraction overflow"
        case .signedMultiplicationOverflow: "SignedSafeMath: multiplication overflow"
        case .signedDivisionOverflow: "SignedSafeMath: division overflow"
        case .signedDivisionByZero: "SignedSafeMath: division by zero"
        case .valueAboveInt256Max: "MixedDecimal: uint value is bigger than _INT256_MAX"
        }
    }
}
