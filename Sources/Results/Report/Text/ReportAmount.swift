import Simulation
import WideIntegers

/// An exact amount as a report shows it: the integer that the store keeps, and its unit.
public struct ReportAmount: Hashable, Sendable {
    /// The integer, in the smallest part of the unit.
    public let value: Int256
    /// What one whole unit is, and how many digits stand behind the point.
    public let unit: AmountUnit

    /// An amount.
    public init(_ value: Int256, _ unit: AmountUnit) {
        self.value = value
        self.unit = unit
    }

    /// Nothing of a unit.
    public static func zero(_ unit: AmountUnit) -> ReportAmount { ReportAmount(.zero, unit) }

    /// The nearest `Double` in whole units, for pictures.
    public var real: Double { Double(exact) ?? 0 }

    /// Whether it is less than nothing.
    public var isNegative: Bool { value.isNegative }

    /// Whether it is nothing.
    public var isZero: Bool { value.isZero }

    /// All digits in whole units with a plain sign, as a machine reads them.
    public var exact: String {
        let digits = padded
        let point = digits.count - unit.decimals
        let fraction = trimmed(String(digits.dropFirst(point)))
        let whole = String(digits.prefix(point))
        return (value.isNegative ? "-" : "") + whole + (fraction.isEmpty ? "" : "." + fraction)
    }

    /// Whole units with thousands apart, rounded half away from zero to so many places.
    ///
    /// The rounding is done on the digits, so that no `Double` comes between store and table.
    public func text(places: Int, signed: Bool = false) -> String {
        let kept = max(0, min(places, unit.decimals))
        var digits = padded.utf8.map { $0 - 0x30 }
        let cut = digits.count - (unit.decimals - kept)
        let roundsUp = cut < digits.count && digits[cut] >= 5
        digits.removeSubrange(cut...)
        if roundsUp { increment(&digits) }
        let text = digits.map(String.init).joined()
        let point = text.count - kept
        let isZero = digits.allSatisfy { $0 == 0 }
        let sign = isZero ? "" : value.isNegative ? "\u{2212}" : signed ? "+" : ""
        let fraction = kept == 0 ? "" : "." + text.dropFirst(point)
        return sign + ReportNumber.grouped(String(text.prefix(point))) + fraction
    }

    /// The sum of two amounts of one unit; the greatest amount there is where it passes that.
    public static func + (left: ReportAmount, right: ReportAmount) -> ReportAmount {
        let (sum, overflow) = left.value.addingReportingOverflow(right.value)
        return ReportAmount(overflow ? (left.isNegative ? .min : .max) : sum, left.unit)
    }

    /// The difference of two amounts of one unit; the greatest amount where it passes that.
    public static func - (left: ReportAmount, right: ReportAmount) -> ReportAmount {
        let (difference, overflow) = left.value.subtractingReportingOverflow(right.value)
        return ReportAmount(overflow ? (left.isNegative ? .min : .max) : difference, left.unit)
    }

    /// Digits of the magnitude, at least one before the point.
    private var padded: String {
        let digits = value.magnitude.description
        return String(repeating: "0", count: max(0, unit.decimals + 1 - digits.count)) + digits
    }

    private func trimmed(_ fraction: String) -> String {
        String(fraction.reversed().drop { $0 == "0" }.reversed())
    }

    private func increment(_ digits: inout [UInt8]) {
        for index in digits.indices.reversed() {
            if digits[index] < 9 {
                digits[index] += 1
                return
            }
            digits[index] = 0
        }
        digits.insert(1, at: 0)
    }
}

extension [ReportAmount] {
    /// The sum; nothing of the unit where there is none.
    func sum(_ unit: AmountUnit) -> ReportAmount { reduce(.zero(unit), +) }
}
