import OrderBook

/// A flow of limit orders and cancels: 65 % orders, of which 15 % cross, and 35 % cancels.
struct BookMix {
    private var state: UInt64
    private var nextID: OrderID = 1
    private var middle: Int64 = 100_000
    private let depth: UInt64
    private let age: UInt64

    /// A flow whose orders rest within a number of ticks, and whose cancels name one of so many of the
    /// latest orders.
    init(seed: UInt64, depth: UInt64, age: UInt64) {
        state = seed
        self.depth = depth
        self.age = age
    }

    private mutating func below(_ bound: UInt64) -> Int64 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Int64((state >> 33) % bound)
    }

    /// The next message.
    mutating func next() -> BookMessage {
        if nextID > age, below(100) < 35 {
            return .cancel(id: nextID - 1 - OrderID(below(age)), account: nil)
        }
        let step = below(40)
        middle += step == 0 ? 1 : step == 1 ? -1 : 0
        let side: Side = below(2) == 0 ? .buy : .sell
        let crosses = below(100) < 15
        let offset = crosses ? -1 - below(3) : 1 + below(depth)
        defer { nextID += 1 }
        return .new(
            NewOrder(
                id: nextID, account: AccountIndex(below(1_000)), side: side,
                quantity: 1 + below(crosses ? 400 : 100),
                price: side == .buy ? middle - offset : middle + offset))
    }
}
