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
                house: self, amm: amm, isFarFromIndex: try? spread.get(),
                maintenanceWad: state[slots.maintenanceMarginRatio], pool: amm.pool(in: state),
                premium: try latestPremiumFraction(amm.account, context))
            for trader in traders {
                guard let position = existingPosition(of: trader, in: amm.account, state) else {
                    continue
                }
                guard isOpen, let atSpot = measure.atSpot(position, trader, state) else {
                    visit(measure.settled(position, trader, isOpen: isOpen, state))
                    continue
                }
                if !isExact && measure.isSafe(atSpot) {
                    visit(atSpot)
                    continue
                }
                let better = try context.attempt(account, .view) { () throws(Revert) in
                    try measure.atBetter(position, trader, atSpot, context)
                }
                visit((try? better.get()) ?? atSpot)
            }
        }
    }

    /// An open position of an account.
    private func existingPosition(
        of trader: AccountID, in market: AccountID, _ state: WorldState
    ) -> PerpV1Position? {
        guard let slot = slots.existingPosition(market, trader, in: state),
            !state[slot].isZero
        else { return nil }
        return PerpV1Position(
            size: Int256(bitPattern: state[slot]), margin: state[slot.advanced(by: 1)],
            openNotional: state[slot.advanced(by: 2)],
            lastPremiumFraction: Int256(bitPattern: state[slot.advanced(by: 3)]))
    }
}

/// By what the positions of a market are measured.
private struct PerpV1Measure {
    let house: ClearingHouse
    let amm: Amm
    /// Whether the feed's price guards positions; nil where that cannot be told, which keeps all of
    /// them from liquidation.
    let isFarFromIndex: Bool?
    let maintenanceWad: UInt256
    let pool: ConstantProduct
    /// The market's cumulative premium.
    let premium: Int256

    /// The position at the present reserves; nil where they cannot close it.
    func atSpot(
        _ position: PerpV1Position, _ trader: AccountID, _ state: WorldState
    ) -> PositionStanding? {
        var standing = PositionStanding(position, trader, state)
        standing.maintenanceWad = maintenanceWad
        guard
            let notional = try? pool.quote(
                forBaseWad: position.size.magnitude, position.closingDirection),
            let owed = try? premium.subD(position.lastPremiumFraction).mulD(position.size)
        else { return nil }
        standing.notionalWad = notional
        standing.fundingOwedWad = owed
        let profit = Int256(bitPattern: notional) &- Int256(bitPattern: position.openNotional)
        standing.equityWad =
            standing.marginWad &- owed &+ (position.size.isNegative ? .zero &- profit : profit)
        standing.equityOnCurveWad = standing.equityWad
        guard let ratio = try? standing.equityWad.divD(Int256(bitPattern: notional)) else {
            return nil
        }
        standing.marginRatioWad = ratio
        return standing
    }

    /// The position as `getMarginRatio` measures it, and whether `liquidate` lets it pass.
    func atBetter(
        _ position: PerpV1Position, _ trader: AccountID, _ atSpot: PositionStanding,
        _ context: CallContext
    ) throws(Revert) -> PositionStanding {
        var standing = atSpot
        let better = try house.preferredValuation(amm, trader, .best, context)
        let rest = try house.remainingMargin(
            position, amm.account, change: better.pnl, context)
        standing.notionalWad = better.notional
        standing.equityWad = Int256(bitPattern: rest.margin) &- Int256(bitPattern: rest.badDebt)
        standing.marginRatioWad = try house.ratio(of: rest, better)
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
    /// A higher profit raises the ratio, except that of a long whose margin is more than what it was
    /// opened for, which is above one at any price.
    func isSafe(_ atSpot: PositionStanding) -> Bool {
        maintenanceWad <= .wad
            && atSpot.marginRatioWad >= Int256(bitPattern: maintenanceWad &+ maintenanceWad)
    }

    /// A position of a market that is shut, or one that cannot be measured: at the settlement price,
    /// or at what it was opened for.
    func settled(
        _ position: PerpV1Position, _ trader: AccountID, isOpen: Bool, _ state: WorldState
    ) -> PositionStanding {
        var standing = PositionStanding(position, trader, state)
        standing.maintenanceWad = maintenanceWad
        let price = isOpen ? UInt256.zero : state[amm.slots.settlementPrice]
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
    fileprivate init(_ position: PerpV1Position, _ trader: AccountID, _ state: WorldState) {
        self.init(trader: state.address(of: trader))
        sizeWad = position.size
        openNotionalWad = position.openNotional
        marginWad = Int256(bitPattern: position.margin)
    }
}
