import VenueFormulas
import WideIntegers

/// The value of an index at a moment.
public struct IndexValue: Sendable {
    /// The price, exact, in the unit of the quotes.
    public var price: Fraction
    /// The venues that count in it, in the order of the quotes.
    public var active: [String]
}

/// An exchange's index: one price of several venues', by rules that leave out the stale and the
/// odd.
///
/// Rules that exclude for a time remember; for the others every value stands for itself.
public struct ExchangeIndex: Sendable {
    /// The rules.
    public let rule: ExchangeIndexRule
    /// What the exclusions of venues have come to, for rules that remember.
    var exclusions = IndexExclusions()

    /// Venues below which nobody is excluded.
    static let comparableMin = 3

    /// An index that has had no value yet.
    public init(_ rule: ExchangeIndexRule) {
        self.rule = rule
    }

    /// The index at a second; nil when no venue counts, or none that does has a weight.
    /// - Throws: `.overflow` when exact fractions do not fit 256 bits.
    public mutating func value(
        of quotes: [IndexQuote], atSeconds nowSeconds: UInt64
    ) throws(VenueFormulaError) -> IndexValue? {
        let fresh = quotes.filter { quote in
            nowSeconds <= quote.timeSeconds
                || nowSeconds - quote.timeSeconds <= rule.ageMaxSeconds
        }
        let counted: [IndexQuote]
        switch rule.outliers {
        case .keep: counted = fresh
        case .drop(let bound): counted = try ExchangeIndex.dropping(fresh, beyond: bound)
        case .clamp(let bound): counted = try ExchangeIndex.clamping(fresh, to: bound)
        case .excludeUntilSettled(let settling):
            counted = try exclusions.settled(fresh, settling, atSeconds: nowSeconds)
        case .suspend(let suspension):
            counted = try exclusions.unsuspended(fresh, suspension, atSeconds: nowSeconds)
        }
        guard let price = try ExchangeIndex.combined(counted, rule.combination) else { return nil }
        exclusions.lastPrice = price
        return IndexValue(price: price, active: counted.map(\.name))
    }

    /// Takes a venue back at once, whatever it was excluded for.
    public mutating func readmit(_ name: String) { exclusions.readmit(name) }

    // MARK: - Outliers

    /// What is left when those beyond the bound are dropped again and again.
    private static func dropping(
        _ quotes: [IndexQuote], beyond bound: Fraction
    ) throws(VenueFormulaError) -> [IndexQuote] {
        var left = quotes
        while left.count >= comparableMin, let median = try median(left.map(\.price)) {
            var near: [IndexQuote] = []
            for quote in left where try !isBeyond(bound, quote.price, from: median) {
                near.append(quote)
            }
            if near.count == left.count { break }
            left = near
        }
        return left
    }

    private static func clamping(
        _ quotes: [IndexQuote], to bound: Fraction
    ) throws(VenueFormulaError) -> [IndexQuote] {
        guard let median = try median(quotes.map(\.price)) else { return [] }
        let room = try median * bound
        let (low, high) = (try median - room, try median + room)
        return quotes.map { quote in
            var quote = quote
            quote.price = min(max(quote.price, low), high)
            return quote
        }
    }

    /// Whether a price is farther from a reference than a share of it.
    static func isBeyond(
        _ share: Fraction, _ price: Fraction, from reference: Fraction
    ) throws(VenueFormulaError) -> Bool {
        let distance = try (price - reference).absoluteValue()
        return try distance > share * reference.absoluteValue()
    }

    // MARK: - Combining

    /// The median, of an even number the mean of the two in the middle; nil of nothing.
    static func median(_ prices: [Fraction]) throws(VenueFormulaError) -> Fraction? {
        let sorted = prices.sorted()
        let upper = sorted.count / 2
        if sorted.isEmpty { return nil }
        if sorted.count % 2 == 1 { return sorted[upper] }
        return try (sorted[upper - 1] + sorted[upper]) / Fraction(2)
    }

    private static func combined(
        _ quotes: [IndexQuote], _ combination: IndexCombination
    ) throws(VenueFormulaError) -> Fraction? {
        switch combination {
        case .median: return try median(quotes.map(\.price))
        case .weightedMedian:
            return WeightedMedian.of(quotes.map { ($0.price, $0.weight) })
        case .mean: return try mean(quotes) { _ in 1 }
        case .weightedMean: return try mean(quotes, \.weight)
        }
    }

    private static func mean(
        _ quotes: [IndexQuote], _ weight: (IndexQuote) -> UInt64
    ) throws(VenueFormulaError) -> Fraction? {
        var sum = Fraction.zero
        var weights = Fraction.zero
        for quote in quotes {
            let share = Fraction(Int256(bitPattern: UInt256(weight(quote))))
            sum = try sum + quote.price * share
            weights = try weights + share
        }
        return weights.signum == 0 ? nil : try sum / weights
    }
}
