import VenueFormulas
import WideIntegers

/// A guard that cannot be made: the parameter, its value, and what is allowed.
public enum GuardParameterError: Error, Equatable, Sendable, CustomStringConvertible {
    /// A share outside its range; an upper end of nil stands for any number.
    case share(String, Fraction, atMost: UInt64?)
    /// A share whose terms are too long to count with.
    case terms(String, Fraction)
    /// A time or a count of nothing.
    case isZero(String)
    /// A lower bound that is not below the upper one.
    case bounds(UInt256, UInt256)
    /// A price, wad, above those that guards count with.
    case price(UInt256, atMost: UInt256)
    /// A guard that needs a source which is not there.
    case missingSource(index: Int, GuardNeed)
    /// More guards than a chain may have.
    case tooMany(Int, atMost: Int)

    /// The failure in words.
    public var description: String {
        switch self {
        case .share(let name, let value, nil): "\(name): \(value) is below 0"
        case .share(let name, let value, let most?): "\(name): \(value) is not from 0 to \(most)"
        case .terms(let name, let value):
            "\(name): a term of \(value.numerator)/\(value.denominator) is not below 2^128"
        case .isZero(let name): "\(name): 0 is not above 0"
        case .bounds(let low, let high): "bounds: \(low) is not below \(high)"
        case .price(let value, let most): "price: \(value) is above \(most)"
        case .missingSource(let index, let need): "guards[\(index)]: no \(need.rawValue) is given"
        case .tooMany(let count, let most): "guards: \(count) are more than \(most)"
        }
    }

    /// Checks a share: not negative, at most a whole number, with terms below 2^128.
    static func check(
        _ name: String, _ value: Fraction, atMost most: UInt64? = nil
    ) throws(GuardParameterError) {
        guard value.numerator.magnitude.fitsUInt128, value.denominator.fitsUInt128 else {
            throw .terms(name, value)
        }
        let isAbove =
            most.map { value.numerator.magnitude > UInt256($0) &* value.denominator } ?? false
        if value.signum < 0 || isAbove { throw .share(name, value, atMost: most) }
    }

    /// Checks a number that must not be zero.
    static func check(_ name: String, isPositive value: UInt64) throws(GuardParameterError) {
        if value == 0 { throw .isZero(name) }
    }
}
