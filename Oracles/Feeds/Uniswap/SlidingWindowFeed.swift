import ContractRuntime
import EthereumPrimitives
import WideIntegers

/// The arithmetic mean of a pair's price over a window that moves with time.
///
/// A ring keeps a point for each of `granularity` periods of the window; the mean runs from the oldest
/// one to now. Where every period's first second has an update, its age is between a window less one
/// period and the window; a late one makes it a period less at most. It answers for any key; asked
/// for an interval it gives the same answer.
/// - Source: Uniswap v2 periphery, `ExampleSlidingWindowOracle`.
public final class SlidingWindowFeed: StatusFeed {
    /// The functions of the feed.
    public let abi: ContractABI
    /// Seconds of the window.
    public let windowSeconds: UInt64
    /// Points in the ring.
    public let granularity: UInt64

    private let table: DispatchTable<Function>
    private let reader: PairReader
    /// Of each period the second of its point and the sum.
    private let points: SlotTable

    /// Seconds of a period.
    public var periodSeconds: UInt64 { windowSeconds / granularity }

    /// Places a feed without points.
    /// - Throws: `.noWindow`; `.granularityOutOfRange`; `.declaration`.
    public init(
        at address: Address, in host: ContractHost, pair: Address, sides: PoolSides,
        windowSeconds: UInt32, granularity: UInt64
    ) throws(UniswapFeedError) {
        guard windowSeconds > 0 else { throw .noWindow }
        let window = UInt64(windowSeconds)
        guard granularity > 1 && granularity <= window && window % granularity == 0 else {
            throw .granularityOutOfRange(granularity, windowSeconds: window)
        }
        do throws(ABIDeclarationError) {
            abi = try ContractABI(
                "SlidingWindowFeed",
                declarations: StatusFeedView.declarations + ["function update()"])
        } catch {
            throw .declaration(error)
        }
        table = DispatchTable(abi)
        reader = PairReader(pair: host.state.account(pair), sides: sides)
        self.windowSeconds = window
        self.granularity = granularity
        points = host.state.addTable(width: 2)
        host.deploy(self, at: host.state.account(address))
    }

    private enum Function: Int, CaseIterable {
        case getReading, getPrice, getTwapPrice, getLatestTimestamp, update
    }

    /// Runs the function that a call names.
    public func run(_ input: [UInt8], in context: CallContext) throws(Revert) -> [UInt8] {
        let (function, declaration) = try table.function(of: input, in: context)
        var arguments = try CallArguments(input, of: declaration, in: context)
        switch function {
        case .getReading: return try run(.getReading, &arguments, in: context)
        case .getPrice: return try run(.getPrice, &arguments, in: context)
        case .getTwapPrice: return try run(.getTwapPrice, &arguments, in: context)
        case .getLatestTimestamp: return try run(.getLatestTimestamp, &arguments, in: context)
        case .update: try update(in: context)
        }
        return CallResult.none
    }

    /// Takes a point for the present period, unless it has one.
    /// - Throws: `NO_RESERVES` while the pair is empty.
    public func update(in context: CallContext) throws(Revert) {
        try context.compute(UniswapFeedGas.update)
        let now = context.block.timestampSeconds
        let slot = slot(now / periodSeconds % granularity, context)
        let before = try context.load(slot)
        guard before.w0 <= now && now - before.w0 > periodSeconds else { return }
        let point = try reader.point(in: context)
        try context.store(UInt256(now), to: slot)
        try context.store(point.cumulativeX112, to: slot.advanced(by: 1))
    }

    /// The mean since the oldest point, where that is neither missing nor too young.
    public func reading(
        of key: Hash256, in context: CallContext
    ) throws(Revert) -> FeedReading {
        try context.compute(UniswapFeedGas.read)
        let now = context.block.timestampSeconds
        let place = (now / periodSeconds % granularity + 1) % granularity
        let slot = slot(place, context)
        let seconds = try context.load(slot).w0
        let age = now > seconds ? now - seconds : 0
        let ageMin = windowSeconds > 2 * periodSeconds ? windowSeconds - 2 * periodSeconds : 1
        guard seconds > 0 && age >= ageMin && age <= windowSeconds else {
            return .none
        }
        let first = CumulativePrice(
            cumulativeX112: try context.load(slot.advanced(by: 1)),
            timestampSeconds: UInt32(truncatingIfNeeded: seconds))
        guard let sum = try reader.sum(in: context) else { return .none }
        return reader.reading(
            of: try reader.average(of: sum, since: first), updatedAtSeconds: now)
    }

    private func slot(_ place: UInt64, _ context: CallContext) -> Slot {
        context.state.record(in: points, number: place)
    }
}
