import ContractRuntime
import EthereumPrimitives
import VenueFormulas
import WideIntegers

/// The geometric mean of a concentrated pool's price over a window up to now, or the median tick.
///
/// It keeps nothing: every answer is made of the pool's observations. It answers for any key.
/// - Source: Uniswap v3 periphery, `OracleLibrary.consult` and `getQuoteAtTick`.
public final class ConcentratedTwapFeed: StatusFeed {
    /// What the feed does when the pool's ring does not reach back as far as the window.
    public enum ShortRing: Hashable, Sendable {
        /// It has no price.
        case fails
        /// It takes what there is, down to the tick of this moment.
        case shortens
    }

    /// What is made of the ticks in the window.
    public enum Statistic: Hashable, Sendable {
        /// The mean, rounded toward minus infinity: the geometric mean of prices.
        case mean
        /// The median by time; reading it walks through all observations of the window.
        case median
    }

    /// The functions of the feed.
    public let abi: ContractABI
    /// Seconds of the window.
    public let windowSeconds: UInt32
    /// What happens when the ring is too short.
    public let shortRing: ShortRing
    /// What is made of the ticks.
    public let statistic: Statistic

    private let table: DispatchTable<Function>
    private let reader: ConcentratedPoolReader
    private let sides: PoolSides

    /// Places a feed on a pool.
    /// - Throws: `.noWindow`; `.declaration`.
    public init(
        at address: Address, in host: ContractHost, pool: Address, sides: PoolSides,
        windowSeconds: UInt32, shortRing: ShortRing = .fails, statistic: Statistic = .mean
    ) throws(UniswapFeedError) {
        guard windowSeconds > 0 else { throw .noWindow }
        do throws(ABIDeclarationError) {
            abi = try ContractABI(
                "ConcentratedTwapFeed", declarations: StatusFeedView.declarations)
        } catch {
            throw .declaration(error)
        }
        table = DispatchTable(abi)
        reader = ConcentratedPoolReader(pool: host.state.account(pool))
        self.sides = sides
        self.windowSeconds = windowSeconds
        self.shortRing = shortRing
        self.statistic = statistic
        host.deploy(self, at: host.state.account(address))
    }

    private enum Function: Int, CaseIterable {
        case getReading, getPrice, getTwapPrice, getLatestTimestamp
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
        }
    }

    /// The price over the window.
    /// - Throws: the pool's own revert; `no price` for one that is zero or does not fit.
    public func price(of key: Hash256, in context: CallContext) throws(Revert) -> UInt256 {
        try priceWad(over: windowSeconds, in: context).get()
    }

    /// The price over an interval of the caller's.
    public func twapPrice(
        of key: Hash256, intervalSeconds: UInt256, in context: CallContext
    ) throws(Revert) -> UInt256 {
        guard let seconds = UInt64(exactly: intervalSeconds), seconds > 0,
            let window = UInt32(exactly: seconds)
        else { throw .reason("BP") }
        return try priceWad(over: window, in: context).get()
    }

    /// Now, to which every answer is carried; zero without an answer.
    public func latestTimestamp(
        of key: Hash256, in context: CallContext
    ) throws(Revert) -> UInt256 {
        UInt256(try reading(of: key, in: context).updatedAtSeconds)
    }

    /// The price over the window; none where the pool has none, or one that wad cannot show.
    public func reading(
        of key: Hash256, in context: CallContext
    ) throws(Revert) -> FeedReading {
        switch try priceWad(over: windowSeconds, in: context) {
        case .success(let priceWad):
            return FeedReading(
                priceWad: priceWad, updatedAtSeconds: context.block.timestampSeconds, status: .ok)
        case .failure:
            return .none
        }
    }

    // MARK: - Ticks

    private func priceWad(
        over window: UInt32, in context: CallContext
    ) throws(Revert) -> Result<UInt256, Revert> {
        try context.compute(UniswapFeedGas.read)
        let tick: Int32
        switch try statistic == .mean
            ? meanTick(over: window, in: context) : medianTick(over: window, in: context)
        {
        case .success(let found): tick = found
        case .failure(let revert): return .failure(revert)
        }
        do throws(ConcentratedLiquidityError) {
            let priceWad = try sides.priceWad(atTick: tick)
            return priceWad.isZero ? .failure(.reason("no price")) : .success(priceWad)
        } catch {
            return .failure(.reason("no price"))
        }
    }

    private func meanTick(
        over window: UInt32, in context: CallContext
    ) throws(Revert) -> Result<Int32, Revert> {
        var window = window
        if shortRing == .shortens {
            let position = try reader.position(in: context)
            guard position.cardinality > 0 else { return .failure(Self.notInitialized) }
            window = min(window, try reader.oldestAgeSeconds(of: position, in: context))
            if window == 0 { return .success(position.tick) }
        }
        return try reader.cumulatives([window, 0], in: context).map {
            let delta = ($0[1] &- $0[0]).wrapped56
            return TickSpan.meanTick(cumulativeDelta: delta, seconds: window) ?? 0
        }
    }

    private func medianTick(
        over window: UInt32, in context: CallContext
    ) throws(Revert) -> Result<Int32, Revert> {
        let position = try reader.position(in: context)
        guard position.cardinality > 0 else { return .failure(Self.notInitialized) }
        let spans = try reader.spans(of: position, windowSeconds: window, in: context)
        let covered = spans.reduce(UInt64(0)) { $0 + UInt64($1.seconds) }
        if covered < UInt64(window) && shortRing == .fails { return .failure(.reason("OLD")) }
        return .success(TickSpan.medianTick(of: spans) ?? position.tick)
    }

    /// What a pool without a price says when it is asked for its sums.
    private static let notInitialized = Revert.reason(
        ObservationError.notInitialized.description)
}
