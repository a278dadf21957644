import ContractRuntime
import EthereumPrimitives
import PerpContracts
import SeededRandom

/// What a run has done.
struct FuzzTotals {
    var calls = 0
    var succeeded = 0
    var refused = 0
    var counters: [ReferenceCounter: UInt64] = [:]
    var failures: [String: Int] = [:]
    var successes: [String: Int] = [:]

    /// Prints how often each rule has bound.
    func print() {
        let parts = ReferenceCounter.allCases.map { "\($0.rawValue) \(counters[$0] ?? 0)" }
        for (name, table) in [("succeeded", successes), ("failed", failures)] {
            for (text, count) in table.sorted(by: { ($1.value, $0.key) < ($0.value, $1.key) }) {
                Swift.print("\(name) \(count) \(text)")
            }
        }
        Swift.print("rules that bound: \(parts.joined(separator: ", "))")
    }
}

/// A house, two markets and calls, all from one seed.
struct FuzzSequence {
    let seed: UInt64
    let sets: [PolicySet]
    let actions: [FuzzAction]

    init(seed: UInt64, length: Int, _ cover: PairCover) {
        self.seed = seed
        var random = SeededRandom(seed: seed)
        let first = Int(seed % UInt64(cover.sets.count))
        sets = [first, random.below(cover.sets.count)].map {
            PolicySet(values: cover.sets[$0], seed: random.next())
        }
        // Half of the sequences end with a shutdown.
        let late = random.below(2) == 0 ? length - length / 8 : length
        actions = (0..<length).map { random.action(isLate: $0 >= late) }
    }

    /// Runs some of the calls.
    /// - Throws: `InvariantViolation` when a statement breaks.
    func run(
        _ places: [Int], walkPeriod: Int, _ totals: inout FuzzTotals,
        _ willRun: (Int, FuzzAction) -> Void = { _, _ in }
    ) throws {
        var world = try FuzzWorld(sets, seed: seed)
        world.walkPeriod = walkPeriod
        var random = SeededRandom(seed: seed ^ 0x4ef)
        for _ in 0..<4 where try world.refuses(sets[0], &random) { totals.refused += 1 }
        for place in places {
            willRun(place, actions[place])
            if try world.run(actions[place]) { totals.succeeded += 1 }
        }
        try world.walk()
        totals.failures.merge(world.failures) { $0 + $1 }
        totals.successes.merge(world.successes) { $0 + $1 }
        for market in world.marketContracts {
            let summary = market.summary(in: world.host.state)
            totals.counters.merge(summary.counters) { $0 + $1 }
        }
    }

    /// The first statement that some of the calls break, with walks after each.
    func violation(_ places: [Int]) throws -> InvariantViolation? {
        var totals = FuzzTotals()
        do {
            try run(places, walkPeriod: 1, &totals)
            return nil
        } catch let violation as InvariantViolation {
            return violation
        }
    }
}
