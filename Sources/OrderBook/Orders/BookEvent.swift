/// Something that happened, in the order in which it did.
///
/// Numbers count from one without gaps over the life of an engine, so that a reader of the events
/// knows whether it has missed one.
public struct BookEvent: Hashable, Sendable {
    /// Its place among all events of the engine.
    public let sequence: UInt64
    /// What happened.
    public let content: Content

    /// An event.
    public init(sequence: UInt64, content: Content) {
        self.sequence = sequence
        self.content = content
    }

    /// What happened.
    public enum Content: Hashable, Sendable {
        /// An order was taken; its number is used from now on.
        case accept(OrderID)
        /// An order, or its rest, was put at the end of its level.
        case rest(RestingOrder)
        /// The same at the end of a call auction, whose orders do not tell that they rest.
        case carry(RestingOrder)
        /// Two orders traded.
        case trade(Trade)
        /// Two orders traded in a call auction, where neither is the taker.
        case auctionTrade(AuctionTrade)
        /// An order left with this quantity open.
        case cancel(OrderID, quantity: Int64, CancelReason)
        /// An order lost this quantity without a trade, and stays.
        case reduce(OrderID, quantity: Int64, CancelReason)
        /// A message changed nothing.
        case reject(OrderID, RejectReason)
        /// An order was changed; without its priority it leaves its place and enters anew.
        case replaced(OrderID, price: Int64, quantity: Int64, keepsPriority: Bool)
        /// A post-only order was put one tick behind the opposite best.
        case slide(OrderID, price: Int64)
        /// A dormant order enters.
        case trigger(OrderID)
        /// The mark price was set.
        case mark(Int64)
        /// The book takes no orders from now on.
        case halt
        /// The book takes orders again.
        case resume
        /// A call auction was held; without a price nothing traded.
        case clear(Clearing)
    }
}

/// An order in its place.
public struct RestingOrder: Hashable, Sendable {
    /// Its number.
    public let id: OrderID
    /// Its owner.
    public let account: AccountIndex
    /// Its side of the book.
    public let side: Side
    /// Its level.
    public let price: Int64
    /// What is open of it, in lots.
    public let quantity: Int64

    /// An order in its place.
    public init(
        id: OrderID, account: AccountIndex, side: Side, price: Int64, quantity: Int64
    ) {
        self.id = id
        self.account = account
        self.side = side
        self.price = price
        self.quantity = quantity
    }
}

/// A trade of an incoming order with a resting one, at the resting one's price.
public struct Trade: Hashable, Sendable {
    /// The incoming order.
    public let taker: OrderID
    /// The resting order.
    public let maker: OrderID
    /// The incoming order's owner.
    public let takerAccount: AccountIndex
    /// The resting order's owner.
    public let makerAccount: AccountIndex
    /// Ticks of the quote per lot.
    public let price: Int64
    /// Lots.
    public let quantity: Int64
    /// Which way the incoming order traded.
    public let takerSide: Side

    /// A trade.
    public init(
        taker: OrderID, maker: OrderID, takerAccount: AccountIndex, makerAccount: AccountIndex,
        price: Int64, quantity: Int64, takerSide: Side
    ) {
        self.taker = taker
        self.maker = maker
        self.takerAccount = takerAccount
        self.makerAccount = makerAccount
        self.price = price
        self.quantity = quantity
        self.takerSide = takerSide
    }
}

/// A trade in a call auction.
public struct AuctionTrade: Hashable, Sendable {
    /// The buyer's order.
    public let buy: OrderID
    /// The seller's order.
    public let sell: OrderID
    /// The buyer.
    public let buyer: AccountIndex
    /// The seller.
    public let seller: AccountIndex
    /// The clearing price.
    public let price: Int64
    /// Lots.
    public let quantity: Int64

    /// A trade.
    public init(
        buy: OrderID, sell: OrderID, buyer: AccountIndex, seller: AccountIndex, price: Int64,
        quantity: Int64
    ) {
        self.buy = buy
        self.sell = sell
        self.buyer = buyer
        self.seller = seller
        self.price = price
        self.quantity = quantity
    }
}

/// What a call auction came to.
public struct Clearing: Hashable, Sendable {
    /// The price of all its trades; nil where nothing can trade, and the rest is zero.
    public let price: Int64?
    /// Lots traded.
    public let quantity: Int64
    /// Lots that would be bought at the price.
    public let demand: Int64
    /// Lots that would be sold at it.
    public let supply: Int64

    /// An outcome.
    public init(price: Int64?, quantity: Int64, demand: Int64, supply: Int64) {
        self.price = price
        self.quantity = quantity
        self.demand = demand
        self.supply = supply
    }
}
