/// Writes JSON as bytes, one value after the other, with the commas between them.
///
/// An object is `beginObject`, then names and values, then `endObject`; a list likewise. What is written
/// can be taken back up to an earlier place, so that an answer may fail halfway.
public struct JSONWriter: Sendable {
    /// What was written.
    public private(set) var bytes: [UInt8] = []

    /// A writer with room for some bytes.
    public init(capacity: Int = 256) {
        bytes.reserveCapacity(capacity)
    }

    /// How many bytes were written.
    public var count: Int { bytes.count }

    /// Takes back all but the first bytes.
    public mutating func truncate(to count: Int) {
        bytes.removeLast(bytes.count - count)
    }

    // MARK: - Structure

    /// Begins an object.
    public mutating func beginObject() {
        separate()
        bytes.append(0x7b)
    }

    /// Ends an object.
    public mutating func endObject() { bytes.append(0x7d) }

    /// Begins a list.
    public mutating func beginList() {
        separate()
        bytes.append(0x5b)
    }

    /// Ends a list.
    public mutating func endList() { bytes.append(0x5d) }

    /// A member's name, which needs no escapes; its value follows.
    public mutating func name(_ name: StaticString) {
        separate()
        bytes.append(0x22)
        bytes.append(
            contentsOf: UnsafeBufferPointer(start: name.utf8Start, count: name.utf8CodeUnitCount))
        bytes.append(0x22)
        bytes.append(0x3a)
    }

    /// A member's name that is known only at run time; its value follows.
    public mutating func name(text: String) {
        string(text)
        bytes.append(0x3a)
    }

    // MARK: - Values

    /// `null`.
    public mutating func null() { literal("null") }

    /// `true` or `false`.
    public mutating func bool(_ value: Bool) { literal(value ? "true" : "false") }

    /// A whole number in decimal digits.
    public mutating func number(_ value: some BinaryInteger) {
        separate()
        bytes.append(contentsOf: String(value).utf8)
    }

    /// A finite number in the fewest digits that name it.
    public mutating func number(_ value: Double) {
        separate()
        if value.isFinite, let whole = Int64(exactly: value) {
            bytes.append(contentsOf: "\(whole)".utf8)
        } else {
            bytes.append(contentsOf: (value.isFinite ? "\(value)" : "null").utf8)
        }
    }

    /// A string, escaped where it must be.
    public mutating func string(_ value: String) {
        separate()
        bytes.append(0x22)
        for byte in value.utf8 { append(escaped: byte) }
        bytes.append(0x22)
    }

    /// A value that is JSON already.
    public mutating func verbatim(_ json: some Collection<UInt8>) {
        separate()
        bytes.append(contentsOf: json)
    }

    /// A value, or a part of one, that is JSON already and known when the program is written.
    public mutating func literal(_ json: StaticString) {
        separate()
        bytes.append(
            contentsOf: UnsafeBufferPointer(start: json.utf8Start, count: json.utf8CodeUnitCount))
    }

    /// Bytes as a string of `0x` and two lower-case digits for each.
    public mutating func hex(_ data: some Collection<UInt8>) {
        separate()
        bytes.reserveCapacity(bytes.count + 2 * data.count + 4)
        bytes.append(0x22)
        bytes.append(0x30)
        bytes.append(0x78)
        for byte in data {
            bytes.append(JSONWriter.digit(byte >> 4))
            bytes.append(JSONWriter.digit(byte & 15))
        }
        bytes.append(0x22)
    }

    /// A number of 64-bit words, the least significant first, as a string of `0x` and its digits without
    /// leading zeros; zero is `0x0`.
    public mutating func quantity(
        _ w0: UInt64, _ w1: UInt64 = 0, _ w2: UInt64 = 0, _ w3: UInt64 = 0
    ) {
        separate()
        bytes.append(0x22)
        bytes.append(0x30)
        bytes.append(0x78)
        var isBegun = false
        if w3 != 0 { append(digitsOf: w3, &isBegun) }
        if isBegun || w2 != 0 { append(digitsOf: w2, &isBegun) }
        if isBegun || w1 != 0 { append(digitsOf: w1, &isBegun) }
        append(digitsOf: w0, &isBegun)
        if !isBegun { bytes.append(0x30) }
        bytes.append(0x22)
    }

    // MARK: - Bytes

    /// Writes a comma unless this is the first value at its place.
    private mutating func separate() {
        guard let last = bytes.last else { return }
        // Behind a value stands the end of a literal, a quote or a closing bracket.
        if last != 0x7b && last != 0x5b && last != 0x3a { bytes.append(0x2c) }
    }

    private mutating func append(digitsOf word: UInt64, _ isBegun: inout Bool) {
        var shift = 60
        while shift >= 0 {
            let nibble = UInt8(truncatingIfNeeded: word &>> UInt64(shift)) & 15
            if isBegun || nibble != 0 {
                bytes.append(JSONWriter.digit(nibble))
                isBegun = true
            }
            shift -= 4
        }
    }

    private mutating func append(escaped byte: UInt8) {
        switch byte {
        case 0x22, 0x5c:
            bytes.append(0x5c)
            bytes.append(byte)
        case 0x0a: append(escape: 0x6e)
        case 0x0d: append(escape: 0x72)
        case 0x09: append(escape: 0x74)
        case 0..<0x20, 0x7f:
            append(escape: 0x75)
            bytes.append(0x30)
            bytes.append(0x30)
            bytes.append(JSONWriter.digit(byte >> 4))
            bytes.append(JSONWriter.digit(byte & 15))
        default: bytes.append(byte)
        }
    }

    private mutating func append(escape letter: UInt8) {
        bytes.append(0x5c)
        bytes.append(letter)
    }

    @inline(__always)
    private static func digit(_ nibble: UInt8) -> UInt8 {
        nibble < 10 ? 0x30 &+ nibble : 0x57 &+ nibble
    }
}
