import ContractRuntime
import EthereumPrimitives
import WideIntegers

/// Prices of a market as a call at a block would find them, wad.
public struct PerpV1Prices: Hashable, Sendable {
    /// The curve's price, and its average over the 15 minutes that positions are measured by.
    public var markWad = UInt256.zero, markTwapWad = UInt256.zero
    /// The feed's price; nil where it does not answer or is zero.
    public var indexWad: UInt256?
    /// The second of that price; nil where the feed does not tell.
    public var indexUpdatedSeconds: UInt64?
}

/// Reading markets beside their calls; nothing is stored, and no failure escapes.
///
/// The contracts keep no list of traders, so that whoever reads has to name them.
extension ClearingHouse {
    /// The prices of a market.
    public func prices(
        of amm: Amm, in host: ContractHost, block: BlockEnvironment
    ) -> PerpV1Prices {
        let answer = host.inspect(in: block) { (context) throws(Revert) -> PerpV1Prices in
            var prices = PerpV1Prices()
            prices.markWad = try amm.spotPrice(context)
            let window = UInt256(Amm.twapIntervalSeconds)
            let average = try context.attempt(account, .view) { () throws(Revert) in
                try amm.twap(.reserves, intervalSeconds: window, context)
            }
            prices.markTwapWad = (try? average.get()) ?? prices.markWad
            let index = try context.attempt(account, .view) { () throws(Revert) in
                try amm.underlyingPrice(context)
            }
            if let index = try? index.get(), !index.isZero { prices.indexWad = index }
            let seconds = try context.attempt(account, .view) { () throws(Revert) in
                try amm.underlyingTimestamp(context)
            }
            if let seconds = try? seconds.get() {
                prices.indexUpdatedSeconds = UInt64(exactly: seconds)
            }
            return prices
        }
        return (try? answer.get()) ?? PerpV1Prices()
    }

    /// Base of all longs and of all shorts among some traders, wad.
    /// - Complexity: linear in the traders; one word of each is read.
    public func sides(
        of amm: Amm, among traders: [AccountID], in state: WorldState
    ) -> (longWad: UInt256, shortWad: UInt256) {
        var (long, short) = (UInt256.zero, UInt256.zero)
        for trader in traders {
            guard let slot = slots.existingPosition(amm.account, trader, in: state) else {
                continue
            }
            let size = Int256(bitPattern: state[slot])
            if size.isNegative {
                short = short &+ size.magnitude
            } else {
                long = long &+ size.magnitude
            }
        }
        return (long, short)
    }

    /// A trader's open position, measured as `getMarginRatio` does; nil for none.
    public func standing(
        of trader: AccountID, in amm: Amm, _ host: ContractHost, block: BlockEnvironment
    ) -> PositionStanding? {
        var found: PositionStanding?
        walk(amm, [trader], isExact: true, in: host, block) { found = $0 }
        return found
    }

    /// Visits the open positions of some traders in their order.
    ///
    /// A position whose margin ratio at the spot price is twice the maintenance ratio is far from
    /// liquidation, since the better of spot and average decides; it is measured at spot alone, so that
    /// the average, which walks over snapshots, is computed for the others only.
    /// - Complexity: linear in the traders; in the snapshots of 15 minutes for those in danger.
    public func walk(
        _ amm: Amm, among traders: [AccountID], in host: ContractHost, block: BlockEnvironment,
        _ visit: (PositionStanding) -> Void
    ) {
        walk(amm, traders, isExact: false, in: host, block, visit)
    }

    private func walk(
        _ amm: Amm, _ traders: [AccountID], isExact: Bool, in host: ContractHost,
        _ block: BlockEnvironment, _ visit: (PositionStanding) -> Void
    ) {
        let state = host.state
        let isOpen = amm.isOpen(in: state)
        _ = host.inspect(in: block) { (context) throws(Revert) in
            let spread = try context.attempt(account, .view) { () throws(Revert) in
                try amm.isOverSpreadLimit(context)
            }
            let measure = PerpV1Measure(
                house: self, amm: amm, isFarFromIndex: try? spread.get(), isExact: isExact,
                maintenanceWad: state[slots.maintenanceMarginRatio])
            for trader in traders {
                guard let slot = slots.existingPosition(amm.account, trader, in: state),
                    !state[slot].isZero
                else { continue }
                let position = position(of: trader, in: amm.account, state)
                if isOpen {
                    let standing = try context.attempt(account, .view) { () throws(Revert) in
                        try measure.standing(of: position, trader, context)
                    }
                    if let standing = try? standing.get() {
                        visit(standing)
                        continue
                    }
                }
                visit(measure.settled(position, trader, isOpen: isOpen, context))
            }
        }
    }
}

/// By what the positions of a market are measured.
private struct PerpV1Measure {
    let house: ClearingHouse
    let amm: Amm
    /// Whether the feed's price guards positions; nil where that cannot be told, which keeps all of
    /// them from liquidation.
    let isFarFromIndex: Bool?
    let isExact: Bool
    let maintenanceWad: UInt256

    func standing(
        of position: PerpV1Position, _ trader: AccountID, _ context: CallContext
    ) throws(Revert) -> PositionStanding {
        var standing = PositionStanding(position, trader, context)
        standing.maintenanceWad = maintenanceWad
        let spot = try house.valuation(amm, trader, .spotPrice, context)
        let rest = try house.remainingMargin(
            position, amm.account, change: spot.pnl, context)
        standing.fundingOwedWad = rest.fundingPayment
        standing.equityOnCurveWad = rest.equity
        let ratio = try house.ratio(of: rest, spot)
        standing.take(spot, rest, ratio)
        if !isExact && isSafe(ratio, position, standing) { return standing }
        let better = try house.preferredValuation(amm, trader, .best, context)
        let kept = try house.remainingMargin(
            position, amm.account, change: better.pnl, context)
        standing.take(better, kept, try house.ratio(of: kept, better))
        guard let isFarFromIndex else { return standing }
        let least = Int256(bitPattern: maintenanceWad)
        standing.isLiquidatable = standing.marginRatioWad < least
        if standing.isLiquidatable && isFarFromIndex {
            let byIndex = try house.marginRatio(amm, trader, by: .oracle, context)
            standing.isLiquidatable = byIndex < least
        }
        return standing
    }

    /// Whether the average, which may be better, cannot make the position liquidatable.
    ///
    /// A higher profit raises the ratio of a short always, and that of a long that owes more than its
    /// margin.
    private func isSafe(
        _ ratio: Int256, _ position: PerpV1Position, _ standing: PositionStanding
    ) -> Bool {
        let balance = standing.marginWad &- standing.fundingOwedWad
        let isRising =
            position.size.isNegative || Int256(bitPattern: position.openNotional) > balance
        return isRising && ratio >= Int256(bitPattern: maintenanceWad &+ maintenanceWad)
    }

    /// A position of a market that is shut, or one that cannot be measured: at the settlement price,
    /// or at what it was opened for.
    func settled(
        _ position: PerpV1Position, _ trader: AccountID, isOpen: Bool, _ context: CallContext
    ) -> PositionStanding {
        var standing = PositionStanding(position, trader, context)
        standing.maintenanceWad = maintenanceWad
        let price = isOpen ? UInt256.zero : context.state[amm.slots.settlementPrice]
        let cost = Int256(bitPattern: position.openNotional)
        let worth =
            price.isZero ? position.openNotional : (try? position.size.magnitude.mulD(price))
        standing.notionalWad = worth ?? position.openNotional
        let profit = Int256(bitPattern: standing.notionalWad) &- cost
        standing.equityWad =
            standing.marginWad &+ (position.size.isNegative ? .zero &- profit : profit)
        standing.marginRatioWad =
            (try? standing.equityWad.divD(Int256(bitPattern: standing.notionalWad))) ?? .zero
        standing.equityOnCurveWad = standing.equityWad
        return standing
    }
}

extension PositionStanding {
    fileprivate init(
        _ position: PerpV1Position, _ trader: AccountID, _ context: CallContext
    ) {
        self.init(trader: context.state.address(of: trader))
        sizeWad = position.size
        openNotionalWad = position.openNotional
        marginWad = Int256(bitPattern: position.margin)
    }

    fileprivate mutating func take(
        _ valuation: ClearingHouse.Valuation, _ rest: ClearingHouse.RemainingMargin,
        _ ratio: Int256
    ) {
        notionalWad = valuation.notional
        equityWad = rest.equity
        marginRatioWad = ratio
    }
}

extension ClearingHouse.RemainingMargin {
    /// Margin, or what is missing as a negative number.
    fileprivate var equity: Int256 {
        Int256(bitPattern: margin) &- Int256(bitPattern: badDebt)
    }
}
