/// How much an encoding may deviate from the canonical one.
///
/// Under both rules numbers, addresses, bools and fixed bytes must be in range, data after the end
/// is ignored, and the work is bounded by the data and not by lengths that stand in it.
public enum ABIDecodingRules: Hashable, Sendable {
    /// The rules of a client library: padding is zero and complete, strings are UTF-8, and a
    /// pointer leads behind the head of its section and into the data.
    ///
    /// - Source: eth-abi, strict decoding with its check of pointers.
    case strict
    /// The rules of a contract of Solidity 0.8: bytes and strings may have any or no padding and
    /// any bytes, and pointers may lead into the head.
    ///
    /// - Source: Solidity, ABI coder v2, decoding from call data.
    case solidity
}

/// Why data is not the encoding of the expected types.
public struct ABIDecodingError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What is wrong with the data.
    public enum Problem: Hashable, Sendable {
        /// The data ends before the value does.
        case truncated
        /// A word is no value of its type.
        case outOfRange
        /// A pointer leads out of the data or into the head.
        case invalidPointer
        /// A length that the data cannot hold.
        case invalidLength
        /// Padding that is not zero.
        case dirtyPadding
        /// A string that is not UTF-8.
        case invalidUTF8
        /// Data that unfolds to more words than any transaction could pay for.
        case tooManyWords
        /// Data that does not begin with this selector.
        case wrongSelector(expected: Selector)
        /// A log with another number of topics than the event has.
        case wrongTopicCount(Int, expected: Int)
        /// A log of another event.
        case wrongEvent(expected: Hash256)
        /// A type that does not exist.
        case invalidType(ABITypeError)
    }

    /// What is wrong with the data.
    public let problem: Problem
    /// Where in the data, in bytes; the number of the topic for topics.
    public let offset: Int

    init(_ problem: Problem, at offset: Int) {
        self.problem = problem
        self.offset = offset
    }

    /// The reason in words.
    public var description: String {
        switch problem {
        case .truncated: "the data ends within the value at offset \(offset)"
        case .outOfRange: "the word at offset \(offset) is no value of its type"
        case .invalidPointer:
            "the pointer at offset \(offset) leads out of the data or into the head"
        case .invalidLength: "the length at offset \(offset) is more than the data holds"
        case .dirtyPadding: "the padding at offset \(offset) is not zero"
        case .invalidUTF8: "the string at offset \(offset) is not UTF-8"
        case .tooManyWords: "the data unfolds to too many words at offset \(offset)"
        case .wrongSelector(let expected): "the data does not begin with \(expected)"
        case .wrongTopicCount(let count, let expected):
            "\(count) topics where the event has \(expected)"
        case .wrongEvent(let expected): "topic 0 is not \(expected)"
        case .invalidType(let error): "\(error)"
        }
    }
}
