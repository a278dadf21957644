import ContractRuntime
import EthereumPrimitives
import VenueFormulas
import WideIntegers

extension ConcentratedPool {
    /// Gives the pool its first price and its first observation.
    /// - Source: `UniswapV3Pool.initialize`.
    public func initialize(
        _ sqrtPriceX96: UInt256, in context: CallContext
    ) throws(Revert) {
        let storage = storage(context)
        guard try storage.slot0().sqrtPriceX96.isZero else { throw .reason("AI") }
        try context.compute(ConcentratedGas.view)
        let tick = try start(
            sqrtPriceX96, seconds: UInt32(truncatingIfNeeded: context.block.timestampSeconds),
            storage)
        try emit(
            "Initialize", [.uint(sqrtPriceX96), .int(Int256(Int64(tick)))], in: context)
    }

    /// Writes price and first observation; the tick of the price.
    func start(
        _ sqrtPriceX96: UInt256, seconds: UInt32, _ storage: ConcentratedPoolStorage
    ) throws(Revert) -> Int32 {
        let tick: Int32
        do throws(ConcentratedLiquidityError) {
            tick = try TickMath.tick(atSqrtPriceX96: sqrtPriceX96)
        } catch {
            throw storage.failure(for: error)
        }
        try storage.setObservation(
            TickObservation(timestampSeconds: seconds, tickCumulative: 0), at: 0)
        if observedMoveMax != nil { try noteTick(tick, storage) }
        try storage.setSlot0(
            ConcentratedSlot0(
                sqrtPriceX96: sqrtPriceX96, tick: tick, cursor: .first, isUnlocked: true))
        return tick
    }

    /// The sums some seconds ago, each for itself.
    /// - Source: `UniswapV3Pool.observe`.
    public func observe(
        _ secondsAgos: [UInt32], in context: CallContext
    ) throws(Revert) -> [TickObservation] {
        try context.compute(ConcentratedGas.view)
        let storage = storage(context)
        let slot0 = try storage.slot0()
        let liquidity = try storage.load(slots.liquidity)
        let tick = try observedTick(slot0.tick, storage)
        let now = UInt32(truncatingIfNeeded: context.block.timestampSeconds)
        var notes: [TickObservation] = []
        for secondsAgo in secondsAgos {
            try context.compute(ConcentratedGas.observe)
            notes.append(
                try storage.observe(
                    slot0.cursor, now: now, secondsAgo: secondsAgo, tick: tick,
                    liquidity: liquidity))
        }
        return notes
    }

    /// Makes room for more observations.
    /// - Source: `UniswapV3Pool.increaseObservationCardinalityNext`.
    func growRing(to next: UInt16, in context: CallContext) throws(Revert) {
        let storage = storage(context)
        var slot0 = try lock(storage)
        try context.compute(ConcentratedGas.view)
        let old = slot0.cursor.cardinalityNext
        guard slot0.cursor.cardinality > 0 else { throw .reason("I") }
        if next > old {
            try storage.prepareObservations(old..<next)
            slot0.cursor.cardinalityNext = next
            try emit(
                "IncreaseObservationCardinalityNext",
                [.uint(UInt256(UInt64(old))), .uint(UInt256(UInt64(next)))], in: context)
        }
        try unlock(slot0, storage)
    }

    /// Notes the tick that has held since the newest observation, once in a second.
    ///
    /// With `slot0` as it stood before the trade, so that a trade never weighs in its own block.
    func note(
        _ slot0: inout ConcentratedSlot0, liquidity: UInt256, now: UInt64,
        _ storage: inout ConcentratedPoolStorage
    ) throws(Revert) {
        let tick = try observedTick(slot0.tick, storage)
        let seconds = UInt32(truncatingIfNeeded: now)
        let newest = try storage.observation(at: slot0.cursor.index)
        try storage.write(&slot0.cursor, now: seconds, tick: tick, liquidity: liquidity)
        if observedMoveMax != nil && newest.timestampSeconds != seconds {
            try noteTick(tick, storage)
        }
    }

    /// The tick as observations count it.
    private func observedTick(
        _ tick: Int32, _ storage: ConcentratedPoolStorage
    ) throws(Revert) -> Int32 {
        guard let observedMoveMax else { return tick }
        let noted = Int32(truncatingIfNeeded: try storage.load(slots.notedTick).w0)
        return TickSpan.truncatedTick(tick, after: noted, moveMax: observedMoveMax)
    }

    /// Whether observations have not caught up with the tick.
    func lags(
        _ slot0: ConcentratedSlot0, _ storage: ConcentratedPoolStorage
    ) throws(Revert) -> Bool {
        guard observedMoveMax != nil else { return false }
        return Int32(truncatingIfNeeded: try storage.load(slots.notedTick).w0) != slot0.tick
    }

    private func noteTick(
        _ tick: Int32, _ storage: ConcentratedPoolStorage
    ) throws(Revert) {
        try storage.store(UInt256(UInt64(UInt32(bitPattern: tick))), to: slots.notedTick)
    }

    // MARK: - The lock

    func lock(_ storage: ConcentratedPoolStorage) throws(Revert) -> ConcentratedSlot0 {
        var slot0 = try storage.slot0()
        guard slot0.isUnlocked else { throw .reason("LOK") }
        slot0.isUnlocked = false
        try storage.setSlot0(slot0)
        return slot0
    }

    func unlock(
        _ slot0: ConcentratedSlot0, _ storage: ConcentratedPoolStorage
    ) throws(Revert) {
        var slot0 = slot0
        slot0.isUnlocked = true
        try storage.setSlot0(slot0)
    }
}
