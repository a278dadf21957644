import VenueFormulas
import WideIntegers

/// Why a text is no decimal number.
struct DecimalTextError: Error, CustomStringConvertible {
    let text: String
    let reason: String

    var description: String { "\"\(text)\" \(reason)" }
}

extension Fraction {
    /// Significant digits of a figure that is compared within a tolerance.
    static let figureDigitsMax = 40

    /// Reads `-12.5` or `1e-12` exactly.
    ///
    /// - Parameter digitsMax: Significant digits that count; what follows them is left off.
    init(decimal text: String, digitsMax: Int = .max) throws(DecimalTextError) {
        guard let match = text.wholeMatch(of: /(-?)([0-9]+)(?:\.([0-9]+))?(?:[eE]([-+]?[0-9]+))?/)
        else { throw DecimalTextError(text: text, reason: "is no decimal number") }
        let decimals = match.3 ?? ""
        // An exponent of many digits cannot be held, whatever it says.
        guard let exponent = Int(match.4?.drop { $0 == "+" } ?? "0"),
            (-999...999).contains(exponent)
        else {
            throw DecimalTextError(text: text, reason: "has an exponent beyond 999")
        }
        var digits = String((match.2 + decimals).drop { $0 == "0" })
        var scale = decimals.count - exponent
        if digits.count > digitsMax {
            scale -= digits.count - digitsMax
            digits = String(digits.prefix(digitsMax))
        }
        while digits.hasSuffix("0") {
            digits.removeLast()
            scale -= 1
        }
        if digits.isEmpty { (digits, scale) = ("0", 0) }
        let tooLong = DecimalTextError(text: text, reason: "has more digits than 256 bits hold")
        do {
            let magnitude =
                try UInt256(decimal: digits) * UInt256(10).power(UInt256(UInt64(max(0, -scale))))
            let denominator = try UInt256(10).power(UInt256(UInt64(max(0, scale))))
            guard let numerator = Int256(magnitude: magnitude, isNegative: !match.1.isEmpty) else {
                throw tooLong
            }
            try self.init(numerator, over: denominator)
        } catch {
            throw tooLong
        }
    }
}
