/// Why a text is not a row of bytes in hexadecimal.
public enum HexError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The text does not begin with `0x`.
    case missingPrefix
    /// There is half a byte too much.
    case oddLength
    /// A character that is no hexadecimal digit, at an offset in UTF-8 bytes.
    case invalidCharacter(UInt8, offset: Int)
    /// Another number of bytes than the type holds.
    case wrongByteCount(Int, expected: Int)

    /// The reason in words.
    public var description: String {
        switch self {
        case .missingPrefix: "hexadecimal bytes begin with 0x"
        case .oddLength: "an odd number of hexadecimal digits"
        case .invalidCharacter(let byte, let offset):
            byte >= 0x20 && byte < 0x7f
                ? "'\(Character(UnicodeScalar(byte)))' at offset \(offset) is no hexadecimal digit"
                : "byte \(byte) at offset \(offset) is no hexadecimal digit"
        case .wrongByteCount(let count, let expected): "\(count) bytes where \(expected) belong"
        }
    }
}

extension Array where Element == UInt8 {
    /// Reads `0x` and an even number of hexadecimal digits of either case; `0x` alone is empty.
    public init(hex text: some StringProtocol) throws(HexError) {
        guard text.hasPrefix("0x") else { throw .missingPrefix }
        let digits = text.utf8.dropFirst(2)
        guard digits.count.isMultiple(of: 2) else { throw .oddLength }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(digits.count / 2)
        var high: UInt8?
        var offset = 2
        for character in digits {
            guard let digit = hexDigitValue(character) else {
                throw .invalidCharacter(character, offset: offset)
            }
            if let first = high {
                bytes.append(first << 4 | digit)
                high = nil
            } else {
                high = digit
            }
            offset += 1
        }
        self = bytes
    }

    /// The bytes as `0x` and lower-case digits.
    public var hex: String { hexText(of: self) }
}

extension ArraySlice where Element == UInt8 {
    /// The bytes as `0x` and lower-case digits.
    public var hex: String { hexText(of: self) }
}

private func hexDigitValue(_ character: UInt8) -> UInt8? {
    switch character {
    case 0x30...0x39: character - 0x30
    case 0x41...0x46: character - 0x41 + 10
    case 0x61...0x66: character - 0x61 + 10
    default: nil
    }
}

private func hexText(of bytes: some Collection<UInt8>) -> String {
    let digits: StaticString = "0123456789abcdef"
    return String(unsafeUninitializedCapacity: 2 + 2 * bytes.count) { buffer in
        buffer[0] = 0x30
        buffer[1] = 0x78
        var index = 2
        for byte in bytes {
            buffer[index] = digits.utf8Start[Int(byte >> 4)]
            buffer[index + 1] = digits.utf8Start[Int(byte & 15)]
            index += 2
        }
        return index
    }
}
