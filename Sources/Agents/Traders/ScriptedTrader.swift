import PriceOracles
import SimulationKernel
import WideIntegers

/// An account that does what it is told at given times, whatever is under way.
public final class ScriptedTrader: Agent {
    /// One thing at a moment.
    public struct Step: Hashable, Sendable {
        /// What can be done.
        public enum Action: Hashable, Sendable {
            /// Opens: margin and leverage, wad.
            case open(PositionSide, marginWad: UInt256, leverageWad: UInt256)
            /// Closes, or settles where the market is shut.
            case close
            /// Adds margin, wad.
            case addMargin(UInt256)
            /// Takes margin out, wad.
            case removeMargin(UInt256)
            /// Calls funding.
            case payFunding
            /// An order at a venue.
            case spot(venue: Int, SpotOrder)
            /// Gives to the market's fund, wad.
            case donate(UInt256)
            /// Deposits as a backstop, wad.
            case deposit(UInt256)
            /// An order in a book.
            case order(BookOrder)
            /// Takes all orders in a book back.
            case cancelAll
        }

        /// Microseconds after the start of the run.
        public var atMicros: UInt64
        /// The market.
        public var market: Int
        /// What.
        public var action: Action

        /// A step from its parts.
        public init(atMicros: UInt64, market: Int, _ action: Action) {
            self.atMicros = atMicros
            self.market = market
            self.action = action
        }
    }

    /// Woken at each step; heads wake it, too, so that a pause delays steps and drops none.
    public let rhythm: WakeRhythm
    private let steps: [Step]
    private var next = 0

    /// An account with its steps, in any order of time; those of one time keep theirs.
    /// - Parameter startMicros: when the account begins, microseconds after the start of the run.
    public init(_ steps: [Step], startMicros: UInt64 = 0) {
        self.steps = steps.enumerated().sorted {
            ($0.element.atMicros, $0.offset) < ($1.element.atMicros, $1.offset)
        }.map(\.element)
        let first = self.steps.first?.atMicros
        rhythm = WakeRhythm(
            onHeads: first != nil,
            firstMicros: first.map { $0 > startMicros ? $0 - startMicros : 0 })
    }

    /// Does what is due.
    public func act(_ view: AgentView) -> [AgentIntent] {
        guard next < steps.count, steps[next].atMicros <= view.elapsedMicros else { return [] }
        var intents: [AgentIntent] = []
        while next < steps.count, steps[next].atMicros <= view.elapsedMicros {
            intents.append(intent(of: steps[next], view))
            next += 1
        }
        if next < steps.count {
            let wait = steps[next].atMicros - view.elapsedMicros
            intents.append(.wake(at: view.now + wait))
        }
        return intents
    }

    private func intent(of step: Step, _ view: AgentView) -> AgentIntent {
        let market = step.market
        switch step.action {
        case .open(let side, let margin, let leverage):
            return .open(side, marginWad: margin, leverageWad: leverage, market: market)
        case .close:
            return view.market(market).isOpen
                ? .close(market: market) : AgentIntent(.settle(market: market))
        case .addMargin(let amount): return AgentIntent(.addMargin(market: market, amount))
        case .removeMargin(let amount): return AgentIntent(.removeMargin(market: market, amount))
        case .payFunding: return AgentIntent(.payFunding(market: market))
        case .spot(let venue, let order): return .spot(order, at: venue)
        case .donate(let amount): return AgentIntent(.donate(market: market, amount))
        case .deposit(let amount): return AgentIntent(.depositBackstop(market: market, amount))
        case .order(let order): return AgentIntent(.placeOrder(market: market, order))
        case .cancelAll: return AgentIntent(.cancelAll(market: market))
        }
    }
}
