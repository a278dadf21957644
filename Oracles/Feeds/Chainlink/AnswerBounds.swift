import WideIntegers

/// The answers that an aggregator may write, in its decimals, and what becomes of others.
public struct AnswerBounds: Hashable, Sendable {
    /// What an aggregator does with a median beyond its bounds.
    public enum Rule: String, Hashable, Sendable, CaseIterable {
        /// Writes nothing: the call fails and the last answer ages.
        /// - Source: Chainlink OffchainAggregator, transmit.
        case revert
        /// Writes the bound, as many accounts of May 2022 have it.
        case clamp
    }

    /// The lowest answer.
    public let answerMin: Int256
    /// The highest answer.
    public let answerMax: Int256
    /// What becomes of others.
    public let rule: Rule

    /// Bounds that have been checked.
    /// - Throws: `AnswerBoundsError`.
    public init(
        answerMin: Int256, answerMax: Int256, rule: Rule = .revert
    ) throws(AnswerBoundsError) {
        for bound in [answerMin, answerMax] where !AnswerBounds.isAnswer(bound) {
            throw .tooWide(bound)
        }
        guard answerMin <= answerMax else { throw .crossed(min: answerMin, max: answerMax) }
        self.answerMin = answerMin
        self.answerMax = answerMax
        self.rule = rule
    }

    private init(_ answerMin: Int256, _ answerMax: Int256) {
        self.answerMin = answerMin
        self.answerMax = answerMax
        rule = .revert
    }

    /// Any positive answer of up to 10^27, which in 8 decimals is 10^19.
    public static let anyPositive = AnswerBounds(
        1, Int256(bitPattern: 1_000_000_000 &* .wad))

    /// Whether a number fits the 192 bits of an answer.
    static func isAnswer(_ number: Int256) -> Bool {
        let bits = number.isNegative ? ~number.bitPattern : number.bitPattern
        return bits.bitWidth < 192
    }

    /// What is written for a median; nil where nothing is.
    public func answer(forMedian median: Int256) -> Int256? {
        if median >= answerMin && median <= answerMax { return median }
        switch rule {
        case .revert: return nil
        case .clamp: return median < answerMin ? answerMin : answerMax
        }
    }
}

/// Why there can be no such bounds.
public enum AnswerBoundsError: Error, Hashable, Sendable, CustomStringConvertible {
    /// A bound of more than 192 bits.
    case tooWide(Int256)
    /// The lowest answer is above the highest.
    case crossed(min: Int256, max: Int256)

    /// The reason in words.
    public var description: String {
        switch self {
        case .tooWide(let bound): "the bound \(bound) does not fit a signed number of 192 bits"
        case .crossed(let min, let max): "the lowest answer \(min) is above the highest, \(max)"
        }
    }
}
