import ArgumentParser
import Foundation
import OrderBook

/// Random messages to the order book under all checks.
@main
struct PerplabFuzzBook: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "perplab-fuzz-book",
        abstract: "Send random messages to the order book under random rules, and check it.",
        discussion: """
            Each sequence has fresh rules, all types and flags of orders, blocks, call auctions and
            hostile numbers. After each action the book is not crossed, sizes follow from the events,
            self-trades stay prevented, and all-or-nothing is one of both; walks hold replicas,
            levels, counts, positions and money against each other, and a change of an order against
            cancel and new. What breaks is cut down to the actions that are needed. Exit status 1 then.

            Example: perplab-fuzz-book --messages 10000000 --seed 1
            """
    )

    @Option(help: "How many messages in all.")
    var messages = 200_000

    @Option(help: "Actions of one sequence.")
    var length = 2_000

    @Option(help: "The seed of the first sequence; later ones count on.")
    var seed: UInt64 = 1

    @Option(help: "Walk over the whole book after each so many actions.")
    var walkPeriod = 16

    @Option(help: "Run one sequence again with these of its actions alone, by number, with commas.")
    var replay: String?

    func validate() throws {
        for (name, value) in [
            ("messages", messages), ("length", length), ("walk-period", walkPeriod),
        ] where value < 1 {
            throw ValidationError("--\(name) is \(value); it must be at least 1")
        }
    }

    func run() throws {
        if let replay {
            let places = replay.split(separator: ",").compactMap { Int($0) }
            let sequence = BookSequence(
                seed: seed, length: max(length, (places.max() ?? 0) + 1))
            guard let violation = sequence.violation(places) else {
                return print("nothing breaks")
            }
            print(violation)
            throw ExitCode(1)
        }
        var tally = BookTally()
        var number = seed
        while tally.messages < messages {
            let sequence = BookSequence(seed: number, length: length)
            do throws(BookViolation) {
                try sequence.run(
                    Array(sequence.actions.indices), walkPeriod: walkPeriod, &tally)
            } catch {
                report(error, sequence)
                throw ExitCode(1)
            }
            number &+= 1
        }
        print(
            """
            \(tally.messages) messages from seed \(seed) in \(number &- seed) books, every property \
            held: \(tally.trades) trades, \(tally.fillOrKills) all-or-nothing orders of which \
            \(tally.killed) were killed, \(tally.pairs) changes beside cancel and new, at most \
            \(tally.liveMax) live orders
            """)
    }

    /// Drops actions as long as the sequence still breaks the property, and prints what is left.
    private func report(_ violation: BookViolation, _ sequence: BookSequence) {
        print("seed \(sequence.seed): \(violation)")
        var left = Array(sequence.actions.indices)
        var piece = max(left.count / 2, 1)
        var last = violation
        while true {
            var start = 0
            var hasDropped = false
            while start < left.count {
                let shorter = Array(left[..<start] + left[min(start + piece, left.count)...])
                if let broken = sequence.violation(shorter),
                    broken.property == violation.property
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
        print("again: --seed \(sequence.seed) --length \(length) --replay \(list)")
    }
}
