/// What a venue may say about orders and matches: margin, in a perpetual's book.
///
/// The engine asks at entry, before a resting order trades, and before an incoming one does; it tells
/// of each trade. A policy that is not active is never asked, and costs nothing.
/// - Source: the contract between book and clearing house as Hyperliquid's documentation describes it
///   (a check at entry and again of the resting side at each match); dYdX v4 cancels a resting order
///   that fails, as this engine does.
public protocol MatchPolicy: Sendable {
    /// Whether there is anything to ask.
    static var isActive: Bool { get }

    /// Whether an account may enter an order. A refusal is a reject with reason `margin`, or a cancel
    /// where the order had been accepted and enters by a trigger.
    mutating func admits(_ entry: OrderEntry) -> Bool

    /// Whether the owner of a resting order may trade; if not, that order is cancelled with reason
    /// `undercollateralised`, and the next is met.
    mutating func permitsMaker(_ match: ProposedMatch) -> Bool

    /// Whether the owner of the incoming order may trade; if not, the rest of it is cancelled with
    /// reason `margin`.
    mutating func permitsTaker(_ match: ProposedMatch) -> Bool

    /// A trade was made; positions are those after it.
    mutating func settle(_ trade: SettledTrade)
}

/// An order that wants to enter, with what its account has in the book.
public struct OrderEntry: Hashable, Sendable {
    /// Whose order it is.
    public let account: AccountIndex
    /// Which way it trades.
    public let side: Side
    /// Lots.
    public let quantity: Int64
    /// The worst price at which it can trade; nil for a market order without a band.
    public let limit: Int64?
    /// Whether it can only bring the position nearer to zero.
    public let isReduceOnly: Bool
    /// Whether it closes a position by force.
    public let isLiquidation: Bool
    /// The account's position in lots.
    public let position: Int64
    /// Lots of the account's resting bids, without this order.
    public let openBids: Int64
    /// Lots of its resting asks, without this order.
    public let openAsks: Int64
}

/// One side of a match that is about to happen.
public struct ProposedMatch: Hashable, Sendable {
    /// Whose side it is.
    public let account: AccountIndex
    /// The order on that side.
    public let order: OrderID
    /// Which way it trades.
    public let side: Side
    /// Ticks of the quote per lot.
    public let price: Int64
    /// Lots.
    public let quantity: Int64
    /// The account's position before it, in lots.
    public let position: Int64
    /// Whether the order closes a position by force.
    public let isLiquidation: Bool
}

/// A trade with what it cost each side.
public struct SettledTrade: Hashable, Sendable {
    /// Who bought.
    public let buyer: AccountIndex
    /// Who sold.
    public let seller: AccountIndex
    /// Ticks of the quote per lot.
    public let price: Int64
    /// Lots.
    public let quantity: Int64
    /// What the buyer paid; below zero for a rebate.
    public let buyerFee: Int64
    /// What the seller paid; below zero for a rebate.
    public let sellerFee: Int64
}

/// The policy that lets everything through.
public struct OpenPolicy: MatchPolicy {
    /// Nothing to ask.
    public static var isActive: Bool { false }

    /// Lets everything through.
    public init() {}

    /// True.
    public mutating func admits(_ entry: OrderEntry) -> Bool { true }

    /// True.
    public mutating func permitsMaker(_ match: ProposedMatch) -> Bool { true }

    /// True.
    public mutating func permitsTaker(_ match: ProposedMatch) -> Bool { true }

    /// Nothing.
    public mutating func settle(_ trade: SettledTrade) {}
}
