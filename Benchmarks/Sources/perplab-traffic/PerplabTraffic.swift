import ArgumentParser
import Chain
import Foundation

/// Random traffic with faults on a simulated chain, under checks of all that must hold.
@main
struct PerplabTraffic: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "perplab-traffic",
        abstract: "Send random traffic through a chain with faults, and check everything.",
        discussion: """
            Some two hundred senders pay, call, fail, replace, leave gaps, bid privately and in
            bundles, while the chain is reorganized, stopped, cut, restarted and interfered with. A
            second state from the same genesis replays all blocks from their recording; digests and
            receipts must agree. What does not hold is printed with the command that repeats it. Exit status 1
            then.

            Example, with full blocks and pools at their limits:
              perplab-traffic --transactions 1000000 --seed 1 --set block-gas-limit=10M \\
                --set pool.global-slots=1600 --set pool.global-queue=400 \\
                --set pool.account-slots=8 --set pool.account-queue=32

            With --blocks, one light transaction goes into each block, and time and memory of a block
            are printed for the beginning, the middle and the end.
            """
    )

    @Option(help: "How many transactions to send.")
    var transactions = 100_000

    @Option(help: "Make so many blocks of one light transaction each instead.")
    var blocks: UInt64?

    @Option(help: "The seed of all chance.")
    var seed: UInt64 = 1

    @Option(help: "The chain's preset.")
    var preset = "chaos"

    @Option(
        name: .customLong("set"),
        help: ArgumentHelp("Set a key of the preset anew.", valueName: "key=value"))
    var overrides: [String] = []

    @Option(help: "Whether envelopes are signed: elided or verified.")
    var signatures = "elided"

    @Option(help: "Actions in a block interval; half a block too many when not given.")
    var rate: UInt64?

    @Option(help: "Print the head's hash every so many blocks.")
    var checkpoint: UInt64 = 0

    func validate() throws {
        if transactions < 1 {
            throw ValidationError("--transactions is \(transactions); it must be at least 1")
        }
        if let blocks, blocks < 3 {
            throw ValidationError("--blocks is \(blocks); it must be at least 3")
        }
        for text in overrides where !text.contains("=") {
            throw ValidationError("--set \(text) has no =; it must be key=value")
        }
    }

    func run() throws {
        var pairs: [(key: String, value: String)] = [("signatures", signatures)]
        if blocks != nil { pairs.append(("background", "off")) }
        for text in overrides {
            let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            pairs.append((String(parts[0]), String(parts[1])))
        }
        let settings = try ChainSettings(preset: .named(preset), overrides: pairs)
        do {
            if let blocks {
                try SteadyRun(settings, seed: seed).run(blocks: blocks)
            } else {
                let usual = settings.blockGasLimit / 2 / 45_000 * 3 / 2
                try TrafficRun(
                    settings, seed: seed, command: command, checkpoint: checkpoint
                ).run(transactions: transactions, perInterval: rate ?? min(max(usual, 1), 5_000))
            }
        } catch let violation as TrafficViolation {
            print(violation)
            throw ExitCode(1)
        }
    }

    /// The command that repeats this run.
    private var command: String {
        var words = ["perplab-traffic", "--transactions \(transactions)", "--seed \(seed)"]
        words.append("--preset \(preset) --signatures \(signatures)")
        if let rate { words.append("--rate \(rate)") }
        return (words + overrides.map { "--set \($0)" }).joined(separator: " ")
    }
}
