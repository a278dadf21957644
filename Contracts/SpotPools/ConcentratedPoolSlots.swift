import ContractRuntime
import VenueFormulas
import WideIntegers

/// The first word of a pool, as the original packs it.
///
/// - Source: Uniswap v3 core, `UniswapV3Pool.slot0`, from the low end: 160, 24, 16, 16, 16, 8 and 8
///   bits. Nobody takes a share of the fees here, so that the 8 bits for it stay zero.
struct ConcentratedSlot0 {
    var sqrtPriceX96: UInt256
    var tick: Int32
    var cursor: ObservationCursor
    var isUnlocked: Bool

    init(sqrtPriceX96: UInt256, tick: Int32, cursor: ObservationCursor, isUnlocked: Bool) {
        self.sqrtPriceX96 = sqrtPriceX96
        self.tick = tick
        self.cursor = cursor
        self.isUnlocked = isUnlocked
    }

    init(packed word: UInt256) {
        sqrtPriceX96 = word.low160
        let upper = (word >> 160).w0
        tick = (Int32(truncatingIfNeeded: upper) << 8) >> 8
        let ring = (word >> 184).w0
        cursor = ObservationCursor(
            index: UInt16(truncatingIfNeeded: ring),
            cardinality: UInt16(truncatingIfNeeded: ring >> 16),
            cardinalityNext: UInt16(truncatingIfNeeded: ring >> 32))
        isUnlocked = (word >> 240).w0 & 1 == 1
    }

    var packed: UInt256 {
        let tickBits = UInt64(UInt32(bitPattern: tick) & 0xff_ffff)
        let ring =
            UInt64(cursor.index) | UInt64(cursor.cardinality) << 16
            | UInt64(cursor.cardinalityNext) << 32
        return sqrtPriceX96 | UInt256(tickBits) << 160 | UInt256(ring) << 184
            | (isUnlocked ? UInt256.one : .zero) << 240
    }
}

/// Where a pool's variables lie.
struct ConcentratedPoolSlots: Sendable {
    let slot0: Slot
    let liquidity: Slot
    let feeGrowth0: Slot
    let feeGrowth1: Slot
    /// The tick that was noted last, where moves are bounded.
    let notedTick: Slot
    /// How many ranges have a number; it stands for a hash, and costs no gas.
    let rangeCount: Slot
    let ticks: SlotTable
    let mapWords: SlotTable
    let observations: SlotTable
    let rangeNumbers: SlotTable
    let positions: SlotTable

    init(in state: WorldState) {
        slot0 = state.addSlots(6)
        liquidity = slot0.advanced(by: 1)
        feeGrowth0 = slot0.advanced(by: 2)
        feeGrowth1 = slot0.advanced(by: 3)
        notedTick = slot0.advanced(by: 4)
        rangeCount = slot0.advanced(by: 5)
        ticks = state.addTable(width: 3)
        mapWords = state.addTable(width: 1)
        observations = state.addTable(width: 1)
        rangeNumbers = state.addTable(width: 1)
        positions = state.addTable(width: 4)
    }
}
