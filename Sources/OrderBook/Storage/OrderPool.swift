/// A place in a pool.
typealias Slot = UInt32

extension Slot {
    /// No place.
    static let none = Slot.max
}

/// A live order: resting in a level, or dormant. One cache line.
struct OrderRecord {
    var id: OrderID = 0
    /// Lots that can still trade.
    var open: Int64 = 0
    /// The limit; of a dormant market order zero.
    var price: Int64 = 0
    /// Place in time: the number of the entry, or of the acceptance of a dormant order.
    var entry: UInt64 = 0
    var account: AccountIndex = 0
    /// Neighbours in the level, oldest first.
    var next = Slot.none
    var previous = Slot.none
    /// The level's place in its side; none for a dormant order.
    var level = Slot.none
    /// Neighbours in the account's list, in no order.
    var accountNext = Slot.none
    var accountPrevious = Slot.none
    var side = Side.buy
    var timeInForce = TimeInForce.goodTilCancelled
    var selfTradePrevention = SelfTradePrevention.none
    var isPostOnly = false
    var isReduceOnly = false
    var isDormant = false
}

/// What only dormant orders and those with an end have.
struct OrderCondition {
    var trigger: Int64 = 0
    var expiry: Int64 = 0
    var type = OrderType.limit
    var source = TriggerSource.last
    var isLiquidation = false
}

/// Live orders in places that are used again.
struct OrderPool {
    private var records: [OrderRecord] = []
    private var conditions: [OrderCondition] = []
    private var firstFree = Slot.none
    private(set) var count = 0

    init(capacity: Int) {
        records.reserveCapacity(capacity)
        conditions.reserveCapacity(capacity)
    }

    subscript(slot: Slot) -> OrderRecord {
        _read { yield records[Int(slot)] }
        _modify { yield &records[Int(slot)] }
    }

    /// What else there is of a dormant order or one with an end.
    subscript(condition slot: Slot) -> OrderCondition {
        get { conditions[Int(slot)] }
        set { conditions[Int(slot)] = newValue }
    }

    /// An order as market data tell it.
    func resting(_ slot: Slot) -> RestingOrder {
        let order = self[slot]
        return RestingOrder(
            id: order.id, account: order.account, side: order.side, price: order.price,
            quantity: order.open)
    }

    mutating func insert(_ record: OrderRecord) -> Slot {
        count += 1
        guard firstFree != .none else {
            records.append(record)
            conditions.append(OrderCondition())
            return Slot(records.count - 1)
        }
        let slot = firstFree
        firstFree = records[Int(slot)].next
        records[Int(slot)] = record
        return slot
    }

    mutating func free(_ slot: Slot) {
        count -= 1
        records[Int(slot)].next = firstFree
        firstFree = slot
    }
}
