/// Why an `ABIType` does not exist.
public enum ABITypeError: Error, Hashable, Sendable, CustomStringConvertible {
    /// An integer of a width that is no multiple of 8 from 8 to 256.
    case invalidBits(Int)
    /// Fixed bytes of another count than 1 to 32.
    case invalidByteCount(Int)
    /// A fixed array of less than no elements.
    case negativeCount(Int)
    /// A head of more than `ABILayout.sizeMax` bytes.
    case tooLarge
    /// More than `ABIType.depthMax` types in each other.
    case tooDeep

    /// The reason in words.
    public var description: String {
        switch self {
        case .invalidBits(let bits):
            "an integer has 8 to 256 bits in steps of 8, not \(bits)"
        case .invalidByteCount(let count): "fixed bytes are bytes1 to bytes32, not bytes\(count)"
        case .negativeCount(let count): "an array cannot have \(count) elements"
        case .tooLarge: "the type takes more than \(ABILayout.sizeMax) bytes"
        case .tooDeep: "more than \(ABIType.depthMax) types are nested"
        }
    }
}

/// The place that a value of a type takes in an encoding.
public struct ABILayout: Hashable, Sendable {
    /// Whether the value lies in the tail, with a pointer in the head.
    public let isDynamic: Bool
    /// The bytes of the value's own head, a multiple of 32.
    ///
    /// For a static type this is all of it. For a tuple or fixed array with dynamic parts it is
    /// the section that the pointer leads to; for bytes, strings and arrays the word of the length.
    public let size: Int

    /// A layout; `size` is a multiple of 32.
    public init(isDynamic: Bool, size: Int) {
        precondition(size >= 0 && size.isMultiple(of: 32), "a head of \(size) bytes")
        self.isDynamic = isDynamic
        self.size = size
    }

    /// The largest head, 2^20 words.
    ///
    /// As call data it would cost twice the gas of a block, and it bounds what a hostile type can
    /// make a writer allocate.
    public static let sizeMax = 32 << 20

    /// One word in place, as numbers, addresses, bools and fixed bytes are.
    public static let word = ABILayout(isDynamic: false, size: 32)
    /// A pointer to a length and as much data: bytes, strings and arrays.
    public static let lengthPrefixed = ABILayout(isDynamic: true, size: 32)

    /// The bytes that the value takes in the head of what encloses it.
    public var slotSize: Int { isDynamic ? 32 : size }
}

extension ABIType {
    /// Checks that the type exists and measures it.
    public func layout() throws(ABITypeError) -> ABILayout {
        try ABIShape(self).layout
    }
}

/// A type that has been checked, with the layouts of all its parts.
///
/// Coding values needs a layout at each step; this keeps them from being computed for every
/// element of an array.
struct ABIShape: Hashable, Sendable {
    let type: ABIType
    let layout: ABILayout
    /// The components of a tuple, or the one element type of an array.
    let members: [ABIShape]

    init(_ type: ABIType) throws(ABITypeError) {
        try self.init(type, depth: 1)
    }

    /// The shape of a row of parameters, which is encoded as a tuple without a pointer to it.
    init(_ parameters: [ABIParameter]) throws(ABITypeError) {
        try self.init(.tuple(parameters), depth: 0)
    }

    private init(_ type: ABIType, depth: Int) throws(ABITypeError) {
        guard depth <= ABIType.depthMax else { throw .tooDeep }
        var members: [ABIShape] = []
        switch type {
        case .uint(let bits), .int(let bits):
            guard (8...256).contains(bits) && bits.isMultiple(of: 8) else {
                throw .invalidBits(bits)
            }
            layout = .word
        case .fixedBytes(let count):
            guard (1...32).contains(count) else { throw .invalidByteCount(count) }
            layout = .word
        case .address, .bool, .function:
            layout = .word
        case .bytes, .string:
            layout = .lengthPrefixed
        case .array(let element):
            members = [try ABIShape(element, depth: depth + 1)]
            layout = .lengthPrefixed
        case .fixedArray(let element, let count):
            guard count >= 0 else { throw .negativeCount(count) }
            let shape = try ABIShape(element, depth: depth + 1)
            let (size, overflow) = shape.layout.slotSize.multipliedReportingOverflow(by: count)
            if overflow || size > ABILayout.sizeMax { throw .tooLarge }
            members = [shape]
            layout = ABILayout(isDynamic: shape.layout.isDynamic, size: size)
        case .tuple(let components):
            var size = 0
            var isDynamic = false
            for component in components {
                let shape = try ABIShape(component.type, depth: depth + 1)
                size += shape.layout.slotSize
                if size > ABILayout.sizeMax { throw .tooLarge }
                isDynamic = isDynamic || shape.layout.isDynamic
                members.append(shape)
            }
            layout = ABILayout(isDynamic: isDynamic, size: size)
        }
        self.type = type
        self.members = members
    }
}
