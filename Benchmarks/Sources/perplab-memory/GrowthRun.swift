import ContractRuntime
import ResidentMemory
import TradingWorld

/// A world that only grows, and the memory of the process after each stage.
struct GrowthRun {
    private let trading: TradingWorld
    private let host: ContractHost
    private var positionCount = 0
    private var blockNumber = 1
    /// Resident bytes that traders' balances and allowances have added, and positions.
    private var traderBytes = 0
    private var positionBytes = 0

    private static let positionsPerBlock = 100
    private static let historyBlocks = 128

    init() throws {
        trading = try TradingWorld(traders: 0, historyBlocks: GrowthRun.historyBlocks)
        host = trading.host
    }

    // MARK: - Positions

    /// Funds so many more traders, and lets each open a position, longs and shorts in turn.
    mutating func openPositions(_ count: Int) throws {
        let before = try ResidentMemory.bytes()
        let traders = positionCount..<positionCount + count
        try trading.fund(traders)
        // The one block of all their balances leaves the history, which is not theirs to bear.
        for _ in 0...GrowthRun.historyBlocks { seal() }
        let funded = try ResidentMemory.bytes()
        for trader in traders {
            let trade = Trade.open(
                isLong: trader.isMultiple(of: 2), collateral: 10, leverage: 2)
            try execute(try trading.message(trade, of: trader))
            if trader % GrowthRun.positionsPerBlock == GrowthRun.positionsPerBlock - 1 { seal() }
        }
        positionCount += count
        traderBytes += funded - before
        positionBytes += try ResidentMemory.bytes() - funded
    }

    func printPositions() {
        print(
            """
            positions       \(positionCount) open
            trader          \(traderBytes / positionCount) bytes: address, balance, allowance
            position        \(positionBytes / positionCount) bytes, with their blocks' snapshots
            both            \((traderBytes + positionBytes) / positionCount) bytes
            """)
    }

    /// The least time of a trade that swaps, and fails at its limit in the end.
    func revertNanos() throws -> Int {
        let message = try trading.message(.close(limit: 1_000_000), of: 0)
        let block = TradingWorld.block(blockNumber)
        var least = Int.max
        for _ in 0..<1_000 {
            let start = ContinuousClock.now
            let outcome = host.execute(message, in: block)
            let elapsed = ContinuousClock.now - start
            precondition(outcome.revert != nil, "a trade above its limit")
            least = min(least, Int(elapsed.components.attoseconds / 1_000_000_000))
        }
        return least
    }

    // MARK: - Blocks

    /// Runs blocks of one call each, and prints what they have left in memory once the history of
    /// blocks is full.
    mutating func printBlocks(
        _ count: Int, _ name: String, _ message: (TradingWorld, Int) throws -> Message
    ) throws {
        let messages = try (0..<2).map { try message(trading, $0) }
        var warm = 0
        for index in 0..<count {
            if index == count / 10 { warm = try ResidentMemory.bytes() }
            try execute(messages[index % 2])
            seal()
        }
        let growth = try ResidentMemory.bytes() - warm
        let measured = count - count / 10
        print("blocks          \(count) of \(name): \(growth / measured) bytes a block")
    }

    private func execute(_ message: Message) throws {
        let outcome = host.execute(message, in: TradingWorld.block(blockNumber))
        if let revert = outcome.revert { throw FailedTrade("block \(blockNumber)", revert) }
    }

    private mutating func seal() {
        host.state.sealBlock()
        blockNumber += 1
    }
}
