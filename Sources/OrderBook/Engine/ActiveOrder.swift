/// An order on its way through the book.
struct ActiveOrder {
    let id: OrderID
    let account: AccountIndex
    let side: Side
    var open: Int64
    /// The worst price at which it trades.
    var limit: Int64
    var timeInForce: TimeInForce
    let selfTradePrevention: SelfTradePrevention
    let isPostOnly: Bool
    let isReduceOnly: Bool
    let isMarket: Bool
    /// Whether the limit is the edge of the band.
    var isBanded = false
    let isLiquidation: Bool
    let expiry: Int64
}

extension ActiveOrder {
    /// A new order under a book's rules, with the mark that its band is about.
    init(_ order: NewOrder, _ rules: BookConfiguration, _ mark: Int64?) {
        let limit =
            order.type.isMarket
            ? rules.marketLimit(order.side, mark, isLiquidation: order.isLiquidation)
            : (order.price, false)
        self.init(
            id: order.id, account: order.account, side: order.side, open: order.quantity,
            limit: limit.0, timeInForce: order.timeInForce,
            selfTradePrevention: rules.mode(of: order), isPostOnly: order.isPostOnly,
            isReduceOnly: order.isReduceOnly, isMarket: order.type.isMarket, isBanded: limit.1,
            isLiquidation: order.isLiquidation, expiry: order.expiry ?? 0)
    }
}

extension Side {
    /// Whether an order of this side and limit trades at a price.
    func crosses(_ limit: Int64, _ price: Int64) -> Bool {
        self == .buy ? price <= limit : price >= limit
    }

    /// Whether a trade of this side brings a position nearer to zero.
    func reduces(_ position: Int64) -> Bool { self == .buy ? position < 0 : position > 0 }
}
