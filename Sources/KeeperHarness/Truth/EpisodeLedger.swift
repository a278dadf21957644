import Agents
import Chain
import EthereumPrimitives
import Simulation
import SimulationKernel
import WideIntegers

/// Keeps what each block of the canonical chain has done and left, for the truth about a keeper.
///
/// It is fed by the chain's records, knows nothing of what the bot claims, and changes nothing: the
/// run with it and the run without it are the same to the last hash. Orphaned blocks take their
/// facts with them.
public final class EpisodeLedger {
    /// Facts of the canonical blocks from the genesis on, without gaps.
    public private(set) var blocks: [BlockFacts] = []
    /// Blocks that were taken off the chain, and how often that happened in a row.
    public private(set) var orphanedCount = 0, reorgCount = 0
    /// The bot's transactions in them.
    public private(set) var ownOrphaned: [TrialRecord.OrphanedOwn] = []

    private unowned let world: SimulationWorld
    private let bot: Address
    private let reader: BlockReader
    private let probe: LiquidationProbe?
    private var isReorganizing = false
    /// When each market's funding is due; read anew when it was settled.
    private var fundingDue: [UInt64?]

    /// Begins with the world's head, whose state must be the last block's.
    /// - Parameter probes: whether liquidations are tried after each block; without, bad debt alone
    ///   is kept, which is much cheaper.
    public init(_ world: SimulationWorld, bot: Address, probes: Bool = true) {
        self.world = world
        self.bot = bot
        reader = BlockReader(world, bot: bot)
        probe = probes ? LiquidationProbe(reader: reader, bot: bot) : nil
        fundingDue = world.markets.map { _ in nil }
        readFundingDue(Array(world.markets.indices), at: world.chain.head)
        add(world.chain.head)
    }

    /// Takes in what the chain tells, at the time at which it does.
    public func hear(_ record: ChainRecord) {
        switch record {
        case .sealed(let block):
            isReorganizing = false
            add(block)
        case .orphaned(let block):
            guard blocks.count > 1, blocks.last?.number == block.number else { return }
            let now = world.chain.timeline.now
            ownOrphaned += blocks.removeLast().own.map {
                TrialRecord.OrphanedOwn(transaction: $0.transaction, at: now)
            }
            orphanedCount += 1
            if !isReorganizing { reorgCount += 1 }
            isReorganizing = true
        case .settled, .ended, .intervened: break
        }
    }

    private func add(_ block: Block) {
        var facts = BlockFacts(number: block.number, sealedAt: block.sealedAt)
        facts.timestampSeconds = block.header.timestampSeconds
        facts.baseFeeWei = block.header.baseFeePerGasWei ?? .zero
        let fees = world.chain.settings.feeMarket
        facts.nextBaseFeeWei = fees.baseFeePerGasWei(after: block.header) ?? .zero
        reader.read(block, into: &facts)
        noteFunding(&facts, at: block)
        let state = world.chain.host.state
        facts.nativeWei = state.knownAccount(bot).map { state.balanceWei(of: $0) } ?? .zero
        probe?.look(world, after: block, into: &facts)
        blocks.append(facts)
    }

    private func noteFunding(_ facts: inout BlockFacts, at block: Block) {
        if facts.fundings.isEmpty { return }
        for place in facts.fundings.indices {
            facts.fundings[place].dueSeconds = fundingDue[facts.fundings[place].market]
        }
        readFundingDue(facts.fundings.map(\.market), at: block)
    }

    private func readFundingDue(_ markets: [Int], at block: Block) {
        let environment = block.environment(chainID: world.chain.settings.chainID)
        for index in markets where world.markets[index].exchange == nil {
            fundingDue[index] =
                world.markets[index].design.quote(in: world.chain.host, block: environment)
                .fundingDueSeconds
        }
    }

    // MARK: - Bad debt

    /// Bad debt realised in all canonical blocks, and the negative equity of what is still open, wad of
    /// quote.
    public var badDebtWad: UInt256 {
        blocks.reduce(latentBadDebtWad) { $0 &+ $1.badDebtWad }
    }

    /// Negative equity after the last block, wad of quote.
    public var latentBadDebtWad: UInt256 {
        if let probed = blocks.last?.latentBadDebtWad, probe != nil { return probed }
        let head = world.chain.head
        let environment = head.environment(chainID: world.chain.settings.chainID)
        return world.markets.filter { $0.exchange == nil }.reduce(UInt256.zero) { sum, market in
            sum &+ market.risk(after: head, in: world.chain.host, environment).latentAtCurveWad
        }
    }
}
