import VenueFormulas
import WideIntegers

extension PerpetualVenue {
    /// Samples the premium and pays funding as they fall due until a time, this one included.
    mutating func settleDue(through time: Int64) {
        let interval = terms.funding.intervalMicros
        guard interval > 0, nextFunding > 0 else { return }
        guard index != nil else { return skipDue(through: time) }
        let due = nextFunding > time ? 0 : (time - nextFunding) / interval + 1
        if due > PerpetualLimits.fundingsPerAdvanceMax {
            let lapsed = due - PerpetualLimits.fundingsPerAdvanceMax
            nextFunding += lapsed * interval
            skipSamples(through: nextFunding - interval)
        }
        while nextFunding <= time {
            takeSamples(through: nextFunding)
            payFunding()
            nextFunding += interval
        }
        takeSamples(through: time)
    }

    private mutating func skipDue(through time: Int64) {
        let interval = terms.funding.intervalMicros
        if nextFunding <= time { nextFunding += ((time - nextFunding) / interval + 1) * interval }
        skipSamples(through: time)
    }

    private mutating func skipSamples(through time: Int64) {
        let every = terms.funding.sampleEveryMicros
        if nextSample <= time { nextSample += ((time - nextSample) / every + 1) * every }
    }

    /// The book does not change in between, so that all samples of a while are one.
    private mutating func takeSamples(through time: Int64) {
        guard nextSample <= time else { return }
        let count = (time - nextSample) / terms.funding.sampleEveryMicros + 1
        if !isHalted { premium.add(premiumPpb, times: count) }
        skipSamples(through: time)
    }

    // MARK: - Premium

    /// The premium as the book is, in ppb, towards zero; a side that is thinner than the impact
    /// notional adds nothing, without an index price there is none, and its size is at most 2^40.
    ///
    /// `(max(0, impactBid - index) - max(0, index - impactAsk)) / index`, where an impact price is the
    /// notional over the lots, in part those of the last level, that it trades.
    /// - Source: Hyperliquid documentation, "Funding"; BitMEX documentation, "Impact prices".
    public var premiumPpb: Int64 {
        guard let index, let above = try? relative(.buy, to: index),
            let below = try? relative(.sell, to: index),
            let sum = try? max(.zero, above) + min(.zero, below)
        else { return 0 }
        return max(-PerpetualLimits.priceMax, min(PerpetualLimits.priceMax, sum.ppb))
    }

    /// How far a side's impact price is from a price, as a share of it; zero for a thin side.
    private func relative(_ side: Side, to price: Int64) throws(VenueFormulaError) -> Fraction {
        let target = Int128(terms.funding.impactNotional)
        var rest = target
        var lots: Int128 = 0
        var level = side == .buy ? core.bids.best : core.asks.best
        while level != .none {
            let found = side == .buy ? core.bids[level] : core.asks[level]
            let (own, notional) = (
                Int128(found.price), Int128(found.price) * Int128(found.quantity)
            )
            if notional >= rest {
                // Lots times the last level's price are whole.
                let scaled = Fraction(lots * own + rest, over: UInt128(found.price))
                let average = try Fraction(target, over: 1) / scaled
                return try average / Fraction(Int128(price), over: 1) - .one
            }
            rest -= notional
            lots += Int128(found.quantity)
            level = side == .buy ? core.bids.level(after: level) : core.asks.level(after: level)
        }
        return .zero
    }

    // MARK: - Payment

    private mutating func payFunding() {
        let average = premium.average
        let averagePpb = premium.averagePpb
        premium = PremiumSum()
        fundingRatePpb = ratePpb(average)
        events.append(.fundingRate(ppb: fundingRatePpb, premiumPpb: averagePpb))
        guard fundingRatePpb != 0, let index else { return }
        let price = terms.funding.form == .hourly ? index : core.policy.mark
        var dust: Int128 = 0
        for account in 0..<AccountIndex(accountCount) where core.policy.ledger[account].lots != 0 {
            let lots = core.policy.ledger[account].lots
            let (quotient, rest) =
                (Int128(lots) * Int128(price) * Int128(fundingRatePpb)).quotientAndRemainder(
                    dividingBy: 1_000_000_000)
            // A payment is rounded up and a receipt down.
            let amount = rest > 0 ? quotient + 1 : quotient
            dust += amount
            if isHalted {
                core.policy.ledger[account].fundingOwed += amount
            } else {
                pay(amount, from: account)
            }
        }
        if !isHalted { addDust(dust) }
    }

    /// The rate of one interval: the form's, within its cap and within the whole value.
    private func ratePpb(_ average: Fraction) -> Int64 {
        let billion: UInt128 = 1_000_000_000
        let interest = Fraction(Int128(terms.funding.interestPpb), over: billion)
        let width = Fraction(Int128(terms.funding.clampPpb), over: billion)
        let cap = Fraction(Int128(terms.funding.capPpb ?? 1_000_000_000), over: billion)
        switch terms.funding.form {
        case .eightHour:
            let funding = try? FundingRate.eightHour(
                averagePremium: average, interest: interest, clampWidth: width, cap: cap)
            return funding?.rate.ppb ?? 0
        case .hourly:
            let funding = try? HourlyFunding.hyperliquid(
                averagePremium: average, interest: interest, clampWidth: width, hourlyCap: cap)
            return funding?.ratePerHour.ppb ?? 0
        }
    }

    private mutating func pay(_ amount: Int128, from account: AccountIndex) {
        if amount == 0 { return }
        core.policy.ledger[account].cash -= amount
        core.policy.ledger.books[Int(account)].funding += amount
        events.append(
            .funding(
                account: account, amount: Int64(clamping: amount), ratePpb: fundingRatePpb))
    }

    private mutating func addDust(_ dust: Int128) {
        fundBalance += dust
        totals.fundingDust += dust
    }

    /// Pays what fell due in a stop.
    mutating func payOwedFunding() {
        var dust: Int128 = 0
        for account in 0..<AccountIndex(accountCount) {
            let owed = core.policy.ledger[account].fundingOwed
            core.policy.ledger[account].fundingOwed = 0
            pay(owed, from: account)
            dust += owed
        }
        addDust(dust)
    }
}

extension Fraction {
    /// The whole number next below or equal; nil where it does not fit.
    var wholeDown: Int64? {
        let (quotient, rest) = numerator.magnitude.quotientAndRemainder(dividingBy: denominator)
        guard let whole = UInt64(exactly: quotient), whole < Int64.max else { return nil }
        if !numerator.isNegative { return Int64(whole) }
        return rest.isZero ? -Int64(whole) : -Int64(whole) - 1
    }
}
