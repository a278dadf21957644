/// A parameter that no model of liquidity can have.
public struct LiquidityModelError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The parameter.
    public let name: String
    /// What it was set to.
    public let value: String
    /// What it may be.
    public let allowed: String

    /// Parameter, value and what is allowed.
    public var description: String { "\(name) is \(value); it must be \(allowed)" }

    /// Refuses a value outside of a closed range; nan lies in none.
    static func require(
        _ name: String, _ value: Double, in allowed: ClosedRange<Double>
    ) throws(LiquidityModelError) {
        if allowed.contains(value) { return }
        throw LiquidityModelError(
            name: name, value: "\(value)",
            allowed: "from \(allowed.lowerBound) to \(allowed.upperBound)")
    }

    /// Refuses an integer outside of a closed range.
    static func require<Value: FixedWidthInteger>(
        _ name: String, _ value: Value, in allowed: ClosedRange<Value>
    ) throws(LiquidityModelError) {
        if allowed.contains(value) { return }
        throw LiquidityModelError(
            name: name, value: "\(value)",
            allowed: "from \(allowed.lowerBound) to \(allowed.upperBound)")
    }
}
