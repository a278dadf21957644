import ContractRuntime
import EthereumPrimitives
import WideIntegers

/// Swaps and what they change: perp-v1 sections 5.4 to 5.7.
extension Amm {
    /// `swapInput`: moves an amount of quote and returns the base for it.
    ///
    /// - Parameters:
    ///   - baseLimit: the least base when quote is added, the most when it is removed; zero for none.
    ///   - canOverFluctuationLimit: whether this swap may be the one of its block that passes the
    ///     limit.
    func swapInput(
        _ direction: PoolDirection, quote: UInt256, baseLimit: UInt256,
        canOverFluctuationLimit: Bool, _ context: CallContext
    ) throws(Revert) -> UInt256 {
        try context.compute(.ammSwapInput)
        try requireOpen(context)
        try requireCounterParty(context)
        if quote.isZero { return .zero }
        if direction == .remove {
            try context.compute(.ammSwapInputRemove)
            try requireWithinTradeLimit(quote, of: slots.quoteReserve, context)
        }
        let base = try inputPrice(direction, quote, context)
        if !baseLimit.isZero {
            switch direction {
            case .add: try require(base >= baseLimit, "Less than minimal base token")
            case .remove: try require(base <= baseLimit, "More than maximal base token")
            }
            try context.compute(.ammLimit)
        }
        try update(direction, quote: quote, base: base, canOverFluctuationLimit, context)
        try logSwap(PerpV1ABI.swapInput, direction, quote: quote, base: base, context)
        return base
    }

    /// `swapOutput`: moves an amount of base and returns the quote for it.
    ///
    /// - Parameter quoteLimit: the least quote when base is added, the most when it is removed; zero
    ///   for none.
    func swapOutput(
        _ direction: PoolDirection, base: UInt256, quoteLimit: UInt256, _ context: CallContext
    ) throws(Revert) -> UInt256 {
        try context.compute(.ammSwapOutput)
        try requireOpen(context)
        try requireCounterParty(context)
        if base.isZero { return .zero }
        if direction == .remove {
            try context.compute(.ammSwapOutputRemove)
            try requireWithinTradeLimit(base, of: slots.baseReserve, context)
        }
        let quote = try outputPrice(direction, base, context)
        if !quoteLimit.isZero {
            switch direction {
            case .add: try require(quote >= quoteLimit, "Less than minimal quote token")
            case .remove: try require(quote <= quoteLimit, "More than maximal quote token")
            }
            try context.compute(.ammOutputLimit)
        }
        try update(direction.opposite, quote: quote, base: base, true, context)
        try logSwap(PerpV1ABI.swapOutput, direction, quote: quote, base: base, context)
        return quote
    }

    private func requireWithinTradeLimit(
        _ amount: UInt256, of reserve: Slot, _ context: CallContext
    ) throws(Revert) {
        let held = try context.load(reserve)
        let ratio = try context.load(slots.tradeLimitRatio)
        let limit = try checked { () throws(FixedPointError) in try held.mulD(ratio) }
        try require(limit >= amount, "over trading limit")
    }

    private func logSwap(
        _ topic: UInt256, _ direction: PoolDirection, quote: UInt256, base: UInt256,
        _ context: CallContext
    ) throws(Revert) {
        try context.log(
            topics: [topic], words: [UInt256(UInt64(direction.rawValue)), quote, base])
    }

    // MARK: - Reserves

    /// Moves the reserves and the totals, and keeps a snapshot; direction in terms of quote.
    private func update(
        _ direction: PoolDirection, quote: UInt256, base: UInt256, _ canOver: Bool,
        _ context: CallContext
    ) throws(Revert) {
        try checkFluctuation(direction, quote: quote, base: base, canOver, context)
        try context.compute(.ammUpdate)
        let isAdd = direction == .add
        if !isAdd { try context.compute(.ammUpdateRemove) }
        let oldQuote = try context.load(slots.quoteReserve)
        try context.store(
            try checked { () throws(FixedPointError) in
                try isAdd ? oldQuote.addD(quote) : oldQuote.subD(quote)
            }, to: slots.quoteReserve)
        let oldBase = try context.load(slots.baseReserve)
        try context.store(
            try checked { () throws(FixedPointError) in
                try isAdd ? oldBase.subD(base) : oldBase.addD(base)
            }, to: slots.baseReserve)
        try shift(slots.baseDelta, by: base, up: !isAdd, context)
        try shift(slots.totalPositionSize, by: base, up: isAdd, context)
        try shift(slots.cumulativeNotional, by: quote, up: isAdd, context)
        try addSnapshot(context)
    }

    private func shift(
        _ slot: Slot, by amount: UInt256, up: Bool, _ context: CallContext
    ) throws(Revert) {
        let old = try context.loadSigned(slot)
        try context.store(
            try checked { () throws(FixedPointError) in
                try up ? old.addD(amount) : old.subD(amount)
            }, to: slot)
    }

    /// Keeps the reserves of this block: the first swap appends a snapshot, later ones overwrite its
    /// reserves and leave its timestamp.
    private func addSnapshot(_ context: CallContext) throws(Revert) {
        let count = try context.load(slots.snapshotCount)
        let last = slots.snapshot(count.w0 &- 1, in: context.state)
        let number = UInt256(context.block.number)
        if try context.load(last.advanced(by: 3)) == number {
            try context.store(try context.load(slots.quoteReserve), to: last)
            try context.store(try context.load(slots.baseReserve), to: last.advanced(by: 1))
        } else {
            try context.compute(.ammSnapshotAppend)
            let quote = try context.load(slots.quoteReserve)
            let base = try context.load(slots.baseReserve)
            _ = try context.load(slots.snapshotCount)
            try context.store(count &+ .one, to: slots.snapshotCount)
            let next = slots.snapshot(count.w0, in: context.state)
            try context.store(quote, to: next)
            try context.store(base, to: next.advanced(by: 1))
            try context.store(
                UInt256(context.block.timestampSeconds), to: next.advanced(by: 2))
            try context.store(number, to: next.advanced(by: 3))
        }
        let quote = try context.load(slots.quoteReserve)
        let base = try context.load(slots.baseReserve)
        try context.log(
            topics: [PerpV1ABI.reserveSnapshotted],
            words: [quote, base, UInt256(context.block.timestampSeconds)])
    }
}

/// Reverts with a text unless a condition holds.
@inline(__always)
func require(_ condition: Bool, _ reason: @autoclosure () -> String) throws(Revert) {
    if !condition { throw .reason(reason()) }
}
