import PriceOracles
import SimulationKernel
import WideIntegers

/// What a trader takes for the price outside of the market that it trades on.
public enum OutsidePrice {
    /// A venue's, as it has reached the agent.
    case venue(Int)
    /// The feed's, as the market of that place reads it.
    case feed(market: Int)
    /// A price that the world gives, such as a path.
    case path((SimulatedTime) -> UInt256)

    /// The price now, wad; nil where there is none.
    func wad(_ view: AgentView) -> UInt256? {
        let price: UInt256?
        switch self {
        case .venue(let venue):
            price = view.venues.indices.contains(venue) ? view.spotPriceWad(at: venue) : nil
        case .feed(let market): price = view.market(market).oracleWad
        case .path(let path): price = path(view.now)
        }
        return price.flatMap { $0.isZero ? nil : $0 }
    }

    /// The price that a trade closing a mark's distance could be hedged at, wad; nil where there is
    /// none, or the mark lies between the sides of a book.
    ///
    /// An exchange's price is that of the side that traded last, so that who hedges there moves what
    /// it looks at. A mark below the bids is bought and hedged by selling; one above the asks is sold.
    func wad(_ view: AgentView, beside markWad: UInt256) -> UInt256? {
        guard case .venue(let venue) = self, view.venues.indices.contains(venue),
            case .exchange = view.venues[venue].place
        else { return wad(view) }
        if let bid = probe(.sell, view.venues[venue]), markWad < bid { return bid }
        if let ask = probe(.buy, view.venues[venue]), markWad > ask { return ask }
        return nil
    }

    /// What a thousandth of a unit costs or brings per unit, without the fee.
    private func probe(_ side: SpotSide, _ venue: VenueDesk) -> UInt256? {
        let amount = UInt256(1_000_000_000_000_000)
        guard let fill = try? venue.quote(SpotOrder(side, .base(amount))) else { return nil }
        let quote =
            side == .buy
            ? fill.quoteWad.saturatingSubtract(fill.feeQuoteWad)
            : fill.quoteWad.saturatingAdd(fill.feeQuoteWad)
        return try? quote.mulDivDown(.wad, amount)
    }
}
