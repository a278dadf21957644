extension PerpetualVenue {
    /// The mark price; nil before the first index price.
    public var mark: Int64? { core.policy.mark == 0 ? nil : core.policy.mark }

    /// The price of the last trade; nil before the first.
    public var last: Int64? { core.last }

    /// The best of both sides.
    public var top: TopOfBook { core.top }

    /// The levels of a side, best first, no more than a number of them.
    public func depth(_ side: Side, levels countMax: Int = .max) -> [DepthLevel] {
        core.depth(side, levels: countMax)
    }

    /// Every resting order.
    public var snapshot: BookSnapshot { core.snapshot }

    /// Every resting order of a side, best price first, oldest first at a price.
    public func restingOrders(_ side: Side) -> [RestingOrder] { core.restingOrders(side) }

    /// Live orders, resting and dormant.
    public var liveOrderCount: Int { core.liveOrderCount }

    /// What the book traded; its fees are those before liquidated accounts were spared theirs.
    public var bookTotals: BookTotals { core.totals }

    /// Lots of all long positions.
    public var openInterest: Int64 { core.policy.ledger.openInterest }

    /// Accounts that were used, as a count from zero.
    public var accountCount: Int { core.policy.ledger.count }

    /// The hash of every resting order.
    public var bookHash: UInt64 { core.bookHash }

    /// The hash of all that decides what later calls do, but for used numbers and the waiting samples.
    public var stateHash: UInt64 {
        var hash = BookHash()
        hash.add(core.stateHash)
        for account in core.policy.ledger.accounts {
            hash.add(account.lots)
            hash.add(account.pausedUntil)
            for amount in [account.entry, account.cash, account.fundingOwed] { hash.add(amount) }
        }
        for number in [index, previousIndex, mark, nextSample, nextFunding] { hash.add(number) }
        for number in [now, vault, fundingRatePpb, premium.count] { hash.add(number) }
        for amount in [fundBalance, core.policy.feePool, premium.sum, totals.uncovered] {
            hash.add(amount)
        }
        hash.add((isHalted ? 1 : 0) + (trapsCancels ? 2 : 0) as UInt64)
        hash.add(ownOrderCount)
        hash.add(deleveragingCount)
        return hash.value
    }

    /// The most lots that may be open after a message, by the depth that the book has now; orders that
    /// fire after it are held to the same.
    func openInterestBound(_ message: BookMessage?) -> Int64 {
        guard let cap = terms.depthCap else { return PerpetualLimits.lotsMax }
        if let message, !addsExposure(message) { return PerpetualLimits.lotsMax }
        let mark = core.policy.mark
        guard mark > 0, let bid = core.bids.bestPrice, let ask = core.asks.bestPrice else {
            return 0
        }
        let middle = Int128(bid) + Int128(ask)
        let width = middle * Int128(cap.distanceBps)
        var notional: Int128 = 0
        for side in Side.allCases {
            for level in core.depth(side) {
                let distance = (2 * Int128(level.price) - middle).magnitude
                if distance * 10_000 > width.magnitude { break }
                notional += Int128(level.price) * Int128(level.quantity)
            }
        }
        return Int64(
            clamping: notional * Int128(cap.sharePpm) / 1_000_000 / Int128(mark))
    }

    private func addsExposure(_ message: BookMessage) -> Bool {
        switch message {
        case .new(let order): return !order.isPostOnly
        case .replace(let request):
            guard let slot = core.ids.slot(of: request.id) else { return false }
            return !core.orders[slot].isPostOnly
        default: return true
        }
    }
}
