/// The generated flow of the replay vectors: the same messages for the same seed, everywhere.
///
/// The generator is a congruential one of 64 bits (multiplier 6364136223846793005, increment
/// 1442695040888963407), whose upper 31 bits are drawn from.
public struct ReplayMessages: Sendable {
    /// Which kinds of messages there are.
    public enum Profile: String, Hashable, Sendable, CaseIterable {
        /// All kinds; a self-trade cancels the incoming order.
        case mixed = "A"
        /// Good-till-cancelled, immediate and market orders and cancels alone; accounts trade with
        /// themselves.
        case plain = "B"

        /// The book's mode for it.
        public var selfTradePrevention: SelfTradePrevention {
            self == .mixed ? .cancelNewest : .none
        }
    }

    /// A message with signed number; a request for an order before the first has one below one.
    public struct Message: Sendable {
        /// The number as it was drawn.
        public let number: Int64
        /// The message; its order number has the bits of `number`.
        public let message: BookMessage
    }

    private var state: UInt64
    private let profile: Profile
    private var reference: Int64 = 10_000
    private var nextID: Int64 = 1

    /// A flow from its beginning.
    public init(seed: UInt64, profile: Profile) {
        state = seed
        self.profile = profile
    }

    /// The next number from zero to 2^31 - 1.
    public mutating func draw() -> Int64 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Int64(state >> 33)
    }

    /// The next message.
    public mutating func next() -> Message {
        var kind = draw() % 1_000
        if profile == .plain, kind >= 590 { kind = 700 }
        let message =
            switch kind {
            case ..<450: order(.goodTilCancelled, offset: 40, size: 100, inside: 5)
            case ..<520: order(.immediateOrCancel, offset: nil, size: 200, inside: 10)
            case ..<560: order(nil, offset: nil, size: 150, inside: 0)
            case ..<590: order(.fillOrKill, offset: nil, size: 300, inside: 8)
            case ..<630:
                order(.goodTilCancelled, offset: 30, size: 100, inside: 2, isPostOnly: true)
            case ..<900: cancel()
            default: replace()
            }
        let step = draw() % 100
        if step < 10 { reference = max(9_000, reference - 1) }
        if step >= 90 { reference = min(11_000, reference + 1) }
        return message
    }

    /// An order whose limit is inside of the reference by a number of ticks, less an offset that is
    /// drawn; without a time in force a market order.
    private mutating func order(
        _ timeInForce: TimeInForce?, offset: Int64?, size: Int64, inside: Int64,
        isPostOnly: Bool = false
    ) -> Message {
        let side: Side = draw() % 2 == 0 ? .buy : .sell
        let distance = offset.map { inside - draw() % $0 } ?? inside
        let quantity = 1 + draw() % size
        let account = AccountIndex(draw() % 50)
        let id = nextID
        nextID += 1
        return Message(
            number: id,
            message: .new(
                NewOrder(
                    id: OrderID(id), account: account, side: side,
                    type: timeInForce == nil ? .market : .limit, quantity: quantity,
                    price: timeInForce == nil
                        ? 0 : side == .buy ? reference + distance : reference - distance,
                    timeInForce: timeInForce ?? .goodTilCancelled, isPostOnly: isPostOnly)))
    }

    private mutating func cancel() -> Message {
        let id = nextID - 1 - draw() % 2_000
        return Message(
            number: id, message: .cancel(id: OrderID(bitPattern: id), account: nil))
    }

    private mutating func replace() -> Message {
        let id = nextID - 1 - draw() % 500
        let price = reference - 20 + draw() % 41
        let quantity = 1 + draw() % 120
        return Message(
            number: id,
            message: .replace(
                ReplaceRequest(id: OrderID(bitPattern: id), price: price, quantity: quantity)))
    }
}
