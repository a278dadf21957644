import WideIntegers

/// Why a text is no decimal number.
public enum DecimalTextError: Error, Hashable, Sendable, CustomStringConvertible {
    /// Nothing there.
    case empty
    /// A word for a missing or infinite number, such as `nan`, `inf` or `null`.
    case notFinite
    /// A byte that does not belong there, with its offset.
    case invalidByte(UInt8, offset: Int)
    /// No digit at all.
    case noDigits
    /// More significant digits than `ExactDecimal.digitsMax`.
    case tooManyDigits
    /// An exponent beyond four digits.
    case exponentOutOfRange
    /// Above what 255 bits hold at the asked number of decimals.
    case outOfRange

    /// The reason in words.
    public var description: String {
        switch self {
        case .empty: "an empty field"
        case .notFinite: "not a finite number"
        case .invalidByte(let byte, let offset):
            byte > 0x20 && byte < 0x7f
                ? "'\(Character(UnicodeScalar(byte)))' at offset \(offset) does not belong in a number"
                : "byte \(byte) at offset \(offset) does not belong in a number"
        case .noDigits: "without a digit"
        case .tooManyDigits: "of more than \(ExactDecimal.digitsMax) significant digits"
        case .exponentOutOfRange: "with an exponent of more than four digits"
        case .outOfRange: "too large"
        }
    }
}

/// A number as its decimal text says it, with nothing rounded: `digits * 10^exponent`.
///
/// The text is an optional sign, digits with at most one point before, between or after them, and
/// optionally `e` or `E` with a signed exponent.
public struct ExactDecimal: Hashable, Sendable {
    /// The significant digits as an integer.
    public let digits: UInt256
    /// The power of ten that they count.
    public let exponent: Int
    /// Whether a minus stands before them; zero may have one.
    public let isNegative: Bool

    /// Significant digits that are read; 256 bits hold one more.
    public static let digitsMax = 76

    /// Reads UTF-8 bytes.
    /// - Throws: everything but `.outOfRange`.
    public init(_ text: ArraySlice<UInt8>) throws(DecimalTextError) {
        if text.isEmpty { throw .empty }
        var scanner = DecimalScanner(text)
        isNegative = scanner.takeSign()
        if scanner.isWord { throw .notFinite }
        digits = try scanner.takeDigits()
        exponent = try scanner.takeExponent() - scanner.fractionDigits
    }

    /// The value times 10^decimals, rounded to the nearest, ties to the even one.
    /// - Throws: `.outOfRange`.
    public func rounded(toDecimals decimals: Int) throws(DecimalTextError) -> Int256 {
        try scaled(toDecimals: decimals).value
    }

    /// The value times 10^decimals; nil when that is no whole number.
    /// - Throws: `.outOfRange`.
    public func exactly(atDecimals decimals: Int) throws(DecimalTextError) -> Int256? {
        let scaled = try scaled(toDecimals: decimals)
        return scaled.isExact ? scaled.value : nil
    }

    private func scaled(
        toDecimals decimals: Int
    ) throws(DecimalTextError) -> (value: Int256, isExact: Bool) {
        if digits.isZero { return (.zero, true) }
        let shift = exponent + decimals
        var magnitude = digits
        var isExact = true
        if shift >= 0 {
            guard shift < Self.powers.count,
                case let (product, false) = digits.multipliedReportingOverflow(
                    by: Self.powers[shift])
            else { throw .outOfRange }
            magnitude = product
        } else if -shift < Self.powers.count {
            (magnitude, isExact) = digits.dividedHalfEven(by: Self.powers[-shift])
        } else {
            // The digits are below a tenth of that power, which rounds to nothing.
            (magnitude, isExact) = (.zero, false)
        }
        guard let value = Int256(magnitude: magnitude, isNegative: isNegative) else {
            throw .outOfRange
        }
        return (value, isExact)
    }

    /// 10^0 to 10^77, the last that 256 bits hold.
    static let powers: [UInt256] = {
        var powers = [UInt256.one]
        for _ in 1...77 { powers.append(powers[powers.count - 1] &* 10) }
        return powers
    }()
}

/// The parts of a decimal text, from left to right.
private struct DecimalScanner {
    private let text: ArraySlice<UInt8>
    private var place: Int
    private(set) var fractionDigits = 0

    /// Words by which exports say that there is no number.
    private static let words = ["nan", "inf", "infinity", "null", "none", "na", "n/a"]

    init(_ text: ArraySlice<UInt8>) {
        self.text = text
        place = text.startIndex
    }

    private var current: UInt8? { place < text.endIndex ? text[place] : nil }

    mutating func takeSign() -> Bool {
        let isMinus = current == UInt8(ascii: "-")
        if isMinus || current == UInt8(ascii: "+") { place += 1 }
        return isMinus
    }

    var isWord: Bool {
        guard let current, current >= 0x41 else { return false }
        let lower = text[place...].map { $0 | 0x20 }
        // The slash has the bit of lower case already.
        return Self.words.contains { lower.elementsEqual($0.utf8) }
    }

    mutating func takeDigits() throws(DecimalTextError) -> UInt256 {
        var value = UInt256.zero
        var group: UInt64 = 0
        var groupPower: UInt64 = 1
        var significant = 0
        var hasDigit = false
        var hasPoint = false
        while let byte = current, byte | 0x20 != UInt8(ascii: "e") {
            if byte == UInt8(ascii: "."), !hasPoint {
                hasPoint = true
            } else {
                guard byte >= 0x30, byte <= 0x39 else {
                    throw .invalidByte(byte, offset: place - text.startIndex)
                }
                hasDigit = true
                if hasPoint { fractionDigits += 1 }
                if byte != 0x30 || significant > 0 { significant += 1 }
                if significant > ExactDecimal.digitsMax { throw .tooManyDigits }
                group = group * 10 + UInt64(byte - 0x30)
                groupPower *= 10
                // The most that fits a word beside another digit.
                if groupPower == 1_000_000_000_000_000_000 {
                    value = value &* UInt256(groupPower) &+ UInt256(group)
                    (group, groupPower) = (0, 1)
                }
            }
            place += 1
        }
        guard hasDigit else { throw .noDigits }
        return value.isZero ? UInt256(group) : value &* UInt256(groupPower) &+ UInt256(group)
    }

    /// The number after `e`; zero where the text has ended.
    mutating func takeExponent() throws(DecimalTextError) -> Int {
        guard current != nil else { return 0 }
        place += 1
        let isMinus = takeSign()
        guard current != nil else { throw .noDigits }
        var value = 0
        while let byte = current {
            guard byte >= 0x30, byte <= 0x39 else {
                throw .invalidByte(byte, offset: place - text.startIndex)
            }
            value = value * 10 + Int(byte - 0x30)
            if value > 9999 { throw .exponentOutOfRange }
            place += 1
        }
        return isMinus ? -value : value
    }
}
