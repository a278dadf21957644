import Agents
import ContractRuntime
import EthereumPrimitives
import PerpContracts
import WideIntegers

/// Markets of ReferencePerp.
extension MarketAssembly {
    /// Builds a market, and the house with the first one.
    func add(
        _ market: MarketSettings, _ own: ReferenceMarketSettings, _ place: Int,
        funds: [FundSettings]
    ) throws(ScenarioProblem) {
        let keyPath = "markets[\(place)]"
        let (host, state) = (ground.host, ground.host.state)
        let house = try referenceHouse(funds)
        let feed = try feed(of: market, keyPath)
        let fund = ground.address("fund/\(market.fund)")
        let parameters = own.parameters(
            feed: feed.address, feedKey: feed.key, fund: fund,
            curve: CurveParameters(
                quoteReserveWad: market.quoteReserveWad,
                baseReserveWad: try baseReserveWad(of: market, pegWad: own.pegWad, keyPath),
                pegWad: own.pegWad),
            backstops: try ground.members(of: own.backstops, keyPath: "\(keyPath).backstops")
                + ground.ownBackstops,
            liquidators: try ground.members(of: own.liquidators, keyPath: "\(keyPath).liquidators"),
            exempt: try ground.members(of: own.exempt, keyPath: "\(keyPath).exempt"))
        let made: ReferenceMarket
        do throws(ReferencePerpError) {
            made = try house.addMarket(
                at: ground.address("market/\(market.name)"), parameters, in: host,
                block: ground.block)
        } catch {
            throw problem(error, market, own, keyPath)
        }
        reference?.markets.append((place, made))
        markets.append(
            PerpMarket(
                name: market.name, index: place, address: state.address(of: made.account),
                house: state.address(of: house.account), fund: fund,
                collateral: state.address(of: ground.collateral.account),
                design: ReferencePerpDesign(house: house, market: made)))
    }

    private func problem(
        _ error: ReferencePerpError, _ market: MarketSettings, _ own: ReferenceMarketSettings,
        _ keyPath: String
    ) -> ScenarioProblem {
        switch error {
        case .refused(let refusal):
            ScenarioProblem(
                "\(keyPath).\(refusal.key)", "profile \(own.profile.name)", "\(refusal)")
        case .feedNotGood, .feedFailed:
            ScenarioProblem("\(keyPath).feed", market.feed, "\(error)")
        case .fundNotFound: ScenarioProblem("\(keyPath).fund", market.fund, "\(error)")
        case .parameterTooLarge: ScenarioProblem("\(keyPath).rules", market.name, "\(error)")
        }
    }

    /// The house, made for its first market with all funds that no market of v1 has.
    private func referenceHouse(
        _ funds: [FundSettings]
    ) throws(ScenarioProblem) -> ReferenceHouse {
        if let reference { return reference.house }
        let (host, state) = (ground.host, ground.host.state)
        let address = ground.address("house")
        let house: ReferenceHouse
        do throws(ReferencePerpError) {
            house = try ReferenceHouse(
                at: address, in: host,
                ReferenceHouseParameters(
                    owner: ground.owner, token: state.address(of: ground.collateral.account)))
        } catch {
            throw ScenarioProblem("markets", "house", "\(error)")
        }
        let others = settings.filter { if case .reference = $0.design { false } else { true } }
        for (place, fund) in funds.enumerated()
        where !others.contains(where: { $0.fund == fund.name }) {
            try ground.mint(fund.balanceWad, to: address, keyPath: "funds[\(place)].balance")
            house.addFund(
                ground.address("fund/\(fund.name)"), balanceWad: fund.balanceWad, in: state)
        }
        reference = (house, [])
        return house
    }
}
