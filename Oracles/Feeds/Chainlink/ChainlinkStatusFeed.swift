import ContractRuntime
import EthereumPrimitives
import WideIntegers

/// An aggregator as a feed with a status, by the rules that Chainlink gives to its consumers.
///
/// One feed serves one aggregator or proxy and answers the same for every key. An answer that is
/// not positive is no price; one that is older than its heartbeat allows is stale. On a rollup a
/// feed of the sequencer's uptime stands beside it: while the sequencer is down there is no price,
/// and for some time after it is back the price is stale.
/// - Source: Chainlink documentation, "L2 Sequencer Uptime Feeds".
public final class ChainlinkStatusFeed: StatusFeed {
    /// The feed that tells whether a rollup's sequencer is up.
    public struct SequencerUptime: Hashable, Sendable {
        /// An aggregator whose answer is 0 while the sequencer is up and 1 while it is down, and
        /// whose `startedAt` is the second of the last change.
        public var feed: Address
        /// How long after the sequencer's return prices are not relied on; the end counts as
        /// within.
        public var graceSeconds: UInt64

        /// A feed with its grace period.
        public init(feed: Address, graceSeconds: UInt64 = 3_600) {
            self.feed = feed
            self.graceSeconds = graceSeconds
        }
    }

    /// The functions of the feed.
    public let abi: ContractABI
    private let table: DispatchTable<Function>
    private let calls: AggregatorCalls
    private let aggregator: AccountID
    private let ageSecondsMax: UInt64
    private let uptimeFeed: AccountID?
    private let graceSeconds: UInt64

    /// Places a feed over an aggregator.
    /// - Parameters:
    ///   - ageSecondsMax: the oldest a price may be, as a rule the heartbeat and some leave for the
    ///     report to land; exactly as old is fine.
    ///   - uptime: the sequencer's feed; nil where there is no sequencer.
    public init(
        at address: Address, in host: ContractHost, aggregator: Address, ageSecondsMax: UInt64,
        uptime: SequencerUptime? = nil
    ) throws(ABIDeclarationError) {
        abi = try ContractABI(
            "ChainlinkStatusFeed",
            declarations: StatusFeedView.declarations + [
                "function aggregator() view returns (address)"
            ])
        table = DispatchTable(abi)
        calls = try AggregatorCalls()
        self.aggregator = host.state.account(aggregator)
        self.ageSecondsMax = ageSecondsMax
        uptimeFeed = uptime.map { host.state.account($0.feed) }
        graceSeconds = uptime?.graceSeconds ?? 0
        host.deploy(self, at: host.state.account(address))
    }

    // MARK: - Reading

    /// The latest round's answer as wad, with its round's id; no price while the sequencer is
    /// down, but the round's id and time.
    /// - Throws: what the aggregator's views throw.
    public func reading(
        of key: Hash256, in context: CallContext
    ) throws(Revert) -> FeedReading {
        try context.compute(ReportGas.view)
        let round = try calls.latestRound(of: aggregator, in: context)
        let decimals = try calls.decimals(of: aggregator, in: context)
        guard let price = round.priceWad(decimals: decimals),
            let updatedAt = UInt64(exactly: round.updatedAtSeconds)
        else { return .none }
        let status = try status(updatedAt, context)
        return FeedReading(
            priceWad: status == .invalid ? .zero : price, updatedAtSeconds: updatedAt,
            roundID: round.id, status: status)
    }

    private func status(
        _ updatedAtSeconds: UInt64, _ context: CallContext
    ) throws(Revert) -> FeedStatus {
        let now = context.block.timestampSeconds
        if let uptimeFeed {
            let uptime = try calls.latestRound(of: uptimeFeed, in: context)
            guard uptime.answer.isZero, !uptime.startedAtSeconds.isZero else { return .invalid }
            let (upSeconds, isAhead) = UInt256(now).subtractingReportingOverflow(
                uptime.startedAtSeconds)
            if isAhead || upSeconds <= UInt256(graceSeconds) { return .stale }
        }
        guard updatedAtSeconds <= now, now - updatedAtSeconds <= ageSecondsMax else {
            return .stale
        }
        return .ok
    }

    /// The average over the aggregator's rounds, as far back as its phase goes, by `RoundAverage`.
    ///
    /// Rounds that have no positive answer end the history. Where it covers no time, the latest
    /// price is returned.
    /// - Throws: `no price`; `interval can't be 0`; SafeMath's texts.
    public func twapPrice(
        of key: Hash256, intervalSeconds: UInt256, in context: CallContext
    ) throws(Revert) -> UInt256 {
        if intervalSeconds.isZero { throw .reason("interval can't be 0") }
        let price = try price(of: key, in: context)
        let latest = try calls.latestRound(of: aggregator, in: context)
        let decimals = try calls.decimals(of: aggregator, in: context)
        let now = UInt256(context.block.timestampSeconds)
        let start = try now.minus(intervalSeconds)
        var points = [PricePoint(price: price, timestampSeconds: latest.updatedAtSeconds)]
        var id = latest.id
        var end = latest.updatedAtSeconds
        while end > start && id.w0 > 1 {
            id = id &- .one
            let round = try calls.round(id, of: aggregator, in: context)
            guard let older = round.priceWad(decimals: decimals) else { break }
            end = round.updatedAtSeconds
            points.append(PricePoint(price: older, timestampSeconds: end))
        }
        var rest = points.dropFirst().makeIterator()
        return try RoundAverage.price(
            latest: points[0], isOnly: points.count == 1 || end == now,
            nowSeconds: context.block.timestampSeconds, intervalSeconds: intervalSeconds
        ) { () throws(Revert) in rest.next() }
    }

    // MARK: - Calls

    private enum Function: Int, CaseIterable {
        case getReading, getPrice, getTwapPrice, getLatestTimestamp, aggregator
    }

    /// Runs the function that a call names.
    public func run(_ input: [UInt8], in context: CallContext) throws(Revert) -> [UInt8] {
        let (function, layout) = try table.function(of: input, in: context)
        var arguments = try CallArguments(input, of: layout, in: context)
        switch function {
        case .getReading: return try run(.getReading, &arguments, in: context)
        case .getPrice: return try run(.getPrice, &arguments, in: context)
        case .getTwapPrice: return try run(.getTwapPrice, &arguments, in: context)
        case .getLatestTimestamp: return try run(.getLatestTimestamp, &arguments, in: context)
        case .aggregator: return CallResult.address(context.state.address(of: aggregator))
        }
    }
}

extension AggregatorRound {
    /// The answer as wad, rounded down; nil where it is no positive number of 256 bits, and for a
    /// round that was never written.
    func priceWad(decimals: UInt256) -> UInt256? {
        guard answer.signum > 0, !updatedAtSeconds.isZero, decimals <= 77,
            let wad = try? answer.bitPattern.mulDivDown(.wad, UInt256(10).evmExp(decimals)),
            !wad.isZero
        else { return nil }
        return wad
    }
}
