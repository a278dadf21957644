import Agents
import EthereumPrimitives
import SimulationKernel
import WideIntegers

/// All facts of a trial, of which its scorecard is made: a function of them and of nothing else.
public struct TrialRecord: Hashable, Sendable {
    /// A time in which something was broken, such as a feed, the chain or the bot's node.
    public struct Fault: Hashable, Sendable {
        /// What.
        public var name: String
        /// From and to.
        public var start: SimulatedTime, end: SimulatedTime

        /// A fault.
        public init(name: String, start: SimulatedTime, end: SimulatedTime) {
            self.name = name
            self.start = start
            self.end = end
        }
    }

    /// A transaction of the bot whose block was taken off the chain.
    public struct OrphanedOwn: Hashable, Sendable {
        /// Its number.
        public var transaction: UInt64
        /// When it was.
        public var at: SimulatedTime

        /// A transaction and a moment.
        public init(transaction: UInt64, at: SimulatedTime) {
            self.transaction = transaction
            self.at = at
        }
    }

    /// What was run.
    public var run = Scorecard.Run()
    /// By what episodes are judged.
    public var terms: EpisodeTerms
    /// Names of the markets by their places.
    public var markets: [String] = []
    /// Facts of the canonical blocks.
    public var blocks: [BlockFacts] = []
    /// Heads that have reached the bot's node.
    public var arrivals: [HeadArrival] = []
    /// All episodes.
    public var episodes: [Episode] = []
    /// What the bot has sent, in the order of sending.
    public var transactions: [OwnTransaction] = []
    /// Refusals of bytes that were no transaction.
    public var otherRefusals: [String] = []
    /// What was broken and when.
    public var faults: [Fault] = []
    /// Bad debt, wad of quote.
    public var badDebtWad = UInt256.zero
    /// Transactions of the bot in blocks that were taken off the chain, and when they were.
    public var ownOrphaned: [OrphanedOwn] = []
    /// Blocks taken off the chain, and how often.
    public var orphanedBlocks = 0, reorgs = 0
    /// What a replacement must offer more, in thousandths.
    public var bumpPerMille: UInt64 = 100
    /// How it ended.
    public var ending = Scorecard.Ending.complete
    /// What the bot's connection has seen; nil for an agent.
    public var connection: Scorecard.Connection?
    /// Bad debt with an ideal keeper and with none; nil where it was not measured.
    public var bounds: Scorecard.Bounds?
    /// Times of the computer's clock.
    public var wallClock: Scorecard.WallClock?

    /// No facts yet.
    public init(terms: EpisodeTerms) { self.terms = terms }

    /// Native asset as quote, wad.
    func quoteWad(ofWei wei: UInt256) -> UInt256 {
        (try? wei.mulDivDown(terms.nativePriceWad, .wad)) ?? .max
    }

    /// The facts of a height; nil past the ends.
    func block(_ number: UInt64) -> BlockFacts? {
        guard let first = blocks.first?.number, number >= first,
            number - first < UInt64(blocks.count)
        else { return nil }
        return blocks[Int(number - first)]
    }

    /// The height of the first block that was sealed at a moment or after it; one past the last for
    /// none.
    func firstBlock(from time: SimulatedTime) -> UInt64 {
        var (low, high) = (0, blocks.count)
        while low < high {
            let middle = (low + high) / 2
            if blocks[middle].sealedAt < time { low = middle + 1 } else { high = middle }
        }
        return (blocks.first?.number ?? 0) + UInt64(low)
    }

    /// The height of the last block.
    var lastBlock: UInt64 { blocks.last?.number ?? 0 }
}

extension TrialRecord {
    /// The bot's transactions by position, in the order of sending.
    /// - Parameter positions: which positions a transaction counts for.
    func tries(
        _ positions: (OwnTransaction) -> [PositionName] = { $0.purpose.positions }
    ) -> [PositionName: [OwnTransaction]] {
        var tries: [PositionName: [OwnTransaction]] = [:]
        for own in transactions {
            for name in positions(own) { tries[name, default: []].append(own) }
        }
        return tries
    }
}
