import ContractRuntime
import EthereumPrimitives
import WideIntegers

/// The arithmetic mean of a pair's price over a period, told until the next one is over.
///
/// Anyone may call `update`; the first call notes a point, each later one that comes at least a period
/// after the last point gives a new mean and takes its place. It answers for any key; asked for an
/// interval it gives the same answer.
/// - Source: Uniswap v2 periphery, `ExampleOracleSimple`.
public final class FixedWindowFeed: StatusFeed {
    /// The functions of the feed.
    public let abi: ContractABI
    /// Seconds that must pass between two points.
    public let periodSeconds: UInt32
    /// Whether the mean runs from the last point to now, so that its window shrinks to nothing after
    /// an update: the mistake by which Inverse lost 15 million in April 2022.
    public let readsFromLastPoint: Bool

    private let table: DispatchTable<Function>
    private let reader: PairReader
    /// The sum at the last point.
    private let sumSlot: Slot
    /// The second of the last point; zero before the first.
    private let pointSlot: Slot
    /// The last mean, UQ112x112.
    private let meanSlot: Slot
    /// The second of the last mean; zero before the first.
    private let updatedSlot: Slot

    /// Places a feed without a point.
    /// - Throws: `.noWindow` for a period of zero; `.declaration`.
    public init(
        at address: Address, in host: ContractHost, pair: Address, sides: PoolSides,
        periodSeconds: UInt32, readsFromLastPoint: Bool = false
    ) throws(UniswapFeedError) {
        guard periodSeconds > 0 else { throw .noWindow }
        do throws(ABIDeclarationError) {
            abi = try ContractABI(
                "FixedWindowFeed", declarations: StatusFeedView.declarations + ["function update()"]
            )
        } catch {
            throw .declaration(error)
        }
        table = DispatchTable(abi)
        reader = PairReader(pair: host.state.account(pair), sides: sides)
        self.periodSeconds = periodSeconds
        self.readsFromLastPoint = readsFromLastPoint
        sumSlot = host.state.addSlots(4)
        pointSlot = sumSlot.advanced(by: 1)
        meanSlot = sumSlot.advanced(by: 2)
        updatedSlot = sumSlot.advanced(by: 3)
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

    /// Takes a new point once the period is over.
    /// - Throws: `NO_RESERVES` while the pair is empty; `PERIOD_NOT_ELAPSED`.
    public func update(in context: CallContext) throws(Revert) {
        try context.compute(UniswapFeedGas.update)
        let point = try reader.point(in: context)
        if let last = try lastPoint(context) {
            guard point.elapsedSeconds(since: last) >= periodSeconds else {
                throw .reason("ExampleOracleSimple: PERIOD_NOT_ELAPSED")
            }
            let mean = try reader.average(of: point, since: last)
            try context.store(mean.priceX112, to: meanSlot)
            try context.store(UInt256(context.block.timestampSeconds), to: updatedSlot)
        }
        try context.store(point.cumulativeX112, to: sumSlot)
        try context.store(UInt256(context.block.timestampSeconds), to: pointSlot)
    }

    /// The latest answer; none where the mean is zero or does not fit.
    public func reading(
        of key: Hash256, in context: CallContext
    ) throws(Revert) -> FeedReading {
        try context.compute(UniswapFeedGas.read)
        if readsFromLastPoint, let last = try lastPoint(context) {
            guard let sum = try reader.sum(in: context) else { return .none }
            if sum.elapsedSeconds(since: last) > 0 {
                return reader.reading(
                    of: try reader.average(of: sum, since: last),
                    updatedAtSeconds: context.block.timestampSeconds)
            }
        }
        let updated = try context.load(updatedSlot)
        guard !updated.isZero else { return .none }
        let mean = AveragePrice(priceX112: try context.load(meanSlot))
        return reader.reading(of: mean, updatedAtSeconds: updated.w0)
    }

    private func lastPoint(_ context: CallContext) throws(Revert) -> CumulativePrice? {
        let seconds = try context.load(pointSlot)
        if seconds.isZero { return nil }
        return CumulativePrice(
            cumulativeX112: try context.load(sumSlot),
            timestampSeconds: UInt32(truncatingIfNeeded: seconds.w0))
    }
}
