/// A tree of byte strings and lists, for data whose shape is not known beforehand.
///
/// Transactions and headers are read by `RLPReader` and written by `RLPWriter` without a tree.
/// - Source: Ethereum yellow paper, appendix B.
public enum RLPItem: Hashable, Sendable {
    /// A byte string.
    case bytes([UInt8])
    /// A list of items.
    case list([RLPItem])

    /// The depth of lists inside lists that is accepted unless told otherwise.
    ///
    /// Trees are walked by recursion, which must fit the 512 KiB stack of a secondary thread. No
    /// format of Ethereum nests more than a handful of lists.
    public static let depthMax = 256

    /// Decodes one item that fills the whole input.
    ///
    /// - Parameter depthMax: how many lists may enclose an item.
    /// - Throws: `RLPError` for anything but the canonical encoding.
    /// - Complexity: linear in the input; nothing is allocated from an unchecked length.
    public init(decoding input: [UInt8], depthMax: Int = RLPItem.depthMax) throws(RLPError) {
        var reader = RLPReader(input)
        self = try RLPItem.read(&reader, depthLeft: depthMax, depthMax: depthMax)
        try reader.finish()
    }

    private static func read(
        _ reader: inout RLPReader, depthLeft: Int, depthMax: Int
    ) throws(RLPError) -> RLPItem {
        switch try reader.next() {
        case .bytes(let payload):
            return .bytes(Array(reader.bytes[payload]))
        case .list(let payload):
            guard depthLeft > 0 else { throw .nestedTooDeep(limit: depthMax) }
            var inner = RLPReader(reader.bytes, in: payload)
            var items: [RLPItem] = []
            while !inner.isAtEnd {
                items.append(try read(&inner, depthLeft: depthLeft - 1, depthMax: depthMax))
            }
            return .list(items)
        }
    }

    /// The canonical encoding.
    public var encoded: [UInt8] {
        var writer = RLPWriter()
        writer.append(self)
        return writer.bytes
    }
}

extension RLPItem: CustomStringConvertible {
    /// The encoding in hexadecimal.
    public var description: String { encoded.hex }
}
