import SimulationKernel
import WideIntegers

/// Recorded rows as the points of a path.
public enum PriceReplay {
    /// A path that holds each recorded price until the next.
    ///
    /// - Parameters:
    ///   - rows: Bars, ticks or books in order; a book stands at its middle, rounded down. Of several
    ///     prices of one moment the last holds, since a path has one price at a moment.
    ///   - priceDecimals: The scale in which the rows were read.
    ///   - barMicros: How long a bar lasts, as the reader's report tells; rows of other kinds need none.
    ///   - intrabar: What is assumed inside of a bar.
    ///   - source: The root of chance for the bridge.
    ///   - name: The name of the path.
    /// - Throws: `.parameter`, also for rows without prices, out of order, and bars that overlap.
    public static func path(
        of rows: [DataRow], priceDecimals: Int = 18, barMicros: UInt64? = nil,
        intrabar: Intrabar = .highFirst, source: RandomSource, name: String
    ) throws(PathError) -> PiecewisePath {
        guard (0...MarketDataReader.priceDecimalsMax).contains(priceDecimals) else {
            throw .parameter(
                name: "price_decimals", value: "\(priceDecimals)",
                allowed: "from 0 to \(MarketDataReader.priceDecimalsMax)")
        }
        let factor = ExactDecimal.powers[18 - priceDecimals]
        var points: [PathPoint] = []
        for row in rows {
            switch row {
            case .bar(let bar):
                guard let barMicros else {
                    throw .parameter(
                        name: "duration of a bar of \(name)", value: "unknown",
                        allowed: "named, or shown by two bars")
                }
                let bar = try scaled(bar, by: factor, name)
                try points += intrabar.points(
                    of: bar, durationMicros: barMicros, source: source, name: name)
            case .tick(let tick):
                append(tick.time, try scaled(tick.price, by: factor, name), to: &points)
            case .depth(let book):
                guard let bid = book.bids.first?.price, let ask = book.asks.first?.price else {
                    throw unpriced(row, name)
                }
                let middle = try scaled(bid, by: factor, name) &+ scaled(ask, by: factor, name)
                append(book.time, middle >> 1, to: &points)
            case .depthBand, .fundingRate, .cascade, .deleveraging:
                throw unpriced(row, name)
            }
        }
        return try PiecewisePath(through: points, by: .hold, name: name)
    }

    private static func append(
        _ time: SimulatedTime, _ price: UInt256, to points: inout [PathPoint]
    ) {
        if points.last?.time == time { points.removeLast() }
        points.append(PathPoint(time, priceWad: price))
    }

    private static func unpriced(_ row: DataRow, _ name: String) -> PathError {
        .parameter(
            name: "rows of \(name)", value: "a row without a price at \(row.time?.micros ?? 0) us",
            allowed: "bars, ticks and books")
    }

    private static func scaled(
        _ price: UInt256, by factor: UInt256, _ name: String
    ) throws(PathError) -> UInt256 {
        // Rows need not come from a reader, so that they may hold anything.
        let highest = PriceQuantization.priceWadMax.quotientAndRemainder(dividingBy: factor)
            .quotient
        guard price <= highest else {
            throw .parameter(
                name: "price of \(name)", value: "\(price)", allowed: "up to \(highest)")
        }
        return price &* factor
    }

    private static func scaled(
        _ bar: PriceBar, by factor: UInt256, _ name: String
    ) throws(PathError) -> PriceBar {
        try PriceBar(
            openTime: bar.openTime, open: scaled(bar.open, by: factor, name),
            high: scaled(bar.high, by: factor, name), low: scaled(bar.low, by: factor, name),
            close: scaled(bar.close, by: factor, name))
    }
}
