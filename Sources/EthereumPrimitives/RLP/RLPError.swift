/// Why bytes are not canonical RLP.
///
/// Offsets count from the first byte of the whole input.
/// - Source: Ethereum yellow paper, appendix B; strictness as in go-ethereum's decoder.
public enum RLPError: Error, Hashable, Sendable {
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
}
