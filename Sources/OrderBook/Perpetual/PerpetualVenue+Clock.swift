import VenueFormulas

extension PerpetualVenue {
    /// Sets the clock and the index price, and does what is due.
    ///
    /// Premium samples and funding of the time before `micros` are made at the old prices and the book
    /// as it is; then orders expire, the index and the mark change, orders of the mark fire, what is
    /// due at `micros` itself is done, and positions are closed by force until nothing changes, in
    /// ascending order of accounts.
    /// - Parameters:
    ///   - micros: the time; one before the clock counts as the clock's.
    ///   - index: the price of the index, nil where it is as before. One that is not from 1 to
    ///     `PerpetualLimits.priceMax`, or under which the open interest is worth more than
    ///     `PerpetualLimits.moneyMax`, is refused.
    public mutating func advance(to micros: Int64, index newIndex: Int64?) {
        let time = min(max(micros, now), PerpetualLimits.microsMax)
        if !isClockSet { startClock(at: time) }
        if time > now { settleDue(through: time - 1) }
        now = time
        send(.setTime(time))
        if let newIndex { set(index: newIndex) }
        if terms.depthCap != nil { core.policy.openInterestBound = openInterestBound(nil) }
        updateMark()
        settleDue(through: time)
        liquidateAll()
    }

    /// Funding falls due at whole multiples of its interval, and so do samples.
    private mutating func startClock(at time: Int64) {
        isClockSet = true
        let funding = terms.funding
        nextSample = (time / funding.sampleEveryMicros + 1) * funding.sampleEveryMicros
        if funding.intervalMicros > 0 {
            nextFunding = (time / funding.intervalMicros + 1) * funding.intervalMicros
        }
        now = time
    }

    // MARK: - Prices

    private mutating func set(index price: Int64) {
        let worth = Int128(max(price, 0)) * Int128(openInterest)
        guard price > 0, price <= PerpetualLimits.priceMax,
            worth <= Int128(PerpetualLimits.moneyMax)
        else { return events.append(.indexRefused(price)) }
        previousIndex = index ?? price
        if price != index { events.append(.index(price)) }
        index = price
    }

    private mutating func updateMark() {
        guard let index else { return }
        if case .medianOfIndexBasisLast(let window) = terms.markRule {
            var doubled: Int64?
            if let bid = core.bids.bestPrice, let ask = core.asks.bestPrice {
                doubled = bid + ask - 2 * index
            }
            basis.add(doubled: doubled, at: now, window: window)
        }
        // The open interest's worth stays within the limits whatever the book's prices are.
        let highest = PerpetualLimits.moneyMax / max(1, openInterest)
        let mark = min(max(1, ruledMark(index)), PerpetualLimits.priceMax, highest)
        guard mark != core.policy.mark || core.mark != mark else { return }
        core.policy.mark = mark
        send(.setMark(mark))
    }

    private func ruledMark(_ index: Int64) -> Int64 {
        switch terms.markRule {
        case .oracle: return index
        case .medianOfIndexBasisLast:
            let withBasis = basis.added(to: index)
            guard let last = core.last else { return index }
            return max(min(index, withBasis), min(max(index, withBasis), last))
        case .fair:
            let interval = terms.funding.intervalMicros
            guard interval > 0 else { return index }
            let left = Int128(max(0, min(interval, nextFunding - now)))
            // A rate is at most 10^9 and a price 2^40; the fraction of an interval needs 60 bits.
            guard
                let fair = try? MarkPrice.fair(
                    index: Fraction(Int128(index), over: 1),
                    fundingRate: Fraction(Int128(fundingRatePpb), over: 1_000_000_000),
                    hoursUntilFunding: Fraction(left, over: 1),
                    intervalHours: Fraction(Int128(interval), over: 1)),
                let whole = fair.wholeDown
            else { return index }
            return whole
        }
    }
}
