import PriceOracles
import SimulationKernel
import WideIntegers

/// Cases on recorded market data.
enum ReplayCases {
    /// `feed_replay`: a feed, an average or a security module over a file of prices.
    static func replay(_ input: PlacedJSON, _ files: DataFiles) throws -> OracleFigure {
        let names = try input.named().map(\.name)
        if names.contains("pokes") { return try DelayCases.replay(input, files) }
        if names.contains("window_s") { return try average(input, files) }
        let members = try input.object(
            ["file", "price_scale", "price_rounding", "poll"] + ReportCases.feedKeys)
        let _: Bool = try members["price_rounding"].word([
            ("half even of decimal text times 1e8", true)
        ])
        let _: Bool = try members["poll"].word([("each row", true)])
        var replay = FeedReplay(try ReportCases.feed(members))
        var rounds: [WrittenRound] = []
        for (time, price) in try prices(members, files) {
            rounds += replay.advance(
                to: Int256(bitPattern: price), atSeconds: time.seconds)
        }
        let sum = try rounds.reduce(Int256.zero) { try $0 + $1.answer }
        return .members([
            "rounds": .integer(rounds.count),
            "first_round": .optional(rounds.first, figure),
            "last_round": .optional(rounds.last, figure),
            "sum_of_answers": .integer(sum),
            "max_error_ppb": .integer(replay.errorMaxPpb),
            "max_error_at": .optional(replay.errorMaxAtSeconds) { .integer($0) },
            "max_age_s": .integer(replay.ageMaxSeconds),
        ])
    }

    private static func figure(_ round: WrittenRound) -> OracleFigure {
        .members([
            "answer": .integer(round.answer), "updated_at": .integer(round.updatedAtSeconds),
            "observed_at": .integer(round.observedAtSeconds), "round": .integer(round.number),
        ])
    }

    private static func average(_ input: PlacedJSON, _ files: DataFiles) throws -> OracleFigure {
        let members = try input.object(["file", "price_scale", "at", "window_s"])
        var held = HeldPrices()
        for (time, price) in try prices(members, files) { try held.record(price, at: time) }
        let average = try held.average(
            at: try members["at"].time(), windowMicros: try members["window_s"].time().micros)
        return .members([
            "twap": .integer(average.average),
            "last_row_at_or_before": .integer(average.lastPrice),
        ])
    }

    /// Moments and prices of a file: of ticks as they are, of bars their opens.
    static func prices(
        _ members: PlacedJSON.Members, _ files: DataFiles
    ) throws -> [(time: SimulatedTime, price: UInt256)] {
        let name = try members["file"].text()
        let decimals = try members.optional("price_scale")?.whole(as: Int.self) ?? 2
        var reader = try MarketDataReader(
            file: name, repair: DataRepair(gaps: .leave), priceDecimals: decimals)
        return try reader.read(files.required(name)).compactMap { row in
            switch row {
            case .tick(let tick): (tick.time, tick.price)
            case .bar(let bar): (bar.openTime, bar.open)
            default: nil
            }
        }
    }
}

extension PlacedJSON {
    /// Whole seconds as simulated time.
    func time() throws(VectorFileError) -> SimulatedTime {
        let seconds = try whole(as: UInt64.self)
        guard seconds <= .max / 1_000_000 else { throw refusal("seconds below 2^64 microseconds") }
        return SimulatedTime(seconds: seconds)
    }
}
