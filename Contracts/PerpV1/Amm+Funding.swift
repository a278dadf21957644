import ContractRuntime
import WideIntegers

/// Funding, shutdown and migration of the curve: perp-v1 sections 5.8 and 5.9.
extension Amm {
    private static let hourSeconds: UInt256 = 3_600
    private static let daySeconds: Int256 = 86_400

    /// `settleFunding`: the premium of one period per unit of base, wad; signed.
    func settleFunding(_ context: CallContext) throws(Revert) -> Int256 {
        try context.compute(.ammSettleFunding)
        try requireOpen(context)
        try requireCounterParty(context)
        let now = UInt256(context.block.timestampSeconds)
        let due = try context.load(slots.nextFundingTime)
        try require(now >= due, "settle funding too early")
        try context.compute(.ammSettleFundingDue)

        let indexInterval = try context.load(slots.spotPriceTwapInterval)
        let index = try underlyingTwapPrice(intervalSeconds: indexInterval, context)
        let markInterval = try context.load(slots.spotPriceTwapInterval)
        let mark = try twap(.reserves, intervalSeconds: markInterval, context)
        let period = try context.load(slots.fundingPeriod)
        let premiumFraction = try checked { () throws(FixedPointError) in
            try Int256(fromDecimal: mark).subD(index).mulScalar(period)
                .divScalar(Amm.daySeconds)
        }
        let rate = try checked { () throws(FixedPointError) in try premiumFraction.divD(index) }
        // The event repeats the rate from the stack: the optimiser has removed the read after the write.
        try context.store(rate, to: slots.fundingRate)
        try context.log(
            topics: [PerpV1ABI.fundingRateUpdated], words: [rate.bitPattern, index])

        try scheduleNextFunding(now, context)
        try context.store(UInt256.zero, to: slots.baseDelta)
        return premiumFraction
    }

    /// The next full hour after the period, but no sooner than the buffer from now.
    private func scheduleNextFunding(
        _ now: UInt256, _ context: CallContext
    ) throws(Revert) {
        let buffer = try context.load(slots.fundingBufferPeriod)
        let period = try context.load(slots.fundingPeriod)
        let due = try context.load(slots.nextFundingTime)
        let (soonest, onHour) = try checked { () throws(FixedPointError) in
            (
                try now.addD(buffer),
                try due.addD(period).divScalar(Amm.hourSeconds).mulScalar(Amm.hourSeconds)
            )
        }
        try context.store(max(onHour, soonest), to: slots.nextFundingTime)
    }

    // MARK: - Opening and shutting down

    /// `setOpen`: opening schedules the first funding.
    func setOpen(_ isOpen: Bool, _ context: CallContext) throws(Revert) {
        try context.compute(.ammSetOpen)
        let word = try context.load(slots.priceFeedAndOpen)
        if !(word & AmmSlots.openBit).isZero == isOpen { return }
        try storeOpen(isOpen, context)
        guard isOpen else { return }
        try context.compute(.ammOpened)
        let period = try context.load(slots.fundingPeriod)
        let now = UInt256(context.block.timestampSeconds)
        try context.store(
            try checked { () throws(FixedPointError) in
                try now.addD(period).divScalar(Amm.hourSeconds).mulScalar(Amm.hourSeconds)
            }, to: slots.nextFundingTime)
    }

    private func storeOpen(_ isOpen: Bool, _ context: CallContext) throws(Revert) {
        let word = try context.load(slots.priceFeedAndOpen)
        try context.store(
            word & AmmSlots.addressMask | (isOpen ? AmmSlots.openBit : .zero),
            to: slots.priceFeedAndOpen)
    }

    /// `shutdown`: closes the market at the average price at which traders hold their positions.
    func shutdown(_ context: CallContext) throws(Revert) {
        try context.compute(.ammShutdownEntry)
        let caller = context.state.address(of: context.caller).number
        let owner = context.state.address(of: try ownable.owner(in: context)).number
        if caller != owner {
            let shutter = try context.load(slots.globalShutdown)
            try require(caller == shutter, "not owner nor globalShutdown")
        }
        try context.compute(.ammShutdown)
        _ = try context.load(slots.liquiditySnapshotCount)
        _ = try context.load(slots.liquiditySnapshotCount)
        let first = slots.liquiditySnapshot
        _ = try context.load(first)
        let initialQuote = try context.load(first.advanced(by: 1))
        let initialBase = try context.load(first.advanced(by: 2))
        let sizeThen = try context.loadSigned(first.advanced(by: 3))
        let quote = try context.load(slots.quoteReserve)
        let notional = try checked { () throws(FixedPointError) in
            let invariant = try initialBase.mulD(initialQuote)
            let base = try sizeThen.addD(initialBase)
            return try Int256(fromDecimal: invariant).divD(base).subD(quote)
        }
        let size = try context.loadSigned(slots.totalPositionSize)
        if size.magnitude > Amm.shutdownDust {
            try context.compute(.ammShutdownPrice)
            _ = try context.load(slots.totalPositionSize)
            try context.store(
                try checked { () throws(FixedPointError) in
                    try notional.magnitude.divD(size.magnitude)
                }, to: slots.settlementPrice)
        }
        try storeOpen(false, context)
        try context.log(
            topics: [PerpV1ABI.shutdown], words: [try context.load(slots.settlementPrice)])
    }

    /// `calcBaseAssetAfterLiquidityMigration`: a position of the old curve's notional on this one.
    func baseAfterMigration(
        _ size: Int256, from old: ConstantProduct, _ context: CallContext
    ) throws(Revert) -> Int256 {
        if size.isZero { return size }
        let isLong = !size.isNegative
        let notional = try quote(
            forBase: size.magnitude, isLong ? .add : .remove, on: old, context)
        let base = try inputPrice(isLong ? .remove : .add, notional, context)
        return try checked { () throws(FixedPointError) in
            try Int256(fromDecimal: base).mulScalar(isLong ? Int256.one : -1)
        }
    }
}
