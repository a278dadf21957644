import WideIntegers

/// Writes an ABI encoding field by field.
///
/// Fields go out in order of declaration. Each takes its place in the head; what is dynamic is
/// appended as tail, with a pointer in the head. There is one buffer and no allocation per field.
///
///     var writer = ABIWriter(selector: selector, headSize: 64)
///     writer.append(recipient)
///     writer.append(bytes: payload)
///     return writer.bytes
///
/// - Precondition: as many head bytes are written as `headSize` says, in every section.
/// - Source: Solidity ABI specification, "Formal Specification of the Encoding".
public struct ABIWriter: Sendable {
    /// What has been written so far; complete when all fields of the head are.
    public private(set) var bytes: [UInt8]
    /// The start of the section, from which its pointers count.
    private var base: Int
    /// The next place in the head.
    private var cursor: Int
    private var headEnd: Int

    /// A writer of fields whose slots take `headSize` bytes together, after a selector if given.
    public init(selector: Selector? = nil, headSize: Int) {
        bytes = selector?.bytes ?? []
        base = bytes.count
        cursor = bytes.count
        headEnd = bytes.count + headSize
        bytes.append(contentsOf: repeatElement(0, count: headSize))
    }

    /// Writes an unsigned integer of any width, whose range the caller answers for.
    public mutating func append(_ value: UInt256) {
        precondition(cursor + 32 <= headEnd, "a field beyond the head of \(headEnd - base) bytes")
        put(value, at: cursor)
        cursor += 32
    }

    /// Writes a signed integer of any width, whose range the caller answers for.
    public mutating func append(_ value: Int256) { append(value.bitPattern) }

    /// Writes a number of at most 64 bits.
    public mutating func append(_ value: UInt64) { append(UInt256(value)) }

    /// Writes an address.
    public mutating func append(_ value: Address) { append(value.number) }

    /// Writes a bool.
    public mutating func append(_ value: Bool) { append(value ? UInt256.one : .zero) }

    /// Writes a `bytes32`.
    public mutating func append(_ value: Hash256) { append(UInt256(value)) }

    /// Writes `bytes1` to `bytes32`.
    /// - Precondition: there are at most 32 bytes.
    public mutating func append(fixedBytes value: [UInt8]) {
        guard let number = UInt256(bigEndianBytes: value) else {
            preconditionFailure("\(value.count) fixed bytes")
        }
        append(number << (256 - 8 * value.count))
    }

    /// Writes `bytes` or the bytes of a `string`.
    public mutating func append(bytes value: [UInt8]) {
        appendPointer()
        UInt256(UInt64(value.count)).appendBigEndian(to: &bytes)
        bytes.append(contentsOf: value)
        bytes.append(contentsOf: repeatElement(0, count: -value.count & 31))
    }

    /// Writes a `string`.
    public mutating func append(string value: String) { append(bytes: Array(value.utf8)) }

    /// Writes a tuple; the body appends its components.
    public mutating func appendTuple<Failure: Error>(
        _ layout: ABILayout,
        _ body: (inout ABIWriter) throws(Failure) -> Void
    ) throws(Failure) {
        guard layout.isDynamic else { return try body(&self) }
        appendPointer()
        try section(size: layout.size, body)
    }

    /// Writes an array of any length; the body appends one element.
    public mutating func appendArray<Elements: Collection, Failure: Error>(
        _ elements: Elements,
        of layout: ABILayout,
        _ body: (inout ABIWriter, Elements.Element) throws(Failure) -> Void
    ) throws(Failure) {
        appendPointer()
        UInt256(UInt64(elements.count)).appendBigEndian(to: &bytes)
        try section(size: elements.count * layout.slotSize) { writer throws(Failure) in
            for element in elements { try body(&writer, element) }
        }
    }

    /// Writes an array whose length belongs to the type; the body appends one element.
    public mutating func appendFixedArray<Elements: Collection, Failure: Error>(
        _ elements: Elements,
        of layout: ABILayout,
        _ body: (inout ABIWriter, Elements.Element) throws(Failure) -> Void
    ) throws(Failure) {
        let size = elements.count * layout.slotSize
        try appendTuple(
            ABILayout(isDynamic: layout.isDynamic, size: size)
        ) { writer throws(Failure) in
            for element in elements { try body(&writer, element) }
        }
    }

    /// Opens a section at the end of the buffer, and returns to the enclosing one after it.
    private mutating func section<Failure: Error>(
        size: Int,
        _ body: (inout ABIWriter) throws(Failure) -> Void
    ) throws(Failure) {
        let outer = (base: base, cursor: cursor, headEnd: headEnd)
        base = bytes.count
        cursor = base
        headEnd = base + size
        bytes.append(contentsOf: repeatElement(0, count: size))
        try body(&self)
        precondition(
            cursor == headEnd,
            "\(cursor - base) head bytes written where \(size) were announced"
        )
        (base, cursor, headEnd) = outer
    }

    private mutating func appendPointer() {
        append(UInt256(UInt64(bytes.count - base)))
    }

    private mutating func put(_ value: UInt256, at offset: Int) {
        let words = (
            value.w3.bigEndian, value.w2.bigEndian, value.w1.bigEndian, value.w0.bigEndian
        )
        bytes.withUnsafeMutableBytes { buffer in
            withUnsafeBytes(of: words) { word in
                UnsafeMutableRawBufferPointer(rebasing: buffer[offset..<offset + 32])
                    .copyMemory(from: word)
            }
        }
    }
}
