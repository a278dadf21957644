import OrderBook
import Testing

/// Accounts may not hold more than a number of lots; what they are asked is kept.
private struct PositionLimit: MatchPolicy {
    static var isActive: Bool { true }
    let lotsMax: Int64
    var entries: [OrderEntry] = []
    var trades: [SettledTrade] = []

    mutating func admits(_ entry: OrderEntry) -> Bool {
        entries.append(entry)
        return entry.quantity <= 100
    }

    private func holds(_ match: ProposedMatch) -> Bool {
        let signed = match.side == .buy ? match.quantity : -match.quantity
        return match.isLiquidation || abs(match.position + signed) <= lotsMax
    }

    mutating func permitsMaker(_ match: ProposedMatch) -> Bool { holds(match) }

    mutating func permitsTaker(_ match: ProposedMatch) -> Bool { holds(match) }

    mutating func settle(_ trade: SettledTrade) { trades.append(trade) }
}

@Suite struct MatchPolicyTests {
    private var engine: MatchingEngine<PositionLimit>

    init() throws {
        engine = try MatchingEngine(policy: PositionLimit(lotsMax: 10))
    }

    private mutating func send(_ order: NewOrder) -> [String] {
        engine.clearEvents()
        engine.apply(.new(order))
        return engine.events.map { TestBook.text($0.content) }
    }

    @Test("an order that is not admitted is refused, and its number stays free")
    mutating func entry() {
        #expect(
            send(NewOrder(id: 1, account: 0, side: .buy, quantity: 101, price: 5))
                == ["reject 1 margin"])
        _ = send(NewOrder(id: 1, account: 0, side: .buy, quantity: 7, price: 5))
        _ = send(NewOrder(id: 2, account: 0, side: .sell, quantity: 8, price: 6))
        _ = send(NewOrder(id: 3, account: 0, side: .buy, type: .market, quantity: 1))
        let last = engine.policy.entries.last
        #expect(last?.openBids == 7 && last?.openAsks == 8 && last?.limit == nil)
        engine.apply(.replace(ReplaceRequest(id: 1, price: 4)))
        #expect(engine.policy.entries.last?.openBids == 0)
        #expect(engine.policy.entries.last?.limit == 4)
    }

    @Test("a resting order whose owner fails is cancelled, and the next one is met")
    mutating func maker() {
        _ = send(NewOrder(id: 1, account: 0, side: .sell, quantity: 12, price: 5))
        _ = send(NewOrder(id: 2, account: 1, side: .sell, quantity: 12, price: 5))
        #expect(
            send(NewOrder(id: 3, account: 2, side: .buy, quantity: 12, price: 5)) == [
                "accept 3", "cancel 1 12 undercollateralised", "cancel 2 12 undercollateralised",
                "rest 3 12@5",
            ])
        _ = send(NewOrder(id: 4, account: 4, side: .buy, quantity: 4, price: 6))
        #expect(
            send(NewOrder(id: 5, account: 3, side: .sell, quantity: 4, price: 6)).last
                == "trade 5 4 4@6")
        let trade = engine.policy.trades.first
        #expect(trade?.buyer == 4 && trade?.seller == 3 && trade?.price == 6)
        #expect(engine.policy.trades.count == 1 && trade?.quantity == 4)
    }

    @Test("an incoming order whose owner fails stops, and its fills stand")
    mutating func taker() {
        for id in 1...3 as ClosedRange<OrderID> {
            _ = send(
                NewOrder(id: id, account: AccountIndex(id), side: .sell, quantity: 6, price: 5))
        }
        #expect(
            send(NewOrder(id: 9, account: 0, side: .buy, quantity: 18, price: 5)) == [
                "accept 9", "trade 9 1 6@5", "cancel 9 12 margin",
            ])
        #expect(
            send(
                NewOrder(
                    id: 10, account: 0, side: .buy, quantity: 12, price: 5,
                    timeInForce: .immediateOrCancel, isLiquidation: true)
            ).count == 3)
    }

    @Test("a dormant order is asked about when it fires")
    mutating func trigger() {
        engine.apply(
            .new(
                NewOrder(
                    id: 1, account: 0, side: .buy, type: .stopMarket, quantity: 200, trigger: 9,
                    source: .mark)))
        #expect(engine.policy.entries.isEmpty)
        engine.clearEvents()
        engine.apply(.setMark(9))
        #expect(
            engine.events.map { TestBook.text($0.content) }
                == ["mark 9", "trigger 1", "cancel 1 200 margin"])
    }
}
