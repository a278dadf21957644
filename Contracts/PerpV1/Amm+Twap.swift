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
        let first = slots.snapshot(index, in: context.state)
        return ReserveSnapshot(
            pool: ConstantProduct(
                quoteReserveWad: try context.load(first),
                baseReserveWad: try context.load(first.advanced(by: 1))),
            timestamp: try context.load(first.advanced(by: 2)),
            block: try context.load(first.advanced(by: 3)))
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
        var current = try snapshot(index, context)
        var currentPrice = try price(of: current, kind, context)
        if interval.isZero { return currentPrice }
        let now = UInt256(context.block.timestampSeconds)
        let base = try checked { () throws(FixedPointError) in try now.subD(interval) }
        try chargeSecondRead(context)
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
            index -= 1
            current = try snapshot(index, context)
            try chargeSecondRead(context)
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

    /// Reading the same snapshot again: the length and four words, all warm.
    private func chargeSecondRead(_ context: CallContext) throws(Revert) {
        try context.chargeWarmReads(5)
    }
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
