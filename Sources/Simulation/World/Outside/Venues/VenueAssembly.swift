import Agents
import Chain
import ContractRuntime
import EthereumPrimitives
import PerpContracts
import PriceOracles
import SimulationKernel
import WideIntegers

/// Where venues are made of what a scenario says.
struct VenueAssembly {
    let genesis: Genesis
    let tapes: [PathTape]
    let random: RandomSource
    /// How far back reporters look, microseconds.
    let historyMicros: UInt64
    /// How long before the run pairs have had their first price, seconds.
    let pairAgeSeconds: UInt64
    /// Where pairs are read.
    let node: () -> NodeView

    /// The role of the router of all pairs.
    static let routerRole = "spot-router"

    private static let feePerMille: UInt64 = 3

    /// All venues, and the router of those that are pairs.
    func venues(_ settings: [VenueSettings]) throws(ScenarioProblem) -> [OutsideVenue] {
        var venues: [OutsideVenue] = []
        var pairs: [SpotPair] = []
        for (index, venue) in settings.enumerated() {
            let keyPath = "venues[\(index)]"
            switch venue.model {
            case .exchange(let model):
                venues.append(try exchange(venue.name, model, keyPath))
            case .pair(let model):
                let (made, pair) = try self.pair(venue.name, model, keyPath)
                venues.append(made)
                pairs.append(pair)
            }
        }
        if !pairs.isEmpty { try placeRouter(over: pairs) }
        return venues
    }

    private func path(_ name: String, _ keyPath: String) throws(ScenarioProblem) -> Int {
        guard let index = tapes.firstIndex(where: { $0.name == name }) else {
            throw ScenarioProblem(
                "\(keyPath).path", name,
                tapes.isEmpty ? "there are no paths" : "one of \(tapes.map(\.name).listed)")
        }
        return index
    }

    // MARK: - Exchanges

    private func exchange(
        _ name: String, _ model: ExchangeVenueSettings, _ keyPath: String
    ) throws(ScenarioProblem) -> OutsideVenue {
        let pathIndex = try path(model.path, keyPath)
        let depth = try depth(model, keyPath)
        guard let feePpm = UInt32(exactly: model.feePpm) else {
            throw ScenarioProblem("\(keyPath).fee", "\(model.feePpm) ppm", "0 to 999999 ppm")
        }
        let halfLife = model.refillHalfLifeMicros
        let settings = ExchangeSettings(
            name: name, asks: depth, bids: depth,
            replenishment: halfLife == 0 ? .none : .halfLife(micros: halfLife),
            takerFeePpm: feePpm, historyMicros: historyMicros)
        do throws(VenueSettingsError) {
            let orders = try DelayLine(
                genesis.timeline, delayMicros: .constant(Double(model.orderLatencyMicros)),
                stream: random.stream("venue/\(name)/orders"))
            let tape = tapes[pathIndex]
            let exchange = try OffChainExchange(settings, orders: orders) {
                tape.priceWad(at: $0)
            }
            let desk = VenueDesk(
                name: name, place: .exchange(exchange, exchange.ledger),
                timeline: genesis.timeline, node: node)
            return OutsideVenue(desk, pathIndex: pathIndex, exchange: exchange)
        } catch {
            throw ScenarioProblem(keyPath, name, "\(error)")
        }
    }

    /// The law of one side: the setting's depth lies within its range, the law's within the whole
    /// price.
    private func depth(
        _ model: ExchangeVenueSettings, _ keyPath: String
    ) throws(ScenarioProblem) -> DepthCurve {
        let exponent = model.depthExponent
        guard PowerLawDepth.exponentRange.contains(exponent) else {
            throw ScenarioProblem(
                "\(keyPath).depth_exponent", "\(exponent)",
                "\(PowerLawDepth.exponentRange.lowerBound) to "
                    + "\(PowerLawDepth.exponentRange.upperBound)")
        }
        let range = PriceQuantization.price(model.depthRangeWad)
        guard range > 0, model.depthRangeWad < .wad else {
            throw ScenarioProblem(
                "\(keyPath).depth_range", "\(range)", "above 0 and below 1")
        }
        let size =
            PriceQuantization.price(model.depthBaseWad)
            * ExactMath.exp(-exponent * ExactMath.log(range))
        do throws(DepthError) {
            return try DepthCurve(
                PowerLawDepth(
                    sizeWad: PriceQuantization.wad(size) ?? .zero, exponent: exponent,
                    distanceWadMax: model.depthRangeWad))
        } catch {
            throw ScenarioProblem("\(keyPath).depth_base", "\(model.depthBaseWad) wad", "\(error)")
        }
    }

    // MARK: - Pairs

    private func pair(
        _ name: String, _ model: PairVenueSettings, _ keyPath: String
    ) throws(ScenarioProblem) -> (OutsideVenue, SpotPair) {
        let pathIndex = try path(model.path, keyPath)
        let quote = model.quoteReserveWad
        let startPriceWad = tapes[pathIndex].priceWad(at: genesis.timeline.now)
        guard let base = try? quote.mulDivDown(.wad, startPriceWad), !base.isZero else {
            throw ScenarioProblem(
                "\(keyPath).quote_reserve", "\(quote) wad", "what buys something at the first price"
            )
        }
        let baseAddress = Genesis.address(for: "venue-\(name)-base")
        let pairAddress = Genesis.address(for: "venue-\(name)-pair")
        let quoteAddress = genesis.collateralAddress
        do {
            let token = try ERC20Token(
                at: baseAddress, in: genesis.host, name: name, symbol: "BASE",
                owner: genesis.owner)
            let pair = try SpotPair(
                at: pairAddress, in: genesis.host, tokens: (baseAddress, quoteAddress),
                feePerMille: VenueAssembly.feePerMille)
            let held = genesis.collateral.balanceRaw(of: pair.account, in: genesis.host.state)
            precondition(held.isZero, "a pair with \(held) before its genesis")
            let now = genesis.block.timestampSeconds
            try pair.setGenesisReserves(
                baseAddress < quoteAddress ? (base, quote) : (quote, base),
                provider: Genesis.key(for: "venue-\(name)-liquidity").address,
                timestampSeconds: now - min(pairAgeSeconds, now), in: genesis.host)
            let route = SpotSwapRoute(
                router: Genesis.address(for: VenueAssembly.routerRole), pair: pairAddress,
                quoteToken: quoteAddress, baseToken: baseAddress,
                feePerMille: VenueAssembly.feePerMille)
            let record = SeenPrices(
                PathPoint(genesis.timeline.now, priceWad: startPriceWad),
                historyMicros: historyMicros)
            let desk = VenueDesk(
                name: name, place: .pair(route), timeline: genesis.timeline, node: node)
            let placed = PlacedPair(route: route, baseToken: token, record: record)
            return (OutsideVenue(desk, pathIndex: pathIndex, pair: placed), pair)
        } catch {
            throw ScenarioProblem("\(keyPath).quote_reserve", "\(quote) wad", "\(error)")
        }
    }

    private func placeRouter(over pairs: [SpotPair]) throws(ScenarioProblem) {
        do {
            let registry = try SpotPairRegistry(
                at: Genesis.address(for: "spot-registry"), in: genesis.host, pairs: pairs)
            _ = try SpotRouter(
                at: Genesis.address(for: VenueAssembly.routerRole), in: genesis.host,
                registry: registry)
        } catch {
            throw ScenarioProblem("venues", "router", "\(error)")
        }
    }
}

extension [String] {
    /// The names with commas between them.
    var listed: String { joined(separator: ", ") }
}
