import OrderBook
import SimulationKernel

/// How far large orders move a market's middle, by their size.
///
/// A parent order is cut into children that are taken at equal times; its peak impact is the move of
/// the middle from before the first to after the last. Beside it stands what the same size moves when
/// it is taken at once. Every other run sells. All sizes of a run begin with a copy of one market, so
/// that they share its past and its chance. Where a side of the book is empty there is no middle: such
/// runs are left out of the mean of that size, and counted. The exponent is the slope of least squares of the logarithm
/// of the mean peak impact on that of the size; its interval comes from drawing runs with replacement.
/// Nothing of it is imposed: the square-root law is printed beside it to compare.
/// - Source: the law: Donier and Bonart, "A million metaorder analysis of market impact on the
///   Bitcoin", 2015; the interval: Efron and Tibshirani, "An Introduction to the Bootstrap", 1993,
///   section 13.3.
public struct MetaorderExperiment: Hashable, Sendable {
    /// Sizes of parents, lots, rising.
    public let sizes: [Int64]
    /// Lots of a child; the last one may be smaller.
    public let childLots: Int64
    /// From a child to the next.
    public let intervalMicros: UInt64
    /// Runs, each of its own chance.
    public let runs: Int
    /// Samples for the interval.
    public let resamples: Int

    /// The exponent of the square-root law.
    public static let literatureExponent = 0.5
    /// The part of all samples that the interval holds.
    public static let level = 0.95

    /// An experiment.
    /// - Throws: for fewer than two sizes, sizes that do not rise from one on, or numbers out of range.
    public init(
        sizes: [Int64], childLots: Int64, intervalMicros: UInt64, runs: Int, resamples: Int = 1_000
    ) throws(LiquidityModelError) {
        try LiquidityModelError.require("number of sizes", sizes.count, in: 2...64)
        for (before, size) in zip([0] + sizes, sizes) {
            try LiquidityModelError.require(
                "a size", size, in: (before + 1)...BookLimits.quantityMax)
        }
        try LiquidityModelError.require("childLots", childLots, in: 1...BookLimits.quantityMax)
        try LiquidityModelError.require("intervalMicros", intervalMicros, in: 1...1 << 48)
        try LiquidityModelError.require("runs", runs, in: 2...1_000_000)
        try LiquidityModelError.require("resamples", resamples, in: 100...100_000)
        self.sizes = sizes
        self.childLots = childLots
        self.intervalMicros = intervalMicros
        self.runs = runs
        self.resamples = resamples
    }

    /// Runs it.
    /// - Parameters:
    ///   - source: The root of chance; run `k` draws from `metaorder/k`.
    ///   - market: A market from the chance of a run.
    public func run<Market: MetaorderMarket>(
        _ source: RandomSource, market: (RandomStream) throws -> Market
    ) rethrows -> MetaorderStudy {
        var peaks: [[Double?]] = []
        var sweeps: [[Double?]] = []
        var filled = sizes.map { _ in 0.0 }
        for run in 0..<runs {
            let side: Side = run % 2 == 0 ? .buy : .sell
            let start = try market(source.stream("metaorder/\(run)"))
            var (ofRun, atOnce) = ([Double?](), [Double?]())
            for (place, size) in sizes.enumerated() {
                var worked = start
                filled[place] += Double(work(size, side, &worked)) / Double(size)
                ofRun.append(Self.move(from: start, to: worked, side))
                var swept = start
                _ = swept.take(side, lots: size)
                atOnce.append(Self.move(from: start, to: swept, side))
            }
            peaks.append(ofRun)
            sweeps.append(atOnce)
        }
        return study(peaks, sweeps, filled, source.stream("metaorder/resamples"))
    }

    /// Takes a size in children; the lots that were there.
    private func work<Market: MetaorderMarket>(
        _ size: Int64, _ side: Side, _ market: inout Market
    ) -> Int64 {
        var (left, filled) = (size, Int64(0))
        while left > 0 {
            let child = min(childLots, left)
            filled += market.take(side, lots: child)
            left -= child
            if left > 0 { market.pass(micros: intervalMicros) }
        }
        return filled
    }

    private static func move<Market: MetaorderMarket>(
        from start: Market, to end: Market, _ side: Side
    ) -> Double? {
        guard let before = start.midHalfTicks, let after = end.midHalfTicks else { return nil }
        let ticks = Double(after - before) / 2
        return side == .buy ? ticks : -ticks
    }
}

// MARK: - Statistics

extension MetaorderExperiment {
    private func study(
        _ peaks: [[Double?]], _ sweeps: [[Double?]], _ filled: [Double], _ stream: RandomStream
    ) -> MetaorderStudy {
        let means = Self.means(peaks)
        let swept = Self.means(sweeps)
        let rows = sizes.indices.map { place in
            let values = peaks.compactMap { $0[place] }
            let count = Double(values.count)
            let squares = values.reduce(0) { sum, value in
                let gap = value - (means[place] ?? 0)
                return sum + gap * gap
            }
            let isSwept = sweeps.allSatisfy { $0[place] != nil }
            return MetaorderStudy.Row(
                size: sizes[place], peakTicks: means[place],
                errorTicks: count < 2 ? nil : (squares / (count - 1) / count).squareRoot(),
                emptiedShare: 1 - count / Double(runs), sweepTicks: isSwept ? swept[place] : nil,
                filledShare: filled[place] / Double(runs))
        }
        return MetaorderStudy(
            rows: rows, runs: runs, exponent: slope(means),
            sweepExponent: slope(rows.map(\.sweepTicks)), interval: interval(peaks, stream))
    }

    /// The mean at each size of the runs that have a value there; nil where none has.
    private static func means(_ runs: [[Double?]]) -> [Double?] {
        var sums = runs[0].map { _ in (sum: 0.0, count: 0.0) }
        for run in runs {
            for (place, value) in run.enumerated() {
                guard let value else { continue }
                sums[place].sum += value
                sums[place].count += 1
            }
        }
        return sums.map { $0.count == 0 ? nil : $0.sum / $0.count }
    }

    /// The slope of the logarithms over the sizes that have an impact; nil with fewer than two, or with
    /// one that has no logarithm.
    private func slope(_ impacts: [Double?]) -> Double? {
        let points = zip(sizes, impacts).compactMap { size, impact in impact.map { (size, $0) } }
        guard points.count >= 2, points.allSatisfy({ $0.1 > 0 }) else { return nil }
        let x = points.map { ExactMath.log(Double($0.0)) }
        let y = points.map { ExactMath.log($0.1) }
        let count = Double(x.count)
        let (meanX, meanY) = (x.reduce(0, +) / count, y.reduce(0, +) / count)
        let (above, below) = zip(x, y).reduce((0.0, 0.0)) { sums, point in
            let gap = point.0 - meanX
            return (sums.0 + gap * (point.1 - meanY), sums.1 + gap * gap)
        }
        return above / below
    }

    /// The middle of the slopes of samples drawn with replacement; nil where more than one in a hundred
    /// has none.
    private func interval(_ runs: [[Double?]], _ stream: RandomStream) -> ClosedRange<Double>? {
        var stream = stream
        var slopes: [Double] = []
        for _ in 0..<resamples {
            let sample = runs.indices.map { _ in runs[stream.index(below: runs.count)] }
            if let slope = slope(Self.means(sample)) { slopes.append(slope) }
        }
        guard slopes.count * 100 >= resamples * 99 else { return nil }
        slopes.sort()
        let outside = Int(Double(slopes.count) * (1 - Self.level) / 2)
        return slopes[outside]...slopes[slopes.count - 1 - outside]
    }
}
