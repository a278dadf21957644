import VenueFormulas
import WideIntegers

/// What one venue says to an index.
public struct IndexQuote: Sendable {
    /// The venue; unique in an index.
    public var name: String
    /// Its price, in any unit that all venues share.
    public var price: Fraction
    /// The second of the price.
    public var timeSeconds: UInt64
    /// What it counts.
    public var weight: UInt64

    /// A quote from its parts.
    public init(name: String, price: Fraction, timeSeconds: UInt64, weight: UInt64) {
        self.name = name
        self.price = price
        self.timeSeconds = timeSeconds
        self.weight = weight
    }
}

/// What an index does with a venue that is far from the others.
///
/// Distances are shares of the median of reference; a venue at exactly the distance is not beyond
/// it. With fewer than three venues nobody can say which one is wrong, and none is excluded.
public enum OutlierRule: Sendable {
    /// Nothing.
    case keep
    /// It is left out of this one value. The median is taken anew without it, until all that are
    /// left are near enough or fewer than three are left.
    case drop(beyond: Fraction)
    /// It enters at the bound, however few venues there are.
    case clamp(beyond: Fraction)
    /// It is excluded until it has been settled for a time.
    case excludeUntilSettled(Settling)
    /// It is suspended for a time; too many suspensions within a window end in one that only
    /// `ExchangeIndex.readmit` ends.
    case suspend(Suspension)

    /// How a venue comes back to an index that has excluded it.
    ///
    /// - Source: BitMEX, index protection rules, "Index Constituent Reintroduction" (2020).
    public struct Settling: Sendable {
        /// Excluded beyond this distance from the median of all venues.
        public var beyond: Fraction
        /// Settled within this distance from the median of those that are left.
        public var within: Fraction
        /// With one or none left: settled within this distance from the index's last value.
        public var withinOfIndex: Fraction
        /// Back after it was settled for longer than this, in seconds.
        public var settledSeconds: UInt64

        /// A rule from its parts.
        public init(
            beyond: Fraction, within: Fraction, withinOfIndex: Fraction, settledSeconds: UInt64
        ) {
            self.beyond = beyond
            self.within = within
            self.withinOfIndex = withinOfIndex
            self.settledSeconds = settledSeconds
        }

        /// Excluded beyond 25 %, back after 15 minutes within 2 %, or within 25 % of the index.
        public static let bitMEX = Settling(
            beyond: .percent(25), within: .percent(2), withinOfIndex: .percent(25),
            settledSeconds: 900)
    }

    /// For how long a venue is suspended, and how often before it is for good.
    public struct Suspension: Sendable {
        /// Suspended beyond this distance from the median.
        public var beyond: Fraction
        /// For how long, in seconds.
        public var seconds: UInt64
        /// The suspension within a window that is for good.
        public var countMax: Int
        /// The window, in seconds.
        public var windowSeconds: UInt64

        /// A rule from its parts.
        public init(beyond: Fraction, seconds: UInt64, countMax: Int, windowSeconds: UInt64) {
            self.beyond = beyond
            self.seconds = seconds
            self.countMax = countMax
            self.windowSeconds = windowSeconds
        }

        /// Beyond 3 % for five minutes; the fourth in half an hour is for good.
        public static let bingXLike = Suspension(
            beyond: .percent(3), seconds: 300, countMax: 4, windowSeconds: 1_800)
    }
}

/// How an index makes one price of those that count.
public enum IndexCombination: String, Hashable, Sendable, CaseIterable {
    /// The mean by weight.
    case weightedMean = "weighted mean"
    /// The mean, whatever the weights.
    case mean
    /// The median; of an even number the mean of the two in the middle.
    case median
    /// The smallest price whose cumulated weight reaches half.
    case weightedMedian = "weighted median"
}

/// The rules of an exchange's index.
public struct ExchangeIndexRule: Sendable {
    /// The age beyond which a quote is left out, in seconds.
    public var ageMaxSeconds: UInt64
    /// What becomes of a venue that is far from the others.
    public var outliers: OutlierRule
    /// How the rest become one price.
    public var combination: IndexCombination

    /// A rule from its parts.
    public init(
        ageMaxSeconds: UInt64, outliers: OutlierRule, combination: IndexCombination = .weightedMean
    ) {
        self.ageMaxSeconds = ageMaxSeconds
        self.outliers = outliers
        self.combination = combination
    }
}

extension Fraction {
    /// So many hundredths.
    fileprivate static func percent(_ hundredths: Int64) -> Fraction {
        Fraction(ppm: Int256(hundredths * 10_000))
    }
}
