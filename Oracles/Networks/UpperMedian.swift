import WideIntegers

/// The median that report aggregators take: element `n div 2` of the sorted answers.
///
/// With an even number it is the upper one of the two in the middle, so that half of the reporters can
/// raise it while more than half are needed to lower it.
/// - Source: Chainlink OCR, OffchainAggregator.transmit; Maker median.sol, `bar >> 1` of `bar` values.
public enum UpperMedian {
    /// The median; nil of nothing.
    public static func of<Answer: Comparable>(_ answers: [Answer]) -> Answer? {
        answers.isEmpty ? nil : answers.sorted()[answers.count / 2]
    }
}
