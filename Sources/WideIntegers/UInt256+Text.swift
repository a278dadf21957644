/// Why a text is not a number.
public enum IntegerTextError: Error, Hashable, Sendable, CustomStringConvertible {
    /// There are no digits.
    case noDigits
    /// A character that is no digit of the base, with its offset from the start in UTF-8 bytes.
    case invalidCharacter(UInt8, offset: Int)
    /// The number does not fit the type.
    case outOfRange

    /// The reason in words.
    public var description: String {
        switch self {
        case .noDigits: "no digits"
        case .invalidCharacter(let byte, let offset):
            byte >= 0x20 && byte < 0x7f
                ? "'\(Character(UnicodeScalar(byte)))' at offset \(offset) is not a digit"
                : "byte \(byte) at offset \(offset) is not a digit"
        case .outOfRange: "the number is out of range"
        }
    }
}

extension UInt256 {
    /// Reads decimal digits: no sign, no separators; leading zeros are allowed.
    public init(decimal text: some StringProtocol) throws(IntegerTextError) {
        try self.init(digits: text.utf8, offset: 0)
    }

    init(digits: some Sequence<UInt8>, offset start: Int) throws(IntegerTextError) {
        var value = UInt256.zero
        var offset = start
        for byte in digits {
            guard byte >= 0x30 && byte <= 0x39 else {
                throw .invalidCharacter(byte, offset: offset)
            }
            let (scaled, carry) = value.multipliedByLimb(10, adding: UInt64(byte &- 0x30))
            if carry != 0 { throw .outOfRange }
            value = scaled
            offset += 1
        }
        if offset == start { throw .noDigits }
        self = value
    }

    /// Reads hexadecimal digits of either case after an optional `0x`; at least one digit.
    public init(hex text: some StringProtocol) throws(IntegerTextError) {
        let prefixLength = text.utf8.starts(with: "0x".utf8) ? 2 : 0
        var value = UInt256.zero
        var offset = prefixLength
        for byte in text.utf8.dropFirst(prefixLength) {
            let digit: UInt8
            switch byte {
            case 0x30...0x39: digit = byte - 0x30
            case 0x41...0x46: digit = byte - 0x41 + 10
            case 0x61...0x66: digit = byte - 0x61 + 10
            default: throw .invalidCharacter(byte, offset: offset)
            }
            if value.w3 >> 60 != 0 { throw .outOfRange }
            value = value << 4
            value.w0 |= UInt64(digit)
            offset += 1
        }
        if offset == prefixLength { throw .noDigits }
        self = value
    }

    /// The hexadecimal form without leading zeros, such as `0x0` or `0x1f` (a JSON-RPC quantity).
    public var hex: String {
        var text = "0x"
        var started = false
        for limb in [w3, w2, w1, w0] where started || limb != 0 {
            let digits = String(limb, radix: 16)
            if started { text += String(repeating: "0", count: 16 - digits.count) }
            text += digits
            started = true
        }
        return started ? text : "0x0"
    }

    private func multipliedByLimb(
        _ factor: UInt64,
        adding addend: UInt64
    ) -> (partialValue: UInt256, carry: UInt64) {
        var t = UInt128(w0) &* UInt128(factor) &+ UInt128(addend)
        let r0 = UInt64(truncatingIfNeeded: t)
        t = UInt128(w1) &* UInt128(factor) &+ (t &>> 64)
        let r1 = UInt64(truncatingIfNeeded: t)
        t = UInt128(w2) &* UInt128(factor) &+ (t &>> 64)
        let r2 = UInt64(truncatingIfNeeded: t)
        t = UInt128(w3) &* UInt128(factor) &+ (t &>> 64)
        let r3 = UInt64(truncatingIfNeeded: t)
        return (UInt256(r0, r1, r2, r3), UInt64(truncatingIfNeeded: t &>> 64))
    }
}

extension UInt256: CustomStringConvertible {
    /// The decimal digits.
    public var description: String {
        // Groups of 19 digits, the most that fit one limb.
        let group: UInt64 = 10_000_000_000_000_000_000
        var rest = self
        var text = ""
        repeat {
            let (quotient, remainder) = rest.quotientAndRemainder(dividingByLimb: group)
            let digits = String(remainder)
            text =
                (quotient.isZero ? "" : String(repeating: "0", count: 19 - digits.count))
                + digits + text
            rest = quotient
        } while !rest.isZero
        return text
    }
}
