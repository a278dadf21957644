import Agents
import Chain
import ContractRuntime
import EthereumPrimitives
import SimulationKernel
import WideIntegers

/// Turns what happens in a world into rows and figures.
///
/// Blocks are looked at when they are sealed, and counted when no reorg can take them back any more,
/// so that every row but samples is of the canonical chain. It reads the state and changes nothing.
final class RunRecorder {
    let chain: SimulatedChain
    let scenario: Scenario
    let markets: [PerpMarket]
    let desk: AgentDesk
    /// The true price of each market at a moment.
    let truthWad: (Int, SimulatedTime) -> UInt256
    /// Prices that a transaction in a block has written to feeds.
    let feedWrites: (Receipt, Block) -> [FeedWrite]
    let sink: (MetricRecord) -> Void

    var accounts = AccountBook()
    var watches: [LiquidationWatch]
    var tracks: [MarketTrack]
    var chainTrack = ChainTrack()
    /// Numbers what exchanges tell at once.
    var exchangeGroups = 0
    /// What agents have sent and what is not settled for good, by the submission's number.
    var sent: [TransactionID: SentNote] = [:]
    let reader: ProtocolEventReader
    let selectors: [Selector: String]
    private var waiting: [SeenBlock] = []
    private let depthMax: Int
    let recordsTransactions: Bool
    /// The pairs on the chain.
    let pairs: Set<Address>
    let collateralAccount: AccountID?

    /// A price that was written to a feed.
    struct FeedWrite {
        var feed: String
        var priceWad: UInt256
        /// The true price at that time.
        var truthWad: UInt256
    }

    /// Who sent what an agent has sent, when, and what it is called.
    struct SentNote {
        var sender: Address
        var at: SimulatedTime
        var label: String
        var isPrivate: Bool
    }

    /// A block that may still be taken back, with what was seen when it was made.
    struct SeenBlock {
        var block: Block
        var poolCount: Int
        var stateDigest: Hash256
        var truthsWad: [UInt256]
        var oraclesWad: [UInt256?]
        /// In the order of the logs.
        var events: [SeenEvent]
    }

    /// An event of a seen block.
    struct SeenEvent {
        var receipt: Int
        var market: Int
        var event: ProtocolEvent
        var judgement: LiquidationWatch.Judgement?
    }

    init(
        chain: SimulatedChain, scenario: Scenario, markets: [PerpMarket], desk: AgentDesk,
        truthWad: @escaping (Int, SimulatedTime) -> UInt256,
        feedWrites: @escaping (Receipt, Block) -> [FeedWrite],
        sink: @escaping (MetricRecord) -> Void
    ) {
        self.chain = chain
        self.scenario = scenario
        self.markets = markets
        self.desk = desk
        self.truthWad = truthWad
        self.feedWrites = feedWrites
        self.sink = sink
        watches = markets.map { _ in LiquidationWatch() }
        tracks = markets.map { _ in MarketTrack() }
        recordsTransactions = scenario.record.transactions
        let state = chain.host.state
        // What is off the chain has no account on it, and must not get one.
        let contracts = markets.filter { $0.exchange == nil }
        reader = ProtocolEventReader(
            markets: Dictionary(
                uniqueKeysWithValues: contracts.map { (state.account($0.address), $0.index) }))
        selectors = RunRecorder.knownSelectors
        pairs = Set(
            desk.venues.compactMap { venue in
                if case .pair(let route) = venue.place { route.pair } else { nil }
            })
        collateralAccount = markets.first.map { state.account($0.collateral) }
        let reorgs = chain.settings.reorgs
        depthMax = reorgs.chance.numerator == 0 ? 0 : reorgs.depthMax
    }

    // MARK: - What the chain tells

    func hear(_ record: ChainRecord) {
        switch record {
        case .sealed(let block):
            waiting.append(seen(block))
            if block.number % scenario.record.riskEveryBlocks == 0 {
                lookAtRisk(after: block, at: block.sealedAt)
            }
            while waiting.count > depthMax { count(waiting.removeFirst()) }
        case .orphaned(let block):
            if let last = waiting.last, last.block === block { waiting.removeLast() }
            chainTrack.orphaned += 1
            write(
                .reorganizations,
                [
                    .time(chain.timeline.now), .count(block.number), .count(block.receipts.count),
                    .text("\(block.hash)"),
                ])
        case .settled(let transaction): settled(transaction)
        case .ended(let submission): ended(submission)
        case .intervened(let intervention, let after, _):
            note("intervention", "chain", "\(intervention) after block \(after.number)", nil)
        }
    }

    /// Counts what is left when the run is over.
    func finishBlocks() {
        for seen in waiting { count(seen) }
        waiting = []
        endTransactions()
    }

    private func seen(_ block: Block) -> SeenBlock {
        let time = block.sealedAt
        var seen = SeenBlock(
            block: block, poolCount: chain.answeringNodes.first?.pool.count ?? 0,
            stateDigest: block.header.stateRoot,
            truthsWad: markets.indices.map { truthWad($0, time) },
            oraclesWad: tracks.map(\.oracleWad),
            events: [])
        let state = chain.host.state
        for (place, receipt) in block.receipts.enumerated() {
            let logs = receipt.outcome.logs
            for index in 0..<logs.count {
                guard let (market, event) = reader.event(index, of: logs, in: state) else {
                    continue
                }
                var judgement: LiquidationWatch.Judgement?
                if case .liquidated(let liquidation) = event {
                    judgement = watches[market].judge(
                        liquidation.trader, truthWad: seen.truthsWad[market], block: block.number)
                }
                seen.events.append(
                    SeenEvent(receipt: place, market: market, event: event, judgement: judgement))
            }
        }
        return seen
    }

    /// Looks at all positions after a block, and at what the market reads, against the truth of a
    /// moment from then on.
    func lookAtRisk(after block: Block, at time: SimulatedTime) {
        let environment = block.environment(chainID: chain.settings.chainID)
        for market in markets {
            let truth = truthWad(market.index, time)
            let risk = market.risk(after: block, in: chain.host, environment)
            watches[market.index].look(
                risk, truthWad: truth, block: block.number, at: time)
            let quote = market.design.quote(in: chain.host, block: environment)
            let books = market.design.books(in: chain.host.state)
            tracks[market.index].look(
                quote, books, watches[market.index], truthWad: truth, at: time)
        }
    }

    // MARK: - Rows

    func write(_ table: RunTable, _ values: [RecordValue]) {
        sink(MetricRecord(table, values))
    }

    func note(_ kind: String, _ subject: String, _ detail: String, _ untilMicros: UInt64?) {
        write(
            .events,
            [
                .time(chain.timeline.now), .text(kind), .text(subject), .text(detail),
                untilMicros.map { .count($0) } ?? .null,
            ])
    }
}

extension RecordValue {
    /// A moment.
    static func time(_ time: SimulatedTime) -> RecordValue { .count(time.micros) }

    /// An amount that may not be known.
    static func known(_ amount: UInt256?) -> RecordValue { amount.map { .amount($0) } ?? .null }
}
