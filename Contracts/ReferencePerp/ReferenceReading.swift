import ContractRuntime
import EthereumPrimitives
import WideIntegers

/// Prices of a market as a call at a block would find them.
public struct ReferencePrices: Hashable, Sendable {
    /// The curve's price, and its average over the margin's window, wad.
    public var markWad = UInt256.zero, markTwapWad = UInt256.zero
    /// The oracle that the market goes by, wad: the feed's price, or what stands for a bad one; nil
    /// where calls halt.
    public var oracleWad: UInt256?
    /// The second of the feed's price; nil where it does not tell.
    public var oracleUpdatedSeconds: UInt64?
}

/// The accounts with an open position by address, kept from one walk to the next while they stay the
/// same.
///
/// Sorting a thousand positions costs as much as measuring them.
public final class OpenTraders {
    /// Addresses by place in the market's list.
    private var listed: [UInt256] = []
    fileprivate private(set) var byAddress: [Address] = []

    /// None yet.
    public init() {}

    fileprivate func update(_ market: ReferenceMarket, _ state: WorldState) {
        let count = state[market.slots[.openCount]].w0
        var isSame = count == UInt64(listed.count)
        if !isSame { listed = [UInt256](repeating: .zero, count: Int(count)) }
        for place in 0..<Int(count) {
            let slot = state.existingRecord(
                in: market.slots.openTraders, number: UInt64(place))
            let word = slot.map { state[$0] } ?? .zero
            if listed[place] != word {
                listed[place] = word
                isSame = false
            }
        }
        if !isSame { byAddress = listed.sorted().map(Address.init(truncating:)) }
    }
}

/// Reading a market beside its calls, cheaply; nothing is stored, and no failure escapes.
///
/// Where the feed does not answer, positions are measured by the last good price and none can be
/// liquidated. After a shutdown the settlement price measures.
extension ReferenceHouse {
    /// The prices of a market.
    public func prices(
        of market: ReferenceMarket, in host: ContractHost, block: BlockEnvironment
    ) -> ReferencePrices {
        let prices = read(market, in: host, block) { (call) throws(Revert) in
            try call.readPrices()
        }
        return prices ?? ReferencePrices()
    }

    /// A trader's open position; nil for none.
    public func standing(
        of trader: Address, in market: ReferenceMarket, _ host: ContractHost,
        block: BlockEnvironment
    ) -> PositionStanding? {
        let found = read(market, in: host, block) { (call) throws(Revert) -> PositionStanding? in
            try call.measure().standing(of: trader, call)
        }
        return found ?? nil
    }

    /// Visits all open positions by address.
    /// - Complexity: linear in the open positions.
    public func walk(
        _ market: ReferenceMarket, _ traders: OpenTraders, in host: ContractHost,
        block: BlockEnvironment, _ visit: (PositionStanding) -> Void
    ) {
        traders.update(market, host.state)
        _ = read(market, in: host, block) { (call) throws(Revert) in
            let measure = try call.measure()
            for trader in traders.byAddress {
                if let standing = measure.standing(of: trader, call) { visit(standing) }
            }
        }
    }

    private func read<Value>(
        _ market: ReferenceMarket, in host: ContractHost, _ block: BlockEnvironment,
        _ body: (MarketCall) throws(Revert) -> Value
    ) -> Value? {
        for asksFeed in [true, false] {
            let answer = host.inspect(in: block) { (context) throws(Revert) -> Value in
                let call = try MarketCall(market, context, isView: true)
                if asksFeed {
                    try call.touch(isGated: false)
                } else {
                    try call.touchWithoutFeed()
                }
                return try body(call)
            }
            if case .success(let value) = answer { return value }
        }
        return nil
    }
}

/// By what the positions of a market are measured, found once for all of them.
private struct MarketMeasure {
    let prices: (long: Int256, short: Int256)
    let basis: PnlBasis
    let mark: Int256
    /// Whether liquidations are let at all.
    let isLive: Bool

    func standing(of trader: Address, _ call: MarketCall) -> PositionStanding? {
        let state = call.context.state
        guard let account = state.knownAccount(trader),
            let slot = state.existingRecord(in: call.market.slots.positions, account)
        else { return nil }
        let position = ReferencePosition(words: InlineArray { state[slot.advanced(by: $0)] })
        if position.size.isZero { return nil }
        var standing = PositionStanding(trader: trader)
        standing.sizeWad = position.size
        standing.openNotionalWad = position.openNotional.bitPattern
        standing.marginWad = position.margin &- position.socialisedOwed
        do throws(Revert) {
            let price = position.isLong ? prices.long : prices.short
            standing.take(try call.value(of: position, at: price, basis: basis), call)
            standing.isLiquidatable =
                isLive
                && standing.marginRatioWad < Int256(bitPattern: standing.maintenanceWad)
        } catch {
            // A position that cannot be measured cannot be liquidated either.
            let valuation = try? call.value(of: position, at: mark, basis: .price)
            standing.take(valuation ?? PositionValuation(), call)
        }
        standing.equityOnCurveWad = equityOnCurve(position, standing, call)
        return standing
    }

    private func equityOnCurve(
        _ position: ReferencePosition, _ standing: PositionStanding, _ call: MarketCall
    ) -> Int256 {
        let balance = standing.marginWad &- standing.fundingOwedWad
        let equity = try? balance.plus(
            try call.profit(of: position, worth: try call.closingMoney(of: position)))
        if let equity { return equity }
        return (try? call.value(of: position, at: mark, basis: .price).equity) ?? balance
    }
}

extension PositionStanding {
    fileprivate mutating func take(_ valuation: PositionValuation, _ call: MarketCall) {
        fundingOwedWad = valuation.owed
        notionalWad = valuation.notional.bitPattern
        equityWad = valuation.equity
        marginRatioWad = valuation.ratio
        maintenanceWad = call.tier(of: valuation.notional).maintenance.bitPattern
    }
}

extension MarketCall {
    /// A touch for a reader where the feed does not answer: as if it halted the market.
    fileprivate func touchWithoutFeed() throws(Revert) {
        if blockNumber > clock.block { try beginBlock() }
        prices.status = .invalid
        prices.isHalted = true
        prices.oracle = try load(.lastGood)
    }

    fileprivate func measure() throws(Revert) -> MarketMeasure {
        let mark = try curve.mark()
        guard try isOpen else {
            let price = try load(.settlementPrice)
            return MarketMeasure(
                prices: (price, price), basis: .price, mark: price, isLive: false)
        }
        return MarketMeasure(
            prices: try sidePrices(), basis: parameters.pnlBasis, mark: mark,
            isLive: !prices.isHalted)
    }

    fileprivate func readPrices() throws(Revert) -> ReferencePrices {
        var found = ReferencePrices()
        found.markWad = try curve.mark().bitPattern
        found.markTwapWad = try price(.markTwap).bitPattern
        if !prices.isHalted { found.oracleWad = try oracle().bitPattern }
        let (feed, key) = (market.feed, parameters.feedKey)
        let answer = try context.attempt(house.account, .view) { () throws(Revert) in
            try context.latestTimestamp(at: feed, key: key)
        }
        if case .success(let seconds) = answer {
            found.oracleUpdatedSeconds = UInt64(exactly: seconds)
        }
        return found
    }
}
