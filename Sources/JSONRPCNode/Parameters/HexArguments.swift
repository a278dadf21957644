import EthereumPrimitives
import JSONText
import WideIntegers

/// Why an argument is not what it should be, in the words of geth's decoder.
struct HexProblem: Error {
    let reason: String

    init(_ reason: String) { self.reason = reason }

    /// A text that a type cannot be read of.
    init(_ reason: String, into type: String) {
        self.reason = "json: cannot unmarshal \(reason) into Go value of type \(type)"
    }
}

extension JSONView {
    /// Bytes as `0x` and two digits for each; the count where it is fixed.
    private func bytes(
        count: Int?, _ type: String
    ) throws(HexProblem) -> [UInt8] {
        guard let text = textBytes else { throw HexProblem("non-string", into: type) }
        let start = text.startIndex
        guard text.count >= 2, text[start] == 0x30, text[start + 1] | 0x20 == 0x78 else {
            if text.isEmpty && count == nil { throw HexProblem("empty hex string", into: type) }
            throw HexProblem("hex string without 0x prefix", into: type)
        }
        let digits = text.count - 2
        guard digits.isMultiple(of: 2) else {
            throw HexProblem("hex string of odd length", into: type)
        }
        if let count, digits != 2 * count {
            throw HexProblem("hex string has length \(digits), want \(2 * count) for \(type)")
        }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(digits / 2)
        var at = start + 2
        while at < text.endIndex {
            guard let high = JSONView.digit(text[at]), let low = JSONView.digit(text[at + 1]) else {
                throw HexProblem("invalid hex string", into: type)
            }
            bytes.append(high << 4 | low)
            at += 2
        }
        return bytes
    }

    /// 20 bytes; letters of any case.
    func address() throws(HexProblem) -> Address {
        guard let address = Address(bytes: try bytes(count: 20, "common.Address")) else {
            throw HexProblem("invalid hex string", into: "common.Address")
        }
        return address
    }

    /// 32 bytes.
    func hash() throws(HexProblem) -> Hash256 {
        guard let hash = Hash256(bytes: try bytes(count: 32, "common.Hash")) else {
            throw HexProblem("invalid hex string", into: "common.Hash")
        }
        return hash
    }

    /// Any bytes.
    func data() throws(HexProblem) -> [UInt8] { try bytes(count: nil, "hexutil.Bytes") }

    /// A number as `0x` and digits without leading zeros.
    func quantity(
        bits: Int = 256, _ type: String = "hexutil.Big"
    ) throws(HexProblem) -> UInt256 {
        guard let text = textBytes else { throw HexProblem("non-string", into: type) }
        return try JSONView.quantity(text, bits: bits, type)
    }

    /// A number below 2^64.
    func quantity64() throws(HexProblem) -> UInt64 {
        try quantity(bits: 64, "hexutil.Uint64").w0
    }

    /// A number below 2^64, as a quantity, or as a JSON number or a text in decimal digits.
    func number64() throws(HexProblem) -> UInt64 {
        let digits: String?
        switch kind {
        case .number: digits = numberText
        case .text: digits = text.flatMap { $0.hasPrefix("0x") ? nil : $0 }
        default: throw HexProblem("non-number", into: "uint64")
        }
        guard let digits else { return try quantity64() }
        if let number = UInt64(digits) { return number }
        if let number = Double(digits), let whole = UInt64(exactly: number.rounded(.down)) {
            return whole
        }
        throw HexProblem("number \(digits)", into: "uint64")
    }

    static func quantity(
        _ text: ArraySlice<UInt8>, bits: Int, _ type: String
    ) throws(HexProblem) -> UInt256 {
        let start = text.startIndex
        if text.isEmpty { throw HexProblem("empty hex string", into: type) }
        guard text.count >= 2, text[start] == 0x30, text[start + 1] | 0x20 == 0x78 else {
            throw HexProblem("hex string without 0x prefix", into: type)
        }
        let digits = text[(start + 2)...]
        guard let first = digits.first else { throw HexProblem("hex string \"0x\"", into: type) }
        if first == 0x30 && digits.count > 1 {
            throw HexProblem("hex number with leading zero digits", into: type)
        }
        if digits.count * 4 > bits {
            throw HexProblem("hex number > \(bits) bits", into: type)
        }
        var words: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)
        for character in digits {
            guard let digit = digit(character) else {
                throw HexProblem("invalid hex string", into: type)
            }
            words.3 = words.3 << 4 | words.2 >> 60
            words.2 = words.2 << 4 | words.1 >> 60
            words.1 = words.1 << 4 | words.0 >> 60
            words.0 = words.0 << 4 | UInt64(digit)
        }
        return UInt256(words.0, words.1, words.2, words.3)
    }

    private static func digit(_ character: UInt8) -> UInt8? {
        switch character {
        case 0x30...0x39: character - 0x30
        case 0x41...0x46: character - 0x41 + 10
        case 0x61...0x66: character - 0x61 + 10
        default: nil
        }
    }
}
