import SimulationKernel
import WideIntegers

/// Calls funding of its markets when it is due.
public final class FundingCaller: Agent {
    /// Woken by heads.
    public let rhythm = WakeRhythm.heads
    private let markets: [Int]
    /// For each market the head before which it does not call again.
    private var notBefore: [UInt64]

    /// Heads that it waits after a call, so that one that lost a race is not repeated at once.
    private static let patienceHeads: UInt64 = 3

    /// A caller for some markets.
    public init(markets: [Int]) {
        self.markets = markets
        notBefore = markets.map { _ in 0 }
    }

    /// Calls where the time has come; one call of a market at a time.
    public func act(_ view: AgentView) -> [AgentIntent] {
        var intents: [AgentIntent] = []
        let head = view.head.number
        for place in markets.indices where notBefore[place] <= head {
            let market = view.market(markets[place])
            guard market.isOpen, let due = market.fundingDueSeconds, view.now.seconds >= due,
                !view.underWay.contains(where: { $0.intent.market == markets[place] })
            else { continue }
            notBefore[place] = head + Self.patienceHeads
            intents.append(AgentIntent(.payFunding(market: markets[place])))
        }
        return intents
    }
}
