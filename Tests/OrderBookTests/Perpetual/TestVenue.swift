import OrderBook
import Testing

/// A venue for tests, with numbered orders.
struct TestVenue {
    var venue: PerpetualVenue
    private var nextID: OrderID = 1

    /// A venue at an index price with cash in its accounts.
    init(
        index: Int64 = 100, cash: [Int64] = [], _ change: (inout PerpetualTerms) -> Void = { _ in }
    ) throws {
        var terms = PerpetualTerms()
        terms.funding.intervalMicros = 0
        change(&terms)
        venue = try PerpetualVenue(terms)
        venue.advance(to: 0, index: index)
        for (account, amount) in cash.enumerated() where amount > 0 {
            try venue.deposit(amount, to: AccountIndex(account)).get()
        }
        venue.clearEvents()
    }

    /// Sends a limit order; its number, which is given out in ascending order from one.
    @discardableResult
    mutating func limit(
        _ account: AccountIndex, _ side: Side, _ quantity: Int64, at price: Int64,
        _ change: (inout NewOrder) -> Void = { _ in }
    ) -> OrderID {
        var order = NewOrder(
            id: nextID, account: account, side: side, quantity: quantity, price: price)
        change(&order)
        nextID += 1
        venue.apply(.new(order))
        return order.id
    }

    /// Lets one account buy from another.
    mutating func trade(
        _ buyer: AccountIndex, from seller: AccountIndex, _ lots: Int64, at price: Int64
    ) {
        limit(seller, .sell, lots, at: price)
        limit(buyer, .buy, lots, at: price)
        #expect(venue.last == price)
    }

    /// What happened but for the book's events and fills, and forgets it.
    mutating func happened() -> [PerpetualEvent] {
        defer { venue.clearEvents() }
        return venue.events.filter {
            switch $0 {
            case .book, .fill, .index: false
            default: true
            }
        }
    }

    /// The book's events in few letters, and forgets what happened.
    mutating func told() -> [String] {
        defer { venue.clearEvents() }
        return venue.events.compactMap {
            guard case .book(let event) = $0 else { return nil }
            return TestBook.text(event.content)
        }
    }

    func lots(_ account: AccountIndex) -> Int64 { venue.standing(of: account).lots }

    func cash(_ account: AccountIndex) -> Int64 { venue.standing(of: account).cash }

    func equity(_ account: AccountIndex) -> Int64 { venue.standing(of: account).equity }
}
