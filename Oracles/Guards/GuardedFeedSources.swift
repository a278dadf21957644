import ContractRuntime
import EthereumPrimitives
import WideIntegers

/// The contracts that a guarded feed asks, each by its address and under the same key.
public struct GuardedFeedSources: Hashable, Sendable {
    /// The feed whose price is judged.
    public var primary: Address
    /// A second feed.
    public var secondary: Address?
    /// A feed whose price reports must be near to.
    public var anchor: Address?
    /// A market that tells its own price by `getSpotPrice()`, wad.
    public var mark: Address?
    /// The interval of the first feed's average, in seconds; nil where no guard looks at it.
    public var twapIntervalSeconds: UInt64?

    /// Sources from their addresses.
    public init(
        primary: Address, secondary: Address? = nil, anchor: Address? = nil,
        mark: Address? = nil, twapIntervalSeconds: UInt64? = nil
    ) {
        self.primary = primary
        self.secondary = secondary
        self.anchor = anchor
        self.mark = mark
        self.twapIntervalSeconds = twapIntervalSeconds
    }

    /// Whether there is what a guard looks at.
    func has(_ need: GuardNeed) -> Bool {
        switch need {
        case .secondary: secondary != nil
        case .twap: twapIntervalSeconds != nil
        case .anchor: anchor != nil
        case .mark: mark != nil
        }
    }
}

/// The sources by their short names, and how they are asked: a failure of theirs is no price.
struct GuardedSourceReader {
    let primary: AccountID
    private let secondary: AccountID?
    private let anchor: AccountID?
    private let mark: AccountID?
    private let twapIntervalSeconds: UInt64?

    private static let price = Selector(signature: "getPrice(bytes32)").bytes
    private static let twapPrice = Selector(signature: "getTwapPrice(bytes32,uint256)").bytes
    private static let timestamp = Selector(signature: "getLatestTimestamp(bytes32)").bytes
    private static let spotPrice = Selector(signature: "getSpotPrice()").bytes

    init(_ sources: GuardedFeedSources, in state: WorldState) {
        primary = state.account(sources.primary)
        secondary = sources.secondary.map { state.account($0) }
        anchor = sources.anchor.map { state.account($0) }
        mark = sources.mark.map { state.account($0) }
        twapIntervalSeconds = sources.twapIntervalSeconds
    }

    /// Everything that guards look at, as of the running block.
    func input(_ key: Hash256, _ context: CallContext) throws(Revert) -> GuardInput {
        var input = GuardInput(
            try reading(of: primary, key, context), nowSeconds: context.block.timestampSeconds)
        if let secondary { input.secondary = try reading(of: secondary, key, context) }
        if let twapIntervalSeconds {
            let interval = UInt256(twapIntervalSeconds)
            input.twapPriceWad = try word(
                of: primary, Self.twapPrice + key.bytes + interval.bigEndianBytes, context)
        }
        if let anchor {
            input.anchorPriceWad = try word(of: anchor, Self.price + key.bytes, context)
        }
        if let mark { input.markPriceWad = try word(of: mark, Self.spotPrice, context) }
        return input
    }

    /// The feed that a price comes from; nil for the last good one.
    func feed(_ source: GuardSource) -> AccountID? {
        switch source {
        case .primary: primary
        case .secondary: secondary
        case .lastGood: nil
        }
    }

    /// A feed's answer with its status, where it tells one, or its price and time.
    private func reading(
        of feed: AccountID, _ key: Hash256, _ context: CallContext
    ) throws(Revert) -> FeedReading {
        let broken = FeedReading(priceWad: .zero, updatedAtSeconds: 0, status: .invalid)
        if let native = context.contract(at: feed) as? any StatusFeed {
            let answer = try context.attempt(feed, .lowLevelView) { () throws(Revert) in
                try native.reading(of: key, in: context)
            }
            return try unlessOutOfGas(answer) ?? broken
        }
        guard let price = try word(of: feed, Self.price + key.bytes, context),
            let seconds = try word(of: feed, Self.timestamp + key.bytes, context)
        else { return broken }
        return FeedReading(
            priceWad: price, updatedAtSeconds: UInt64(exactly: seconds) ?? .max, status: .ok)
    }

    /// The first word that a view returns; nil when it fails.
    private func word(
        of contract: AccountID, _ input: [UInt8], _ context: CallContext
    ) throws(Revert) -> UInt256? {
        let output = try unlessOutOfGas(try context.tryCall(contract, input, .lowLevelView))
        guard let output, output.count >= 32 else { return nil }
        return UInt256(bigEndian: output.span.bytes, at: 0)
    }

    /// A caller who gives too little gas must not pass for a feed that fails.
    private func unlessOutOfGas<Value>(
        _ result: Result<Value, Revert>
    ) throws(Revert) -> Value? {
        switch result {
        case .success(let value): return value
        case .failure(.outOfGas): throw .outOfGas
        case .failure: return nil
        }
    }
}
