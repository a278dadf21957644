import WideIntegers

/// Reads an ABI encoding field by field.
///
/// Fields are read in order of declaration, each once. The data is never copied but for the bytes
/// and elements that are returned, and nothing is allocated or repeated on the word of a length
/// that has not been compared with the data. After an error the reader is of no further use.
///
///     var reader = try ABIReader(callData, from: 4, headSize: 64, rules: .solidity)
///     let recipient = try reader.address()
///     let amount = try reader.uint256()
///
/// - Precondition: no more head bytes are read than `headSize` says, and all in nested sections.
/// - Source: Solidity ABI specification, "Formal Specification of the Encoding".
public struct ABIReader: Sendable {
    /// The words that any data may unfold to; memory for that many costs over 30 million gas in
    /// the EVM (3w + w^2/512), so no block could pay for a contract that decodes more.
    static let wordsMax = 131_072

    private let data: [UInt8]
    private let rules: ABIDecodingRules
    /// The start of the section, from which its pointers count.
    private var base: Int
    /// The next place in the head.
    private var cursor: Int
    private var headEnd: Int
    /// Words that may yet be read, and elements without size.
    ///
    /// Canonical data is read once. Pointers that share a tail, or arrays of empty elements, unfold
    /// to exponentially more than the data; this bounds the sum.
    private var wordsLeft: Int

    /// A reader of fields whose slots take `headSize` bytes together.
    ///
    /// - Parameters:
    ///   - data: The encoding, and whatever precedes it.
    ///   - start: Where the encoding begins: 4 after a selector.
    ///   - headSize: The sum of the slots' sizes, a multiple of 32.
    ///   - rules: How exact the encoding must be.
    public init(
        _ data: [UInt8],
        from start: Int = 0,
        headSize: Int,
        rules: ABIDecodingRules
    ) throws(ABIDecodingError) {
        precondition(start >= 0 && headSize >= 0, "a head of \(headSize) bytes at \(start)")
        guard start <= data.count, headSize <= data.count - start else {
            throw ABIDecodingError(.truncated, at: min(start, data.count))
        }
        self.data = data
        self.rules = rules
        base = start
        cursor = start
        headEnd = start + headSize
        wordsLeft = max(ABIReader.wordsMax, 2 * (data.count / 32)) - headSize / 32
    }

    /// The error of the word that was read last.
    var outOfRange: ABIDecodingError { ABIDecodingError(.outOfRange, at: cursor - 32) }

    /// The next word of the head, which lies in the data since the section was opened.
    mutating func nextWord() -> UInt256 {
        precondition(cursor + 32 <= headEnd, "a field beyond the head of \(headEnd - base) bytes")
        let word = UInt256(bigEndian: data.span.bytes, at: cursor)
        cursor += 32
        return word
    }
}

// MARK: - Tails

extension ABIReader {
    /// Reads `bytes`.
    public mutating func bytes() throws(ABIDecodingError) -> [UInt8] {
        let place = try lengthPrefixed(stride: 1)
        let end = place.start + place.count
        if rules == .strict {
            let padding = -place.count & 31
            guard padding <= data.count - end else { throw ABIDecodingError(.truncated, at: end) }
            guard data[end..<end + padding].allSatisfy({ $0 == 0 }) else {
                throw ABIDecodingError(.dirtyPadding, at: end)
            }
        }
        try charge((place.count + 31) / 32 + 1)
        return Array(data[place.start..<end])
    }

    /// Reads the bytes of a `string`, which are checked to be UTF-8 under strict rules only.
    public mutating func string() throws(ABIDecodingError) -> [UInt8] {
        let pointerOffset = cursor
        let text = try bytes()
        if rules == .strict && !isUTF8(text) {
            throw ABIDecodingError(.invalidUTF8, at: pointerOffset)
        }
        return text
    }

    /// Reads an array of any length; the body reads one element.
    public mutating func array<Element>(
        of layout: ABILayout,
        _ body: (inout ABIReader) throws(ABIDecodingError) -> Element
    ) throws(ABIDecodingError) -> [Element] {
        let place = try lengthPrefixed(stride: layout.slotSize)
        try charge(1)
        let size = place.count * layout.slotSize
        return try section(at: place.start, size: size) { reader throws(ABIDecodingError) in
            try reader.elements(of: layout, count: place.count, body)
        }
    }

    /// Reads an array whose length belongs to the type; the body reads one element.
    public mutating func fixedArray<Element>(
        of layout: ABILayout,
        count: Int,
        _ body: (inout ABIReader) throws(ABIDecodingError) -> Element
    ) throws(ABIDecodingError) -> [Element] {
        let whole = ABILayout(isDynamic: layout.isDynamic, size: count * layout.slotSize)
        return try tuple(whole) { reader throws(ABIDecodingError) in
            try reader.elements(of: layout, count: count, body)
        }
    }

    /// Reads a tuple; the body reads all of its components.
    public mutating func tuple<Value>(
        _ layout: ABILayout,
        _ body: (inout ABIReader) throws(ABIDecodingError) -> Value
    ) throws(ABIDecodingError) -> Value {
        if layout.isDynamic {
            return try section(at: pointer(to: layout.size), size: layout.size, body)
        }
        return try body(&self)
    }

    private mutating func elements<Element>(
        of layout: ABILayout,
        count: Int,
        _ body: (inout ABIReader) throws(ABIDecodingError) -> Element
    ) throws(ABIDecodingError) -> [Element] {
        // Elements that take no room have been compared with nothing yet.
        if layout.slotSize == 0 { try charge(count) }
        var elements: [Element] = []
        elements.reserveCapacity(count)
        for _ in 0..<count { elements.append(try body(&self)) }
        return elements
    }

    /// Follows a pointer to a length and checks that as many items of `stride` bytes are there.
    private mutating func lengthPrefixed(
        stride: Int
    ) throws(ABIDecodingError) -> (start: Int, count: Int) {
        let place = try pointer(to: 32)
        let start = place + 32
        guard let count = UInt256(bigEndian: data.span.bytes, at: place).asCount else {
            throw ABIDecodingError(.invalidLength, at: place)
        }
        let (size, overflow) = count.multipliedReportingOverflow(by: stride)
        guard !overflow, size <= data.count - start else {
            throw ABIDecodingError(.invalidLength, at: place)
        }
        return (start, count)
    }

    /// Reads a pointer and checks that `size` bytes are at its target.
    private mutating func pointer(to size: Int) throws(ABIDecodingError) -> Int {
        let place = cursor
        guard let offset = nextWord().asCount else {
            throw ABIDecodingError(.invalidPointer, at: place)
        }
        let (target, overflow) = base.addingReportingOverflow(offset)
        guard !overflow, target <= data.count, size <= data.count - target else {
            throw ABIDecodingError(.invalidPointer, at: place)
        }
        if rules == .strict && target < headEnd {
            throw ABIDecodingError(.invalidPointer, at: place)
        }
        return target
    }

    /// Enters a section that lies in the data, and returns to the enclosing one after it.
    private mutating func section<Value>(
        at start: Int,
        size: Int,
        _ body: (inout ABIReader) throws(ABIDecodingError) -> Value
    ) throws(ABIDecodingError) -> Value {
        try charge(size / 32)
        let outer = (base: base, cursor: cursor, headEnd: headEnd)
        base = start
        cursor = start
        headEnd = start + size
        let value = try body(&self)
        precondition(
            cursor == headEnd,
            "\(cursor - base) head bytes read where \(size) were announced"
        )
        (base, cursor, headEnd) = outer
        return value
    }

    private mutating func charge(_ words: Int) throws(ABIDecodingError) {
        guard words <= wordsLeft else { throw ABIDecodingError(.tooManyWords, at: cursor) }
        wordsLeft -= words
    }
}

/// Whether bytes are well-formed UTF-8: no surrogates, overlong forms or scalars above U+10FFFF.
private func isUTF8(_ bytes: [UInt8]) -> Bool {
    do {
        _ = try UTF8Span(validating: bytes.span)
        return true
    } catch {
        return false
    }
}
