import SimulationKernel
import WideIntegers

/// Why there is no average.
public enum HeldPriceError: Error, Hashable, Sendable, CustomStringConvertible {
    /// A price before or at the moment of the one before it.
    case timeNotRising(SimulatedTime, last: SimulatedTime)
    /// A price above `PriceQuantization.priceWadMax`.
    case priceOutOfRange(UInt256)
    /// A moment before the first price.
    case noPriceYet(asked: SimulatedTime, first: SimulatedTime?)

    /// The failure in words.
    public var description: String {
        switch self {
        case .timeNotRising(let time, let last):
            "a price at \(time.micros) us follows one at \(last.micros) us; times must rise"
        case .priceOutOfRange(let price):
            "the price \(price) is above \(PriceQuantization.priceWadMax)"
        case .noPriceYet(let asked, let first):
            "no price at \(asked.micros) us: "
                + (first.map { "the first is at \($0.micros) us" } ?? "there is none at all")
        }
    }
}

/// An average over time.
public struct HeldAverage: Hashable, Sendable {
    /// The sum of price times time, divided by the time, rounded down.
    public var average: UInt256
    /// The last price at the moment or before it.
    public var lastPrice: UInt256
    /// The moment of that price.
    public var lastTime: SimulatedTime
    /// Microseconds over which the average reaches: the window, or less where prices begin inside it.
    public var coveredMicros: UInt64
}

/// Recorded prices, each of which holds until the next, and their averages over time.
///
/// Sums are kept up to each price, so that an average costs two searches, wherever it lies. Prices are
/// integers of any scale.
/// - Source: the sum is that of Perpetual Protocol v1's feeds, ChainlinkPriceFeed.getTwapPrice.
public struct HeldPrices: Sendable {
    private var times: [SimulatedTime] = []
    private var prices: [UInt256] = []
    /// Price times microseconds up to each time.
    private var sums: [UInt256] = []

    /// No prices yet.
    public init() {}

    /// How many prices there are.
    public var count: Int { times.count }

    /// Adds a price that holds from a moment on, which must be after the last.
    public mutating func record(
        _ price: UInt256, at time: SimulatedTime
    ) throws(HeldPriceError) {
        if price > PriceQuantization.priceWadMax { throw .priceOutOfRange(price) }
        var sum = UInt256.zero
        if let last = times.last {
            guard time > last else { throw .timeNotRising(time, last: last) }
            // A price has at most 160 bits and all time together 64: the sum fits.
            sum =
                sums[times.count - 1]
                &+ prices[times.count - 1] &* UInt256(time.micros(since: last))
        }
        times.append(time)
        prices.append(price)
        sums.append(sum)
    }

    /// The average over (time - window, time].
    ///
    /// A window that begins before the first price is cut to begin there, and the division is by what is
    /// left of it. A window of nothing has the price of the moment.
    /// - Throws: `.noPriceYet`.
    public func average(
        at time: SimulatedTime, windowMicros: UInt64
    ) throws(HeldPriceError) -> HeldAverage {
        guard let first = times.first, time >= first else {
            throw .noPriceYet(asked: time, first: times.first)
        }
        let last = lastIndex(at: time)
        let start = max(
            first, SimulatedTime(micros: time.micros - min(windowMicros, time.micros)))
        let covered = time.micros(since: start)
        var average = prices[last]
        if covered > 0 {
            average =
                (sum(until: time) &- sum(until: start))
                .quotientAndRemainder(dividingBy: UInt256(covered)).quotient
        }
        return HeldAverage(
            average: average, lastPrice: prices[last], lastTime: times[last],
            coveredMicros: covered)
    }

    /// The last price at a moment that is not before the first, or before it.
    private func lastIndex(at time: SimulatedTime) -> Int {
        var low = 0
        var high = times.count
        while high - low > 1 {
            let middle = low + (high - low) / 2
            if times[middle] <= time { low = middle } else { high = middle }
        }
        return low
    }

    private func sum(until time: SimulatedTime) -> UInt256 {
        let index = lastIndex(at: time)
        return sums[index] &+ prices[index] &* UInt256(time.micros(since: times[index]))
    }
}
