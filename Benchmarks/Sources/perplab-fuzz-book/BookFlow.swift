import OrderBook
import SeededRandom

/// Something that is done to a book.
enum BookAction: CustomStringConvertible {
    case message(BookMessage)
    case block([BookMessage], BlockPolicy)
    case auction([BookMessage], reference: Int64?)

    var description: String {
        switch self {
        case .message(let message): "\(message)"
        case .block(let messages, let policy): "block \(policy) \(messages)"
        case .auction(let messages, let reference): "auction \(reference as Any) \(messages)"
        }
    }

    var messageCount: Int {
        switch self {
        case .message: 1
        case .block(let messages, _), .auction(let messages, _): messages.count
        }
    }
}

/// Random rules, and actions that do not depend on what they come to.
struct BookFlow {
    private var random: SeededRandom
    let rules: BookConfiguration
    let positions: [Int64]
    /// Accounts that share a group.
    let hasGroup: Bool
    /// How far apart prices are, which decides how deep the book becomes.
    private let width: Int
    private var nextID: OrderID = 1
    private var clock: Int64 = 0
    private var middle: Int64 = 1_000

    init(seed: UInt64) {
        random = SeededRandom(seed: seed)
        rules = Self.rules(&random)
        let long = Int64(random.below(60))
        let short = Int64(random.below(60))
        positions = [long, -long, short, -short, 0, 0, 0, 0]
        hasGroup = random.below(3) == 0
        width = random.pick([12, 30, 200, 600])
    }

    private static func rules(_ random: inout SeededRandom) -> BookConfiguration {
        var rules = BookConfiguration()
        rules.tick = random.pick([1, 1, 5, 7])
        rules.lot = random.pick([1, 1, 3])
        rules.quantityMin = random.pick([1, 1, 6])
        rules.notionalMin = random.pick([0, 0, 5_000])
        rules.selfTradePrevention = random.pick(SelfTradePrevention.allCases)
        rules.slidesPostOnly = random.pick([false, true])
        rules.bandBps = random.pick([0, 0, 100, 500])
        rules.mark = random.pick([nil, 1_000])
        rules.initialLast = random.pick([nil, 1_001])
        rules.makerFeePpm = random.pick([0, -150, 150, -70_000])
        rules.takerFeePpm = random.pick([0, 450, 99_999, -33])
        rules.refusesImmediateTriggers = random.pick([false, false, true])
        rules.ordersPerAccountMax = random.pick([0, 0, 20])
        rules.windowLevels = random.pick([64, 64, 256, 4_096])
        return rules
    }

    mutating func next() -> BookAction {
        switch random.below(200) {
        case 0: .block(batch(), random.pick(BlockPolicy.allCases))
        case 1: .auction(batch(), reference: random.pick([nil, middle, middle - 3]))
        default: .message(message())
        }
    }

    private mutating func batch() -> [BookMessage] {
        // A number that is sent twice would leave open which order has it.
        var seen: Set<OrderID> = []
        return (0..<random.below(12)).map { _ in message() }.filter { message in
            guard case .new(let order) = message else { return true }
            return seen.insert(order.id).inserted
        }
    }

    private mutating func message() -> BookMessage {
        switch random.below(1_000) {
        case ..<620: return .new(order())
        case ..<820: return .cancel(id: known(), account: random.below(9) == 0 ? account() : nil)
        case ..<823: return .cancelAll(account: account(), side: random.pick([nil, .buy, .sell]))
        case ..<920:
            return .replace(
                ReplaceRequest(
                    id: known(), account: random.below(9) == 0 ? account() : nil,
                    price: random.below(3) == 0 ? nil : price(),
                    quantity: random.below(3) == 0 ? nil : quantity()))
        case ..<970:
            middle = max(300, min(3_000, middle + Int64(random.below(9)) - 4))
            return .setMark(middle)
        case ..<985:
            clock += Int64(random.below(30))
            return .setTime(clock)
        case ..<987: return .halt
        default: return .resume
        }
    }

    private mutating func order() -> NewOrder {
        let id = random.below(60) == 0 ? known() : nextID
        if id == nextID { nextID += 1 }
        return NewOrder(
            id: id, account: account(), side: random.pick(Side.allCases),
            type: random.below(10) < 7 ? .limit : random.pick(OrderType.allCases),
            quantity: quantity(), price: price(), trigger: price(),
            source: random.pick(TriggerSource.allCases),
            timeInForce: random.below(2) == 0
                ? .goodTilCancelled : random.pick(TimeInForce.allCases),
            expiry: clock + Int64(random.below(200)), isPostOnly: random.below(8) == 0,
            isReduceOnly: random.below(6) == 0,
            selfTradePrevention: random.below(3) == 0
                ? random.pick(SelfTradePrevention.allCases) : nil,
            isLiquidation: random.below(50) == 0)
    }

    /// Mostly small; sometimes none, the least, the most, or too much.
    private mutating func quantity() -> Int64 {
        if random.below(500) == 0 {
            return random.pick([.min, -1, 0, BookLimits.quantityMax, .max])
        }
        return rules.lot * (1 + Int64(random.below(30)))
    }

    private mutating func price() -> Int64 {
        if random.below(500) == 0 { return random.pick([.min, -1, 0, 1, 1 << 40, .max]) }
        let width = random.below(20) == 0 ? 1_600 : width
        let price = max(1, middle - Int64(width / 2) + Int64(random.below(width)))
        return random.below(60) == 0 ? price : max(1, price / rules.tick) * rules.tick
    }

    private mutating func known() -> OrderID {
        let back = OrderID(random.below(120))
        return back < nextID ? nextID - back : nextID
    }

    private mutating func account() -> AccountIndex {
        AccountIndex(random.below(positions.count))
    }
}
