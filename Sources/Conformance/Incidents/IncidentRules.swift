import PriceOracles
import SimulationKernel
import VenueFormulas
import WideIntegers

/// The rules by which statements about incidents are decided.
enum IncidentRules {
    /// Two swaps one after the other on a pool with a fee.
    static func poolSwaps(_ figures: IncidentFigures, _ check: inout CaseCheck) throws {
        let fee = try figures.number(3) / Fraction(100)
        let pool = try pool(base: figures.json(2), quote: figures.json(1), fee: fee)
        let (bought, pumped) = try pool.trading(figures.json(0).wad(), .buy)
        try OracleFigure.wad(bought).compare(with: figures.json(4), &check)
        let returned = try pumped.amountOut(for: figures.json(5).wad(), .sell)
        try OracleFigure.wad(returned).compare(with: figures.json(6), &check)
    }

    /// The spot price before and after the first of them, and what was paid on average.
    static func poolSpot(
        _ figures: IncidentFigures, _ facts: IncidentFacts, _ check: inout CaseCheck
    ) throws {
        let before = ["attack1", "pool_before"]
        let fee = try facts[before[0], before[1], "fee"].fraction()
        let pool = try pool(
            base: facts[before[0], before[1], "wbtc"], quote: facts[before[0], before[1], "eth"],
            fee: fee)
        let paid = try facts["attack1", "swap_in_eth"].wad()
        let (bought, pumped) = try pool.trading(paid, .buy)
        let average = try paid.mulDivDown(.wad, bought)
        let spot = pool.spotPriceWad
        let prices = [spot, pumped.spotPriceWad, try pumped.spotPriceWad.mulDivDown(.wad, spot)]
        for (index, price) in (prices + [average, try average.mulDivDown(.wad, spot)]).enumerated()
        {
            try OracleFigure.wad(price).compare(with: figures.json(index), &check)
        }
    }

    private static func pool(
        base: PlacedJSON, quote: PlacedJSON, fee: Fraction
    ) throws -> ConstantProductPool {
        guard let ratio = Ratio(fee) else {
            throw base.refusal("a pool whose fee is from 0 to 1")
        }
        return try ConstantProductPool(
            baseReserve: base.wad(), quoteReserve: quote.wad(), fee: ratio)
    }

    // MARK: - Guards

    /// A report passes at the anchor that is named, and not at one a unit of its last digit below.
    static func anchor(_ figures: IncidentFigures, _ check: inout CaseCheck) throws {
        let reported = try figures.json(0).wad()
        let least = try figures.json(1).wad()
        let parts = figures.text(1).split(separator: ".")
        let decimals = parts.count == 2 ? parts[1].count : 0
        let unit = try UInt256.wad / UInt256(10).power(UInt256(UInt64(decimals)))
        let tolerance = try figures.number(2) / Fraction(100)
        for (anchor, isEnough) in [(least, true), (least &- unit, false)] {
            check.equal(
                "report accepted at \(anchor)", expected: isEnough,
                got: PriceGuard.isAnchored(reported, to: anchor, tolerance: tolerance))
        }
    }

    /// A bound against the last price refuses what an open setter wrote.
    static func deviationBound(
        _ figures: IncidentFigures, _ facts: IncidentFacts, _ check: inout CaseCheck
    ) throws {
        let limit = try figures.number(0) / Fraction(100)
        var chain = try GuardChain([.deviation(DeviationBound(limit, of: .lastGood, .refuse))])
        let truth = try facts["true_price"].wad()
        check.equal("the true price", expected: true, got: chain.accepts(truth, atSeconds: 1))
        for (second, name) in [(2, "set_open"), (3, "set_close")] as [(UInt64, String)] {
            let written = try facts[name].wad()
            check.equal(name, expected: false, got: chain.accepts(written, atSeconds: second))
        }
    }

    /// A stuck price passes a limit of its age, and not one of its distance to the feed's least answer.
    static func nearBound(
        _ figures: IncidentFigures, _ facts: IncidentFacts, _ check: inout CaseCheck
    ) throws {
        let hours = try figures.json(0).whole(as: UInt32.self)
        let stuck = try facts["stuck_price"].wad()
        let least = try facts["min_answer"].wad()
        var byAge = try GuardChain([.maxAge(seconds: UInt64(hours) * 3_600)])
        let tenth = try Fraction(1) / Fraction(10)
        var byBound = try GuardChain([
            .nearBound(NearBound(minAnswerWad: least, margin: tenth))
        ])
        for hour in [1, 2, 3] as [UInt64] {
            let (isYoung, isFar) = (
                byAge.accepts(stuck, ageSeconds: hour * 3_600, atSeconds: 1 << 20),
                byBound.accepts(stuck, ageSeconds: hour * 3_600, atSeconds: 1 << 20)
            )
            check.equal("accepted by age after \(hour) h", expected: true, got: isYoung)
            check.equal("accepted near the bound after \(hour) h", expected: false, got: isFar)
        }
    }

    /// A band that moves by a share in each window, shown a price that is far away from the first second.
    static func moveBand(_ figures: IncidentFigures, _ check: inout CaseCheck) throws {
        let band = MoveBand(
            try figures.number(0) / Fraction(100),
            windowSeconds: try UInt64(figures.json(1).whole(as: UInt32.self)) * 60)
        let end = try UInt64(figures.json(2).whole(as: UInt32.self)) * 60
        var chain = try GuardChain([.moveBand(band)])
        var highest = UInt256.zero
        for second in 0..<end {
            let raw = second == 0 ? UInt256.wad : .wad &* 13
            let reading = FeedReading(priceWad: raw, updatedAtSeconds: second, status: .ok)
            let verdict = chain.evaluate(GuardInput(reading, nowSeconds: second))
            highest = max(highest, verdict.decision.priceWad ?? .zero)
        }
        // The power that the sentence writes is of one and the share, once for each window.
        try OracleFigure.decimal(.one + band.limit).compare(with: figures.json(3), &check)
        try OracleFigure.integer(end / band.windowSeconds).compare(
            with: figures.json(4), &check)
        try OracleFigure.wad(highest).compare(with: figures.json(5), &check)
    }

    // MARK: - Averages

    /// An average over hours, of which the last minutes are held at a factor.
    static func heldAverage(_ figures: IncidentFigures, _ check: inout CaseCheck) throws {
        let window = try UInt64(figures.json(0).whole(as: UInt32.self)) * 3_600
        let heldFor = try UInt64(figures.json(1).whole(as: UInt32.self)) * 60
        guard heldFor <= window else { throw figures.json(1).refusal("minutes within the window") }
        var prices = HeldPrices()
        try prices.record(.wad, at: SimulatedTime(seconds: 0))
        try prices.record(
            figures.json(2).wad(), at: SimulatedTime(seconds: window - heldFor))
        let average = try prices.average(
            at: SimulatedTime(seconds: window), windowMicros: window * 1_000_000)
        try OracleFigure.wad(average.average).compare(with: figures.json(3), &check)
    }

    /// Two sources of which one is bad, averaged; three, of which the median is taken.
    static func meanAndMedian(_ figures: IncidentFigures, _ check: inout CaseCheck) throws {
        let (good, bad) = (try figures.number(0), try figures.number(1))
        for (prices, combination, expected) in [
            ([good, bad], IndexCombination.mean, 2), ([good, bad, good], .median, 3),
        ] {
            let quotes = prices.enumerated().map {
                IndexQuote(name: "\($0)", price: $1, timeSeconds: 0, weight: 1)
            }
            var index = ExchangeIndex(
                ExchangeIndexRule(ageMaxSeconds: 0, outliers: .keep, combination: combination))
            let value = try index.value(of: quotes, atSeconds: 0)
            try OracleFigure.optional(value?.price) { .decimal($0) }
                .compare(with: figures.json(expected), &check)
        }
    }

    // MARK: - Recorded prices

    /// When recorded prices were first below a level, and when they were lowest, to the minute.
    static func thresholds(
        _ figures: IncidentFigures, _ facts: IncidentFacts, _ check: inout CaseCheck
    ) throws {
        let level = try figures.json(0).wad()
        let name = try facts["price_path_file"].text()
        var reader = try MarketDataReader(file: name)
        var first: SimulatedTime?
        var lowest: PriceTick?
        for case .tick(let tick) in try reader.read(facts.files.required(name)) {
            if first == nil && tick.price < level { first = tick.time }
            if lowest.map({ tick.price < $0.price }) ?? true { lowest = tick }
        }
        for (time, index) in [(first, 1), (lowest?.time, 2)] {
            check.equal(
                "figure \(index + 1)", expected: figures.text(index),
                got: time?.minuteOfDay ?? "never")
        }
    }
}

extension GuardChain {
    fileprivate mutating func accepts(
        _ priceWad: UInt256, ageSeconds: UInt64 = 0, atSeconds nowSeconds: UInt64
    ) -> Bool {
        let reading = FeedReading(
            priceWad: priceWad, updatedAtSeconds: nowSeconds - ageSeconds, status: .ok)
        return evaluate(GuardInput(reading, nowSeconds: nowSeconds)).decision.priceWad == priceWad
    }
}

extension SimulatedTime {
    /// Hours and minutes of the day, as `05:06`.
    fileprivate var minuteOfDay: String {
        let minutes = seconds / 60 % 1_440
        return [minutes / 60, minutes % 60]
            .map { $0 < 10 ? "0\($0)" : "\($0)" }.joined(separator: ":")
    }
}
