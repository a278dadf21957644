import Agents
import Chain
import ContractRuntime
import EthereumPrimitives
import PerpContracts
import PriceOracles
import SimulationKernel
import WideIntegers

/// All that moves prices and tells them around the markets: paths, venues, feeds, and who writes
/// those.
///
/// It is built while the world has no chain yet, since contracts stand at genesis; venues can be
/// used from then on. `start` connects it to the chain, and begins what goes on by itself.
public final class OutsideWorld {
    /// The paths in the scenario's order.
    public let paths: [PathTape]
    /// The venues in the scenario's order, as agents deal with them.
    public let venues: [VenueDesk]
    /// The feeds in the scenario's order; each answers from the genesis block on.
    public let feeds: [OutsideFeed]

    private let genesis: Genesis
    private let places: [OutsideVenue]
    private let halts: [(venue: Int, time: SimulatedTime, forMicros: UInt64)]
    private let window: ChainWindow

    /// Places a scenario's contracts and funds the accounts of its reporters.
    /// - Throws: the first setting that cannot be.
    public init(
        _ scenario: Scenario, inputs: ScenarioInputs, genesis: Genesis, random: RandomSource
    ) throws(ScenarioProblem) {
        let assembly = PathAssembly(
            start: genesis.timeline.now, durationMicros: scenario.durationMicros,
            rows: inputs.rows, random: random)
        var paths: [PathTape] = []
        for (index, path) in scenario.paths.enumerated() {
            paths.append(try assembly.tape(path, keyPath: "paths[\(index)]"))
        }
        let window = ChainWindow()
        let places = try VenueAssembly(
            genesis: genesis, tapes: paths, random: random,
            historyMicros: FeedAssembly.historyMicros(scenario.feeds, scenario.events),
            pairAgeSeconds: PairFeed.pairAgeSeconds(for: scenario.feeds), node: { window.view }
        ).venues(scenario.venues)
        let makers = FeedAssembly(
            genesis: genesis, tapes: paths, venues: places, events: scenario.events,
            random: random)
        var feeds: [OutsideFeed] = []
        for (index, feed) in scenario.feeds.enumerated() {
            feeds.append(try makers.feed(feed, at: index))
        }
        let books = scenario.markets.filter { !$0.isOnChain }.map(\.name)
        halts = try OutsideWorld.halts(
            scenario.events, of: places, besides: books, genesis.timeline.now)
        try OutsideWorld.requireFeeds(scenario.events, feeds)
        self.paths = paths
        self.places = places
        self.feeds = feeds
        self.genesis = genesis
        self.window = window
        venues = places.map(\.desk)
    }

    /// Lets reporters and pokers begin, and halts come when they are due.
    /// - Parameter desk: looks after the reporters' accounts; without one they hear of the first
    ///   node's heads themselves.
    public func start(on chain: SimulatedChain, desk: AgentDesk?) {
        let node = desk?.node ?? chain.answeringNodes[chain.answeringNodes.startIndex].id
        window.open(on: chain, at: node)
        let pairs = places.compactMap(\.pair)
        if !pairs.isEmpty {
            chain.observe(node) { [window] notice in
                guard case .head = notice else { return }
                for pair in pairs {
                    guard let price = pair.route.pool(at: window.view)?.spotPriceWad else {
                        continue
                    }
                    pair.record.see(price, at: chain.timeline.now)
                }
            }
        }
        for halt in halts {
            places[halt.venue].halt(
                at: halt.time, forMicros: halt.forMicros, on: chain.timeline)
        }
        let crew = ReporterCrew(on: chain, desk: desk)
        for feed in feeds { feed.start(with: crew, at: chain.timeline.now) }
    }

    /// The true price of a path at a moment, wad.
    public func truthWad(path index: Int, at time: SimulatedTime) -> UInt256 {
        paths[index].priceWad(at: time)
    }

    /// Gives an agent its means at a venue, while the world is built.
    ///
    /// At an exchange they go to its account there; at a pair to its own address, with the router's
    /// leave to take both tokens.
    public func deposit(
        baseWad: UInt256, quoteWad: UInt256, at venue: Int, agent: String, address: Address
    ) throws(ScenarioProblem) {
        let place = places[venue]
        do {
            if let exchange = place.exchange {
                try exchange.ledger.deposit(baseWad: baseWad, quoteWad: quoteWad, to: agent)
            } else if let pair = place.pair {
                let state = genesis.host.state
                for (token, amount) in [(pair.baseToken, baseWad), (genesis.collateral, quoteWad)] {
                    if !amount.isZero { try genesis.give(amount, of: token, to: address) }
                    token.setGenesisAllowance(
                        .max, of: address, for: pair.route.router, in: state)
                }
            }
        } catch {
            throw ScenarioProblem(
                "venues[\(venue)]", "\(agent): \(baseWad) of base, \(quoteWad) of quote",
                "\(error)")
        }
    }

    /// Checks the books of all venues off the chain.
    public func checkInvariants() throws(VenueInvariantViolation) {
        for place in places { try place.exchange?.checkInvariants() }
    }

    // MARK: - Events

    private static func halts(
        _ events: [EventSettings], of places: [OutsideVenue], besides books: [String],
        _ start: SimulatedTime
    ) throws(ScenarioProblem) -> [(venue: Int, time: SimulatedTime, forMicros: UInt64)] {
        var halts: [(venue: Int, time: SimulatedTime, forMicros: UInt64)] = []
        for (index, event) in events.enumerated() {
            guard case .venueHalt(let halt) = event.model else { continue }
            guard let venue = places.firstIndex(where: { $0.desk.name == halt.venue }) else {
                if books.contains(halt.venue) { continue }
                throw ScenarioProblem(
                    "events[\(index)].venue", halt.venue,
                    places.isEmpty
                        ? "there are no venues" : "one of \(places.map(\.desk.name).listed)")
            }
            halts.append((venue, start + event.atMicros, halt.forMicros))
        }
        return halts
    }

    /// Refuses faults of feeds that there are not.
    private static func requireFeeds(
        _ events: [EventSettings], _ feeds: [OutsideFeed]
    ) throws(ScenarioProblem) {
        for (index, event) in events.enumerated() {
            guard case .fault(let fault) = event.model,
                !feeds.contains(where: { $0.name == fault.feed })
            else { continue }
            throw ScenarioProblem(
                "events[\(index)].feed", fault.feed,
                feeds.isEmpty ? "there are no feeds" : "one of \(feeds.map(\.name).listed)")
        }
    }
}

/// What venues see of the chain, which is made after them.
final class ChainWindow {
    private var seen: NodeView?

    /// Shows a node's view from now on.
    func open(on chain: SimulatedChain, at node: NodeID) {
        seen = NodeView(chain: chain, node: chain.node(node))
    }

    /// The node's view.
    var view: NodeView {
        guard let seen else { preconditionFailure("a pair was read before the chain was there") }
        return seen
    }
}
