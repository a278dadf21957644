import WideIntegers

/// An order's way through one side of a book, at one moment.
struct BookWalk {
    let book: BookSide
    /// What is missing before the order.
    let takenWad: UInt256
    let fairWad: UInt256
    let feePpm: UInt256
    let spotBeforeWad: UInt256

    /// What an order moves.
    func fill(_ order: SpotOrder) throws(SpotVenueError) -> SpotFill {
        var available = book.curve.sizeWad &- takenWad
        if let limitWad = order.limitPriceWad {
            let within = book.takenWad(withinPriceWad: limitWad, fairWad: fairWad)
            guard within > takenWad else { throw .limitReached }
            available = within &- takenWad
        }
        let isPartial = order.limitPriceWad != nil
        switch order.amount {
        case .base(let base):
            try Self.check(base)
            guard base <= available || isPartial else {
                throw .depthExhausted(baseWadMax: available)
            }
            return try Self.checked(fill(ofBase: min(base, available)))
        case .quote(let quote):
            try Self.check(quote)
            let isEnough = quoteWad(ofBase: available) >= quote
            guard isEnough || isPartial else { throw .depthExhausted(baseWadMax: available) }
            let base = isEnough ? self.base(forQuote: quote, within: available) : available
            guard !base.isZero else { throw .amountOutOfRange(quote) }
            return try Self.checked(fill(ofBase: base))
        }
    }

    /// The least trade that brings the price to a target or beyond.
    func fill(reachingPriceWad targetWad: UInt256) throws(SpotVenueError) -> SpotFill {
        guard let distanceWad = book.distanceWad(ofPriceWad: targetWad, fairWad: fairWad),
            let wanted = book.curve.takenWad(reachingWad: distanceWad)
        else { throw .unreachablePrice(targetWad) }
        // One unit makes this side the one that traded last.
        let base = wanted > takenWad ? wanted &- takenWad : .one
        let available = book.curve.sizeWad &- takenWad
        guard base <= available else { throw .depthExhausted(baseWadMax: available) }
        if let fill = try? Self.checked(fill(ofBase: base)) { return fill }
        return try Self.checked(fill(ofBase: self.base(forQuote: .one, within: available)))
    }

    /// A fill for which something comes out; base that brings in nothing would be a gift.
    private static func checked(_ fill: SpotFill) throws(SpotVenueError) -> SpotFill {
        guard !fill.quoteWad.isZero else { throw .amountOutOfRange(fill.baseWad) }
        return fill
    }

    func fill(ofBase baseWad: UInt256) -> SpotFill {
        let (quote, fee) = payment(forBase: baseWad)
        return SpotFill(
            side: book.takenBy, baseWad: baseWad, quoteWad: quote, feeQuoteWad: fee,
            spotBeforeWad: spotBeforeWad,
            spotAfterWad: baseWad.isZero
                ? spotBeforeWad
                : book.priceWad(afterTaking: takenWad &+ baseWad, fairWad: fairWad))
    }

    // MARK: - Money

    private static func check(_ amount: UInt256) throws(SpotVenueError) {
        guard !amount.isZero, amount <= OffChainExchange.amountWadMax else {
            throw .amountOutOfRange(amount)
        }
    }

    private func quoteWad(ofBase baseWad: UInt256) -> UInt256 {
        payment(forBase: baseWad).quoteWad
    }

    /// Quote paid or received with the fee in it, and the fee: each rounded against the taker.
    private func payment(forBase baseWad: UInt256) -> (quoteWad: UInt256, feeWad: UInt256) {
        // In units of 10^-36 twice over; distances of bids are below one, so that the rest is
        // positive.
        let level = (baseWad &* .wad) << 1
        let excess =
            book.curve.doubleExcess(of: takenWad &+ baseWad)
            &- book.curve.doubleExcess(of: takenWad)
        let unit = (UInt256.wad &* .wad) << 1
        switch book.takenBy {
        case .buy:
            let cost = (try? fairWad.mulDivUp(level &+ excess, unit)) ?? .max
            let fee = (try? cost.mulDivUp(feePpm, 1_000_000)) ?? .zero
            return (cost &+ fee, fee)
        case .sell:
            let proceeds = (try? fairWad.mulDivDown(level &- excess, unit)) ?? .zero
            let fee = (try? proceeds.mulDivUp(feePpm, 1_000_000)) ?? .zero
            return (proceeds &- fee, fee)
        }
    }

    /// The most base that so much quote pays for, or the least that brings it in.
    private func base(forQuote quote: UInt256, within available: UInt256) -> UInt256 {
        // Quote never falls with base: halving finds the place.
        let isBuy = book.takenBy == .buy
        var (low, high) = (UInt256.zero, available)
        while low < high {
            // A buyer looks for the last that is not too dear, a seller for the first that is
            // enough.
            let middle = low &+ (high &- low &+ (isBuy ? .one : .zero)) >> 1
            let worth = quoteWad(ofBase: middle)
            if isBuy {
                if worth <= quote { low = middle } else { high = middle &- .one }
            } else {
                if worth >= quote { high = middle } else { low = middle &+ .one }
            }
        }
        return low
    }
}
