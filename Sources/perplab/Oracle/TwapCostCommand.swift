import ArgumentParser
import PriceOracles

struct TwapCostCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "twap",
        abstract: "Hold a pool so that a time-weighted average is bent.",
        discussion: """
            One row for each number of held blocks and each mean: the factor that the spot must
            have in each of them, the capital that one push ties up, and what is lost to arbitrage,
            which resets the pool in every block. Whoever proposes all held blocks and the one
            after loses only `round trip` once. A dash says that no push is enough.

            Example: perplab oracle cost twap --quote 10000000 --factor 1.2 --window 150 --held 1
            """
    )

    @Option(help: "The pool's quote reserve.", transform: CostNumber.aboveZero)
    var quote: CostNumber

    @Option(help: "The factor that the average shall have.", transform: CostNumber.aboveZero)
    var factor: CostNumber

    @Option(help: "Equal blocks in the window.")
    var window: UInt64 = 150

    @Option(help: "Blocks that are held; may be repeated.")
    var held: [UInt64] = []

    @Option(help: "The mean of the feed; both when left out.")
    var mean: TwapHold.Mean?

    @Option(help: "The pool's fee on what goes in.", transform: CostNumber.fee)
    var fee: CostNumber?

    @Flag(help: "Print one JSON document instead of text.")
    var json = false

    func validate() throws {
        if window == 0 { throw ValidationError("--window is 0; it is 1 or more") }
        if let wrong = held.first(where: { $0 == 0 || $0 > window }) {
            throw ValidationError("--held is \(wrong); it is from 1 to the window's \(window)")
        }
    }

    func run() throws {
        var table = CostTable([
            "mean", "held", "spot factor", "capital", "loss per block", "loss in all",
            "round trip",
        ])
        for mean in mean.map({ [$0] }) ?? TwapHold.Mean.allCases {
            for blocks in heldBlocks {
                let hold = TwapHold(
                    windowBlocks: window, heldBlocks: blocks, targetFactor: factor.value,
                    mean: mean, fee: fee?.estimate ?? 0)
                let scale = quote.estimate
                let figures = [
                    hold.push?.factor, hold.push.map { $0.input * scale },
                    hold.push.map { $0.loss * scale }, hold.totalLoss.map { $0 * scale },
                    hold.push.map { $0.roundTrip * scale },
                ]
                table.add([mean.rawValue, "\(blocks)"] + figures.map(CostText.estimate))
            }
        }
        try table.write(asJSON: json)
    }

    /// What was asked for, or a few lengths up to the whole window.
    private var heldBlocks: [UInt64] {
        if !held.isEmpty { return held }
        return [1, 2, 3, 5, 10, 30, 100].filter { $0 < window } + [window]
    }
}

extension TwapHold.Mean: ExpressibleByArgument {}
