import EthereumPrimitives
import PriceOracles
import SimulationKernel
import WideIntegers

/// A side of a perpetual position.
public enum PositionSide: String, Hashable, Sendable, CaseIterable {
    case long, short

    /// The other side.
    public var opposite: PositionSide { self == .long ? .short : .long }
}

/// Something that an agent wants done.
public struct AgentIntent {
    /// What.
    public enum Action {
        /// Opens or changes a position: margin times leverage of quote; the limit of base as the
        /// contract takes it, zero for none.
        case open(
            market: Int, PositionSide, marginWad: UInt256, leverageWad: UInt256,
            baseLimitWad: UInt256)
        /// Closes the whole position; the limit of quote as the contract takes it.
        case close(market: Int, quoteLimitWad: UInt256)
        case addMargin(market: Int, UInt256)
        case removeMargin(market: Int, UInt256)
        case liquidate(market: Int, trader: Address)
        case flag(market: Int, trader: Address)
        case payFunding(market: Int)
        case settle(market: Int)
        case donate(market: Int, UInt256)
        case depositBackstop(market: Int, UInt256)
        /// An order in the book of a market that has one.
        case placeOrder(market: Int, BookOrder)
        /// Takes an own order back.
        case cancelOrder(market: Int, id: UInt64)
        /// Takes all own orders back.
        case cancelAll(market: Int)
        /// Takes all own orders back, and places others in the same message.
        case requote(market: Int, [BookOrder])
        /// Any call.
        case call(CallIntent)
        /// An order at a venue; by the router where it is a pair on the chain.
        case spot(venue: Int, SpotOrder)
        /// Wakes the agent at a moment.
        case wake(at: SimulatedTime)
        /// Opens another socket to the node, by an agent that has a connection of its own.
        case reconnect
        /// A note in the results.
        case note(kind: String, text: String, untilMicros: UInt64?)
    }

    /// What.
    public var action: Action
    /// What it is called in the results; the action's name if it is nil.
    public var label: String?
    /// What it is worth, wei of the native asset; bounds what is paid for gas. Nil: no bound.
    public var worthWei: UInt256?
    /// Whether it goes to builders alone; nil: as the population does.
    public var isPrivate: Bool?
    /// A fee rule in the place of the population's.
    public var fees: FeeRule?
    /// Gas that it may use; nil: enough for its action.
    public var gasLimit: UInt64?
    /// What is done where it is not included, in the place of the population's way.
    public var resend: ResendPolicy?

    /// An intent from its parts.
    public init(
        _ action: Action, label: String? = nil, worthWei: UInt256? = nil, isPrivate: Bool? = nil,
        fees: FeeRule? = nil, gasLimit: UInt64? = nil, resend: ResendPolicy? = nil
    ) {
        self.resend = resend
        self.action = action
        self.label = label
        self.worthWei = worthWei
        self.isPrivate = isPrivate
        self.fees = fees
        self.gasLimit = gasLimit
    }

    /// Opens a position in a market, by default the first, once levered and at any price.
    public static func open(
        _ side: PositionSide, marginWad: UInt256, leverageWad: UInt256 = .wad, market: Int = 0,
        baseLimitWad: UInt256 = .zero
    ) -> AgentIntent {
        AgentIntent(
            .open(
                market: market, side, marginWad: marginWad, leverageWad: leverageWad,
                baseLimitWad: baseLimitWad))
    }

    /// Closes the position in a market, by default the first, at any price.
    public static func close(market: Int = 0) -> AgentIntent {
        AgentIntent(.close(market: market, quoteLimitWad: .zero))
    }

    /// Whether only a book can do it.
    var isBookOrder: Bool {
        switch action {
        case .placeOrder, .cancelOrder, .cancelAll, .requote: true
        default: false
        }
    }

    /// The action in a word.
    public var word: String {
        switch action {
        case .open: "openPosition"
        case .close: "closePosition"
        case .addMargin: "addMargin"
        case .removeMargin: "removeMargin"
        case .liquidate: "liquidate"
        case .flag: "flag"
        case .payFunding: "payFunding"
        case .settle: "settlePosition"
        case .donate: "donate"
        case .depositBackstop: "depositBackstop"
        case .placeOrder: "placeOrder"
        case .cancelOrder: "cancelOrder"
        case .cancelAll: "cancelAll"
        case .requote: "requote"
        case .call: "call"
        case .spot: "swap"
        case .wake: "wake"
        case .reconnect: "reconnect"
        case .note: "note"
        }
    }

    /// Opens another socket to the node.
    public static var reconnect: AgentIntent { AgentIntent(.reconnect) }

    /// Wakes the agent at a moment.
    public static func wake(at time: SimulatedTime) -> AgentIntent { AgentIntent(.wake(at: time)) }
}

/// What became of an intent that was sent as a transaction, or to an exchange.
public struct IntentOutcome {
    /// The intent.
    public let intent: AgentIntent
    /// The transaction on its way; nil of what went to an exchange.
    public let task: SendingTask?
    /// How it ended; a reorg can end it again otherwise, where it is a transaction.
    public let outcome: SendingOutcome
    /// What an exchange has answered; nil of a transaction.
    public var answer: ExchangeAnswer?
}

/// What became of an order at a venue.
public struct VenueAnswer {
    /// The venue's place.
    public let venue: Int
    /// The order.
    public let order: SpotOrder
    /// The fill, or why there is none.
    public let result: Result<SpotFill, SpotVenueError>
}
