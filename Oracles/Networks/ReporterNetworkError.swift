/// Why a network of reporters, or a fault of one, cannot be as it is described.
public enum ReporterNetworkError: Error, Hashable, Sendable, CustomStringConvertible {
    /// A number of reporters that the network cannot have.
    case reporterCount(Int, allowed: ClosedRange<Int>)
    /// Two reporters of one name, which would draw the same chance.
    case duplicateName(String)
    /// A reporter whose name has the slash by which names of streams are divided.
    case slashInName(String)
    /// A reporter without providers, or with a total weight of zero.
    case noProviders(reporter: String)
    /// A law of chance with a parameter out of range.
    case badDistribution(reporter: String, defect: String)
    /// A number that has a least or a largest value.
    case outOfRange(String, value: UInt64, allowed: ClosedRange<UInt64>)
    /// More faulty nodes tolerated than the number of nodes allows.
    case tooManyFaults(tolerated: Int, nodes: Int)
    /// A quorum that is even or larger than the number of signers.
    case badQuorum(Int, signers: Int)
    /// A range of answers that ends before it begins.
    case emptyRange(low: String, high: String)
    /// A fault that ends before it begins, in microseconds since 1970.
    case emptyFaultWindow(fromMicros: UInt64, untilMicros: UInt64)
    /// A fault of a reporter that there is not.
    case unknownReporter(Int, count: Int)
    /// A power of ten that no price can be scaled by.
    case badPowerOfTen(Int)
    /// Rates that are none, or not in order of time.
    case badQuoteSteps(count: Int)

    /// The reason in words.
    public var description: String {
        switch self {
        case .reporterCount(let count, let allowed):
            "a network of \(count) reporters; allowed are \(allowed.lowerBound) to "
                + "\(allowed.upperBound)"
        case .duplicateName(let name): "two reporters are named \(name); names must differ"
        case .slashInName(let name): "a reporter is named \(name); no name has a slash"
        case .noProviders(let reporter):
            "reporter \(reporter) has no provider with a weight; it needs at least one"
        case .badDistribution(let reporter, let defect): "reporter \(reporter): \(defect)"
        case .outOfRange(let name, let value, let allowed):
            "\(name) is \(value); it must be from \(allowed.lowerBound) to \(allowed.upperBound)"
        case .tooManyFaults(let tolerated, let nodes):
            "\(nodes) nodes tolerate from 0 to \(max(nodes - 1, 0) / 3) faulty ones, not "
                + "\(tolerated)"
        case .badQuorum(let quorum, let signers):
            "a quorum of \(quorum); it must be odd and from 1 to \(signers)"
        case .emptyRange(let low, let high):
            "the least answer is \(low); it must not be above the largest, \(high)"
        case .emptyFaultWindow(let from, let until):
            "a fault until \(until) us; it must end after its begin at \(from) us"
        case .unknownReporter(let index, let count):
            "a fault of reporter \(index); reporters are numbered from 0 to \(count - 1)"
        case .badPowerOfTen(let power):
            "a price scaled by 10^\(power); the power must be from -\(FeedFault.powerOfTenMax) to "
                + "\(FeedFault.powerOfTenMax)"
        case .badQuoteSteps(let count):
            "\(count) rates of a quote asset; there must be one at least, in rising order of time"
        }
    }
}
