import WideIntegers

extension Int256 {
    /// A decimal in whole units as wad: digits with up to 18 behind a point, a minus sign, a percent
    /// sign; nil for anything else and beyond 10^40.
    init?(wholeUnits text: String) {
        var bytes = Array(text.utf8)
        let isNegative = bytes.first == UInt8(ascii: "-")
        if isNegative { bytes.removeFirst() }
        var places = 18
        if bytes.last == UInt8(ascii: "%") {
            bytes.removeLast()
            places = 16
        }
        let parts = bytes.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard parts.count == 1 || parts.count == 2, let whole = parts.first, !whole.isEmpty else {
            return nil
        }
        let fraction = parts.count == 2 ? parts[1] : []
        guard parts.count == 1 || !fraction.isEmpty, fraction.count <= places, whole.count <= 40
        else { return nil }
        var value = UInt256.zero
        for digit in whole + fraction {
            guard digit >= UInt8(ascii: "0"), digit <= UInt8(ascii: "9") else { return nil }
            value = value &* 10 &+ UInt256(UInt64(digit - UInt8(ascii: "0")))
        }
        for _ in fraction.count..<places { value = value &* 10 }
        self.init(magnitude: value, isNegative: isNegative)
    }

    /// A whole number as wad.
    init(wholeUnits count: Int64) {
        let value = Int256(bitPattern: UInt256(count.magnitude) &* .wad)
        self = count < 0 ? .zero &- value : value
    }

    /// Exact whole units with all 18 places.
    var text18: String {
        let digits = magnitude.description
        let padded =
            digits.utf8.count > 18
            ? digits : String(repeating: "0", count: 19 - digits.utf8.count) + digits
        return (isNegative ? "-" : "") + padded.dropLast(18) + "." + padded.suffix(18)
    }

    /// Whole units rounded half away from zero to two places, thousands apart by a blank.
    var textForPeople: String {
        let cent = UInt256(10_000_000_000_000_000)
        let cents = (magnitude &+ (cent >> 1)).quotientAndRemainder(dividingBy: cent).quotient
        let digits = cents.description
        let padded =
            digits.utf8.count > 2
            ? digits : String(repeating: "0", count: 3 - digits.utf8.count) + digits
        var whole = ""
        for (place, digit) in padded.dropLast(2).reversed().enumerated() {
            if place > 0 && place % 3 == 0 { whole.append(" ") }
            whole.append(digit)
        }
        let sign = isNegative && !cents.isZero ? "\u{2212}" : ""
        return sign + String(whole.reversed()) + "." + padded.suffix(2)
    }
}
