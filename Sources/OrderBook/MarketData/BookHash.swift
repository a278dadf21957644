/// A running FNV-1a hash of 64 bits over 64-bit words, each as eight bytes, the lowest first.
///
/// - Source: Fowler, Noll, Vo; offset basis and prime of the 64-bit variant.
public struct BookHash: Hashable, Sendable {
    /// The hash of all words so far.
    public private(set) var value: UInt64 = 0xcbf2_9ce4_8422_2325

    /// The hash of nothing.
    public init() {}

    /// Adds a word.
    public mutating func add(_ word: UInt64) {
        for shift in stride(from: UInt64(0), to: 64, by: 8) {
            value = (value ^ (word >> shift & 0xff)) &* 0x100_0000_01b3
        }
    }

    /// Adds a number by its bits.
    public mutating func add(_ number: Int64) { add(UInt64(bitPattern: number)) }

    /// Adds a wide number by its bits, the lower half first.
    public mutating func add(_ number: Int128) {
        add(UInt64(truncatingIfNeeded: number))
        add(UInt64(truncatingIfNeeded: number >> 64))
    }

    /// Adds a number or its absence.
    public mutating func add(_ number: Int64?) {
        add(number == nil ? 0 : 1 as UInt64)
        add(number ?? 0)
    }
}

extension MatchingEngine {
    /// The hash of number, price and open quantity of each resting order: bids from best to worst, then
    /// asks, oldest first at a price.
    public var bookHash: UInt64 {
        var hash = BookHash()
        for order in restingOrders(.buy) + restingOrders(.sell) {
            hash.add(order.id)
            hash.add(order.price)
            hash.add(order.quantity)
        }
        return hash.value
    }

    /// The hash of all that decides what later messages do, but for used numbers, and of the accounts.
    public var stateHash: UInt64 {
        var hash = BookHash()
        for order in restingOrders(.buy) + restingOrders(.sell) {
            for word in [order.id, UInt64(order.account)] { hash.add(word) }
            hash.add(order.price)
            hash.add(order.quantity)
        }
        for id in dormantOrders {
            guard let slot = ids.slot(of: id) else { continue }
            hash.add(id)
            hash.add(orders[slot].open)
            hash.add(orders[slot].price)
            hash.add(orders[condition: slot].trigger)
        }
        for account in 0..<accounts.count {
            let record = accounts[AccountIndex(account)]
            hash.add(record.position)
            hash.add(record.cash)
            hash.add(record.fees)
        }
        for number in [last, mark, now, isHalted ? 1 : 0] { hash.add(number) }
        hash.add(totals.trades)
        hash.add(totals.notional)
        return hash.value
    }
}
