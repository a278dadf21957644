import Chain
import EthereumPrimitives
import PerpContracts
import WideIntegers

/// Who has traded in a market, as logs of canonical blocks tell; orphaned blocks are taken back.
struct TraderBook {
    /// Logs that name a trader. Only ever looked up.
    private var logCounts: [Address: Int] = [:]

    private static let events: Set<UInt256> = [
        ReferencePerpABI.house.topic(ofEvent: "PositionChanged"),
        ReferencePerpABI.house.topic(ofEvent: "MarginChanged"),
    ]
    private static let takenOver = ReferencePerpABI.house.topic(ofEvent: "PositionTakenOver")

    func contains(_ trader: Address) -> Bool { logCounts[trader] != nil }

    mutating func add(_ trader: Address) { logCounts[trader, default: 0] += 1 }

    mutating func read(_ block: Block, of market: UInt256, weight: Int) {
        for receipt in block.receipts {
            let logs = receipt.outcome.logs
            for index in 0..<logs.count
            where logs.topicCount(of: index) > 2 && logs.topicWord(2, of: index) == market {
                let event = logs.topicWord(0, of: index)
                let place = Self.events.contains(event) ? 1 : event == Self.takenOver ? 3 : 0
                if place == 0 { continue }
                let trader = Address(truncating: logs.topicWord(place, of: index))
                let count = (logCounts[trader] ?? 0) + weight
                logCounts[trader] = count > 0 ? count : nil
            }
        }
    }
}

/// What rests for some heads because it has failed: twice as long after each failure.
struct RestList {
    private var rests: [PositionName: (until: UInt64, heads: UInt64)] = [:]

    /// The first rest, and the longest one, in heads.
    private static let headsMin: UInt64 = 1
    private static let headsMax: UInt64 = 16

    func allows(_ name: PositionName, at head: UInt64) -> Bool {
        rests[name].map { head >= $0.until } ?? true
    }

    mutating func lengthen(_ name: PositionName, at head: UInt64) {
        var heads = Self.headsMin
        // A failure of long ago says nothing.
        if let last = rests[name], head < last.until + Self.headsMax {
            heads = min(last.heads * 2, Self.headsMax)
        }
        rests[name] = (head + heads + 1, heads)
    }

    mutating func forget(_ name: PositionName) { rests[name] = nil }
}
