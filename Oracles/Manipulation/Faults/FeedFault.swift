import SimulationKernel
import WideIntegers

/// What can go wrong with a feed off the chain.
public enum FeedFault: Hashable, Sendable {
    /// Nobody reports.
    case stalled
    /// Reporters repeat what they have seen last, with fresh time stamps.
    case frozen
    /// Reporters see what was so long ago, beside their own lag.
    case lagging(micros: UInt64)
    /// Reporters keep what they say within bounds, in the feed's decimals.
    case clamped(low: UInt256, high: UInt256)
    /// What reporters say is a power of ten off, rounded down.
    case misscaled(powerOfTen: Int)
    /// A source of prices is gone.
    case providerMissing(Int)
    /// Prices come in another quote asset, which is taken for the feed's own: each is multiplied by
    /// that asset's rate.
    case wrongQuote([QuoteStep])
    /// Reporters that do as they are told, by place in the network.
    case corrupted(reporters: [Int], NodeBehaviour)
    /// A reporter is away, by place in the network.
    case reporterOffline(Int)

    /// The largest power of ten that a price of 256 bits can be off.
    public static let powerOfTenMax = 77

    /// The first reporters of a network, so many, under one lie.
    public static func corrupted(first count: Int, _ lie: ReportedLie) -> FeedFault {
        // One more than a network can have is unknown to it, as all after it would be.
        let named = min(max(count, 0), ReporterPanel.reportersMax + 1)
        return .corrupted(reporters: Array(0..<named), .lie(lie))
    }

    /// What is wrong with the description; nil when all is well.
    var defect: ReporterNetworkError? {
        switch self {
        case .clamped(let low, let high):
            low <= high ? nil : .emptyRange(low: low.description, high: high.description)
        case .misscaled(let power):
            power.magnitude <= FeedFault.powerOfTenMax ? nil : .badPowerOfTen(power)
        case .wrongQuote(let steps):
            steps.isEmpty || zip(steps, steps.dropFirst()).contains { $0.time >= $1.time }
                ? .badQuoteSteps(count: steps.count) : nil
        default: nil
        }
    }

    /// A reporter that is named and is not one of so many.
    func unknownReporter(of count: Int) -> Int? {
        switch self {
        case .corrupted(let reporters, _): reporters.first { !(0..<count).contains($0) }
        case .reporterOffline(let reporter): (0..<count).contains(reporter) ? nil : reporter
        default: nil
        }
    }

    /// What faults of scale and range make of a value; nil when 256 bits do not hold it.
    func distorted(_ value: UInt256) -> UInt256? {
        switch self {
        case .clamped(let low, let high): return min(max(value, low), high)
        case .misscaled(let power):
            guard let factor = try? UInt256(10).power(UInt256(UInt64(power.magnitude))) else {
                return nil
            }
            return power < 0
                ? value.quotientAndRemainder(dividingBy: factor).quotient : try? value * factor
        default: return value
        }
    }

    /// What a reporter says in the place of a value; nil when it says nothing.
    func told(_ honest: ReportedValue, by place: Int) -> ReportedValue? {
        switch self {
        case .stalled: nil
        case .reporterOffline(let reporter): reporter == place ? nil : honest
        case .corrupted(let reporters, let behaviour):
            reporters.contains(place) ? behaviour.told(honest) : honest
        default: honest
        }
    }
}

/// What a quote asset is worth in the feed's own from a moment on.
public struct QuoteStep: Hashable, Sendable {
    /// The first moment.
    public var time: SimulatedTime
    /// The rate, wad.
    public var rateWad: UInt256

    /// A rate from a moment on.
    public init(from time: SimulatedTime, rateWad: UInt256) {
        self.time = time
        self.rateWad = rateWad
    }

    /// The rate at a moment: that of the last step; before the first one, the first one's.
    static func rateWad(of steps: [QuoteStep], at time: SimulatedTime) -> UInt256 {
        (steps.last { $0.time <= time } ?? steps.first)?.rateWad ?? .wad
    }
}
