import ContractRuntime
import WideIntegers

/// What a touch has found, for the rest of the call.
struct TouchedPrices {
    /// The oracle; nil where the mark of the moment stands for it.
    var oracle: Int256?
    var status = FeedStatus.ok
    /// Whether a bad feed halts the market's calls, and the touch has skipped it.
    var isHalted = false
    /// Sums of price times seconds up to now, read when an average is asked for.
    var accumulators: (mark: Int256, oracle: Int256)?
    /// Prices at the end of the last block that was touched before this one.
    var blockMark: Int256?
    var blockOracle: Int256?
    /// Funding of both sides as a view has accrued it.
    var viewFunding: (long: Int256, short: Int256)?
}

/// The touch, averages and margin prices: section 3.
extension MarketCall {
    /// Brings the accumulators up to date, reads the feed, and accrues continuous funding.
    ///
    /// - Parameter isGated: whether a bad feed halts the call where the policy says so.
    func touch(isGated: Bool = true) throws(Revert) {
        if blockNumber > clock.block { try beginBlock() }
        try readFeed(isGated: isGated)
        if prices.isHalted { return }
        if !isView { try store(try oracle(), .oracleSample) }
        if parameters.funding.settlement == .continuous, try isOpen { try accrueFunding() }
    }

    /// The part of a touch that needs no feed.
    func beginBlock() throws(Revert) {
        let mark = try curve.mark()
        let sample = try load(.oracleSample)
        (prices.blockMark, prices.blockOracle) = (mark, sample)
        let elapsed = now - clock.timestamp
        if !isView {
            try store(mark, .blockMark)
            try store(sample, .blockOracle)
        }
        if elapsed > 0 {
            let seconds = Int256(count: elapsed)
            let sums = (
                mark: try load(.markAccumulator).plus(try mark.times(seconds)),
                oracle: try load(.oracleAccumulator).plus(try sample.times(seconds))
            )
            prices.accumulators = sums
            if !isView { try observe(sums) }
        }
        (clock.block, clock.timestamp) = (blockNumber, now)
        if isView { return }
        clock.marginTail = try tail(clock.marginTail, window: parameters.twapWindowSeconds)
        clock.fundingTail = try tail(clock.fundingTail, window: parameters.funding.windowSeconds)
        try context.store(clock.word, to: market.slots[.clock])
    }

    private func observe(_ sums: (mark: Int256, oracle: Int256)) throws(Revert) {
        try store(sums.mark, .markAccumulator)
        try store(sums.oracle, .oracleAccumulator)
        let slot = observationSlot(clock.observationCount)
        try context.store(UInt256(now), to: slot)
        try context.store(sums.mark, to: slot.advanced(by: 1))
        try context.store(sums.oracle, to: slot.advanced(by: 2))
        clock.observationCount += 1
    }

    private func readFeed(isGated: Bool) throws(Revert) {
        let (feed, key) = (market.feed, parameters.feedKey)
        let price = try context.price(at: feed, key: key)
        let updatedAt =
            parameters.maxAgeSeconds == 0
            ? .zero : try context.latestTimestamp(at: feed, key: key)
        prices.status = FeedStatus(
            price: price, updatedAt: updatedAt, now: now,
            maxAgeSeconds: parameters.maxAgeSeconds)
        if prices.status == .ok {
            let value = Int256(bitPattern: price)
            prices.oracle = value
            if !isView { try store(value, .lastGood) }
            return
        }
        switch parameters.onBadFeed {
        case .halt:
            if isGated {
                throw .reason(
                    prices.status == .stale ? "feed is stale" : "feed is invalid")
            }
            prices.isHalted = true
            prices.oracle = try load(.lastGood)
        case .useMark:
            prices.oracle = nil
            try count(.feedFallback)
        case .useLast:
            prices.oracle = try load(.lastGood)
            try count(.feedFallback)
        }
    }

    /// The oracle; under `useMark` with a bad feed the mark of the moment.
    func oracle() throws(Revert) -> Int256 {
        if let oracle = prices.oracle { return oracle }
        return try curve.mark()
    }

    // MARK: - Averages

    /// The longer of the two windows.
    var longestWindow: UInt64 {
        max(parameters.twapWindowSeconds, parameters.funding.windowSeconds)
    }

    /// The words of an observation; the ring holds one for each second of the longest window.
    func observationSlot(_ number: UInt64) -> Slot {
        context.state.record(
            in: market.slots.observations, number: number % longestWindow.saturatingSum(2))
    }

    private func observationTime(_ number: UInt64) throws(Revert) -> UInt64 {
        try context.load(observationSlot(number)).w0
    }

    /// The last observation at or before the start of a window; it only moves forward.
    private func tail(_ last: UInt32, window: UInt64) throws(Revert) -> UInt32 {
        guard now >= window else { return last }
        var tail = last
        while UInt64(tail) + 1 < clock.observationCount,
            try observationTime(UInt64(tail) + 1) <= now - window
        {
            tail += 1
        }
        return tail
    }

    /// The average of the mark or the oracle over one of the two windows.
    func average(ofMark isMark: Bool, isFunding: Bool) throws(Revert) -> Int256 {
        let window =
            isFunding ? parameters.funding.windowSeconds : parameters.twapWindowSeconds
        let kept = isFunding ? clock.fundingTail : clock.marginTail
        let first = isView ? try tail(kept, window: window) : kept
        return try average(ofMark: isMark, window: window, from: UInt64(first))
    }

    /// - Parameter first: the last observation at or before the window's start, or the oldest.
    func average(
        ofMark isMark: Bool, window: UInt64, from first: UInt64
    ) throws(Revert) -> Int256 {
        let offset = isMark ? 1 : 2
        let slot = observationSlot(first)
        let time = try context.load(slot).w0
        let start = try context.loadSigned(slot.advanced(by: offset))
        let sum = try accumulator(ofMark: isMark)
        // The window may begin before the seconds do.
        if now < window || time >= now - window {
            if time == now { return try blockPrice(ofMark: isMark) }
            return try sum.minus(start).over(Int256(count: now - time), .down)
        }
        let target = now - window
        var (nextTime, nextSum) = (now, sum)
        if first + 1 < clock.observationCount {
            let next = observationSlot(first + 1)
            nextTime = try context.load(next).w0
            nextSum = try context.loadSigned(next.advanced(by: offset))
        }
        // The sum at the target lies between two observations; one division for it and the average.
        let gap = Int256(count: nextTime - time)
        let inside = try nextSum.minus(start).times(Int256(count: target - time))
        let numerator = try sum.minus(start).times(gap).minus(inside)
        return try numerator.over(try Int256(count: window).times(gap), .down)
    }

    private func accumulator(ofMark isMark: Bool) throws(Revert) -> Int256 {
        if let sums = prices.accumulators { return isMark ? sums.mark : sums.oracle }
        return try load(isMark ? .markAccumulator : .oracleAccumulator)
    }

    /// The mark or the oracle at the end of the last touched block.
    func blockPrice(ofMark isMark: Bool) throws(Revert) -> Int256 {
        if let price = isMark ? prices.blockMark : prices.blockOracle { return price }
        return try load(isMark ? .blockMark : .blockOracle)
    }

    /// A named price over one of the two windows.
    func price(_ source: PriceSource, isFunding: Bool = false) throws(Revert) -> Int256 {
        switch source {
        case .mark: try curve.mark()
        case .oracle: try oracle()
        case .markTwap: try average(ofMark: true, isFunding: isFunding)
        case .oracleTwap: try average(ofMark: false, isFunding: isFunding)
        }
    }

    /// The median of mark, its average and the oracle.
    func medianPrice() throws(Revert) -> Int256 {
        let (first, second) = (try curve.mark(), try oracle())
        let average = try price(.markTwap)
        return max(min(first, second), min(max(first, second), average))
    }

    /// The price by which a side's margin is measured.
    func marginPrice(isLong: Bool) throws(Revert) -> Int256 {
        switch parameters.marginPrice {
        case .mark: return try curve.mark()
        case .markTwap: return try price(.markTwap)
        case .oracle: return try oracle()
        case .median: return try medianPrice()
        case .worst(let sources): return try extreme(of: sources, isLeast: isLong)
        case .best(let sources): return try extreme(of: sources, isLeast: !isLong)
        }
    }

    private func extreme(
        of sources: [PriceSource], isLeast: Bool
    ) throws(Revert) -> Int256 {
        var found: Int256?
        for source in sources {
            let price = try price(source)
            guard let last = found else {
                found = price
                continue
            }
            found = isLeast ? min(last, price) : max(last, price)
        }
        return found ?? .zero
    }
}
