import ContractRuntime
import WideIntegers

/// The reserves that a block ended with.
struct ReserveSnapshot {
    let pool: ConstantProduct
    let timestamp: UInt256
    let block: UInt256
}

/// Averages over reserve snapshots: perp-v1 section 6.
extension Amm {
    /// What is averaged.
    enum TwapPrice {
        /// Quote per base.
        case reserves
        /// Base for an amount of quote.
        case input(PoolDirection, UInt256)
        /// Quote for an amount of base.
        case output(PoolDirection, UInt256)
    }

    /// Reads a snapshot with its four words, and the array's length that bounds it.
    func snapshot(_ index: UInt64, _ context: CallContext) throws(Revert) -> ReserveSnapshot {
        _ = try context.load(slots.snapshotCount)
        return try snapshot(at: slots.snapshot(index, in: context.state), context)
    }

    @inline(__always)
    private func snapshot(
        at first: Slot, _ context: CallContext
    ) throws(Revert) -> ReserveSnapshot {
        let words = try context.loadFour(first)
        return ReserveSnapshot(
            pool: ConstantProduct(quoteReserveWad: words[0], baseReserveWad: words[1]),
            timestamp: words[2], block: words[3])
    }

    /// The price of a snapshot, which the original reads from storage a second time.
    private func price(
        of snapshot: ReserveSnapshot, _ kind: TwapPrice, _ context: CallContext
    ) throws(Revert) -> UInt256 {
        switch kind {
        case .reserves:
            try checked { () throws(FixedPointError) in try snapshot.pool.spotPriceWad() }
        case .output(let direction, let amount):
            try paid(
                try Amm.quote(forBase: amount, direction, on: snapshot.pool), direction, context)
        case .input(let direction, let amount):
            try paid(
                try Amm.base(forQuote: amount, direction, on: snapshot.pool), direction, context)
        }
    }

    /// The average over an interval up to now; one floor division at the end.
    ///
    /// Where the history is shorter than the interval, the divisor is the history's length.
    func twap(
        _ kind: TwapPrice, intervalSeconds interval: UInt256, _ context: CallContext
    ) throws(Revert) -> UInt256 {
        let meter = TwapMeter(kind)
        try context.compute(meter.entry)
        var index = try context.load(slots.snapshotCount).w0 &- 1
        // The price is taken first, then the snapshot is read again.
        try context.chargeWarmReads(1)
        var place = slots.snapshot(index, in: context.state)
        var current = try snapshot(at: place, context)
        var currentPrice = try price(of: current, kind, context)
        if interval.isZero { return currentPrice }
        let now = UInt256(context.block.timestampSeconds)
        let base = try checked { () throws(FixedPointError) in try now.subD(interval) }
        try context.chargeWarmReads(Amm.snapshotReads)
        let count = try context.load(slots.snapshotCount)
        if count == .one || current.timestamp <= base { return currentPrice }

        try context.compute(meter.weighted)
        var previous = current.timestamp
        var period = try checked { () throws(FixedPointError) in try now.subD(previous) }
        var weighted = try checked { () throws(FixedPointError) in
            try currentPrice.mulScalar(period)
        }
        var words = meter.wordsBefore
        while index > 0 {
            try context.compute(meter.walkStep)
            words += meter.wordsPerStep
            try context.expandMemory(toWords: words)
            place = slots.snapshot(before: index, at: place, in: context.state)
            index -= 1
            current = try snapshot(at: place, context)
            // The array's length for the first reading, then all again for the price.
            try context.chargeWarmReads(1 + Amm.snapshotReads)
            currentPrice = try price(of: current, kind, context)
            if current.timestamp <= base {
                weighted = try checked { () throws(FixedPointError) in
                    try weighted.addD(currentPrice.mulScalar(previous.subD(base)))
                }
                return try checked { () throws(FixedPointError) in
                    try weighted.divScalar(interval)
                }
            }
            let fraction = try checked { () throws(FixedPointError) in
                try previous.subD(current.timestamp)
            }
            weighted = try checked { () throws(FixedPointError) in
                try weighted.addD(currentPrice.mulScalar(fraction))
            }
            period = try checked { () throws(FixedPointError) in try period.addD(fraction) }
            previous = current.timestamp
        }
        try context.compute(.ammTwapShort)
        return try checked { () throws(FixedPointError) in try weighted.divScalar(period) }
    }

    /// What the original reads of storage for a snapshot: the length and four words.
    private static let snapshotReads: UInt64 = 5
}

/// What a walk costs besides storage: computing and memory by the snapshot.
///
/// The rounding of a snapshot's price, a step of its own, is part of the measured figures.
/// - Source: measured on bytecode: 7,209 gas and 71 words a snapshot for an amount of a long
///   position, 7,167 for a short one; 2,856 gas and 31 words for the reserve price. The frame's
///   memory after n snapshots is 99 + 71n or 101 + 31n words.
private struct TwapMeter {
    let entry: PerpV1Step
    let weighted: PerpV1Step
    let walkStep: PerpV1Step
    /// Memory of the frame before the walk begins, in words.
    let wordsBefore: UInt64
    let wordsPerStep: UInt64

    init(_ kind: Amm.TwapPrice) {
        switch kind {
        case .reserves:
            entry = .ammReserveTwap
            weighted = .ammReserveTwapWeighted
            walkStep = .ammReserveTwapStep
            wordsBefore = 101
            wordsPerStep = 31
        case .input(let direction, _), .output(let direction, _):
            entry = .ammTwap
            weighted = .ammTwapWeighted
            walkStep = direction == .add ? .ammTwapWalkStep : .ammTwapWalkStepShort
            wordsBefore = 99
            wordsPerStep = 71
        }
    }
}
