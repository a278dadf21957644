/// How a figure differs between two variants of a scenario, seed by seed.
///
/// Both run on the same seeds, hence on the same chance: what they have in common cancels in each
/// pair, and a small effect shows under a large spread.
public struct PairedDifference: Hashable, Sendable, Codable {
    /// Seeds on which both variants have the figure.
    public let count: Int
    /// The mean of variant less reference.
    public let mean: Double?
    /// The bootstrap interval of the mean.
    public let meanInterval: ConfidenceInterval?
    /// The median of variant less reference.
    public let median: Double?
    /// The bootstrap interval of the median.
    public let medianInterval: ConfidenceInterval?
    /// The share of seeds on which the variant is above the reference.
    public let shareHigher: Double?
    /// The share of seeds on which it is below.
    public let shareLower: Double?

    /// The statistics of differences, one for each common seed.
    /// - Precondition: all differences are finite.
    public init(_ differences: [Double], intervals: BootstrapIntervals) {
        let statistics = SampleStatistics(differences)
        count = statistics.count
        mean = statistics.mean
        meanInterval = intervals.mean
        median = statistics.median
        medianInterval = intervals.median
        let total = Double(count)
        shareHigher = count == 0 ? nil : Double(differences.count { $0 > 0 }) / total
        shareLower = count == 0 ? nil : Double(differences.count { $0 < 0 }) / total
    }

    /// Whether the interval of the mean leaves out zero.
    public var isClear: Bool { meanInterval.map { !$0.holdsZero } ?? false }
}
