import ContractRuntime
import EthereumPrimitives
import SimulationKernel
import WideIntegers

/// A chain from raw transactions to blocks: nodes with pools, a network between them, producers of
/// blocks, reorgs and outages, on one timeline.
///
/// This target holds everything between a signed transaction and its receipt. It knows no contract but
/// the sink of other people's gas, and imports no files, sockets or clocks: time is the timeline's, and
/// all chance comes from named streams.
///
/// Contracts and balances are placed in the host's state before the chain is made; then the genesis
/// block is sealed. From there on, every change is a transaction or a recorded intervention.
public final class SimulatedChain {
    /// What the chain is run by.
    public let settings: ChainSettings
    /// The clock, and everything that is to happen.
    public let timeline: Timeline
    /// The contracts and the state of the last block.
    public let host: ContractHost
    /// The nodes by their numbers: first those that answer agents, then proposers.
    public let nodes: [ChainNode]
    /// Whoever keeps results; hears of blocks and fates as they come about.
    @exclusivity(unchecked) public var record: ((ChainRecord) -> Void)?
    /// Whether each block is checked against all books, which walks over all accounts.
    public var checksInvariants = false
    /// The first broken statement; no block is made after it.
    public internal(set) var violation: InvariantViolation?

    let admission: AdmissionRules
    let random: RandomSource
    @exclusivity(unchecked) var network: NetworkModel
    @exclusivity(unchecked) var store: BlockStore
    // What every transaction passes goes without the run time's exclusivity checks, as in the state.
    @exclusivity(unchecked) var registry = TransactionRegistry()
    @exclusivity(unchecked) var ledger: NativeLedger
    var transactionIndex = TransactionIndex()

    // MARK: Producing

    let slots: SlotClock
    var sequencer: SequencerQueue
    var lanes: [PrivateLane]
    var streams: ChainStreams
    let background: BackgroundSource?
    var branch: UInt64 = 0
    var nextBlockEvent: EventID?
    var slotNumber: UInt64 = 0
    @exclusivity(unchecked) var outage: ActiveOutage?
    var backlogOrder: BacklogOrder = .asArrived
    @exclusivity(unchecked) var restartBaseFeeWei: UInt256?
    /// What the timestamps of blocks are ahead of the timeline, seconds.
    public internal(set) var clockOffsetSeconds: UInt64 = 0
    /// The next block's timestamp, where it was set from outside.
    var pinnedTimestampSeconds: UInt64?
    /// How far timestamps are apart, where that was set from outside.
    public internal(set) var timestampIntervalSeconds: UInt64?
    /// Accounts whose transactions need no signature.
    public internal(set) var impersonated: Set<Address> = []
    /// Interventions in the state after the head, which no block has yet.
    var unsealedInterventions: [Intervention] = []

    // MARK: Messages

    /// Submissions that nobody has read yet, so that many are read at once.
    var unread: [Submission] = []
    var announcementCount: UInt64 = 0
    var observerCount = 0

    /// Seals what stands in the host's state as the genesis block, and plans the first block.
    ///
    /// - Parameters:
    ///   - host: the contracts, from `makeHost`, with all genesis balances.
    ///   - timeline: its present moment is the genesis block's.
    ///   - random: the root of all chance.
    public init(
        _ settings: ChainSettings, host: ContractHost, timeline: Timeline, random: RandomSource
    ) {
        self.settings = settings
        self.timeline = timeline
        self.host = host
        self.random = random
        admission = AdmissionRules(fork: settings.fork, chainID: settings.chainID)
        network = NetworkModel(settings.network, random: random)
        streams = ChainStreams(random)
        slots = SlotClock(settings.production.schedule, start: timeline.now)
        if case .firstCome(let limits) = settings.ordering {
            sequencer = SequencerQueue(limits)
        } else {
            sequencer = SequencerQueue(SequencerLimits(queueCapacity: 0, deadlineMicros: 0))
        }
        if case .builders(let market) = settings.ordering {
            lanes = market.builderWeights.map { _ in PrivateLane() }
        } else {
            lanes = []
        }
        background = settings.background.map {
            BackgroundSource($0, settings: settings, host: host, random: random)
        }
        ledger = NativeLedger(genesis: host.state)
        let genesis = SimulatedChain.genesis(settings, host, timeline.now, ledger)
        store = BlockStore(genesis: genesis, capacity: settings.historyBlocks)
        let rpcNodes = settings.network.rpcNodes
        nodes = (0..<rpcNodes + settings.network.proposers).map {
            ChainNode(
                id: NodeID(rawValue: $0), isProposer: $0 >= rpcNodes, limits: settings.pool,
                head: genesis)
        }
        planNextBlock()
        planPoolUpkeep()
        planBackground()
    }

    private static func genesis(
        _ settings: ChainSettings, _ host: ContractHost, _ time: SimulatedTime,
        _ ledger: NativeLedger
    ) -> Block {
        let header = BlockHeader(
            parentHash: .zero, coinbase: .zero, stateRoot: host.state.sealBlock(),
            transactionsRoot: BlockHeader.transactionsRoot(of: []),
            receiptsRoot: BlockHeader.receiptsRoot(of: []), logsBloom: LogsBloom(),
            number: 0, gasLimit: settings.blockGasLimit, gasUsed: 0,
            timestampSeconds: time.seconds, extraData: [],
            baseFeePerGasWei: settings.feeMarket.initialBaseFeePerGasWei)
        return Block(
            header: header, receipts: [], sealedAt: time, proposer: NodeID(rawValue: 0),
            builder: nil, ledger: ledger, feeMarket: settings.feeMarket)
    }

    /// An empty world with the chain's gas schedule and history, to place contracts in.
    public static func makeHost(for settings: ChainSettings) -> ContractHost {
        guard let schedule = GasSchedule(settings.fork) else {
            preconditionFailure("no gas schedule of \(settings.fork); settings refuse such forks")
        }
        return ContractHost(
            state: WorldState(historyBlocks: settings.historyBlocks), schedule: schedule)
    }

    /// The last block.
    public var head: Block { store.head }

    /// How many submissions have come to a fate.
    public func count(of kind: TransactionFate.Kind) -> UInt64 { registry.count(of: kind) }

    /// All submissions, leaving out bytes that were sent again.
    public var submissionCount: UInt64 { registry.submissionCount }

    /// A node by its number.
    public func node(_ id: NodeID) -> ChainNode { nodes[id.rawValue] }

    /// The nodes that answer agents.
    public var answeringNodes: ArraySlice<ChainNode> {
        settings.network.rpcNodes > 0 ? nodes[..<settings.network.rpcNodes] : nodes[...]
    }

    /// The nodes that propose blocks.
    var proposers: ArraySlice<ChainNode> { nodes[settings.network.rpcNodes...] }

    /// A way to the chain for an agent.
    /// - Parameters:
    ///   - agent: its name, which also names its stream of chance; no two agents share one.
    ///   - nodes: those that answer it; the first of all if none is given.
    ///   - isDirect: whether what it sends is at its node at once, as what comes in by JSON-RPC is.
    public func connect(
        agent: String, to nodes: [NodeID] = [], isDirect: Bool = false
    ) -> AgentConnection {
        let known = nodes.filter { self.nodes.indices.contains($0.rawValue) }
        return AgentConnection(
            agent: agent, nodes: known.isEmpty ? [answeringNodes[0].id] : known,
            isDirect: isDirect, chain: self, stream: network.agentStream(agent))
    }

    /// Cuts the network for a time.
    public func add(_ partition: Partition) {
        network.add(partition, at: timeline.now)
    }

    /// The base fee of the next block; nil where there is none.
    public var nextBaseFeePerGasWei: UInt256? {
        let next = head.nextBaseFeePerGasWei
        return next == nil ? nil : restartBaseFeeWei ?? next
    }
}

/// What a chain tells whoever keeps results.
public enum ChainRecord {
    /// A block was added to the canonical chain.
    case sealed(Block)
    /// A block was taken off it.
    case orphaned(Block)
    /// A transaction has come to a fate; an included one may become pending again.
    case settled(SubmittedTransaction)
    /// A submission has ended that never became a transaction: lost, or not decodable.
    case ended(Submission)
    /// The chain was changed from outside; with what came of it where that was a call.
    case intervened(Intervention, after: Block, call: InterventionCall?)
}

/// The chain's own streams of chance.
struct ChainStreams {
    var slots: RandomStream
    var lateness: RandomStream
    var ordering: RandomStream
    var builders: RandomStream
    var reorgs: RandomStream

    init(_ random: RandomSource) {
        slots = random.stream("chain/slots")
        lateness = random.stream("chain/lateness")
        ordering = random.stream("chain/ordering")
        builders = random.stream("chain/builders")
        reorgs = random.stream("chain/reorgs")
    }
}
