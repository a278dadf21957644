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
}
