/// Why bytes are not canonical RLP.
///
/// Offsets count from the first byte of the whole input.
/// - Source: Ethereum yellow paper, appendix B; strictness as in go-ethereum's decoder.
public enum RLPError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The input ends inside an item.
    case truncated(offset: Int)
    /// A length in long form that fits the short form, or that begins with a zero byte.
    case nonCanonicalLength(offset: Int)
    /// A single byte below 0x80 written with a prefix.
    case nonCanonicalByte(offset: Int)
    /// An item reaches beyond the list that holds it.
    case itemExceedsList(offset: Int)
    /// Bytes follow after the item.
    case trailingBytes(count: Int)
    /// Lists inside lists beyond the limit.
    case nestedTooDeep(limit: Int)
    /// A list where bytes belong.
    case expectedBytes(offset: Int)
    /// Bytes where a list belongs.
    case expectedList(offset: Int)

    /// The reason in words.
    public var description: String {
        switch self {
        case .truncated(let offset): "the data ends inside the item at offset \(offset)"
        case .nonCanonicalLength(let offset):
            "the item at offset \(offset) has a longer form of its length than it needs"
        case .nonCanonicalByte(let offset):
            "the single byte at offset \(offset) has a prefix that it does not need"
        case .itemExceedsList(let offset): "the item at offset \(offset) reaches beyond its list"
        case .trailingBytes(let count): "\(count) bytes follow the item"
        case .nestedTooDeep(let limit): "more than \(limit) lists are nested"
        case .expectedBytes(let offset): "a list at offset \(offset), where bytes belong"
        case .expectedList(let offset): "bytes at offset \(offset), where a list belongs"
        }
    }
}
