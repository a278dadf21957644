import SimulationKernel
import WideIntegers

/// What a price did inside of a bar, of which only four prices are known.
///
/// A study can try all cases and report how far its result depends on them.
public enum Intrabar: String, Hashable, Sendable, CaseIterable {
    /// Open, high, low, close, each for a quarter of the bar.
    case highFirst
    /// Open, low, high, close, each for a quarter of the bar.
    case lowFirst
    /// A random path from open to close over `BarBridge.points` equal parts, which touches high and low
    /// and leaves them nowhere.
    case bridge

    /// The shortest bar, of which every part has a microsecond.
    public static let durationMicrosMin = UInt64(BarBridge.points)

    /// The points of a bar, in order; the first at its open time, the last price its close.
    ///
    /// - Parameters:
    ///   - bar: A consistent bar, prices in wad.
    ///   - durationMicros: How long it lasts.
    ///   - source: The root of chance for `bridge`; the others draw nothing.
    ///   - name: The name of the path. The bridge draws from `path/<name>/bar/<open time in micros>`,
    ///     so that a bar's path does not depend on which bars were read before it.
    /// - Throws: `.parameter`.
    public func points(
        of bar: PriceBar, durationMicros: UInt64, source: RandomSource, name: String
    ) throws(PathError) -> [PathPoint] {
        guard durationMicros >= Self.durationMicrosMin else {
            throw .parameter(
                name: "duration of a bar of \(name)", value: "\(durationMicros) us",
                allowed: "at least \(Self.durationMicrosMin) us")
        }
        try PriceQuantization.require("low of a bar of \(name)", bar.low)
        try PriceQuantization.require("high of a bar of \(name)", bar.high)
        guard bar.isConsistent else {
            throw .parameter(
                name: "bar of \(name) at \(bar.openTime.micros) us",
                value: "open \(bar.open), high \(bar.high), low \(bar.low), close \(bar.close)",
                allowed: "low <= open, close <= high")
        }
        let prices: [UInt256]
        switch self {
        case .highFirst: prices = [bar.open, bar.high, bar.low, bar.close]
        case .lowFirst: prices = [bar.open, bar.low, bar.high, bar.close]
        case .bridge:
            var stream = source.stream("path/\(name)/bar/\(bar.openTime.micros)")
            prices = BarBridge.prices(of: bar, &stream)
        }
        let count = UInt64(prices.count)
        return prices.enumerated().map { index, price in
            // The product is split so that no duration makes it wrap.
            let i = UInt64(index)
            let offset = durationMicros / count * i + durationMicros % count * i / count
            return PathPoint(bar.openTime + offset, priceWad: price)
        }
    }
}

/// A random path through the four prices of a bar.
///
/// Prices are counted from 0 at the low to 1 at the high. A path of Brownian motion that touches high
/// and then low on its way from open o to close c is as likely, by its first image, as a free one of
/// length `2 + (c - o)`, the other order as one of `2 - (c - o)`. With Parkinson's estimate of the
/// variance, `1 / (4 ln 2)` of the squared range, low comes first with the chance
/// `1 / (1 + exp(-16 ln 2 (c - o)))`: mostly so in a rising bar, evenly in one that ends where it began.
/// The two places of the extremes are any two inner ones, all pairs equally likely; between the four
/// points run Brownian bridges of that variance, mirrored at high and low.
/// - Source: Karatzas and Shreve, "Brownian Motion and Stochastic Calculus", 2.8 (images); Parkinson,
///   "The extreme value method for estimating the variance of the rate of return" (1980).
public enum BarBridge {
    /// Points of a path.
    public static let points = 64

    private static let ln2 = 0.6931471805599453
    private static let unit = UInt256.one << 53

    /// The chance that the low is touched before the high.
    public static func chanceOfLowFirst(_ bar: PriceBar) -> Double {
        let rise = place(of: bar.close, in: bar) - place(of: bar.open, in: bar)
        return 1 / (1 + ExactMath.exp(-16 * ln2 * rise))
    }

    /// Where a price lies between low and high, from 0 to 1.
    private static func place(of price: UInt256, in bar: PriceBar) -> Double {
        let range = bar.high &- bar.low
        if range.isZero { return 0 }
        // Prices have at most 160 bits.
        let share = ((price &- bar.low) &* unit).quotientAndRemainder(dividingBy: range).quotient
        return Double(share.w0) * 0x1p-53
    }

    /// The prices, of which the first is the open and the last the close.
    static func prices(of bar: PriceBar, _ stream: inout RandomStream) -> [UInt256] {
        let isLowFirst = stream.unit() < chanceOfLowFirst(bar)
        // Two different inner places, in order.
        let one = 1 + stream.index(below: points - 2)
        let skipped = 1 + stream.index(below: points - 3)
        let other = skipped < one ? skipped : skipped + 1
        let firstExtreme = isLowFirst ? bar.low : bar.high
        let secondExtreme = isLowFirst ? bar.high : bar.low
        let anchors = [
            (0, bar.open), (min(one, other), firstExtreme), (max(one, other), secondExtreme),
            (points - 1, bar.close),
        ]
        var prices = [bar.open]
        for (from, to) in zip(anchors, anchors.dropFirst()) {
            fill(&prices, until: to, from: place(of: from.1, in: bar), bar, &stream)
        }
        return prices
    }

    /// Appends a bridge to the anchor, and the anchor.
    private static func fill(
        _ prices: inout [UInt256], until anchor: (index: Int, price: UInt256), from start: Double,
        _ bar: PriceBar, _ stream: inout RandomStream
    ) {
        let target = place(of: anchor.price, in: bar)
        let variance = 1 / (4 * ln2 * Double(points - 1))
        let range = bar.high &- bar.low
        var at = start
        while prices.count < anchor.index {
            let left = Double(anchor.index - prices.count + 1)
            let deviation = (variance * (left - 1) / left).squareRoot()
            at += (target - at) / left
            at += deviation * ExactMath.inverseNormal(stream.openUnit())
            // Steps are far below the range, so that one mirror mostly does; what it leaves is cut.
            at = at < 0 ? -at : at > 1 ? 2 - at : at
            at = max(0, min(1, at))
            let share = (range &* UInt256(UInt64(at * 0x1p53)))
                .quotientAndRemainder(dividingBy: unit).quotient
            prices.append(bar.low &+ share)
        }
        prices.append(anchor.price)
    }
}
