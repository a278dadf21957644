import SimulationKernel
import WideIntegers

/// Turns the fields of a line into a row.
struct RowDecoder: Sendable {
    let layout: ColumnLayout
    let priceDecimals: Int
    /// The unit of times: that of the format, else that of the first line that is a row.
    private(set) var timeUnit: TimeUnit?
    /// The last band that was read, beside which the next one of its moment has to fit.
    private var lastBand: DepthBandRow?

    /// The highest quantity, 10^36 in wad; sums of 2^75 of them fit 256 bits.
    static let quantityWadMax = UInt256.wad &* .wad &* .wad

    init(layout: ColumnLayout, priceDecimals: Int) {
        self.layout = layout
        self.priceDecimals = priceDecimals
        timeUnit = layout.timeUnit
    }

    /// What is wrong with a field.
    struct Failure: Error {
        let problem: DataProblem
        let place: Int?
    }

    /// Reads the line that has ended.
    mutating func row(_ lines: borrowing DelimitedLines) throws(Failure) -> DataRow {
        let unit = timeUnit
        do throws(Failure) {
            return try decoded(lines)
        } catch {
            // A line that is no row does not tell the unit of those that are.
            timeUnit = unit
            throw error
        }
    }

    private mutating func decoded(_ lines: borrowing DelimitedLines) throws(Failure) -> DataRow {
        guard lines.fieldCount == layout.fieldCount else {
            throw Failure(
                problem: .fieldCount(found: lines.fieldCount, wanted: layout.fieldCount),
                place: nil)
        }
        switch layout.kind {
        case .bars: return .bar(try bar(lines))
        case .ticks: return .tick(try tick(lines))
        case .fundingRates:
            return .fundingRate(
                FundingRow(
                    time: try time(lines), rateWad: try signed(.fundingRate, lines)))
        case .depth: return .depth(try depth(lines))
        case .depthBands: return .depthBand(try depthBand(lines))
        case .cascade:
            return .cascade(
                CascadeRow(
                    time: try time(lines), secondsSinceFirst: try count(.secondsSinceFirst, lines),
                    liquidations: try count(.liquidations, lines),
                    deleveragings: try count(.deleveragings, lines)))
        case .deleveraging: return .deleveraging(try deleveraging(lines))
        }
    }

    private mutating func bar(_ lines: borrowing DelimitedLines) throws(Failure) -> PriceBar {
        PriceBar(
            openTime: try time(lines), open: try price(.open, lines),
            high: try price(.high, lines), low: try price(.low, lines),
            close: try price(.close, lines),
            volumeBaseWad: try optionalQuantity(.volumeBase, lines),
            volumeQuoteWad: try optionalQuantity(.volumeQuote, lines),
            trades: layout.place(.trades) == nil ? nil : try count(.trades, lines))
    }

    private mutating func tick(_ lines: borrowing DelimitedLines) throws(Failure) -> PriceTick {
        PriceTick(
            time: try time(lines), price: try price(.price, lines),
            sizeWad: try optionalQuantity(.size, lines), takerSide: try side(lines))
    }

    private mutating func depth(_ lines: borrowing DelimitedLines) throws(Failure) -> DepthRow {
        var row = DepthRow(time: try time(lines), bids: [], asks: [])
        for places in layout.levels {
            let bid = DepthRow.Level(
                price: try price(at: places[0], lines), sizeWad: try quantity(at: places[1], lines))
            let ask = DepthRow.Level(
                price: try price(at: places[2], lines), sizeWad: try quantity(at: places[3], lines))
            if let better = row.bids.last, bid.price >= better.price {
                throw notAllowed(places[0], "below the bid of the level before")
            }
            if let better = row.asks.last, ask.price <= better.price {
                throw notAllowed(places[2], "above the ask of the level before")
            }
            row.bids.append(bid)
            row.asks.append(ask)
        }
        if let bid = row.bids.first, let ask = row.asks.first, bid.price >= ask.price {
            throw notAllowed(layout.levels[0][0], "below the best ask")
        }
        return row
    }

    private mutating func depthBand(
        _ lines: borrowing DelimitedLines
    ) throws(Failure) -> DepthBandRow {
        let row = DepthBandRow(
            time: try calendarTime(lines), percentWad: try signed(.percentage, lines),
            depthWad: try quantity(.bandDepth, lines),
            notionalWad: try quantity(.bandNotional, lines))
        if row.percentWad.signum == 0 || row.percentWad.magnitude >= Self.percentWadEnd {
            throw notAllowed(
                layout.place(.percentage) ?? 0, "a percentage between -100 and 100 that is not 0")
        }
        if let before = lastBand, before.time == row.time {
            try check(row, after: before)
        }
        lastBand = row
        return row
    }

    private static let percentWadEnd = UInt256.wad &* 100

    /// Refuses bands of one moment that are out of order, or have less than one inside of them.
    private func check(_ row: DepthBandRow, after before: DepthBandRow) throws(Failure) {
        if row.percentWad <= before.percentWad {
            throw notAllowed(
                layout.place(.percentage) ?? 0, "above the percentage before, of the same moment")
        }
        if row.percentWad.isNegative != before.percentWad.isNegative { return }
        let (inner, outer) = row.percentWad.isNegative ? (row, before) : (before, row)
        let allowed = "no less than what is nearer to the middle, as depth is counted from there"
        if inner.depthWad > outer.depthWad {
            throw notAllowed(layout.place(.bandDepth) ?? 0, allowed)
        }
        if inner.notionalWad > outer.notionalWad {
            throw notAllowed(layout.place(.bandNotional) ?? 0, allowed)
        }
    }

    private func deleveraging(_ lines: borrowing DelimitedLines) throws(Failure) -> DeleveragingRow
    {
        let place = layout.place(.coin) ?? 0
        let name = lines.field(place)
        let isPlain = name.allSatisfy { $0 > 0x20 && $0 < 0x7f }
        guard isPlain, (1...Self.coinBytesMax).contains(name.count) else {
            throw notAllowed(place, "a name of 1 to \(Self.coinBytesMax) plain characters")
        }
        return DeleveragingRow(
            coin: DataPlace.text(name), baseWad: try quantity(.base, lines),
            notionalWad: try quantity(.notional, lines),
            closedProfitWad: try signed(.closedProfit, lines), fills: try count(.fills, lines),
            meanPrice: try price(.meanPrice, lines))
    }

    private static let coinBytesMax = 32
}

// MARK: - Fields

extension RowDecoder {
    private func notAllowed(_ place: Int, _ allowed: String) -> Failure {
        Failure(problem: .notAllowed(allowed: allowed), place: place)
    }

    private func number(
        at place: Int, _ lines: borrowing DelimitedLines
    ) throws(Failure) -> ExactDecimal {
        do {
            return try ExactDecimal(lines.field(place))
        } catch {
            throw Failure(problem: .notANumber(error), place: place)
        }
    }

    private mutating func time(_ lines: borrowing DelimitedLines) throws(Failure) -> SimulatedTime {
        let place = layout.place(.time) ?? 0
        let number = try number(at: place, lines)
        let detected = layout.timeUnit ?? TimeUnit.detected(from: number)
        let unit = timeUnit ?? detected ?? .seconds
        if let detected, detected != unit {
            throw Failure(problem: .otherTimeUnit(found: detected, wanted: unit), place: place)
        }
        guard let time = unit.time(number) else { throw notAllowed(place, unit.allowed) }
        timeUnit = unit
        return time
    }

    private func calendarTime(_ lines: borrowing DelimitedLines) throws(Failure) -> SimulatedTime {
        let place = layout.place(.time) ?? 0
        guard let time = SimulatedTime(calendarText: lines.field(place)) else {
            throw notAllowed(place, "a moment as 2023-01-01 00:00:08, in UTC, from 1970 to 9999")
        }
        return time
    }

    private func value(
        at place: Int, decimals: Int, magnitudeMax: UInt256, allowed: String,
        _ lines: borrowing DelimitedLines
    ) throws(Failure) -> Int256 {
        let number = try number(at: place, lines)
        guard let value = try? number.rounded(toDecimals: decimals),
            value.magnitude <= magnitudeMax
        else { throw notAllowed(place, allowed) }
        return value
    }

    private func price(
        at place: Int, _ lines: borrowing DelimitedLines
    ) throws(Failure) -> UInt256 {
        let allowed = "a price above 0 at \(priceDecimals) decimals, up to 1e30"
        let highest = ExactDecimal.powers[30 + priceDecimals]
        let value = try value(
            at: place, decimals: priceDecimals, magnitudeMax: highest, allowed: allowed, lines)
        if value.signum <= 0 { throw notAllowed(place, allowed) }
        return value.magnitude
    }

    private func price(
        _ role: ColumnRole, _ lines: borrowing DelimitedLines
    ) throws(Failure) -> UInt256 {
        try price(at: layout.place(role) ?? 0, lines)
    }

    private func quantity(
        at place: Int, _ lines: borrowing DelimitedLines
    ) throws(Failure) -> UInt256 {
        let allowed = "a quantity from 0 to 1e36"
        let value = try value(
            at: place, decimals: 18, magnitudeMax: Self.quantityWadMax, allowed: allowed, lines)
        if value.isNegative { throw notAllowed(place, allowed) }
        return value.magnitude
    }

    private func quantity(
        _ role: ColumnRole, _ lines: borrowing DelimitedLines
    ) throws(Failure) -> UInt256 {
        try quantity(at: layout.place(role) ?? 0, lines)
    }

    private func optionalQuantity(
        _ role: ColumnRole, _ lines: borrowing DelimitedLines
    ) throws(Failure) -> UInt256? {
        guard let place = layout.place(role) else { return nil }
        return try quantity(at: place, lines)
    }

    private func signed(
        _ role: ColumnRole, _ lines: borrowing DelimitedLines
    ) throws(Failure) -> Int256 {
        try value(
            at: layout.place(role) ?? 0, decimals: 18, magnitudeMax: Self.quantityWadMax,
            allowed: "a number from -1e36 to 1e36", lines)
    }

    private func count(
        _ role: ColumnRole, _ lines: borrowing DelimitedLines
    ) throws(Failure) -> UInt64 {
        let place = layout.place(role) ?? 0
        let number = try number(at: place, lines)
        guard let whole = try? number.exactly(atDecimals: 0), !whole.isNegative,
            let count = UInt64(exactly: whole.magnitude)
        else { throw notAllowed(place, "a whole number from 0 to \(UInt64.max)") }
        return count
    }

    private func side(_ lines: borrowing DelimitedLines) throws(Failure) -> SpotSide? {
        guard let place = layout.place(.side) else { return nil }
        switch DataPlace.text(lines.field(place)).lowercased() {
        case "buy", "b": return .buy
        case "sell", "s": return .sell
        default: throw notAllowed(place, "buy, sell, b or s")
        }
    }
}
