import Agents
import EthereumPrimitives
import SimulationKernel
import WideIntegers

/// Makes episodes of the facts of blocks: a function of them and of nothing else.
public struct EpisodeBuilder {
    private let terms: EpisodeTerms
    private let blocks: [BlockFacts]
    private let arrivals: [HeadArrival]
    private var episodes: [Episode] = []
    /// The place of each position's present episode. Only ever looked up.
    private var present: [PositionName: Int] = [:]
    /// Places of present episodes in the order in which they began.
    private var presentPlaces: [Int] = []
    /// What was seen of each present episode and not answerable yet, by its place. Only ever looked up.
    private var looks: [Int: [Look]] = [:]
    /// The last of them that was answerable. Only ever looked up.
    private var lastLooks: [Int: Look] = [:]

    /// How an episode stood after a block, and from which block on the bot could answer it.
    private struct Look {
        let answerBlock: UInt64
        let rewardWad: UInt256, costWad: UInt256
        let isOpen: Bool

        /// Whether anybody could take it, for more than its gas.
        var isProfitable: Bool { isOpen && rewardWad > costWad }

        /// Whether it would pay to send for it: a base fee can rise by an eighth from block to block
        /// (EIP-1559), and tips and trials of gas want as much, so that a quarter more is asked.
        var isPaying: Bool {
            isOpen
                && rewardWad
                    > costWad.saturatingAdd(costWad.quotientAndRemainder(dividingBy: 4).quotient)
        }
    }

    /// All episodes of a chain, in the order in which they began.
    /// - Parameters:
    ///   - blocks: rising and without gaps.
    ///   - arrivals: heads that have reached the bot's node, by time.
    public static func episodes(
        _ blocks: [BlockFacts], arrivals: [HeadArrival], terms: EpisodeTerms
    ) -> [Episode] {
        var builder = EpisodeBuilder(terms: terms, blocks: blocks, arrivals: arrivals)
        for block in blocks { builder.add(block) }
        return builder.episodes
    }

    private init(terms: EpisodeTerms, blocks: [BlockFacts], arrivals: [HeadArrival]) {
        self.terms = terms
        self.blocks = blocks
        self.arrivals = arrivals
    }

    private mutating func add(_ block: BlockFacts) {
        for place in presentPlaces { answerLooks(at: place, in: block) }
        for fact in block.liquidations { end(with: fact, in: block) }
        let open = Set(block.open.map(\.name))
        for place in presentPlaces where !open.contains(episodes[place].name) {
            let isTouched = block.touched.contains(episodes[place].name)
            end(place, isTouched ? .byTrader : .healed, in: block)
        }
        presentPlaces.removeAll { episodes[$0].endBlock != nil }
        for position in block.open {
            if let place = present[position.name] {
                see(position, at: place, after: block)
            } else {
                begin(position, after: block)
            }
        }
    }

    private mutating func begin(_ position: OpenPosition, after block: BlockFacts) {
        var episode = Episode(
            name: position.name, firstBlock: block.number, feasibleBlock: nil, endBlock: nil,
            ending: .stillOpen, access: position.access, valueWad: position.rewardWad,
            gasCostWad: gasCostWad(position.gas, at: block),
            isProfitable: false, badDebtWad: .zero, badDebtAtFirstWad: position.badDebtWad)
        episode.feasibleBlock = feasibleBlock(after: block)
        present[position.name] = episodes.count
        presentPlaces.append(episodes.count)
        episodes.append(episode)
        see(position, at: episodes.count - 1, after: block)
    }

    /// Takes in how an episode stands after a block.
    private mutating func see(
        _ position: OpenPosition, at place: Int, after block: BlockFacts
    ) {
        if position.access != .backstopOnly { episodes[place].access = position.access }
        episodes[place].badDebtWad = position.badDebtWad
        guard let answerBlock = feasibleBlock(after: block) else { return }
        looks[place, default: []].append(
            Look(
                answerBlock: answerBlock, rewardWad: position.rewardWad,
                costWad: gasCostWad(position.gas, at: block),
                isOpen: position.access != .backstopOnly))
    }

    /// Counts what the bot could have answered in this block, which the episode has lived to.
    private mutating func answerLooks(at place: Int, in block: BlockFacts) {
        defer {
            if lastLooks[place]?.isPaying == true { episodes[place].notePaying(in: block.number) }
        }
        guard let waiting = looks[place] else { return }
        for look in waiting where look.answerBlock <= block.number {
            if look.rewardWad > episodes[place].valueWad || !episodes[place].isAnswerable {
                episodes[place].valueWad = look.rewardWad
                episodes[place].gasCostWad = look.costWad
            }
            episodes[place].isAnswerable = true
            if look.isProfitable { episodes[place].isProfitable = true }
            lastLooks[place] = look
        }
        looks[place] = waiting.filter { $0.answerBlock > block.number }
    }

    private mutating func end(with fact: LiquidationFact, in block: BlockFacts) {
        if let place = present[fact.name] {
            end(place, .liquidated(fact), in: block)
            presentPlaces.removeAll { $0 == place }
            return
        }
        // It became liquidatable within the block, before anybody could see it.
        episodes.append(
            Episode(
                name: fact.name, firstBlock: block.number, feasibleBlock: nil,
                endBlock: block.number, ending: .liquidated(fact), access: .open,
                valueWad: fact.rewardWad, gasCostWad: .zero, isProfitable: true,
                badDebtWad: fact.badDebtWad, badDebtAtFirstWad: .zero))
    }

    private mutating func end(_ place: Int, _ ending: Episode.Ending, in block: BlockFacts) {
        present[episodes[place].name] = nil
        looks[place] = nil
        lastLooks[place] = nil
        episodes[place].endBlock = block.number
        episodes[place].ending = ending
        if case .liquidated(let fact) = ending {
            episodes[place].badDebtWad = fact.badDebtWad
            if fact.liquidator == terms.bot { episodes[place].valueWad = fact.rewardWad }
        }
    }

    // MARK: - Feasibility

    /// The first block that is sealed after the head of a block has reached the bot's node.
    private func feasibleBlock(after block: BlockFacts) -> UInt64? {
        guard let arrival = arrival(of: block) else { return nil }
        var (low, high) = (0, blocks.count)
        while low < high {
            let middle = (low + high) / 2
            let isAfter = blocks[middle].sealedAt > arrival && blocks[middle].number > block.number
            if isAfter { high = middle } else { low = middle + 1 }
        }
        return low < blocks.count ? blocks[low].number : nil
    }

    private func arrival(of block: BlockFacts) -> SimulatedTime? {
        var (low, high) = (0, arrivals.count)
        while low < high {
            let middle = (low + high) / 2
            if arrivals[middle].at < block.sealedAt { low = middle + 1 } else { high = middle }
        }
        return arrivals[low...].first { $0.number >= block.number }?.at
    }

    /// What gas costs in the next block at the least tip, wad of quote.
    private func gasCostWad(_ gas: UInt64, at block: BlockFacts) -> UInt256 {
        let price = block.nextBaseFeeWei.saturatingAdd(terms.tipMinWei)
        let wei = (try? price.mulDivDown(UInt256(gas), .one)) ?? .max
        return (try? wei.mulDivDown(terms.nativePriceWad, .wad)) ?? .max
    }
}
