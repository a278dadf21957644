import ArgumentParser
import ContractRuntime
import Foundation
import PerpContracts
import SeededRandom

/// Random sequences of calls to ReferencePerp over sets of policies, under all checks of its books.
@main
struct PerplabFuzzReference: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "perplab-fuzz-reference",
        abstract: "Call ReferencePerp at random under all policies, and check its books.",
        discussion: """
            Sets of policies are drawn so that every pair of values occurs. Each sequence has a fresh
            house with two markets; it tries parameters that must be refused, then calls: usual ones,
            dust, maxima, wrong accounts, bad feeds, many in one block. When a statement about the
            books breaks, the sequence is cut down to the calls that are needed, and printed with the
            arguments that run them again. Exit status 1 then.

            Example: perplab-fuzz-reference --calls 5000000 --seed 1
            """
    )

    @Option(help: "How many calls in all.")
    var calls = 100_000

    @Option(help: "Calls of one sequence.")
    var length = 400

    @Option(help: "The seed of the first sequence; later ones count on.")
    var seed: UInt64 = 1

    @Option(help: "How many sets of policies.")
    var sets = 200

    @Option(help: "Run one sequence again with these of its calls alone, by number, with commas.")
    var replay: String?

    @Flag(help: "Name each sequence, and each call of a replay, before it runs.")
    var trace = false

    func validate() throws {
        if calls < 1 { throw ValidationError("--calls is \(calls); it must be at least 1") }
        if length < 1 { throw ValidationError("--length is \(length); it must be at least 1") }
        if sets < 1 { throw ValidationError("--sets is \(sets); it must be at least 1") }
    }

    func run() throws {
        let cover = PairCover(count: sets)
        if let replay {
            let places = replay.split(separator: ",").compactMap { Int($0) }
            let sequence = FuzzSequence(
                seed: seed, length: max(length, (places.max() ?? 0) + 1), cover)
            return try self.replay(sequence, places)
        }
        var totals = FuzzTotals()
        var number = seed
        while totals.calls < calls {
            if trace { print("sequence \(number)") }
            let sequence = FuzzSequence(
                seed: number, length: min(length, calls - totals.calls), cover)
            let places = Array(sequence.actions.indices)
            do {
                try sequence.run(places, walkPeriod: 16, &totals)
            } catch let violation as InvariantViolation {
                try report(violation, sequence)
                throw ExitCode(1)
            }
            totals.calls += places.count
            number &+= 1
        }
        totals.print()
        print(
            """
            \(cover.allowedCount) pairs of policy values, \(cover.missingCount) missing, \
            \(cover.forbiddenCount) refused together
            \(totals.calls) calls from seed \(seed), \(totals.succeeded) succeeded, \
            \(totals.refused) parameter sets refused, the books held after each
            """)
    }

    private func replay(_ sequence: FuzzSequence, _ places: [Int]) throws {
        var totals = FuzzTotals()
        do {
            try sequence.run(places, walkPeriod: 1, &totals) { place, action in
                if trace { print("  \(place): \(action)") }
            }
            print("nothing breaks")
        } catch let violation as InvariantViolation {
            print("\(violation)")
            throw ExitCode(1)
        }
    }

    /// Drops calls as long as the sequence still breaks something, and prints what is left.
    private func report(_ violation: InvariantViolation, _ sequence: FuzzSequence) throws {
        print("seed \(sequence.seed): \(violation)")
        var left = Array(sequence.actions.indices)
        var piece = max(left.count / 2, 1)
        var last = violation
        while true {
            var start = 0
            var hasDropped = false
            while start < left.count {
                let shorter = Array(left[..<start] + left[min(start + piece, left.count)...])
                if let broken = try sequence.violation(shorter), broken.number == violation.number,
                    broken.series == violation.series
                {
                    (left, hasDropped, last) = (shorter, true, broken)
                } else {
                    start += piece
                }
            }
            if piece == 1 && !hasDropped { break }
            piece = max(piece / 2, 1)
        }
        print("shortest: \(last)")
        for place in left { print("  \(sequence.actions[place])") }
        let list = left.map(String.init).joined(separator: ",")
        print("again: --seed \(sequence.seed) --sets \(sets) --replay \(list)")
    }
}
