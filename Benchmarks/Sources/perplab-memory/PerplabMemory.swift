import ArgumentParser
import ContractRuntime
import TradingWorld

/// Measures what the state takes in memory, what time a revert takes when it is large, and what reading
/// market data takes.
@main
struct PerplabMemory: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "perplab-memory",
        abstract: "Measure memory per open position and per block, and the cost of a revert.",
        discussion: "Example: perplab-memory --positions 1000000 --blocks 1000000")

    @Option(help: ArgumentHelp("Positions to open, one a trader, 100 in a block."))
    var positions = 1_000_000

    @Option(help: ArgumentHelp("Blocks to run afterwards, in each of the two ways."))
    var blocks = 1_000_000

    @Option(help: ArgumentHelp("Read so many megabytes of market data, and do nothing else."))
    var marketData: Int?

    func validate() throws {
        if let marketData, !(1...1_000_000).contains(marketData) {
            throw ValidationError("--market-data \(marketData) is not from 1 to 1000000")
        }
        guard (2_000...50_000_000).contains(positions) else {
            throw ValidationError("--positions \(positions) is not from 2000 to 50000000")
        }
        guard (10...100_000_000).contains(blocks) else {
            throw ValidationError("--blocks \(blocks) is not from 10 to 100000000")
        }
    }

    func run() throws {
        if let marketData { return try StreamedFile.read(megabytes: marketData) }
        var run = try GrowthRun()
        try run.openPositions(1_000)
        let small = try run.revertNanos()
        try run.openPositions(positions - 1_000)
        let large = try run.revertNanos()
        run.printPositions()
        print("reverted trade  \(small) ns with 1000 positions, \(large) ns with \(positions)")
        try run.printBlocks(blocks, "token transfers") { world, _ in try world.transfer(of: 0) }
        try run.printBlocks(blocks, "swaps") { world, index in
            let trade = Trade.open(isLong: index.isMultiple(of: 2), collateral: 1, leverage: 2)
            return try world.message(trade, of: 0)
        }
    }
}
