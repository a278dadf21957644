import Chain
import EthereumPrimitives
import PerpContracts
import WideIntegers

/// Who has ever traded in a market, as a bot finds out: from the logs of its node, through reorgs.
///
/// Nobody can ask a chain who is under water; whoever is in the index can be asked for.
package struct TraderIndex {
    private let market: UInt256
    /// Logs of the canonical chain that name a trader, by trader. Only ever looked up.
    private var logCounts: [Address: Int] = [:]

    private static let changes: Set<UInt256> = [
        ReferencePerpABI.house.topic(ofEvent: "PositionChanged"),
        ReferencePerpABI.house.topic(ofEvent: "MarginChanged"),
    ]
    private static let takenOver = ReferencePerpABI.house.topic(ofEvent: "PositionTakenOver")

    /// An index of nobody.
    package init(of market: Address) { self.market = market.number }

    /// How many are known.
    package var count: Int { logCounts.count }

    package func contains(_ trader: Address) -> Bool { logCounts[trader] != nil }

    /// Reads all blocks that a node still has, up to its head.
    package mutating func readPast(_ view: NodeView) {
        for number in 0...view.head.number {
            if let block = view.block(.number(number)) { read(block, weight: 1) }
        }
    }

    /// Adds somebody who was found by reading the past.
    package mutating func add(_ trader: Address) { logCounts[trader, default: 0] += 1 }

    /// Takes notice of blocks that came and went.
    package mutating func handle(removed: [Block], added: [Block]) {
        for block in removed { read(block, weight: -1) }
        for block in added { read(block, weight: 1) }
    }

    private mutating func read(_ block: Block, weight: Int) {
        for receipt in block.receipts {
            let logs = receipt.outcome.logs
            for index in 0..<logs.count
            where logs.topicCount(of: index) > 2 && logs.topicWord(2, of: index) == market {
                let event = logs.topicWord(0, of: index)
                let place = Self.changes.contains(event) ? 1 : event == Self.takenOver ? 3 : 0
                if place == 0 { continue }
                let trader = Address(truncating: logs.topicWord(place, of: index))
                let count = (logCounts[trader] ?? 0) + weight
                logCounts[trader] = count > 0 ? count : nil
            }
        }
    }
}
