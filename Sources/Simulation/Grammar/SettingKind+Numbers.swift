import SimulationKernel
import WideIntegers

extension SettingKind where Value == UInt64 {
    /// A whole number.
    package static func integer(_ range: ClosedRange<UInt64>) -> Self {
        .scalar(
            ScalarShape(
                "integer",
                range.lowerBound == range.upperBound
                    ? "\(range.lowerBound)"
                    : "an integer from \(range.lowerBound) to \(range.upperBound)", .number),
            parse: { text throws(SettingRefusal) in
                let (isNegative, value) = try DecimalText.parse(text, places: 0)
                guard !isNegative, let small = UInt64(exactly: value), range.contains(small)
                else { throw .outOfRange }
                return small
            }, text: { "\($0)" })
    }
}

extension SettingKind where Value == UInt64 {
    /// A ratio from 0 to 1 in parts of 10^places, as parts per million; may be written in percent.
    package static func parts(places: Int) -> Self {
        .scalar(
            ScalarShape(
                "ratio", "a decimal from 0 to 1 with at most \(places) places", as: "0.05 or 5%",
                .number),
            parse: { text throws(SettingRefusal) in
                let (isNegative, value) = try DecimalText.parse(
                    text, places: places, allowsPercent: true)
                guard !isNegative, let parts = UInt64(exactly: value),
                    UInt256(parts) <= (try DecimalText.parse("1", places: places).magnitude)
                else { throw .outOfRange }
                return parts
            }, text: { DecimalText.text(UInt256($0), places: places) })
    }
}

extension SettingKind where Value == Int {
    /// A whole number.
    package static func integer(_ range: ClosedRange<Int>) -> Self {
        .scalar(
            ScalarShape(
                "integer",
                range.lowerBound == range.upperBound
                    ? "\(range.lowerBound)"
                    : "an integer from \(range.lowerBound) to \(range.upperBound)", .number),
            parse: { text throws(SettingRefusal) in
                let (isNegative, magnitude) = try DecimalText.parse(text, places: 0)
                guard let small = UInt64(exactly: magnitude).flatMap({ Int(exactly: $0) }) else {
                    throw .outOfRange
                }
                let value = isNegative ? -small : small
                guard range.contains(value) else { throw .outOfRange }
                return value
            }, text: { "\($0)" })
    }
}

/// The largest number in wad: 10^18 whole units. Products of two such still fit 256 bits.
package let settingWadMax: UInt256 = .wad &* .wad

extension SettingKind where Value == UInt256 {
    /// An amount or a price, wad.
    package static func decimal(
        _ range: ClosedRange<UInt256> = .zero...settingWadMax
    ) -> Self {
        wad("decimal", range, allowsPercent: false)
    }

    /// A ratio, wad; may be written with a percent sign.
    package static func ratio(_ range: ClosedRange<UInt256> = .zero ... .wad) -> Self {
        wad("ratio", range, allowsPercent: true)
    }

    /// An amount of the native asset, wei: `5 wei`, `0.02 gwei`, `1 ether`.
    package static func wei(upTo most: UInt256 = settingWadMax) -> Self {
        let units = [("ether", 18), ("gwei", 9), ("wei", 0)]
        return .scalar(
            ScalarShape(
                "native amount", "whole wei up to \(DecimalText.bound(most)) ether",
                as: "5 wei, 0.02 gwei or 1 ether"),
            parse: { text throws(SettingRefusal) in
                guard let (unit, places) = units.first(where: { text.hasSuffix($0.0) }) else {
                    throw SettingRefusal("has no unit")
                }
                var number = text.dropLast(unit.count)
                if number.last == " " { number.removeLast() }
                let (isNegative, value) = try DecimalText.parse(number, places: places)
                guard !isNegative, value <= most else { throw .outOfRange }
                return value
            },
            text: { value in
                // Ten gwei and more than that in thousandths of ether read worse than in gwei.
                let unit = value < UInt256(1_000_000_000) ? 2 : value < .wad ? 1 : 0
                return DecimalText.text(value, places: units[unit].1) + " " + units[unit].0
            })
    }

    private static func wad(
        _ type: String, _ range: ClosedRange<UInt256>, allowsPercent: Bool
    ) -> Self {
        // The least number there is stands for a bound that is not included.
        let low =
            range.lowerBound == UInt256(1)
            ? "above 0 and up to" : "from \(DecimalText.text(range.lowerBound)) to"
        return .scalar(
            ScalarShape(
                type, "a decimal \(low) \(DecimalText.bound(range.upperBound))",
                as: allowsPercent ? "0.05 or 5%" : nil, .number),
            parse: { text throws(SettingRefusal) in
                let (isNegative, value) = try DecimalText.parse(
                    text, places: DecimalText.placesMax, allowsPercent: allowsPercent)
                guard !isNegative, range.contains(value) else { throw .outOfRange }
                return value
            }, text: { DecimalText.text($0) })
    }
}

extension SettingKind where Value == Int256 {
    /// An amount with a sign, wad.
    package static func decimal(
        _ range: ClosedRange<Int256> =
            Int256(bitPattern: .zero &- settingWadMax)...Int256(bitPattern: settingWadMax)
    ) -> Self {
        let low =
            (range.lowerBound.isNegative ? "-" : "")
            + DecimalText.bound(range.lowerBound.magnitude)
        let high =
            (range.upperBound.isNegative ? "-" : "")
            + DecimalText.bound(range.upperBound.magnitude)
        return .scalar(
            ScalarShape(
                "signed decimal", "a decimal from \(low) to \(high)", as: "-0.05 or -5%", .number),
            parse: { text throws(SettingRefusal) in
                let (isNegative, magnitude) = try DecimalText.parse(
                    text, places: DecimalText.placesMax, allowsPercent: true)
                guard magnitude <= Int256.max.magnitude else { throw .outOfRange }
                let value = Int256(bitPattern: isNegative ? .zero &- magnitude : magnitude)
                guard range.contains(value) else { throw .outOfRange }
                return value
            }, text: { DecimalText.text($0) })
    }
}

extension SettingKind where Value == Ratio {
    /// A probability.
    package static var probability: Self {
        .scalar(
            ScalarShape("probability", "a decimal from 0 to 1", as: "0.05 or 5%", .number),
            parse: { text throws(SettingRefusal) in
                let (isNegative, wad) = try DecimalText.parse(
                    text, places: DecimalText.placesMax, allowsPercent: true)
                guard !isNegative, let cases = UInt64(exactly: wad),
                    let ratio = Ratio(cases, 1_000_000_000_000_000_000)
                else { throw .outOfRange }
                return ratio
            },
            text: { ratio in
                // The denominator divides 10^18 for whatever was read here.
                let scaled = UInt256(ratio.numerator) &* .wad
                return DecimalText.text(
                    scaled.quotientAndRemainder(dividingBy: UInt256(ratio.denominator)).quotient)
            })
    }
}

extension SettingKind where Value == Double {
    /// A number of statistics, which is no money.
    package static func real(_ range: ClosedRange<Double>) -> Self {
        .scalar(
            ScalarShape(
                "number",
                "a number from \(RealText.text(range.lowerBound)) to "
                    + RealText.text(range.upperBound), .number),
            parse: { text throws(SettingRefusal) in
                let value = try RealText.parse(text)
                guard range.contains(value) else { throw .outOfRange }
                return value
            }, text: { RealText.text($0) })
    }
}

/// Numbers of statistics as files write them.
enum RealText {
    /// Digits with underscores between them, a point and an exponent, if any; a percent sign divides
    /// by a hundred.
    static func parse(_ text: some StringProtocol) throws(SettingRefusal) -> Double {
        let isPercent = text.last == "%"
        let number = try withoutUnderscores(isPercent ? text.dropLast() : text[...])
        // Words such as nan and hexadecimal digits are no numbers here.
        let isPlain = number.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "-"),
                UInt8(ascii: "+"), UInt8(ascii: "e"), UInt8(ascii: "E"):
                true
            default: false
            }
        }
        guard isPlain, let value = Double(number) else { throw SettingRefusal("is not a number") }
        guard value.isFinite else { throw .outOfRange }
        return isPercent ? value / 100 : value
    }

    /// The text without underscores, each of which must stand between two digits.
    private static func withoutUnderscores(
        _ text: some StringProtocol
    ) throws(SettingRefusal) -> String {
        let groups = text.split(separator: "_", omittingEmptySubsequences: false)
        for (left, right) in zip(groups, groups.dropFirst()) {
            guard left.last?.isASCIIDigit == true, right.first?.isASCIIDigit == true else {
                throw SettingRefusal("is not a number")
            }
        }
        return groups.joined()
    }

    /// The shortest text that is read as the number again.
    static func text(_ value: Double) -> String {
        let text = value.description
        return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
    }
}

extension Character {
    fileprivate var isASCIIDigit: Bool { ("0"..."9").contains(self) }
}
