import ContractRuntime
import WideIntegers

/// Funding: section 6.
extension MarketCall {
    /// `payFunding`: an interval's funding, or under `continuous` a touch; then the curve's own change.
    func payFunding() throws(Revert) {
        try requireOpen()
        try touch()
        if parameters.funding.settlement == .perInterval { try payInterval() }
        try changeAutomatically()
    }

    private func payInterval() throws(Revert) {
        let slot = market.slots[.fundingTimes]
        var times = try context.load(slot)
        try require(now >= times.w0, "settle funding too early")
        try settleFunding(elapsed: nil)
        let interval = parameters.funding.intervalSeconds
        let next = times.w0.saturatingSum(interval)
        times.w0 = next > now ? next : now.saturatingSum(interval)
        times.w1 = now
        try context.store(times, to: slot)
        let reward = min(
            Int256(bitPattern: parameters.funding.rewardWad), try load(.feePool))
        if reward.isZero { return }
        try addToFeePool(reward.negated)
        try house.send(reward, to: context.caller, context)
    }

    /// Continuous funding for the time since the last touch.
    func accrueFunding() throws(Revert) {
        let slot = market.slots[.fundingTimes]
        var times = try context.load(slot)
        guard now > times.w1 else { return }
        try settleFunding(elapsed: now - times.w1)
        if isView { return }
        times.w1 = now
        try context.store(times, to: slot)
    }

    /// - Parameter elapsed: seconds to accrue; nil for a whole interval.
    private func settleFunding(elapsed: UInt64?) throws(Revert) {
        let rate = try fundingRate(elapsed: elapsed)
        let reference = try price(parameters.funding.reference, isFunding: true)
        let (up, full) = try perBase(rate, reference, elapsed)
        var down = full
        let longs = try load(.longSize)
        let shorts = try load(.shortSize)
        let (payers, receivers) = rate.isNegative ? (shorts, longs) : (longs, shorts)
        if parameters.funding.payer == .receiverCapped && payers < receivers {
            down = try down.mulDiv(payers, receivers, .down)
            if !rate.isZero { try count(.receiverCapped) }
        }
        try addFunding(
            long: rate.isNegative ? down.negated : up,
            short: rate.isNegative ? up : down.negated)
        if isView { return }
        try store(rate, .fundingRate)
        if parameters.funding.payer == .protocolFund {
            let paid = try payers.times(up).minus(try receivers.times(down))
            try settleWithFund(try paid.over(.wad, .down))
        }
        try asMarket { () throws(Revert) in
            try context.log(
                topics: [ReferencePerpABI.fundingRateUpdated],
                words: [rate.bitPattern, reference.bitPattern])
        }
    }

    private func addFunding(long: Int256, short: Int256) throws(Revert) {
        let sums = (
            long: try load(.fundingLong).plus(long), short: try load(.fundingShort).plus(short)
        )
        if isView {
            prices.viewFunding = sums
            return
        }
        try store(sums.long, .fundingLong)
        try store(sums.short, .fundingShort)
    }

    /// What payers owe and receivers get per unit of base, rounded up and down.
    private func perBase(
        _ rate: Int256, _ reference: Int256, _ elapsed: UInt64?
    ) throws(Revert) -> (up: Int256, down: Int256) {
        var amount = try rate.absolute.times(reference)
        var divisor = Int256.wad
        if let elapsed {
            amount = try amount.times(Int256(count: elapsed))
            divisor = try divisor.times(Int256(count: parameters.funding.intervalSeconds))
        }
        return (try amount.over(divisor, .up), try amount.over(divisor, .down))
    }

    /// The fund takes what payers owe beyond receivers, and gives what they are short of.
    private func settleWithFund(_ surplus: Int256) throws(Revert) {
        if surplus > .zero {
            try add(surplus.negated, to: .imbalanceAccount)
            try pay(surplus, to: .fund(market.fund))
        } else if surplus.isNegative {
            let missing = surplus.negated
            let fund = try house.signed(house.fundSlot(market.fund, context), context)
            let given = min(missing, fund)
            if given < missing { try count(.fundEmpty) }
            try house.addToFund(given.negated, market.fund, context)
            try add(given, to: .imbalanceAccount)
        }
    }

    // MARK: - Rate

    private func fundingRate(elapsed: UInt64?) throws(Revert) -> Int256 {
        let rules = parameters.funding
        let first = try price(rules.premiumOf, isFunding: true)
        let second = try price(rules.premiumOver, isFunding: true)
        let premium = try first.minus(second).mulDiv(.wad, second, .towardZero)
            .over(Int256(unsigned: rules.dampening), .towardZero)
        var rate: Int256
        switch rules.form {
        case .plain: rate = try premium.plus(rules.interestWad)
        case .clamped(let width):
            let difference = try rules.interestWad.minus(premium)
            let clamped = difference.clamped(to: Int256(bitPattern: width))
            if clamped != difference { try count(.fundingClamp) }
            rate = try premium.plus(clamped)
        }
        if !rules.capWad.isZero {
            let capped = rate.clamped(to: Int256(bitPattern: rules.capWad))
            if capped != rate { try count(.fundingCap) }
            rate = capped
        }
        if !rules.stepWad.isZero {
            let last = try load(.fundingRate)
            let change = try rate.minus(last)
            let stepped = change.clamped(to: try step(elapsed))
            if stepped != change { try count(.fundingStep) }
            rate = try last.plus(stepped)
        }
        return rate
    }

    private func step(_ elapsed: UInt64?) throws(Revert) -> Int256 {
        let step = Int256(bitPattern: parameters.funding.stepWad)
        guard let elapsed else { return step }
        let interval = parameters.funding.intervalSeconds
        return try step.mulDiv(
            Int256(count: min(elapsed, interval)), Int256(count: interval), .down)
    }
}

extension Int256 {
    /// The nearest number of at most this magnitude.
    fileprivate func clamped(to limit: Int256) -> Int256 {
        self > limit ? limit : self < limit.negated ? limit.negated : self
    }
}
