import Chain
import EthereumPrimitives
import PriceOracles
import SimulationKernel
import WideIntegers

/// What an agent sees when it is woken: the head that has reached its node, quotes that have reached
/// it, and its own accounts.
public struct AgentView {
    /// Whose view it is.
    public let body: AgentBody
    private var desk: AgentDesk { body.desk }

    init(_ body: AgentBody) { self.body = body }

    /// The present moment.
    public var now: SimulatedTime { desk.timeline.now }
    /// Microseconds since the run began.
    public var elapsedMicros: UInt64 { now.micros(since: desk.runStart) }
    /// The agent's name.
    public var name: String { body.name }
    /// Its account.
    public var address: Address { body.address }
    /// Its wallet, for strategies that look after each transaction themselves.
    public var wallet: Wallet { body.wallet }
    /// What its node shows.
    public var node: NodeView { desk.view }
    /// The head that has reached its node.
    public var head: Block { desk.view.head }
    /// Whether anything of it is under way, or about to be sent.
    public var isBusy: Bool { body.isBusy }
    /// Whether it has decided on something that is not sent yet.
    public var isReacting: Bool { body.reactingCount > 0 }
    /// Its intents that are under way.
    public var underWay: [(intent: AgentIntent, task: SendingTask)] { body.underWay }

    // MARK: - Logs

    /// Blocks of the node's chain whose heights are in a range, for what their logs tell; nil where the
    /// node refuses so many.
    public func blocks(_ numbers: ClosedRange<UInt64>) -> [Block]? { desk.blocks(numbers) }

    /// The own transactions that wait in the node's pool, by nonce; also those of an earlier life.
    public var pendingTransactions: [Transaction] {
        let pool = node.node.pool
        return (pool.pending(of: address) + pool.queued(of: address)).map(\.transaction)
    }

    // MARK: - Markets

    /// The markets of the run.
    public var markets: [PerpMarket] { desk.markets }

    /// A market as it stands after the head.
    public func market(_ index: Int = 0) -> MarketQuote { desk.quote(of: index) }

    /// The own position in a market; nil for none.
    public func position(in index: Int = 0) -> PositionQuote? {
        desk.position(of: address, in: index)
    }

    /// Anybody's position in a market; nil for none.
    public func position(of trader: Address, in index: Int = 0) -> PositionQuote? {
        desk.position(of: trader, in: index)
    }

    /// All positions of a market after the head, by address; those far from liquidation may be measured
    /// at the curve's price alone (`PerpDesign.isRiskExact`).
    public func positions(in index: Int = 0) -> [PositionQuote] { desk.risk(of: index).positions }

    // MARK: - Money

    /// The own collateral that is no margin, wad: tokens, and what lies at exchanges.
    public var collateralWad: UInt256 {
        markets.reduce(desk.balance(of: address, token: desk.collateral)) { sum, market in
            sum &+ (market.exchange?.freeWad(of: address) ?? .zero)
        }
    }

    /// The own collateral that can become margin in a market, wad.
    public func collateralWad(in index: Int) -> UInt256 {
        guard markets.indices.contains(index), let exchange = markets[index].exchange else {
            return desk.balance(of: address, token: desk.collateral)
        }
        return exchange.freeWad(of: address)
    }

    /// The own margin, profit and collateral at a market's exchange, by its mark, wad; nothing for a
    /// market of contracts.
    public func equityWad(in index: Int) -> Int256 {
        guard markets.indices.contains(index) else { return .zero }
        return markets[index].exchange?.equityWad(of: address) ?? .zero
    }

    /// The own native asset, wei.
    public var nativeWei: UInt256 { (try? desk.view.balanceWei(of: address)) ?? .zero }

    /// What a whole unit of the native asset is worth in collateral, wad.
    public var nativePriceWad: UInt256 { desk.nativePriceWad }

    /// Collateral as native asset, wei, at the scenario's price.
    public func nativeWei(ofQuoteWad quoteWad: UInt256) -> UInt256 {
        (try? quoteWad.mulDivDown(.wad, desk.nativePriceWad)) ?? .max
    }

    // MARK: - Venues

    /// The venues of the run.
    public var venues: [VenueDesk] { desk.venues }

    /// A venue's price as it has reached the agent, wad.
    public func spotPriceWad(at venue: Int) -> UInt256 { desk.venues[venue].quotedPriceWad }

    /// What the agent holds at a venue.
    public func holdings(at venue: Int) -> (baseWad: UInt256, quoteWad: UInt256) {
        desk.venues[venue].holdings(of: body)
    }
}
