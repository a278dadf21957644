import ContractRuntime
import EthereumPrimitives
import WideIntegers

/// One round as it was pushed, three words in the order of the original's struct.
struct PushedRound {
    let id: UInt256
    let price: UInt256
    let timestampSeconds: UInt256
}

/// The registered keys of a feed and the rounds of each, as they lie in slots.
///
/// - Source: Perpetual Protocol v1, L2PriceFeed, `priceFeedMap` and `priceFeedKeys`.
struct PushedRounds: Sendable {
    /// Where a key's registration and rounds are.
    struct Feed {
        let key: Hash256
        let isRegistered: Slot
        let count: Slot
        fileprivate let ordinal: UInt64
    }

    /// The registered keys.
    let keys: KeyList
    private let feeds: KeyTable
    private let rounds: SlotTable

    init(in state: WorldState) {
        feeds = KeyTable(fieldCount: 2, in: state)
        rounds = state.addTable(width: 3)
        keys = KeyList(in: state)
    }

    /// The feed of a key, registered or not.
    func feed(_ key: Hash256, _ context: CallContext) -> Feed {
        let record = feeds.record(of: key, in: context.state)
        return Feed(
            key: key, isRegistered: record.fields, count: record.fields.advanced(by: 1),
            ordinal: record.ordinal)
    }

    /// The feed of a key that must be registered.
    func registeredFeed(_ key: Hash256, _ context: CallContext) throws(Revert) -> Feed {
        let feed = feed(key, context)
        if try context.load(feed.isRegistered).isZero { throw .reason("key not existed") }
        return feed
    }

    /// Makes a key known, which it must not be yet.
    func register(_ key: Hash256, _ context: CallContext) throws(Revert) {
        let feed = feed(key, context)
        guard try context.load(feed.isRegistered).isZero else { throw .reason("key existed") }
        try context.store(UInt256.one, to: feed.isRegistered)
        try keys.append(key, in: context)
    }

    /// Forgets a key and clears its rounds one by one, which costs gas in proportion to them.
    func unregister(_ key: Hash256, _ context: CallContext) throws(Revert) {
        let feed = try registeredFeed(key, context)
        try context.store(UInt256.zero, to: feed.isRegistered)
        let count = try context.load(feed.count)
        try context.store(UInt256.zero, to: feed.count)
        var index = UInt256.zero
        while index < count {
            let slot = slot(feed, index, context)
            for word in 0..<3 { try context.store(UInt256.zero, to: slot.advanced(by: word)) }
            index = index &+ .one
        }
        try keys.remove(key, in: context)
    }

    /// Adds a round at the end.
    func append(_ round: PushedRound, to feed: Feed, _ context: CallContext) throws(Revert) {
        let count = try context.load(feed.count)
        try context.store(count &+ .one, to: feed.count)
        let slot = slot(feed, count, context)
        try context.store(round.id, to: slot)
        try context.store(round.price, to: slot.advanced(by: 1))
        try context.store(round.timestampSeconds, to: slot.advanced(by: 2))
    }

    /// All of a round.
    func round(
        _ feed: Feed, _ index: UInt256, _ context: CallContext
    ) throws(Revert) -> PushedRound {
        let slot = slot(feed, index, context)
        return PushedRound(
            id: try context.load(slot), price: try context.load(slot.advanced(by: 1)),
            timestampSeconds: try context.load(slot.advanced(by: 2)))
    }

    /// A round's price alone.
    func price(
        _ feed: Feed, _ index: UInt256, _ context: CallContext
    ) throws(Revert) -> UInt256 {
        try context.load(slot(feed, index, context).advanced(by: 1))
    }

    /// A round's timestamp alone.
    func timestamp(
        _ feed: Feed, _ index: UInt256, _ context: CallContext
    ) throws(Revert) -> UInt256 {
        try context.load(slot(feed, index, context).advanced(by: 2))
    }

    private func slot(_ feed: Feed, _ index: UInt256, _ context: CallContext) -> Slot {
        precondition(index < 1 << 32 && feed.ordinal < 1 << 32, "round \(index) of a feed")
        return context.state.record(in: rounds, number: feed.ordinal << 32 | index.w0)
    }
}
