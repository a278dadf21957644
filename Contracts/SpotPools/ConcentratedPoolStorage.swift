import ContractRuntime
import VenueFormulas
import WideIntegers

/// A pool's variables as a call reads, writes and pays for them, or as the genesis writes them.
struct ConcentratedPoolStorage: TickStore, ObservationStore {
    typealias Failure = Revert

    let slots: ConcentratedPoolSlots
    let state: WorldState
    /// The call; nil while the world is built.
    let context: CallContext?

    func load(_ slot: Slot) throws(Revert) -> UInt256 {
        guard let context else { return state[slot] }
        return try context.load(slot)
    }

    func store(_ value: UInt256, to slot: Slot) throws(Revert) {
        guard let context else { return state.write(value, to: slot) }
        try context.store(value, to: slot)
    }

    func failure(for error: ConcentratedLiquidityError) -> Revert {
        error.reason.map(Revert.reason) ?? .empty
    }

    func failure(for error: ObservationError) -> Revert { .reason(error.description) }

    // MARK: - Slot 0 and liquidity

    func slot0() throws(Revert) -> ConcentratedSlot0 {
        ConcentratedSlot0(packed: try load(slots.slot0))
    }

    func setSlot0(_ slot0: ConcentratedSlot0) throws(Revert) {
        try store(slot0.packed, to: slots.slot0)
    }

    func pool(_ slot0: ConcentratedSlot0) throws(Revert) -> ConcentratedPoolState {
        ConcentratedPoolState(
            sqrtPriceX96: slot0.sqrtPriceX96, tick: slot0.tick,
            liquidity: try load(slots.liquidity), feeGrowth0X128: try load(slots.feeGrowth0),
            feeGrowth1X128: try load(slots.feeGrowth1))
    }

    // MARK: - Ticks

    func mapWord(_ index: Int32) throws(Revert) -> UInt256 {
        try load(state.record(in: slots.mapWords, number: index.number))
    }

    func setMapWord(_ index: Int32, _ word: UInt256) throws(Revert) {
        try store(word, to: state.record(in: slots.mapWords, number: index.number))
    }

    func state(ofTick tick: Int32) throws(Revert) -> TickState {
        let slot = state.record(in: slots.ticks, number: tick.number)
        let word = try load(slot)
        var result = TickState()
        result.liquidityGross = UInt256(word.w0, word.w1, 0, 0)
        result.liquidityNet = Int256(bitPattern: word) >> 128
        result.feeGrowthOutside0X128 = try load(slot.advanced(by: 1))
        result.feeGrowthOutside1X128 = try load(slot.advanced(by: 2))
        return result
    }

    func setState(_ new: TickState, ofTick tick: Int32) throws(Revert) {
        let slot = state.record(in: slots.ticks, number: tick.number)
        try store(new.liquidityGross | new.liquidityNet.bitPattern << 128, to: slot)
        try store(new.feeGrowthOutside0X128, to: slot.advanced(by: 1))
        try store(new.feeGrowthOutside1X128, to: slot.advanced(by: 2))
    }

    // MARK: - Observations

    func observation(at index: UInt16) throws(Revert) -> TickObservation {
        let word = try load(state.record(in: slots.observations, number: UInt64(index)))
        // From the low end: 32 bits of time, 56 of ticks, 160 of seconds per liquidity, a flag.
        return TickObservation(
            timestampSeconds: UInt32(truncatingIfNeeded: word.w0),
            tickCumulative: Int64(truncatingIfNeeded: (word >> 32).w0).wrapped56,
            secondsPerLiquidityX128: (word >> 88).low160,
            isInitialized: word.bit(248))
    }

    func setObservation(_ new: TickObservation, at index: UInt16) throws(Revert) {
        let ticks = UInt64(bitPattern: new.tickCumulative) & (1 << 56 - 1)
        let word =
            UInt256(UInt64(new.timestampSeconds)) | UInt256(ticks) << 32
            | new.secondsPerLiquidityX128 << 88 | (new.isInitialized ? UInt256.one : .zero) << 248
        try store(word, to: state.record(in: slots.observations, number: UInt64(index)))
    }

    /// Prepares places of the ring, so that the first trade to use one need not pay for a fresh
    /// slot.
    /// - Source: Uniswap v3 core, `Oracle.grow`.
    func prepareObservations(_ places: Range<UInt16>) throws(Revert) {
        let placeholder = TickObservation(
            timestampSeconds: 1, tickCumulative: 0, isInitialized: false)
        for place in places { try setObservation(placeholder, at: place) }
    }

    // MARK: - Positions

    /// The record of an account's position in a range: liquidity, both growths, both debts.
    ///
    /// A range has a number, which stands for a hash and costs no gas, from the first change of
    /// liquidity in it on.
    func positionSlot(_ owner: AccountID, _ range: TickRange) -> Slot {
        let numberSlot = state.record(in: slots.rangeNumbers, number: range.number)
        if state[numberSlot].isZero {
            let count = state[slots.rangeCount] &+ .one
            state.write(count, to: slots.rangeCount)
            state.write(count, to: numberSlot)
        }
        return positionSlot(owner, rangeNumber: state[numberSlot].w0)
    }

    /// The record of a position for those who only look; one of zeros where there is none.
    func existingPositionSlot(_ owner: AccountID, _ range: TickRange) -> Slot {
        let numberSlot = state.existingRecord(in: slots.rangeNumbers, number: range.number)
        // No range has the number zero.
        return positionSlot(owner, rangeNumber: numberSlot.map { state[$0].w0 } ?? 0)
    }

    private func positionSlot(_ owner: AccountID, rangeNumber: UInt64) -> Slot {
        let number = UInt64(owner.rawValue) << 32 | rangeNumber
        return state.record(in: slots.positions, number: number)
    }

    func position(at slot: Slot) throws(Revert) -> LiquidityPosition {
        var position = LiquidityPosition()
        position.liquidity = try load(slot)
        position.feeGrowthInside0X128 = try load(slot.advanced(by: 1))
        position.feeGrowthInside1X128 = try load(slot.advanced(by: 2))
        let owed = try owed(at: slot)
        position.owed0 = owed.amount0
        position.owed1 = owed.amount1
        return position
    }

    func setPosition(_ position: LiquidityPosition, at slot: Slot) throws(Revert) {
        try store(position.liquidity, to: slot)
        try store(position.feeGrowthInside0X128, to: slot.advanced(by: 1))
        try store(position.feeGrowthInside1X128, to: slot.advanced(by: 2))
        let owed = TokenAmounts(amount0: position.owed0, amount1: position.owed1)
        try setOwed(owed, at: slot)
    }

    /// What a position may collect.
    func owed(at slot: Slot) throws(Revert) -> TokenAmounts {
        let word = try load(slot.advanced(by: 3))
        return TokenAmounts(amount0: UInt256(word.w0, word.w1, 0, 0), amount1: word >> 128)
    }

    func setOwed(_ owed: TokenAmounts, at slot: Slot) throws(Revert) {
        try store(owed.amount0 | owed.amount1 << 128, to: slot.advanced(by: 3))
    }
}

extension TickRange {
    /// A key of a table of slots.
    fileprivate var number: UInt64 { lower.number << 32 | upper.number }
}

extension Int32 {
    /// A key of a table of slots.
    fileprivate var number: UInt64 { UInt64(UInt32(bitPattern: self)) }
}

extension ConcentratedLiquidityError {
    /// The text of the original's revert; nil where it has none.
    fileprivate var reason: String? {
        switch self {
        case .tickOutOfRange: "T"
        case .sqrtPriceOutOfRange: "R"
        case .limitOutOfRange: "SPL"
        case .zeroAmount: "AS"
        case .emptyRange: "TLU"
        case .liquidityTooLarge: "LO"
        case .liquidityTooSmall: "LS"
        case .emptyPosition: "NP"
        case .priceOutOfRange, .tickOffSpacing, .spacingOutOfRange, .feeOutOfRange,
            .amountAboveReserves, .overflow:
            nil
        }
    }
}
