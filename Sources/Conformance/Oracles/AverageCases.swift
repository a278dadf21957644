import PriceOracles
import SimulationKernel
import VenueFormulas
import WideIntegers

/// Cases of time-weighted averages of pools.
enum AverageCases {
    /// `twap_hold`: the plan that bends an average.
    static func hold(_ input: PlacedJSON) throws -> OracleFigure {
        let members = try input.object([
            "window_blocks", "held_blocks", "target_factor", "mean", "reserve_quote",
            "reserve_base", "price", "fee",
        ])
        let window = try members["window_blocks"].whole(as: UInt64.self)
        let held = try members["held_blocks"].whole(as: UInt64.self)
        guard held >= 1, held <= window else {
            throw members["held_blocks"].refusal("a number from 1 to the window")
        }
        let target = try members["target_factor"].fraction()
        guard target.signum > 0 else {
            throw members["target_factor"].refusal("a number above zero")
        }
        let fee = try members["fee"].ratio()
        guard fee.estimate < 1 else { throw members["fee"].refusal("a share below one") }
        let mean: TwapHold.Mean = try members["mean"].word([
            ("arith", .arithmetic), ("geo", .geometric),
        ])
        let hold = TwapHold(
            windowBlocks: window, heldBlocks: held, targetFactor: target, mean: mean,
            fee: fee.estimate)
        let quote = try members["reserve_quote"].fraction().estimate
        func scaled(_ share: Double?) -> OracleFigure {
            .optional(share) { .estimate($0 * quote) }
        }
        return .members([
            "feasible": .flag(hold.push != nil),
            "required_spot_factor":
                hold.push == nil
                ? .meaningless(hold.requiredFactor) : .estimate(hold.requiredFactor),
            "capital_in_first_block": scaled(hold.push?.input),
            "loss_per_block": scaled(hold.push?.loss),
            "loss_upper_bound_total": scaled(hold.totalLoss),
        ])
    }

    /// `v2_cumulative`: the accumulator over observations, and the average since the first.
    static func cumulative(_ input: PlacedJSON) throws -> OracleFigure {
        let members = try input.object(["observations", "t_read", "cum_start"])
        let notes = try members["observations"].list().map { json throws(VectorFileError) in
            let note = try json.object(["t", "reserve_base", "reserve_quote"])
            return (
                seconds: try note["t"].wrappedSeconds(),
                base: try note["reserve_base"].unsigned(),
                quote: try note["reserve_quote"].unsigned()
            )
        }
        guard let first = notes.first else {
            throw members["observations"].refusal("at least one observation")
        }
        let start = CumulativePrice(
            cumulativeX112: try members["cum_start"].unsigned(), timestampSeconds: first.seconds)
        let ends =
            notes.dropFirst().map(\.seconds) + [
                try members["t_read"].wrappedSeconds()
            ]
        var sum = start
        let sums = try zip(notes, ends).map { note, end in
            sum = try sum.carried(to: end, reserveBase: note.base, reserveQuote: note.quote)
            return OracleFigure.text("\(sum.cumulativeX112)")
        }
        let average = try sum.average(since: start)
        return .members([
            "cumulative_after_each": .list(sums),
            "elapsed_s": .integer(sum.elapsedSeconds(since: start)),
            "twap_uq112x112": .integer(average.priceX112),
            "twap_decimal": try .wad(average.nearestWad),
            "consult_1e18_base": .integer(try average.consult(.wad)),
        ])
    }

    /// `v3_tick`: the mean tick of segments, or what a ring of observations answers.
    static func ticks(_ input: PlacedJSON) throws -> OracleFigure {
        if try input.named().contains(where: { $0.name == "segments" }) {
            return try segments(input)
        }
        let members = try input.object([
            "observations", "now", "tick_since_last", "cardinality", "seconds_agos",
        ])
        let notes = try members["observations"].list().map { json throws(VectorFileError) in
            let note = try json.object(["t", "tick_cumulative"])
            return TickObservation(
                timestampSeconds: try note["t"].whole(as: UInt32.self),
                tickCumulative: try note["tick_cumulative"].whole(as: Int64.self))
        }
        let ring = TickObservations(
            entries: notes, cardinality: try members["cardinality"].whole(as: UInt16.self))
        let now = try members["now"].whole(as: UInt32.self)
        let tick = try members["tick_since_last"].whole(as: Int32.self)
        let sums = try members["seconds_agos"].list().map { json throws in
            let secondsAgo = try json.whole(as: UInt32.self)
            do throws(ObservationError) {
                return OracleFigure.integer(
                    try ring.tickCumulative(
                        now: now, secondsAgo: secondsAgo, tickSinceLast: tick))
            } catch .old {
                return .text("OLD")
            }
        }
        return .members(["tick_cumulatives": .list(sums)])
    }

    private static func segments(_ input: PlacedJSON) throws -> OracleFigure {
        let members = try input.object(["segments", "window_s"])
        let window = try members["window_s"].whole(as: UInt32.self)
        guard window > 0 else { throw members["window_s"].refusal("a number above zero") }
        var ring = TickObservations(startSeconds: 0)
        ring.grow(to: .max)
        var now: UInt32 = 0
        var ticks: [Int32] = []
        for json in try members["segments"].list() {
            let segment = try json.object(["seconds", "tick"])
            let (end, overflow) = now.addingReportingOverflow(
                try segment["seconds"].whole(as: UInt32.self))
            guard !overflow else { throw json.refusal("seconds below 2^32 in all") }
            let tick = try segment["tick"].whole(as: Int32.self)
            now = end
            ticks.append(tick)
            ring.write(now: now, tick: tick)
        }
        guard let first = ticks.first, let last = ticks.last else {
            throw members["segments"].refusal("at least one segment")
        }
        let delta =
            try ring.tickCumulative(now: now, secondsAgo: 0, tickSinceLast: last)
            - ring.tickCumulative(now: now, secondsAgo: window, tickSinceLast: last)
        // A mean tick rounds down, below zero as well.
        let quotient = delta / Int64(window)
        let mean = delta % Int64(window) < 0 ? quotient - 1 : quotient
        return .members([
            "tick_cumulative_delta": .integer(delta),
            "mean_tick": .integer(mean),
            "price_at_mean_tick": .estimate(price(atTick: mean)),
            "factor_vs_first": .estimate(price(atTick: mean - Int64(first))),
        ])
    }

    private static func price(atTick tick: Int64) -> Double {
        ExactMath.exp(Double(tick) * ExactMath.log(1.0001))
    }
}
