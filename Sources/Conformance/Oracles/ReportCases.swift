import PriceOracles
import VenueFormulas
import WideIntegers

/// Cases of reporters: medians, the rounds that a feed writes, indices, runs of proposers.
enum ReportCases {
    /// `pos_runs`: the chance of several slots in a row.
    static func proposerRun(_ input: PlacedJSON) throws -> OracleFigure {
        let members = try input.object(["stake_share", "run_length", "slots"])
        let share = try members["stake_share"].ratio()
        let slots = try members["slots"].whole(as: Int.self)
        let length = try members["run_length"].whole(as: Int.self)
        guard length >= 1 else { throw members["run_length"].refusal("a number above zero") }
        guard (1...ProposerRun.slotsMax).contains(slots) else {
            throw members["slots"].refusal("a number from 1 to \(ProposerRun.slotsMax)")
        }
        let run = ProposerRun(
            share: share.estimate, runLength: length, slots: slots)
        return .members([
            "prob_at_least_one_run_per_epoch": .estimate(run.probability),
            "expected_windows_per_epoch": .estimate(run.expectedWindows),
            "expected_epochs_to_first": .optional(run.expectedEpochs) { .estimate($0) },
        ])
    }

    // MARK: - Medians

    /// `median`: of an aggregator's nodes, of publishers' votes, by weight.
    static func median(_ input: PlacedJSON) throws -> OracleFigure {
        let names = try input.named().map(\.name)
        if names.contains("honest") { return try upperMedian(input) }
        if names.contains("publishers") { return try votes(input) }
        let quotes = try input.object(["quotes"])["quotes"].list().map {
            json throws(VectorFileError) in
            try json.object(["price", "weight"])
        }
        let prices = try quotes.map { quote throws(VectorFileError) in
            try quote["price"].fraction()
        }
        let weights = try integerWeights(quotes.map { $0["weight"] })
        let median = WeightedMedian.of(zip(prices, weights).map { (value: $0, weight: $1) })
        return .members(["weighted_median": .optional(median) { .decimal($0) }])
    }

    /// Weights in the ratios of the given numbers: all of them times one whole number.
    private static func integerWeights(
        _ weights: [PlacedJSON]
    ) throws(VectorFileError) -> [UInt64] {
        let shares = try weights.map { json throws(VectorFileError) in try json.fraction().reduced }
        let common = shares.map(\.denominator).max() ?? .one
        return try zip(shares, weights).map { share, json throws(VectorFileError) in
            // The largest denominator serves where the others divide it, as those of decimals do.
            let scaled = try? (share * Fraction(Int256(bitPattern: common))).reduced
            guard let scaled, scaled.signum >= 0, scaled.denominator == .one,
                let weight = UInt64(exactly: scaled.numerator.magnitude)
            else { throw json.refusal("a weight of zero or more, whole or of few decimals") }
            return weight
        }
    }

    private static func upperMedian(_ input: PlacedJSON) throws -> OracleFigure {
        let members = try input.object(["honest", "corrupt_value", "corrupt_count", "rule"])
        let _: Bool = try members["rule"].word([("sorted[n//2]", true)])
        let honest = try members["honest"].list().map { json throws(VectorFileError) in
            try json.whole()
        }
        let lie = try members["corrupt_value"].whole()
        let count = try members["corrupt_count"].whole(as: UInt16.self)
        let answer = UpperMedian.of(honest + Array(repeating: lie, count: Int(count)))
        var isInside = false
        if let answer, let low = honest.min(), let high = honest.max() {
            isInside = low <= answer && answer <= high
        }
        return .members([
            "answer": .optional(answer) { .integer($0) },
            "inside_honest_range": .flag(isInside),
        ])
    }

    private static func votes(_ input: PlacedJSON) throws -> OracleFigure {
        let members = try input.object(["publishers", "expo"], optional: ["min_publishers"])
        let publishers = try members["publishers"].list().map { json throws(VectorFileError) in
            let publisher = try json.object(["price", "conf"])
            return PythPrice(
                price: try publisher["price"].whole(as: Int64.self),
                confidence: try publisher["conf"].whole(as: UInt64.self))
        }
        let least = try members.optional("min_publishers")?.whole(as: Int.self) ?? 1
        let aggregate = PythVotes.aggregate(publishers, publishersMin: least)
        return .members([
            "price": .optional(aggregate?.price) { .integer($0) },
            "conf": .optional(aggregate?.confidence) { .integer($0) },
        ])
    }

    // MARK: - Rounds

    /// `deviation_heartbeat`: which polls become rounds.
    static func deviationHeartbeat(_ input: PlacedJSON) throws -> OracleFigure {
        let members = try input.object(["polls", "decimals"] + feedKeys)
        var feed = try feed(members)
        var rounds: [WrittenRound] = []
        for json in try members["polls"].list() {
            let poll = try json.object(["t", "median"])
            rounds += feed.poll(
                try poll["median"].whole(), atSeconds: try poll["t"].whole(as: UInt64.self))
        }
        return .members([
            "rounds": .list(
                rounds.map {
                    .members([
                        "round": .integer($0.number), "answer": .integer($0.answer),
                        "observed_at": .integer($0.observedAtSeconds),
                        "updated_at": .integer($0.updatedAtSeconds),
                    ])
                }),
            "n_rounds": .integer(rounds.count),
        ])
    }

    /// The members that describe a feed.
    static let feedKeys = [
        "deviation_ppb", "heartbeat_s", "min_answer", "max_answer", "latency_s", "out_of_range",
    ]

    /// The feed that they describe.
    static func feed(_ members: PlacedJSON.Members) throws -> DeviationHeartbeatFeed {
        DeviationHeartbeatFeed(
            trigger: ReportTrigger(
                deviationPpb: try members["deviation_ppb"].whole(as: UInt64.self),
                heartbeatSeconds: try members["heartbeat_s"].whole(as: UInt64.self)),
            bounds: try AnswerBounds(
                answerMin: members["min_answer"].whole(), answerMax: members["max_answer"].whole(),
                rule: members["out_of_range"].member()),
            latencySeconds: try members["latency_s"].whole(as: UInt64.self))
    }

    /// `cex_index`: which venues count, and what comes of them.
    static func exchangeIndex(_ input: PlacedJSON) throws -> OracleFigure {
        let members = try input.object(["quotes", "weights", "now", "max_age_s", "max_dev"])
        let weights = try members["weights"].named()
        let numbers = try integerWeights(weights.map(\.json))
        let quotes = try members["quotes"].named().map { name, json throws(VectorFileError) in
            let quote = try json.object(["price", "t"])
            guard let place = weights.firstIndex(where: { $0.name == name }) else {
                throw members["weights"].refusal("a weight for \"\(name)\"")
            }
            return IndexQuote(
                name: name, price: try quote["price"].fraction(),
                timeSeconds: try quote["t"].whole(as: UInt64.self), weight: numbers[place])
        }
        var index = ExchangeIndex(
            ExchangeIndexRule(
                ageMaxSeconds: try members["max_age_s"].whole(as: UInt64.self),
                outliers: .drop(beyond: try members["max_dev"].fraction())))
        let value = try index.value(
            of: quotes, atSeconds: try members["now"].whole(as: UInt64.self))
        return .members([
            "active": .list((value?.active ?? []).map { .text($0) }),
            "index": .optional(value?.price) { .decimal($0) },
        ])
    }
}
