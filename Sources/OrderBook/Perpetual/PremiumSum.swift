import VenueFormulas
import WideIntegers

/// Premium samples of a funding interval.
struct PremiumSum: Hashable, Sendable {
    /// In ppb.
    var sum: Int128 = 0
    var count: Int64 = 0

    /// Adds a sample a number of times.
    mutating func add(_ ppb: Int64, times: Int64) {
        sum += Int128(ppb) * Int128(times)
        count += times
    }

    /// The average, towards zero; zero without samples.
    var averagePpb: Int64 { count == 0 ? 0 : Int64(clamping: sum / Int128(count)) }

    /// The average, exact.
    var average: Fraction { Fraction(sum, over: 1_000_000_000 * max(1, UInt128(count))) }
}

/// Differences of mid price and index inside a window of time.
struct BasisAverage: Hashable, Sendable {
    private struct Sample: Hashable, Sendable {
        let time: Int64
        /// Twice the difference, since a mid price may lie between two ticks.
        let doubled: Int64
    }

    private var samples: [Sample] = []
    private var first = 0
    private var sum: Int128 = 0

    /// Samples that count.
    var count: Int { samples.count - first }

    /// Adds a sample, and drops those that are too old or too many.
    mutating func add(doubled: Int64?, at time: Int64, window: Int64) {
        if let doubled {
            samples.append(Sample(time: time, doubled: doubled))
            sum += Int128(doubled)
        }
        while first < samples.count,
            samples[first].time < time - window || count > PerpetualLimits.basisSamplesMax
        {
            sum -= Int128(samples[first].doubled)
            first += 1
        }
        if first > PerpetualLimits.basisSamplesMax {
            samples.removeFirst(first)
            first = 0
        }
    }

    /// A price plus the average, rounded down.
    func added(to price: Int64) -> Int64 {
        if count == 0 { return price }
        let divisor = 2 * Int128(count)
        let total = Int128(price) * divisor + sum
        return Int64(clamping: total >= 0 ? total / divisor : (total - divisor + 1) / divisor)
    }
}

extension Fraction {
    /// A quotient of numbers of 128 bits; zero for a divisor of zero, which no caller has.
    init(_ numerator: Int128, over denominator: UInt128) {
        let magnitude = UInt256(numerator.magnitude)
        let signed = Int256(magnitude: magnitude, isNegative: numerator < 0) ?? .zero
        self = (try? Fraction(signed, over: UInt256(denominator))) ?? .zero
    }

    /// The value times 10^9, towards zero, or the nearest that fits.
    var ppb: Int64 {
        let billions = try? numerator.magnitude.mulDivDown(1_000_000_000, denominator)
        guard let billions, let ppb = UInt64(exactly: billions), ppb <= Int64.max else {
            return numerator.isNegative ? -.max : .max
        }
        return numerator.isNegative ? -Int64(ppb) : Int64(ppb)
    }
}
