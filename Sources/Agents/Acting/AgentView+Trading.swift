import PriceOracles
import WideIntegers

/// How most agents open and close: within their means and their limits.
extension AgentView {
    /// The least margin and the least trade that is worth a transaction, wad of quote.
    static var leastTradeWad: UInt256 { .wad }

    /// A trade of a margin, or of what the account can pay with its fee; nil where the market is shut,
    /// the account is as good as empty, or the trade would move the price too far.
    /// - Parameter slippageMaxWad: share of the mark, wad; zero for any.
    func opening(
        _ side: PositionSide, marginWad: UInt256, leverageWad: UInt256, market index: Int,
        slippageMaxWad: UInt256 = .zero
    ) -> AgentIntent? {
        let market = market(index)
        guard market.isOpen else { return nil }
        let margin = min(
            marginWad,
            market.marginMaxWad(
                ofCollateral: collateralWad(in: index), leverageWad: leverageWad))
        guard margin >= AgentView.leastTradeWad,
            let notional = try? margin.mulDivDown(leverageWad, .wad),
            let limit = market.baseLimitWad(
                side, notionalWad: notional, slippageMaxWad: slippageMaxWad)
        else { return nil }
        return .open(
            side, marginWad: margin, leverageWad: leverageWad, market: index, baseLimitWad: limit)
    }

    /// The way out of a position: closes it, or settles it where the market is shut; nil where closing
    /// on the curve would leave less than nothing, which contracts refuse.
    func leaving(
        _ position: PositionQuote, market index: Int, slippageMaxWad: UInt256 = .zero
    ) -> AgentIntent? {
        let market = market(index)
        guard market.isOpen else { return AgentIntent(.settle(market: index)) }
        guard market.leavesSomething(of: position) else { return nil }
        let limit = market.quoteLimitWad(
            closing: position.sizeWad, slippageMaxWad: slippageMaxWad)
        return AgentIntent(.close(market: index, quoteLimitWad: limit))
    }

    /// Collateral that the house of a market can pay out of, wad.
    func freeCollateralWad(in index: Int) -> UInt256 {
        let design = markets[index].design
        return node.inspect { host, _ in design.books(in: host.state).freeWad } ?? .zero
    }

    /// Whether anything that it has sent may still come to something, also after a reorg.
    var hasOpenTask: Bool { isBusy || wallet.tasks.contains(where: \.isOpen) }
}

extension AgentIntent {
    /// A note in the results.
    static func note(
        _ kind: String, _ text: String, untilMicros: UInt64? = nil
    ) -> AgentIntent {
        AgentIntent(.note(kind: kind, text: text, untilMicros: untilMicros))
    }

    /// A spot order.
    static func spot(_ order: SpotOrder, at venue: Int) -> AgentIntent {
        AgentIntent(.spot(venue: venue, order))
    }

    /// The market that a call concerns; nil for anything else.
    var market: Int? {
        switch action {
        case .open(let market, _, _, _, _), .close(let market, _), .addMargin(let market, _),
            .removeMargin(let market, _), .liquidate(let market, _), .flag(let market, _),
            .payFunding(let market), .settle(let market), .donate(let market, _),
            .depositBackstop(let market, _), .placeOrder(let market, _),
            .cancelOrder(let market, _), .cancelAll(let market), .requote(let market, _):
            market
        case .call, .spot, .wake, .reconnect, .note: nil
        }
    }
}

extension SendingOutcome {
    /// Whether it was included and has succeeded.
    var isWon: Bool {
        if case .won = self { return true }
        return false
    }
}
