import Agents
import Chain
import ContractRuntime
import EthereumPrimitives
import WideIntegers

/// A keeper as a beginner writes it, which works as long as nothing goes wrong.
///
/// It knows the traders whom it has heard of since it was started, on a socket that it never looks
/// after; asks for their margin ratios one by one; and sends for everybody who is below maintenance at
/// the head that it is told of, again at each head, with just the gas that the node estimates. Nonces it
/// counts in memory. What is not answered it sends again, and it replaces nothing.
/// - Source: section 1 of the specification of keepers, the troubles of public bots.
public final class NaiveKeeper: Agent {
    /// Woken by heads, whose logs it indexes.
    public let rhythm = WakeRhythm(onHeads: true, hearsHeads: true)
    private let markets: [Int]
    private var traders: [TraderIndex] = []
    /// The head at which each position was sent for last.
    private var sentAt: [PositionName: UInt64] = [:]
    private var fundingSentAt: [Int: UInt64] = [:]

    /// A keeper of some markets that knows nobody yet.
    public init(markets: [Int]) { self.markets = markets }

    /// One for each trader's margin ratio, and one for the head.
    public var callsPerLook: Int { traders.reduce(1) { $0 + $1.count } }

    // MARK: - Hearing

    /// Takes up who is named in logs; of blocks that are taken off the chain it knows nothing.
    public func hear(_ notice: NodeNotice, _ view: AgentView) {
        guard case .head(_, let added) = notice else { return }
        if traders.isEmpty { traders = markets.map { TraderIndex(of: view.markets[$0].address) } }
        for place in traders.indices { traders[place].handle(removed: [], added: added) }
    }

    /// What no answer has come to counts as not sent.
    public func hear(_ notice: ConnectionNotice, _ view: AgentView) {
        guard case .sendingUnanswered(let intent) = notice else { return }
        switch intent.action {
        case .liquidate(let market, let trader):
            sentAt[PositionName(market: market, trader: trader)] = nil
        case .payFunding(let market): fundingSentAt[market] = nil
        default: break
        }
    }

    // MARK: - Acting

    /// Sends for everybody who is below maintenance, and for funding that is due.
    public func act(_ view: AgentView) -> [AgentIntent] {
        view.wallet.countsNonces = true
        if traders.isEmpty { return [] }
        let head = view.head.number
        var intents: [AgentIntent] = []
        for (place, market) in markets.enumerated() where view.market(market).isOpen {
            for position in view.positions(in: market) where position.isInDanger {
                let name = PositionName(market: market, trader: position.trader)
                guard traders[place].contains(position.trader), sentAt[name] != head else {
                    continue
                }
                sentAt[name] = head
                intents.append(sending(.liquidate(market: market, trader: position.trader), view))
            }
            if let due = view.market(market).fundingDueSeconds, view.now.seconds >= due,
                fundingSentAt[market] != head
            {
                fundingSentAt[market] = head
                intents.append(sending(.payFunding(market: market), view))
            }
        }
        return intents
    }

    /// An intent with the gas that the node estimates, which is sent once.
    private func sending(_ action: AgentIntent.Action, _ view: AgentView) -> AgentIntent {
        var intent = AgentIntent(action, resend: .never)
        switch action {
        case .liquidate(let market, let trader):
            intent.gasLimit = view.gasEstimate(of: view.markets[market].liquidate(trader))
        case .payFunding(let market):
            intent.gasLimit = view.gasEstimate(of: view.markets[market].payFunding())
        default: break
        }
        return intent
    }
}
