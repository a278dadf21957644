import ArgumentParser
import ContractRuntime
import Foundation
import PerpContracts
import SeededRandom

/// Random sequences of calls to Perpetual Protocol v1 under all checks of its books.
@main
struct PerplabFuzzContracts: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "perplab-fuzz-contracts",
        abstract: "Call Perp v1 at random, and check its books after every call.",
        discussion: """
            Sequences of a few hundred calls start from a fresh world each: usual ones, dust, maxima,
            wrong accounts, native value for all that takes it and all that does not, many in one
            block. When a statement about the books breaks, the sequence
            is cut down to the calls that are needed, and printed. Exit status 1 then.

            Example: perplab-fuzz-contracts --calls 10000000 --seed 1
            """
    )

    @Option(help: "How many calls in all.")
    var calls = 100_000

    @Option(help: "Calls of one sequence.")
    var length = 400

    @Option(help: "The seed of the first sequence; later ones count on.")
    var seed: UInt64 = 1

    func validate() throws {
        if calls < 1 { throw ValidationError("--calls is \(calls); it must be at least 1") }
        if length < 1 { throw ValidationError("--length is \(length); it must be at least 1") }
    }

    func run() throws {
        var done = 0
        var succeeded = 0
        var sequence = seed
        while done < calls {
            var random = SeededRandom(seed: sequence)
            let actions = (0..<min(length, calls - done)).map { _ in
                random.action(actors: World.actors)
            }
            switch try outcome(of: actions) {
            case .success(let count): succeeded += count
            case .failure(let violation):
                try report(violation, actions, seed: sequence)
                throw ExitCode(1)
            }
            done += actions.count
            sequence &+= 1
        }
        print("\(done) calls from seed \(seed), \(succeeded) succeeded, the books held after each")
    }

    /// How many calls succeeded, or the first statement that broke.
    private func outcome(of actions: [FuzzAction]) throws -> Result<Int, InvariantViolation> {
        var world = try World()
        var count = 0
        do throws(InvariantViolation) {
            for action in actions where try world.run(action) { count += 1 }
            return .success(count)
        } catch {
            return .failure(error)
        }
    }

    /// Drops calls as long as the sequence still breaks something, and prints what is left.
    private func report(
        _ violation: InvariantViolation, _ actions: [FuzzAction], seed: UInt64
    ) throws {
        var left = actions
        var piece = max(left.count / 2, 1)
        while true {
            var start = 0
            var hasDropped = false
            while start < left.count {
                let shorter = Array(left[..<start] + left[min(start + piece, left.count)...])
                if case .failure = try outcome(of: shorter) {
                    left = shorter
                    hasDropped = true
                } else {
                    start += piece
                }
            }
            if piece == 1 && !hasDropped { break }
            piece = max(piece / 2, 1)
        }
        print("seed \(seed): \(violation)")
        if case .failure(let final) = try outcome(of: left) { print("shortest: \(final)") }
        for action in left { print("  \(action)") }
    }
}
