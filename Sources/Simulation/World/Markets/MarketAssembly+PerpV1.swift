import Agents
import ContractRuntime
import EthereumPrimitives
import PerpContracts
import WideIntegers

/// Markets of Perpetual Protocol v1.
extension MarketAssembly {
    /// Builds a market, and its fund's clearing house with the first one.
    func add(
        _ market: MarketSettings, _ own: PerpV1MarketSettings, _ place: Int, fund: FundSettings
    ) throws(ScenarioProblem) {
        let keyPath = "markets[\(place)]"
        let state = ground.host.state
        let group = try perpV1Group(own, fund, keyPath)
        let feed = try feed(of: market, keyPath)
        let address = ground.address("market/\(market.name)")
        let parameters = AmmParameters(
            owner: ground.owner, quoteReserveWad: market.quoteReserveWad,
            baseReserveWad: try baseReserveWad(of: market, pegWad: .wad, keyPath),
            tradeLimitRatioWad: own.tradeLimitWad,
            fundingPeriodSeconds: UInt256(own.fundingPeriodSeconds), priceFeed: feed.address,
            priceFeedKey: feed.key, quoteAsset: state.address(of: ground.collateral.account),
            fluctuationLimitRatioWad: own.fluctuationLimitWad, tollRatioWad: own.tollWad,
            spreadRatioWad: own.spreadWad)
        do throws(Revert) {
            try perpV1[group].deployment.addMarket(at: address, parameters)
            if !own.positionCapWad.isZero || !own.openInterestCapWad.isZero {
                try perpV1[group].deployment.set(
                    address, PerpV1ABI.amm, "setCap",
                    [.tuple([.uint(own.positionCapWad)]), .tuple([.uint(own.openInterestCapWad)])])
            }
        } catch {
            throw ScenarioProblem("\(keyPath).design", market.name, "\(error)")
        }
        let deployment = perpV1[group].deployment
        let amm = deployment.markets[deployment.markets.count - 1]
        let design = PerpV1Design(
            house: deployment.clearingHouse, amm: amm, fund: deployment.insuranceFund,
            token: ground.collateral)
        perpV1[group].markets.append((place, amm, design))
        markets.append(
            PerpMarket(
                name: market.name, index: place, address: address,
                house: state.address(of: deployment.clearingHouse.account),
                fund: state.address(of: deployment.insuranceFund.account),
                collateral: state.address(of: ground.collateral.account), design: design))
    }

    /// The place of a fund's clearing house, made with the ratios of its first market.
    private func perpV1Group(
        _ own: PerpV1MarketSettings, _ fund: FundSettings, _ keyPath: String
    ) throws(ScenarioProblem) -> Int {
        if let group = perpV1.firstIndex(where: { $0.fund == fund.name }) { return group }
        let fundAddress = ground.address("fund/\(fund.name)")
        let house = ground.address("house/\(fund.name)")
        do throws(Revert) {
            let deployment = try PerpV1Deployment(
                in: ground.host, clearingHouse: house, insuranceFund: fundAddress,
                feePool: ground.address("toll/\(fund.name)"),
                ClearingHouseParameters(
                    owner: ground.owner, initMarginRatioWad: own.initialMarginWad,
                    maintenanceMarginRatioWad: own.maintenanceMarginWad,
                    liquidationFeeRatioWad: own.liquidationFeeWad, insuranceFund: fundAddress),
                block: ground.block)
            if !own.partialLiquidationWad.isZero {
                try deployment.set(
                    house, PerpV1ABI.clearingHouse, "setPartialLiquidationRatio",
                    [.tuple([.uint(own.partialLiquidationWad)])])
            }
            perpV1.append(PerpV1Group(fund: fund.name, deployment: deployment))
        } catch {
            throw ScenarioProblem("\(keyPath).design", fund.name, "\(error)")
        }
        try ground.mint(fund.balanceWad, to: fundAddress, keyPath: "\(keyPath).fund")
        return perpV1.count - 1
    }
}
