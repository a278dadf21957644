import OrderBook
import TestSupport

/// Random rules and messages in which everything meets everything: few prices, few accounts, small
/// sizes, and mistakes of every kind.
struct RandomFlow {
    private var random: SeededGenerator
    let rules: BookConfiguration
    let accountCount = 5
    private var nextID: OrderID = 1
    private var clock: Int64 = 0
    private var middle: Int64 = 100

    init(seed: UInt64) {
        random = SeededGenerator(seed: seed)
        rules = Self.rules(&random)
    }

    private static func rules(_ random: inout SeededGenerator) -> BookConfiguration {
        var rules = BookConfiguration()
        func one<Value>(of values: [Value]) -> Value { values[random.below(values.count)] }
        rules.tick = one(of: [1, 1, 5])
        rules.lot = one(of: [1, 1, 2])
        rules.quantityMin = one(of: [1, 1, 4])
        rules.notionalMin = one(of: [0, 0, 500])
        rules.selfTradePrevention = one(of: SelfTradePrevention.allCases)
        rules.slidesPostOnly = one(of: [false, true])
        rules.bandBps = one(of: [0, 500, 1_000])
        rules.mark = one(of: [nil, 100])
        rules.initialLast = one(of: [nil, 99])
        rules.makerFeePpm = one(of: [0, -50_000, 1_234])
        rules.takerFeePpm = one(of: [0, 50_000, -777])
        rules.refusesImmediateTriggers = one(of: [false, false, true])
        rules.ordersPerAccountMax = one(of: [0, 0, 5])
        rules.windowLevels = 64
        return rules
    }

    /// A number from zero to one less than a bound.
    mutating func below(_ bound: UInt64) -> UInt64 { random.next(upperBound: bound) }

    mutating func next() -> BookMessage {
        switch below(100) {
        case ..<70: return .new(order())
        case ..<80: return .cancel(id: known(), account: below(8) == 0 ? account() : nil)
        case ..<81: return .cancelAll(account: account(), side: [nil, .buy, .sell][Int(below(3))])
        case ..<91:
            let quantity: Int64? = below(3) == 0 ? nil : Int64(below(24))
            return .replace(
                ReplaceRequest(
                    id: known(), account: below(8) == 0 ? account() : nil,
                    price: below(3) == 0 ? nil : price(), quantity: quantity))
        case ..<96:
            middle = max(40, min(260, middle + Int64(below(13)) - 6))
            return .setMark(middle)
        case ..<98:
            clock += Int64(below(20))
            return .setTime(clock)
        case 98: return below(5) == 0 ? .halt : .resume
        default: return .resume
        }
    }

    /// Some messages for a block or a batch.
    mutating func batch() -> [BookMessage] {
        (0..<below(10)).map { _ in next() }
    }

    private mutating func order() -> NewOrder {
        let type: OrderType = below(10) < 6 ? .limit : pick(OrderType.allCases)
        let id = below(25) == 0 ? known() : nextID
        if id == nextID { nextID += below(60) == 0 ? 1_000_003 : 1 }
        return NewOrder(
            id: id, account: account(), side: pick(Side.allCases), type: type,
            quantity: below(40) == 0 ? Int64(below(3)) - 1 : 1 + Int64(below(20)),
            price: below(80) == 0 ? Int64(below(4)) - 2 : price(),
            trigger: below(40) == 0 ? -1 : price(), source: pick(TriggerSource.allCases),
            timeInForce: below(2) == 0 ? .goodTilCancelled : pick(TimeInForce.allCases),
            expiry: below(20) == 0 ? nil : clock + Int64(below(60)),
            isPostOnly: below(7) == 0, isReduceOnly: below(5) == 0,
            selfTradePrevention: below(3) == 0 ? pick(SelfTradePrevention.allCases) : nil,
            isLiquidation: below(30) == 0)
    }

    private mutating func price() -> Int64 {
        // Some are far away, outside of a window of 64 levels.
        let width: UInt64 = below(12) == 0 ? 2_000 : 14
        let price = middle - Int64(width / 2) + Int64(below(width))
        let isOnGrid = below(30) != 0
        return isOnGrid ? max(1, price / rules.tick) * rules.tick : price
    }

    private mutating func known() -> OrderID {
        let back = below(60)
        return back < nextID ? nextID - back : nextID
    }

    private mutating func account() -> AccountIndex { AccountIndex(below(UInt64(accountCount))) }

    private mutating func pick<Value>(_ values: [Value]) -> Value {
        values[Int(below(UInt64(values.count)))]
    }
}
