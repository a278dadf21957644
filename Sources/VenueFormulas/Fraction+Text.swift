import WideIntegers

/// Why a text is no number.
public struct FractionTextError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The text.
    public let text: String
    /// What is wrong with it.
    public let reason: String

    /// Text and reason.
    public var description: String { "\"\(text)\" \(reason)" }
}

extension Fraction {
    /// Reads a decimal, or a quotient of two as `3/1000`, exactly.
    public init(text: String) throws(FractionTextError) {
        let terms = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard terms.count == 2 else {
            try self.init(decimal: text)
            return
        }
        let divisor = try Fraction(decimal: terms[1])
        if divisor.signum == 0 { throw FractionTextError(text: text, reason: "divides by zero") }
        do {
            self = try Fraction(decimal: terms[0]) / divisor
        } catch let error as FractionTextError {
            throw error
        } catch {
            throw FractionTextError(text: text, reason: "has more digits than 256 bits hold")
        }
    }

    /// Reads `-12.5` or `1e-12` exactly.
    ///
    /// - Parameter digitsMax: Significant digits that count; what follows them is left off.
    public init(decimal text: String, digitsMax: Int = .max) throws(FractionTextError) {
        guard let match = text.wholeMatch(of: /(-?)([0-9]+)(?:\.([0-9]+))?(?:[eE]([-+]?[0-9]+))?/)
        else { throw FractionTextError(text: text, reason: "is no decimal number") }
        let decimals = match.3 ?? ""
        // An exponent of many digits cannot be held, whatever it says.
        guard let exponent = Int(match.4?.drop { $0 == "+" } ?? "0"),
            (-999...999).contains(exponent)
        else {
            throw FractionTextError(text: text, reason: "has an exponent beyond 999")
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
        let tooLong = FractionTextError(text: text, reason: "has more digits than 256 bits hold")
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
