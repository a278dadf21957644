import ContractRuntime
import EthereumPrimitives
import WideIntegers

/// A feed that asks a Chainlink aggregator per key.
///
/// Rounds with a negative answer are stepped over; an answer of zero is a price. The average is taken
/// in the aggregator's decimals and scaled at the end, so that it has their precision.
///
/// The walk back through rounds goes on to the id zero. An `OffchainAggregator`, alone or behind a
/// proxy, answers for that id with a price of zero at the second zero, as the original does, and
/// the average takes it for a round that covers the rest of the interval: over an interval that is
/// longer than the history it is far too low. `OffchainAggregator.setGenesisRounds` lets a run
/// begin with a history that is long enough.
/// - Source: Perpetual Protocol v1, ChainlinkPriceFeed.
public final class ChainlinkPriceFeed: RoundFeed {
    /// The functions and events of the feed.
    public let abi: ContractABI
    private let table: DispatchTable<Function>
    private let ownable: Ownable
    private let registry: AggregatorRegistry

    /// Places a feed without keys.
    public init(
        at address: Address, in host: ContractHost, owner: Address
    ) throws(ABIDeclarationError) {
        abi = try ContractABI(
            "ChainlinkPriceFeed",
            declarations: Ownable.declarations + RoundFeedView.declarations
                + AggregatorRegistry.declarations)
        table = DispatchTable(abi)
        ownable = Ownable(slots: host.state.addSlots(Ownable.slotCount))
        registry = try AggregatorRegistry(in: host.state)
        ownable.initialize(owner: host.state.account(owner), in: host.state)
        host.deploy(self, at: host.state.account(address))
    }

    // MARK: - Rounds

    /// A round that is no longer looked at for its sign.
    private struct PricedRound {
        let id: UInt256
        let point: PricePoint
    }

    /// The given round, or the nearest one before it whose answer is not negative.
    ///
    /// Steps go by id, beginning from the id that the aggregator names.
    private func firstPriced(
        _ round: AggregatorRound, of aggregator: AccountID, _ context: CallContext
    ) throws(Revert) -> PricedRound {
        var found = round
        var id = round.id
        while found.answer.isNegative {
            if id.isZero { throw .reason("Not enough history") }
            id = id &- .one
            found = try registry.calls.round(id, of: aggregator, in: context)
        }
        return PricedRound(
            id: id,
            point: PricePoint(
                price: found.answer.bitPattern, timestampSeconds: found.updatedAtSeconds))
    }

    /// The latest round whose answer is not negative.
    /// - Source: ChainlinkPriceFeed, getLatestRoundData.
    private func latestPriced(
        of aggregator: AccountID, _ context: CallContext
    ) throws(Revert) -> PricedRound {
        let latest = try registry.calls.latestRound(of: aggregator, in: context)
        guard latest.answer.isNegative else {
            return try firstPriced(latest, of: aggregator, context)
        }
        if latest.id.isZero { throw .reason("Not enough history") }
        return try priced(latest.id &- .one, of: aggregator, context)
    }

    /// The round of an id, or the nearest one before it whose answer is not negative.
    /// - Source: ChainlinkPriceFeed, getRoundData.
    private func priced(
        _ id: UInt256, of aggregator: AccountID, _ context: CallContext
    ) throws(Revert) -> PricedRound {
        try firstPriced(
            try registry.calls.round(id, of: aggregator, in: context), of: aggregator, context)
    }

    // MARK: - Reading

    /// The latest price that is not negative, wad.
    /// - Throws: `empty address`, `Not enough history`.
    /// - Source: ChainlinkPriceFeed, getPrice.
    public func price(of key: Hash256, in context: CallContext) throws(Revert) -> UInt256 {
        let entry = registry.entry(key, context)
        let aggregator = try registry.aggregator(entry, context)
        let latest = try latestPriced(of: aggregator, context)
        return try registry.wad(latest.point.price, entry, context)
    }

    /// The average price of an interval up to now, wad, by `RoundAverage`.
    ///
    /// The walk asks for one id after the other, also for those that it was led past because of
    /// negative answers: the round before a gap is then met again, with no time of its own.
    /// - Throws: `empty address`, `interval can't be 0`, `Not enough history`, SafeMath's texts.
    /// - Source: ChainlinkPriceFeed, getTwapPrice.
    public func twapPrice(
        of key: Hash256, intervalSeconds: UInt256, in context: CallContext
    ) throws(Revert) -> UInt256 {
        let entry = registry.entry(key, context)
        let aggregator = try registry.aggregator(entry, context)
        if intervalSeconds.isZero { throw .reason("interval can't be 0") }
        let latest = try latestPriced(of: aggregator, context)
        var id = latest.id
        let average = try RoundAverage.price(
            latest: latest.point, isOnly: id.isZero, nowSeconds: context.block.timestampSeconds,
            intervalSeconds: intervalSeconds
        ) { () throws(Revert) in
            if id.isZero { return nil }
            id = id &- .one
            return try self.priced(id, of: aggregator, context).point
        }
        return try registry.wad(average, entry, context)
    }

    /// The second of the latest round whose answer is not negative.
    /// - Throws: `empty address`, `Not enough history`.
    /// - Source: ChainlinkPriceFeed, getLatestTimestamp.
    public func latestTimestamp(
        of key: Hash256, in context: CallContext
    ) throws(Revert) -> UInt256 {
        let aggregator = try registry.aggregator(registry.entry(key, context), context)
        return try latestPriced(of: aggregator, context).point.timestampSeconds
    }

    /// The price some rounds before the latest, which must be positive, wad.
    /// - Throws: `empty address`, `Not enough history`, `Negative price`.
    /// - Source: ChainlinkPriceFeed, getPreviousPrice.
    public func previousPrice(
        of key: Hash256, roundsBack: UInt256, in context: CallContext
    ) throws(Revert) -> UInt256 {
        let entry = registry.entry(key, context)
        let round = try previousRound(entry, roundsBack, context)
        return try registry.wad(round.answer.bitPattern, entry, context)
    }

    /// The second of a round some rounds before the latest, whose answer must be positive.
    /// - Throws: `empty address`, `Not enough history`, `Negative price`.
    /// - Source: ChainlinkPriceFeed, getPreviousTimestamp.
    public func previousTimestamp(
        of key: Hash256, roundsBack: UInt256, in context: CallContext
    ) throws(Revert) -> UInt256 {
        try previousRound(registry.entry(key, context), roundsBack, context).updatedAtSeconds
    }

    private func previousRound(
        _ entry: AggregatorRegistry.Entry, _ roundsBack: UInt256, _ context: CallContext
    ) throws(Revert) -> AggregatorRound {
        let aggregator = try registry.aggregator(entry, context)
        let latest = try registry.calls.latestRound(of: aggregator, in: context)
        guard !latest.id.isZero && latest.id >= roundsBack else {
            throw .reason("Not enough history")
        }
        let round = try registry.calls.round(
            latest.id &- roundsBack, of: aggregator, in: context)
        guard round.answer.signum > 0 else { throw .reason("Negative price") }
        return round
    }

    // MARK: - Calls

    private enum Function: Int, CaseIterable {
        case owner, candidate, setOwner, updateOwner, renounceOwnership
        case getPrice, getTwapPrice, getLatestTimestamp, getPreviousPrice, getPreviousTimestamp
        case setLatestData
        case priceFeedKeys, priceFeedDecimalMap, getAggregator, addAggregator, removeAggregator
    }

    /// Runs the function that a call names.
    public func run(_ input: [UInt8], in context: CallContext) throws(Revert) -> [UInt8] {
        let (function, declaration) = try table.function(of: input, in: context)
        var arguments = try CallArguments(input, of: declaration, in: context)
        switch function {
        case .owner, .candidate, .setOwner, .updateOwner, .renounceOwnership:
            return try ownable.run(function, &arguments, in: context)
        case .getPrice: return try run(.getPrice, &arguments, in: context)
        case .getTwapPrice: return try run(.getTwapPrice, &arguments, in: context)
        case .getLatestTimestamp: return try run(.getLatestTimestamp, &arguments, in: context)
        case .getPreviousPrice: return try run(.getPreviousPrice, &arguments, in: context)
        case .getPreviousTimestamp:
            return try run(.getPreviousTimestamp, &arguments, in: context)
        case .setLatestData: throw .reason("not support")
        case .priceFeedKeys:
            return try registry.run(.priceFeedKeys, &arguments, ownable, in: context)
        case .priceFeedDecimalMap:
            return try registry.run(.priceFeedDecimalMap, &arguments, ownable, in: context)
        case .getAggregator:
            return try registry.run(.getAggregator, &arguments, ownable, in: context)
        case .addAggregator:
            return try registry.run(.addAggregator, &arguments, ownable, in: context)
        case .removeAggregator:
            return try registry.run(.removeAggregator, &arguments, ownable, in: context)
        }
    }
}
