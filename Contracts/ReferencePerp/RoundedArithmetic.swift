import ContractRuntime
import WideIntegers

/// How a quotient is rounded.
enum QuotientRounding {
    /// Toward the lesser: `fl`.
    case down
    /// Toward the greater: `ce`.
    case up
    /// Toward zero: `tr`.
    case towardZero
}

extension Int256 {
    /// `self * factor / divisor` with the product in 256 bits and one division.
    ///
    /// - Throws: the text of a failed multiplication or division, as in Perpetual Protocol v1.
    func mulDiv(
        _ factor: Int256, _ divisor: Int256, _ rounding: QuotientRounding
    ) throws(Revert) -> Int256 {
        try times(factor).over(divisor, rounding)
    }

    /// The product, in 256 bits.
    func times(_ factor: Int256) throws(Revert) -> Int256 {
        try checked { () throws(FixedPointError) in try mulScalar(factor) }
    }

    /// The quotient.
    func over(_ divisor: Int256, _ rounding: QuotientRounding) throws(Revert) -> Int256 {
        if divisor.isZero { throw Revert(.signedDivisionByZero) }
        let (quotient, remainder) = magnitude.quotientAndRemainder(dividingBy: divisor.magnitude)
        let isNegative = isNegative != divisor.isNegative
        let moves =
            switch rounding {
            case .down: isNegative && !remainder.isZero
            case .up: !isNegative && !remainder.isZero
            case .towardZero: false
            }
        let rounded = moves ? quotient &+ .one : quotient
        guard let value = Int256(magnitude: rounded, isNegative: isNegative) else {
            throw Revert(.signedDivisionOverflow)
        }
        return value
    }

    /// A part of the number, wad.
    func part(_ ratioWad: Int256, _ rounding: QuotientRounding) throws(Revert) -> Int256 {
        try mulDiv(ratioWad, .wad, rounding)
    }

    /// The sum.
    func plus(_ other: Int256) throws(Revert) -> Int256 {
        try checked { () throws(FixedPointError) in try addD(other) }
    }

    /// The difference.
    func minus(_ other: Int256) throws(Revert) -> Int256 {
        try checked { () throws(FixedPointError) in try subD(other) }
    }

    /// The negative of a number that is no minimum, which no sum or quotient here can be.
    var negated: Int256 { .zero &- self }

    /// The absolute value as a signed number.
    var absolute: Int256 { isNegative ? negated : self }

    /// An unsigned number below 2^255.
    /// - Throws: the text of a failed conversion, as in Perpetual Protocol v1.
    init(unsigned value: UInt256) throws(Revert) {
        self = try checked { () throws(FixedPointError) in try Int256(fromDecimal: value) }
    }

    /// A count of seconds or blocks.
    init(count: UInt64) { self.init(bitPattern: UInt256(count)) }
}

extension UInt64 {
    /// The sum, or the greatest number where it is more: a time that never comes.
    func saturatingSum(_ other: UInt64) -> UInt64 {
        let (sum, overflow) = addingReportingOverflow(other)
        return overflow ? .max : sum
    }
}
