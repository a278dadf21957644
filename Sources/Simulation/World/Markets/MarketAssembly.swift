import Agents
import ContractRuntime
import EthereumPrimitives
import PerpContracts
import WideIntegers

/// The perpetual markets of a scenario as contracts of its genesis.
///
/// All markets of ReferencePerp share one house, whose funds are those of the scenario; markets of
/// Perpetual Protocol v1 that name the same fund share a clearing house. Positions follow with
/// `place`, and then `invariants` takes the books as they stand.
final class MarketAssembly {
    /// The markets in the order of the scenario.
    var markets: [PerpMarket] = []
    /// The house of all markets of ReferencePerp, and these with their places among `markets`.
    var reference: (house: ReferenceHouse, markets: [(Int, ReferenceMarket)])?
    /// The clearing houses of Perpetual Protocol v1.
    var perpV1: [PerpV1Group] = []

    let ground: MarketGround
    let settings: [MarketSettings]

    /// A clearing house of v1, and its markets with their places among all.
    struct PerpV1Group {
        /// The fund's name.
        let fund: String
        /// The contracts.
        var deployment: PerpV1Deployment
        /// The markets.
        var markets: [(Int, Amm, PerpV1Design)] = []
    }

    /// Builds all markets.
    /// - Throws: the first setting that no contract can be made of.
    init(
        _ settings: [MarketSettings], funds: [FundSettings], on ground: MarketGround
    ) throws(ScenarioProblem) {
        self.settings = settings
        self.ground = ground
        try refuseMixedFunds()
        for (place, market) in settings.enumerated() {
            guard let fund = funds.first(where: { $0.name == market.fund }) else {
                throw ScenarioProblem(
                    "markets[\(place)].fund", market.fund,
                    "one of \(funds.map(\.name).joined(separator: ", "))")
            }
            switch market.design {
            case .reference(let own): try add(market, own, place, funds: funds)
            case .perpV1(let own): try add(market, own, place, fund: fund)
            case .orderBook(let own): try add(market, own, place, fund: fund)
            }
        }
    }

    /// Lets accounts trade on all markets; only while the world is built.
    ///
    /// Positions of v1 are found for such accounts alone.
    func approve(_ accounts: [Address]) {
        let state = ground.host.state
        var houses: [Address] = []
        if let reference { houses.append(state.address(of: reference.house.account)) }
        for group in perpV1 {
            houses.append(state.address(of: group.deployment.clearingHouse.account))
            for (_, _, design) in group.markets { design.add(traders: accounts, in: state) }
        }
        for house in houses {
            for account in accounts { ground.approve(account, for: house) }
        }
    }

    /// Makes accounts backstop providers of v1, who alone may liquidate with bad debt.
    func makeBackstops(_ accounts: [Address]) throws(ScenarioProblem) {
        let state = ground.host.state
        for group in perpV1 {
            let house = state.address(of: group.deployment.clearingHouse.account)
            for account in accounts {
                do throws(Revert) {
                    try group.deployment.set(
                        house, PerpV1ABI.clearingHouse, "setBackstopLiquidityProvider",
                        [.address(account), .bool(true)])
                } catch {
                    throw ScenarioProblem("markets", "\(account)", "\(error)")
                }
            }
        }
    }

    /// A fund is held by a house or stands alone, so that it serves one design.
    private func refuseMixedFunds() throws(ScenarioProblem) {
        var designs: [String: Int] = [:]
        for (place, market) in settings.enumerated() {
            let own =
                switch market.design {
                case .reference: -1
                case .perpV1: -2
                // An exchange holds a fund of its own.
                case .orderBook: place
                }
            guard designs.updateValue(own, forKey: market.fund) ?? own == own else {
                throw ScenarioProblem(
                    "markets[\(place)].fund", market.fund, "a fund of markets of one design")
            }
        }
    }

    // MARK: - Parts

    /// The feed that a market reads.
    func feed(
        of market: MarketSettings, _ keyPath: String
    ) throws(ScenarioProblem) -> (address: Address, key: Hash256) {
        guard let feed = ground.feed(market.feed) else {
            throw ScenarioProblem("\(keyPath).feed", market.feed, "a feed of the scenario")
        }
        return feed
    }

    /// Base that makes the price with the quote reserve, wad.
    func baseReserveWad(
        of market: MarketSettings, pegWad: UInt256, _ keyPath: String
    ) throws(ScenarioProblem) -> UInt256 {
        let price = try ground.priceWad(of: market, keyPath: keyPath)
        guard let base = try? market.quoteReserveWad.mulDivDown(pegWad, price),
            base >= .wad, base.w3 == 0
        else {
            throw ScenarioProblem(
                "\(keyPath).quote_reserve", "\(market.quoteReserveWad) wei",
                "at least one unit of base at a price of \(price) wei")
        }
        return base
    }
}
