import WideIntegers

/// Decimal digits of exact amounts, written into memory of the caller.
///
/// Most of what a run stores is such text, so that nothing is allocated here: groups of 19 digits
/// come from one division of two limbs by one, their digits two at a time.
enum AmountText {
    /// Bytes that take every amount: 77 digits, a sign, a point and a zero before it.
    static let capacity = 80

    /// Writes the digits, after a minus sign below zero, so that they end before `end`.
    /// - Returns: How many bytes precede `end`.
    @inline(__always)
    static func write(_ value: Int256, before end: UnsafeMutablePointer<UInt8>) -> Int {
        var rest = value.magnitude
        var place = end
        while !rest.fitsUInt64 {
            let (quotient, group) = rest.quotientAndRemainder(
                dividingByLimb: 10_000_000_000_000_000_000)
            let start = write(group, before: place)
            place -= 19
            // A group below another one keeps its zeros.
            place.update(repeating: 0x30, count: start - place)
            rest = quotient
        }
        place = write(rest.w0, before: place)
        if value.isNegative {
            place -= 1
            place.pointee = 0x2d
        }
        return end - place
    }

    @inline(__always)
    private static func write(
        _ value: UInt64, before end: UnsafeMutablePointer<UInt8>
    ) -> UnsafeMutablePointer<UInt8> {
        var rest = value
        var place = end
        while rest >= 100 {
            let quotient = rest / 100
            let pair = rest &- quotient &* 100
            let ten = pair / 10
            place -= 2
            place[0] = UInt8(truncatingIfNeeded: 0x30 &+ ten)
            place[1] = UInt8(truncatingIfNeeded: 0x30 &+ pair &- ten &* 10)
            rest = quotient
        }
        if rest >= 10 {
            place -= 2
            place[0] = UInt8(truncatingIfNeeded: 0x30 &+ rest / 10)
            place[1] = UInt8(truncatingIfNeeded: 0x30 &+ rest % 10)
        } else {
            place -= 1
            place.pointee = UInt8(truncatingIfNeeded: 0x30 &+ rest)
        }
        return place
    }
}

extension AmountText {
    /// Reads digits after an optional minus sign; nil for anything else, or outside the range.
    static func read(_ text: UnsafeBufferPointer<UInt8>) -> Int256? {
        let isNegative = text.first == 0x2d
        let digits = text[(isNegative ? 1 : 0)...]
        // Whatever has 77 digits fits 256 bits.
        guard !digits.isEmpty, digits.count <= 77 else { return nil }
        var value = UInt256.zero
        var (group, scale) = (UInt64(0), UInt64(1))
        for digit in digits {
            guard digit >= 0x30 && digit <= 0x39 else { return nil }
            group = group &* 10 &+ UInt64(digit &- 0x30)
            scale = scale &* 10
            if scale == 10_000_000_000_000_000_000 {
                value = value &* UInt256(scale) &+ UInt256(group)
                (group, scale) = (0, 1)
            }
        }
        return Int256(magnitude: value &* UInt256(scale) &+ UInt256(group), isNegative: isNegative)
    }
}

extension Int256 {
    /// The amount in whole units as exact decimal text, without zeros behind the last digit.
    /// - Parameter decimals: Digits behind the point of this integer.
    func wholeUnits(decimals: Int) -> String {
        var digits = Array(magnitude.description.utf8)
        if digits.count <= decimals {
            digits.insert(
                contentsOf: repeatElement(0x30, count: decimals + 1 - digits.count), at: 0)
        }
        var fraction = digits.suffix(decimals)
        while fraction.last == 0x30 { fraction.removeLast() }
        return (isNegative ? "-" : "")
            + String(decoding: digits.dropLast(decimals), as: UTF8.self)
            + (fraction.isEmpty ? "" : "." + String(decoding: fraction, as: UTF8.self))
    }

    /// The amount in whole units for plotting: the sum of its limbs and one division, each rounded
    /// to the nearest, so that it is the same everywhere.
    @inline(__always)
    func approximateUnits(_ unit: Double) -> Double {
        let value = magnitude
        var sum = Double(value.w0)
        if value.w1 != 0 { sum += Double(value.w1) * 0x1p64 }
        if value.w2 != 0 { sum += Double(value.w2) * 0x1p128 }
        if value.w3 != 0 { sum += Double(value.w3) * 0x1p192 }
        return (isNegative ? -sum : sum) / unit
    }
}
