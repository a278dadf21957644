import ArgumentParser
import Foundation
import SeededRandom

/// Feeds hostile bytes to every decoder that a peer's or a user's bytes reach.
@main
struct PerplabFuzz: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "perplab-fuzz",
        abstract: "Feed hostile input to every decoder and to the ABI encoder.",
        discussion: """
            Valid encodings of random values are mutated, cut, spliced and given lying lengths. A
            run with the same seed repeats itself; progress on standard error tells a later seed to
            start from, and the seed file says how to repeat the batch that is running. What decodes must encode to the same bytes where the encoding is canonical.

            Example: perplab-fuzz --inputs 10000000 --seed 1
            """
    )

    @Option(help: "How many inputs in all.")
    var inputs = 1_000_000

    @Option(help: "The seed of the first batch; later batches count on.")
    var seed: UInt64 = 1

    @Option(help: "Only the decoder of this name.")
    var decoder: String?

    @Option(
        help: "A file that says before each batch how to repeat it, for when the program traps.")
    var seedFile: String?

    /// Inputs of one batch: what a failing seed repeats.
    private static let batch = 10_000

    func validate() throws {
        if inputs < 1 { throw ValidationError("--inputs is \(inputs); it must be at least 1") }
        if let decoder, FuzzTarget(rawValue: decoder) == nil {
            let known = FuzzTarget.allCases.map(\.rawValue).joined(separator: ", ")
            throw ValidationError("--decoder \(decoder): there are \(known)")
        }
    }

    func run() throws {
        let targets = decoder.flatMap(FuzzTarget.init).map { [$0] } ?? FuzzTarget.allCases
        var counts: [FuzzTarget: (inputs: Int, accepted: Int)] = [:]
        let residentBefore = try residentAfterWarmUp(targets)
        var done = 0
        var batchSeed = seed
        while done < inputs {
            let target = targets[Int(batchSeed % UInt64(targets.count))]
            let count = min(PerplabFuzz.batch, inputs - done)
            if done.isMultiple(of: 100 * PerplabFuzz.batch) {
                try? FileHandle.standardError.write(
                    contentsOf: Data("\(done) inputs, seed \(batchSeed)\n".utf8))
            }
            if let seedFile {
                let line = "--decoder \(target.rawValue) --seed \(batchSeed) --inputs \(count)\n"
                try Data(line.utf8).write(to: URL(fileURLWithPath: seedFile))
            }
            let accepted = try target.run(count: count, seed: batchSeed)
            let old = counts[target] ?? (0, 0)
            counts[target] = (old.inputs + count, old.accepted + accepted)
            done += count
            batchSeed &+= 1
        }
        for target in targets {
            guard let count = counts[target] else { continue }
            print("\(target.rawValue): \(count.inputs) inputs, \(count.accepted) decoded")
        }
        let grown = try residentKiB() - residentBefore
        print("\(done) inputs, seed \(seed), no failure; resident memory \(signed(grown)) KiB")
    }

    /// Resident memory once each decoder has run a batch, so that only growth after it counts.
    private func residentAfterWarmUp(_ targets: [FuzzTarget]) throws -> Int {
        for target in targets { _ = try target.run(count: 1_000, seed: seed) }
        return try residentKiB()
    }

    private func residentKiB() throws -> Int {
        let text = try String(
            decoding: Data(contentsOf: URL(fileURLWithPath: "/proc/self/statm")), as: UTF8.self)
        let pages = text.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
        return pages * Int(sysconf(Int32(_SC_PAGESIZE))) / 1_024
    }

    private func signed(_ number: Int) -> String { number < 0 ? "\(number)" : "+\(number)" }
}
