import WideIntegers

/// Decimal numbers as files write them: digits, perhaps with underscores between them, a point, a
/// minus sign, a percent sign.
enum DecimalText {
    /// Decimals that a number in wad has.
    static let placesMax = 18

    /// The sign, and the magnitude times 10^places.
    ///
    /// - Parameter allowsPercent: Whether a percent sign may follow, which divides by a hundred.
    static func parse(
        _ text: some StringProtocol, places: Int, allowsPercent: Bool = false
    ) throws(SettingRefusal) -> (isNegative: Bool, magnitude: UInt256) {
        var bytes = Array(text.utf8)
        let isNegative = bytes.first == UInt8(ascii: "-")
        if isNegative { bytes.removeFirst() }
        var places = places
        if bytes.last == UInt8(ascii: "%") {
            guard allowsPercent else { throw SettingRefusal("is a percentage") }
            bytes.removeLast()
            places -= 2
        }
        let parts = bytes.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard let whole = parts.first, parts.count <= 2 else { throw notANumber }
        var digits = try self.digits(whole)
        if parts.count == 2 {
            let fraction = try self.digits(parts[1])
            guard places > 0 else { throw SettingRefusal("is not a whole number") }
            guard fraction.count <= places else {
                throw SettingRefusal("has more than \(places) decimals")
            }
            digits += fraction
            places -= fraction.count
        }
        digits += Array(repeating: UInt8(ascii: "0"), count: places)
        do {
            let value = try UInt256(decimal: String(decoding: digits, as: UTF8.self))
            return (isNegative && !value.isZero, value)
        } catch {
            throw .outOfRange
        }
    }

    /// The shortest text of a magnitude times 10^places.
    static func text(_ magnitude: UInt256, places: Int = placesMax) -> String {
        var digits = Array(magnitude.description.utf8)
        if digits.count <= places {
            digits.insert(
                contentsOf: Array(repeating: UInt8(ascii: "0"), count: places + 1 - digits.count),
                at: 0)
        }
        var fraction = digits.suffix(places)
        while fraction.last == UInt8(ascii: "0") { fraction.removeLast() }
        let whole = String(decoding: digits.dropLast(places), as: UTF8.self)
        return fraction.isEmpty ? whole : whole + "." + String(decoding: fraction, as: UTF8.self)
    }

    /// The text of a bound; 10^18, the greatest that most numbers may be, by its power.
    static func bound(_ wad: UInt256) -> String {
        wad == settingWadMax ? "10^18" : text(wad)
    }

    /// The shortest text of a number in wad.
    static func text(_ value: Int256) -> String {
        (value.isNegative ? "-" : "") + text(value.magnitude)
    }

    private static let notANumber = SettingRefusal("is not a number")

    /// The digits of a text, without the underscores that stand between two of them.
    private static func digits(_ bytes: ArraySlice<UInt8>) throws(SettingRefusal) -> [UInt8] {
        let underscore = UInt8(ascii: "_")
        guard let first = bytes.first, first != underscore, bytes.last != underscore else {
            throw notANumber
        }
        var digits: [UInt8] = []
        var last = first
        for byte in bytes {
            if byte == underscore {
                if last == underscore { throw notANumber }
            } else {
                guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else {
                    throw notANumber
                }
                digits.append(byte)
            }
            last = byte
        }
        return digits
    }
}
