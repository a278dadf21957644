import WideIntegers

extension ABIReader {
    /// Reads a `uint256`.
    public mutating func uint256() throws(ABIDecodingError) -> UInt256 { nextWord() }

    /// Reads an `int256`.
    public mutating func int256() throws(ABIDecodingError) -> Int256 {
        Int256(bitPattern: nextWord())
    }

    /// Reads an unsigned integer of 8 to 256 bits.
    public mutating func uint(bits: Int) throws(ABIDecodingError) -> UInt256 {
        let word = nextWord()
        guard ABIWord.holds(word, uintBits: bits) else { throw outOfRange }
        return word
    }

    /// Reads a signed integer of 8 to 256 bits.
    public mutating func int(bits: Int) throws(ABIDecodingError) -> Int256 {
        let word = nextWord()
        guard ABIWord.holds(word, intBits: bits) else { throw outOfRange }
        return Int256(bitPattern: word)
    }

    /// Reads a `uint64`.
    public mutating func uint64() throws(ABIDecodingError) -> UInt64 {
        guard let value = UInt64(exactly: nextWord()) else { throw outOfRange }
        return value
    }

    /// Reads an `address`.
    public mutating func address() throws(ABIDecodingError) -> Address {
        guard let address = Address(exactly: nextWord()) else { throw outOfRange }
        return address
    }

    /// Reads a `bool`.
    public mutating func bool() throws(ABIDecodingError) -> Bool {
        let word = nextWord()
        guard word <= .one else { throw outOfRange }
        return !word.isZero
    }

    /// Reads a `bytes32`.
    public mutating func bytes32() throws(ABIDecodingError) -> Hash256 { Hash256(nextWord()) }

    /// Reads `bytes1` to `bytes32`.
    /// - Precondition: the count is 1 to 32.
    public mutating func fixedBytes(_ count: Int) throws(ABIDecodingError) -> [UInt8] {
        precondition((1...32).contains(count), "bytes\(count)")
        let word = nextWord()
        guard ABIWord.holds(word, byteCount: count) else { throw outOfRange }
        return Array(word.bigEndianBytes.prefix(count))
    }
}

// MARK: - Types known at run time

extension ABIReader {
    /// The value of a checked type.
    mutating func value(of shape: ABIShape) throws(ABIDecodingError) -> ABIValue {
        switch shape.type {
        case .bytes:
            return .bytes(try bytes())
        case .string:
            return .string(try string())
        case .array:
            let element = shape.members[0]
            return .array(
                try array(of: element.layout) { reader throws(ABIDecodingError) in
                    try reader.value(of: element)
                }
            )
        case .fixedArray(_, let count):
            let element = shape.members[0]
            return .array(
                try fixedArray(of: element.layout, count: count) {
                    reader throws(ABIDecodingError) in
                    try reader.value(of: element)
                }
            )
        case .tuple:
            return .tuple(
                try tuple(shape.layout) { reader throws(ABIDecodingError) in
                    try reader.values(of: shape.members)
                }
            )
        case .uint, .int, .address, .bool, .fixedBytes, .function:
            guard let value = ABIWord.value(of: nextWord(), as: shape.type) else {
                throw outOfRange
            }
            return value
        }
    }

    /// The values of checked types, one after the other.
    mutating func values(of shapes: [ABIShape]) throws(ABIDecodingError) -> [ABIValue] {
        var values: [ABIValue] = []
        values.reserveCapacity(shapes.count)
        for shape in shapes { values.append(try value(of: shape)) }
        return values
    }
}
