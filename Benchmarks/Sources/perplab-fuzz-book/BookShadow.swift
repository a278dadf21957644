import OrderBook

/// A statement about a book that does not hold.
struct BookViolation: Error, CustomStringConvertible {
    let property: String
    let detail: String

    var description: String { "\(property): \(detail)" }
}

/// What every order has open, kept from the messages and events alone.
struct BookShadow {
    /// Orders as they were sent, by number.
    private(set) var sent: [OrderID: NewOrder] = [:]
    /// Lots open by number, of resting, dormant and passing orders.
    private(set) var open: [OrderID: Int64] = [:]
    private(set) var traded: Int128 = 0
    private let rules: BookConfiguration
    private let hasGroup: Bool

    init(_ rules: BookConfiguration, hasGroup: Bool) {
        self.rules = rules
        self.hasGroup = hasGroup
    }

    func mode(of id: OrderID) -> SelfTradePrevention {
        guard let order = sent[id] else { return .none }
        let mode = order.selfTradePrevention ?? rules.selfTradePrevention
        return order.isLiquidation && mode == .none ? .cancelOldest : mode
    }

    private func isSelf(_ one: AccountIndex, _ other: AccountIndex) -> Bool {
        one == other || hasGroup && one < 2 && other < 2
    }

    /// Takes the events of an action whose new orders are these.
    mutating func apply(
        _ events: [BookEvent], of orders: [NewOrder]
    ) throws(BookViolation) {
        for event in events {
            switch event.content {
            case .accept(let id):
                guard let order = orders.first(where: { $0.id == id }), sent[id] == nil else {
                    throw BookViolation(property: "numbers", detail: "accept \(id)")
                }
                sent[id] = order
                open[id] = order.quantity
            case .rest(let order), .carry(let order):
                guard open[order.id] == order.quantity else {
                    throw BookViolation(
                        property: "quantity",
                        detail: "\(order) rests, open is \(open[order.id] ?? 0)")
                }
            case .trade(let trade):
                if mode(of: trade.taker) != .none,
                    isSelf(trade.takerAccount, trade.makerAccount)
                {
                    throw BookViolation(property: "self-trade", detail: "\(trade)")
                }
                try reduce(trade.taker, by: trade.quantity)
                try reduce(trade.maker, by: trade.quantity)
                traded += Int128(trade.quantity)
            case .auctionTrade(let trade):
                try reduce(trade.buy, by: trade.quantity)
                try reduce(trade.sell, by: trade.quantity)
                traded += Int128(trade.quantity)
            case .cancel(let id, let quantity, _):
                guard open[id] == quantity else {
                    throw BookViolation(
                        property: "quantity",
                        detail: "\(id) leaves with \(quantity), open is \(open[id] ?? 0)")
                }
                open[id] = nil
            case .reduce(let id, let quantity, _): try reduce(id, by: quantity)
            case .replaced(let id, _, let quantity, _): open[id] = quantity
            case .reject, .slide, .trigger, .mark, .halt, .resume, .clear: break
            }
        }
    }

    private mutating func reduce(_ id: OrderID, by quantity: Int64) throws(BookViolation) {
        guard let known = open[id], quantity > 0, quantity <= known else {
            throw BookViolation(
                property: "quantity", detail: "\(id) loses \(quantity) of \(open[id] ?? 0)")
        }
        open[id] = known == quantity ? nil : known - quantity
    }
}
