import PerpContracts
import PriceOracles
import SimulationKernel
import WideIntegers

/// What `venue` makes of a scenario.
extension Scenario {
    /// The scenario with its markets in order books, or with twins of them there, as `venue` says.
    ///
    /// It changes nothing where that is done already, so that what it gives can be read again.
    public func resolvingVenue() -> Scenario {
        switch venue {
        case .vamm: return self
        case .orderBook: return inOrderBooks()
        case .both: return withTwins()
        }
    }

    // MARK: - In the place of curves

    private func inOrderBooks() -> Scenario {
        var changed = self
        for place in markets.indices where markets[place].isOnChain {
            let market = markets[place]
            changed.markets[place].design = .orderBook(OrderBookMarketSettings(like: market))
            changed.addMaker(to: market)
        }
        let pairs = venues.filter { if case .pair = $0.model { true } else { false } }.map(\.name)
        for place in agents.indices where agents[place].isMoving(to: changed, from: self) {
            changed.agents[place].keepQuote(forPairs: pairs)
        }
        changed.separateFunds(markets.filter(\.isOnChain).map(\.name))
        return changed
    }

    /// Gives each of some markets a fund of its own, of its share of one that they had together.
    private mutating func separateFunds(_ names: [String]) {
        for fund in funds {
            let users = markets.indices.filter { markets[$0].fund == fund.name }
            guard users.count > 1, users.contains(where: { names.contains(markets[$0].name) })
            else { continue }
            let share = fund.balanceWad.quotientAndRemainder(
                dividingBy: UInt256(UInt64(users.count))
            ).quotient
            for user in users.dropFirst() {
                var own = fund
                own.name = freeName("\(fund.name)-\(markets[user].name)", of: funds.map(\.name))
                own.balanceWad = share
                funds.append(own)
                markets[user].fund = own.name
            }
            if let first = funds.firstIndex(where: { $0.name == fund.name }) {
                funds[first].balanceWad =
                    fund.balanceWad &- share &* UInt256(UInt64(users.count - 1))
            }
        }
    }

    /// Adds a maker of the depth that the market's curve has at one percent, unless it has one.
    private mutating func addMaker(to curve: MarketSettings) {
        let name = curve.name
        let isMade = agents.contains { population in
            guard case .bookMaker(let maker) = population.model else { return false }
            return maker.market == name || maker.market.isEmpty && markets.first?.name == name
        }
        if isMade { return }
        var maker = BookMakerSettings()
        maker.market = name
        maker.depthWad = max(curve.depthAtOnePercentWad, .one)
        maker.inventoryMaxWad = maker.depthWad &* 20
        maker.lossMaxWad = maker.depthWad &* 4
        var population = PopulationSettings()
        population.name = freeName("\(name)-maker", of: agents.map(\.name))
        population.model = .bookMaker(maker)
        population.collateral = .constant(maker.depthWad.estimate / 1e18 * 20)
        population.reactionMillis = .constant(20)
        agents.append(population)
    }

    private func freeName(_ name: String, of taken: [String]) -> String {
        if !taken.contains(name) { return name }
        var number = 2
        while taken.contains("\(name)-\(number)") { number += 1 }
        return "\(name)-\(number)"
    }

    // MARK: - Beside curves

    /// The name of a twin.
    static func twinName(_ name: String) -> String { "\(name)-book" }

    private func withTwins() -> Scenario {
        var changed = self
        let curves = markets.filter(\.isOnChain)
        for market in curves where !has(market: Self.twinName(market.name)) {
            var twin = market
            twin.name = Self.twinName(market.name)
            twin.design = .orderBook(OrderBookMarketSettings(like: market))
            let fund = funds.first { $0.name == market.fund }
            var own = fund ?? FundSettings()
            own.name = changed.freeName(
                Self.twinName("\(market.fund)-\(market.name)"), of: changed.funds.map(\.name))
            twin.fund = own.name
            changed.funds.append(own)
            changed.markets.append(twin)
            var curve = market
            curve.name = twin.name
            changed.addMaker(to: curve)
        }
        let names = curves.map(\.name)
        for place in agents.indices {
            changed.agents[place].model = agents[place].model.naming(all: names)
            guard let twin = changed.agents[place].twin(of: names),
                !agents.contains(where: { $0.name == twin.name })
            else { continue }
            changed.agents.append(twin)
        }
        let known = positions.map(\.market)
        let twins = changed.twins(of: positions)
        if !known.contains(where: { name in names.map(Self.twinName).contains(name) }) {
            changed.positions += twins
        }
        return changed
    }

    private func has(market name: String) -> Bool { markets.contains { $0.name == name } }

    /// The positions that twins of markets begin with; none where there are no twins.
    func twins(of positions: [PositionSettings]) -> [PositionSettings] {
        guard venue == .both else { return [] }
        return positions.compactMap { position in
            var twin = position
            twin.market = Self.twinName(position.market)
            guard has(market: twin.market) else { return nil }
            twin.trader = twinTrader(position.trader)
            return twin
        }
    }

    /// The twin of a trader: of the same number in the twin population, or by a name of its own.
    private func twinTrader(_ name: String) -> String {
        for population in agents where !population.twinOf.isEmpty {
            if name == population.twinOf { return population.name }
            let prefix = "\(population.twinOf)-"
            if name.hasPrefix(prefix), name.dropFirst(prefix.count).allSatisfy(\.isNumber) {
                return "\(population.name)-\(name.dropFirst(prefix.count))"
            }
        }
        return Self.twinName(name)
    }
}

extension PopulationSettings {
    /// Whether its collateral goes to an exchange that was a curve before.
    fileprivate func isMoving(to books: Scenario, from curves: Scenario) -> Bool {
        marketPlaces(curves.markets.map(\.name)).contains {
            curves.markets[$0].isOnChain && !books.markets[$0].isOnChain
        }
    }

    /// Leaves what it trades with at pairs in its wallet: what it spends on each at most, all that is
    /// not its margin, or as much as its collateral.
    fileprivate mutating func keepQuote(forPairs pairs: [String]) {
        var most = UInt256.zero
        let used: [String]
        let whole = PriceQuantization.wad(collateral.typicalValue) ?? .zero
        switch model {
        case .pushAttacker(let it):
            used = it.venues
            let rest = whole.saturatingSubtract(it.marginWad)
            let share = rest.quotientAndRemainder(dividingBy: UInt256(UInt64(max(used.count, 1))))
            most = it.pushMaxWad.isZero ? share.quotient : it.pushMaxWad
        case .pumpAttacker(let it): (used, most) = (it.venues, it.pushMaxWad)
        case .arbitrageur(let it): used = it.isHedged ? it.venue.map { [$0] } ?? [] : []
        case .basis(let it): used = [it.venue]
        case .hedger(let it): used = [it.venue]
        case .script(let it): used = it.steps.filter { $0.action == .spot }.map(\.venue)
        default: used = []
        }
        guard venueQuoteWad.isZero, used.contains(where: pairs.contains) else { return }
        venueQuoteWad = most.isZero ? whole : most
    }
}

extension Distribution {
    /// A value that is neither rare nor extreme: its mean, or its median.
    fileprivate var typicalValue: Double {
        switch self {
        case .constant(let value): value
        case .uniform(let low, let high), .logUniform(let low, let high): (low + high) / 2
        case .exponential(let mean), .normal(let mean, _), .poisson(let mean): mean
        case .logNormal(let shift, let median, _): shift + median
        case .pareto(let scale, _): scale
        }
    }
}

extension MarketSettings {
    /// Whether it is traded by contracts on a curve.
    var isOnChain: Bool { if case .orderBook = design { false } else { true } }

    /// Quote that moves a constant-product curve up by one percent, wad: X (sqrt(1.01) - 1).
    var depthAtOnePercentWad: UInt256 {
        (try? quoteReserveWad.mulDivDown(UInt256(4_987_562_112_089), 1_000_000_000_000_000)) ?? .max
    }
}

extension OrderBookMarketSettings {
    /// A book with the margins and the fee of a market on a curve.
    init(like market: MarketSettings) {
        self.init()
        switch market.design {
        case .reference(let own):
            let parameters = own.effectiveParameters
            if let tier = parameters.tiers.first {
                initialMarginPpm = max(tier.initialWad.ppm, 1)
                maintenanceMarginPpm = min(tier.maintenanceWad.ppm, initialMarginPpm)
            }
            takerFeePpm = (parameters.fees.spreadRatioWad &+ parameters.fees.tollRatioWad).ppm
            withdrawsUnrealised = parameters.withdrawUnrealised == .full
        case .perpV1(let own):
            initialMarginPpm = max(own.initialMarginWad.ppm, 1)
            maintenanceMarginPpm = min(own.maintenanceMarginWad.ppm, initialMarginPpm)
            takerFeePpm = (own.spreadWad &+ own.tollWad).ppm
            withdrawsUnrealised = false
        case .orderBook(let own): self = own
        }
    }
}

extension UInt256 {
    /// A wad ratio in parts per million, rounded down, at most one.
    fileprivate var ppm: UInt64 {
        let parts = quotientAndRemainder(dividingBy: 1_000_000_000_000).quotient
        return parts.bitWidth > 20 ? 1_000_000 : min(parts.w0, 1_000_000)
    }
}
