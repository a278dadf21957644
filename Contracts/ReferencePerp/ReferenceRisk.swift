import ContractRuntime
import EthereumPrimitives
import WideIntegers

/// The risk of a market at a moment: prices, positions and the three measures of bad debt.
///
/// - Source: perplab's specification of ReferencePerp, section 7.
public struct ReferenceRisk: Sendable {
    /// Prices over the margin's window, wad.
    public let markWad, markTwapWad, oracleWad, oracleTwapWad, medianWad: UInt256
    /// What the feed's answer is worth.
    public let feedStatus: FeedStatus
    /// Bad debt that was realised, wad.
    public let bookedWad: UInt256
    /// What positions would owe at the true price; zero without one.
    public let latentAtPriceWad: UInt256
    /// What positions would owe if each alone were closed on the curve now.
    public let latentAtCurveWad: UInt256
    /// The open positions by address.
    public let positions: [Position]

    /// One open position, amounts in wad.
    public struct Position: Sendable {
        /// Whose it is.
        public let trader: Address
        /// The price it is measured by, and what it is worth there, at least one wei.
        public let marginPriceWad, notionalWad: UInt256
        /// Profit, funding owed, equity and its ratio to the notional.
        public let pnlWad, fundingOwedWad, equityWad, marginRatioWad: Int256
        /// The ratio below which it may be liquidated.
        public let maintenanceWad: UInt256
    }
}

extension ReferenceHouse {
    /// The risk of a market, as a call at this block would find it; nothing is stored.
    ///
    /// - Parameter truePriceWad: the price at which latent bad debt is measured.
    public func risk(
        of market: Address, truePriceWad: UInt256?, in host: ContractHost,
        block: BlockEnvironment
    ) -> Result<ReferenceRisk, Revert> {
        host.inspect(in: block) { (context) throws(Revert) -> ReferenceRisk in
            let account = context.state.account(market)
            guard let market = context.contract(at: account) as? ReferenceMarket,
                market.house === self
            else { throw .reason("amm not found") }
            let call = try MarketCall(market, context, isView: true)
            try call.touch(isGated: false)
            return try call.risk(truePriceWad.map(Int256.init(bitPattern:)))
        }
    }
}

extension MarketCall {
    func risk(_ truePrice: Int256?) throws(Revert) -> ReferenceRisk {
        var positions: [ReferenceRisk.Position] = []
        var (atPrice, atCurve) = (Int256.zero, Int256.zero)
        for open in openPositions().sorted(by: { $0.address < $1.address }) {
            let position = open.position
            positions.append(try risk(of: open))
            if let truePrice {
                let equity = try value(of: position, at: truePrice, basis: .price).equity
                atPrice = try atPrice.plus(max(.zero, equity.negated))
            }
            atCurve = try atCurve.plus(max(.zero, try equityOnCurve(position).negated))
        }
        return ReferenceRisk(
            markWad: try price(.mark).bitPattern, markTwapWad: try price(.markTwap).bitPattern,
            oracleWad: try price(.oracle).bitPattern,
            oracleTwapWad: try price(.oracleTwap).bitPattern,
            medianWad: try medianPrice().bitPattern, feedStatus: prices.status,
            bookedWad: try load(.badDebt).bitPattern, latentAtPriceWad: atPrice.bitPattern,
            latentAtCurveWad: atCurve.bitPattern, positions: positions)
    }

    private func risk(of open: OpenPosition) throws(Revert) -> ReferenceRisk.Position {
        let valuation = try value(of: open.position)
        return ReferenceRisk.Position(
            trader: context.state.address(of: open.trader),
            marginPriceWad: valuation.price.bitPattern,
            notionalWad: valuation.notional.bitPattern, pnlWad: valuation.pnl,
            fundingOwedWad: valuation.owed, equityWad: valuation.equity,
            marginRatioWad: valuation.ratio,
            maintenanceWad: tier(of: valuation.notional).maintenance.bitPattern)
    }

    /// Equity if the position alone were closed now; at the mark where the curve cannot close it.
    private func equityOnCurve(_ position: ReferencePosition) throws(Revert) -> Int256 {
        let mark = try curve.mark()
        let money: Int256
        do throws(Revert) {
            money = try closingMoney(of: position)
        } catch {
            return try value(of: position, at: mark, basis: .price).equity
        }
        return try position.margin.minus(try fundingOwed(by: position))
            .minus(position.socialisedOwed)
            .plus(try profit(of: position, worth: money))
    }
}
