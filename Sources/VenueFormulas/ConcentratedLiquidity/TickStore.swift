import WideIntegers

/// What a pool keeps at a tick where ranges begin or end.
public struct TickState: Hashable, Sendable {
    /// Liquidity of all ranges that begin or end here.
    public var liquidityGross = UInt256.zero
    /// What is added to the liquidity when the tick is crossed upwards.
    public var liquidityNet = Int256.zero
    /// Fee growth of token0 on the side of the tick where the price is not, Q128.128; it wraps.
    public var feeGrowthOutside0X128 = UInt256.zero
    /// Fee growth of token1 on the side of the tick where the price is not, Q128.128; it wraps.
    public var feeGrowthOutside1X128 = UInt256.zero

    /// A tick at which nothing begins or ends.
    public init() {}
}

/// Where a pool keeps its ticks: memory, or the slots of a contract.
///
/// Trading and giving liquidity are written once over it. A word of the map has a bit for each of 256
/// neighbouring multiples of the spacing, set where a range begins or ends.
/// - Source: Uniswap v3 core, `Tick` and `TickBitmap`.
public protocol TickStore {
    /// How reading, writing or the mathematics fails.
    associatedtype Failure: Error

    /// A word of the map.
    func mapWord(_ index: Int32) throws(Failure) -> UInt256
    /// Writes a word of the map.
    mutating func setMapWord(_ index: Int32, _ word: UInt256) throws(Failure)
    /// The state of a tick; one without anything where nothing was written.
    func state(ofTick tick: Int32) throws(Failure) -> TickState
    /// Writes the state of a tick.
    mutating func setState(_ state: TickState, ofTick tick: Int32) throws(Failure)
    /// The failure that a refusal of the mathematics becomes.
    func failure(for error: ConcentratedLiquidityError) -> Failure
}

/// Ticks in memory.
public struct MemoryTicks: TickStore, Sendable {
    /// What the mathematics refuses.
    public typealias Failure = ConcentratedLiquidityError

    private var words: [Int32: UInt256] = [:]
    private var states: [Int32: TickState] = [:]

    /// No ticks.
    public init() {}

    /// A word of the map.
    public func mapWord(_ index: Int32) -> UInt256 { words[index] ?? .zero }

    /// Writes a word of the map.
    public mutating func setMapWord(_ index: Int32, _ word: UInt256) { words[index] = word }

    /// The state of a tick.
    public func state(ofTick tick: Int32) -> TickState { states[tick] ?? TickState() }

    /// Writes the state of a tick.
    public mutating func setState(_ state: TickState, ofTick tick: Int32) { states[tick] = state }

    /// The refusal itself.
    public func failure(for error: ConcentratedLiquidityError) -> ConcentratedLiquidityError {
        error
    }
}

extension TickStore {
    /// The result of pure mathematics, with its refusal as the store's failure.
    func checked<Value>(
        _ body: () throws(ConcentratedLiquidityError) -> Value
    ) throws(Failure) -> Value {
        do throws(ConcentratedLiquidityError) {
            return try body()
        } catch {
            throw failure(for: error)
        }
    }

    // MARK: - The map of ticks

    /// Turns the bit of a tick, which is a multiple of the spacing.
    mutating func flip(_ tick: Int32, spacing: Int32) throws(Failure) {
        let place = tick / spacing
        let word = try mapWord(place >> 8)
        try setMapWord(place >> 8, word ^ (UInt256.one << Int(place & 255)))
    }

    /// The next tick with a bit in the same word, or the word's last place.
    ///
    /// Downwards the search begins at the tick itself, upwards after it. A trade stops at each word's
    /// end as the original does, since every stop rounds once more.
    /// - Source: Uniswap v3 core, `TickBitmap.nextInitializedTickWithinOneWord`.
    func nextTick(
        from tick: Int32, isDown: Bool, spacing: Int32
    ) throws(Failure) -> (tick: Int32, isInitialized: Bool) {
        let place = tick.flooredQuotient(by: spacing) + (isDown ? 0 : 1)
        let bit = Int(place & 255)
        let word = try mapWord(place >> 8)
        let first = place - Int32(bit)
        if isDown {
            let found = word & (UInt256.max >> (255 - bit))
            let next = found.isZero ? first : first + Int32(found.bitWidth - 1)
            return (next * spacing, !found.isZero)
        }
        let found = word & (UInt256.max << bit)
        let next = first + (found.isZero ? 255 : Int32(found.trailingZeros))
        return (next * spacing, !found.isZero)
    }
}

extension Int32 {
    /// The quotient rounded down, by a divisor above zero.
    func flooredQuotient(by divisor: Int32) -> Int32 {
        let quotient = self / divisor
        return self % divisor < 0 ? quotient - 1 : quotient
    }
}

extension UInt256 {
    /// Zeros below the lowest bit that is set, of a number that is not zero.
    fileprivate var trailingZeros: Int {
        // The lowest bit alone is what a number and its negative share.
        (self & (.zero &- self)).bitWidth - 1
    }
}
