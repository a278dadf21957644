import SimulationKernel
import VenueFormulas

/// A book of makers who quote a power-law ladder around the index as they saw it some blocks ago.
///
/// What is taken from a level comes back by and by; whoever sees the index sooner takes the levels that
/// are wrong by more than the fee. Sizes shrink and the spread grows as volatility and inventory rise.
/// - Source: placement after Bouchaud, Mezard and Potters, 2002; recovery after Obizhaeva and Wang, 2013.
struct QuotedBook: LabVenue {
    /// What does not change in a window.
    struct Rules: Hashable, Sendable {
        var halfSpread: Int64
        /// Distance of each level from the first, and its base.
        var offsets: [Int64]
        var targets: [Int64]
        /// The grid of prices.
        var tick: Int64
        var lag: Int
        /// Part of what was taken that is still away after a block, in 2^-32.
        var keptPerBlock: Int64
        var inventoryMax: Int64
        var skew: Int64
        var volatilityFactor: Double, inventoryFactor: Double
        var leastShare: Double
        var takerFee: Int64, makerFee: Int64
        var band: Int64
        var gasQuote: Int64
    }

    let rules: Rules
    private(set) var ledger = LabLedger()
    /// The price around which makers quote, and the first level's distance from it.
    private var centre = LabUnits.price
    private var firstDistance: Int64
    /// The part of all sizes that is quoted, 2^-20.
    private var share: Int64 = 1 << 20
    private var takenAsks: [Int64], takenBids: [Int64]
    private var isTouched = false
    /// The side that makers do not serve, their inventory being at its limit.
    private var pulled: TakerSide?
    private var index = LabUnits.price

    var gasQuote: Int64 { rules.gasQuote }

    /// A full book around a price of one.
    init(_ rules: Rules) {
        self.rules = rules
        firstDistance = rules.halfSpread
        takenAsks = [Int64](repeating: 0, count: rules.targets.count)
        takenBids = takenAsks
    }

    // MARK: - Levels

    /// The price of a level, on the grid, away from the centre.
    @inline(__always)
    func price(_ side: TakerSide, _ level: Int) -> Int64 {
        let distance = firstDistance + rules.offsets[level]
        let tick = rules.tick
        if side == .buy {
            let raw = LabUnits.price(centre, movedBy: distance)
            return (raw + tick - 1) / tick * tick
        }
        return max(
            LabUnits.price(centre, movedBy: -min(distance, LabUnits.whole)) / tick * tick, tick)
    }

    /// Base that stands at a level.
    @inline(__always)
    func available(_ side: TakerSide, _ level: Int) -> Int64 {
        if pulled == side { return 0 }
        let target = Int64((Int128(rules.targets[level]) * Int128(share)) >> 20)
        return max(target - (side == .buy ? takenAsks[level] : takenBids[level]), 0)
    }

    /// The best price that a taker of a side meets; nil for an empty side.
    func best(_ side: TakerSide) -> Int64? {
        for level in rules.targets.indices where available(side, level) > 0 {
            return price(side, level)
        }
        return nil
    }

    var mid: Int64 {
        guard let ask = best(.buy), let bid = best(.sell) else { return centre }
        return (ask + bid) / 2
    }

    // MARK: - Trading

    mutating func take(_ order: LabOrder, limits: Bool) -> LabFill {
        let fill = sweep(order, limits: limits)
        if fill.base > 0 { ledger.book(fill, order.side, \.traders, makerFee: rules.makerFee) }
        return fill
    }

    /// Walks the levels until the quote is spent or received, or a limit is met.
    private mutating func sweep(
        _ order: LabOrder, limits: Bool, everything: Bool = false
    ) -> LabFill {
        let side = order.side
        var worst = order.limit
        if limits, rules.band > 0 {
            let edge = LabUnits.price(index, movedBy: side == .buy ? rules.band : -rules.band)
            worst = worst.map { side == .buy ? min($0, edge) : max($0, edge) } ?? edge
        }
        var walk = LevelWalk(order, worst: worst, mid: mid, everything: everything)
        for level in rules.targets.indices {
            let standing = available(side, level)
            if standing == 0 { continue }
            let price = price(side, level)
            if walk.ends(at: price) { break }
            mark(side, level, walk.take(standing, at: price))
        }
        return walk.finish(fee: rules.takerFee)
    }

    private mutating func mark(_ side: TakerSide, _ level: Int, _ base: Int64) {
        isTouched = true
        if side == .buy { takenAsks[level] += base } else { takenBids[level] += base }
    }

    // MARK: - Blocks

    mutating func open(_ block: Int, _ window: MarketWindow) {
        index = window.index(block)
        quote(around: window.index(block - rules.lag), window.volatilityRatios[block])
        pickOff(index)
    }

    /// Makers set their quotes by what they know.
    private mutating func quote(around seen: Int64, _ volatilityRatio: Int64) {
        let inventory = LabUnits.value(ofBase: ledger.liquidity.base, at: seen)
        var load = 0.0
        if rules.inventoryMax > 0 {
            load = min(max(Double(inventory) / Double(rules.inventoryMax), -1), 1)
        }
        pulled = abs(load) < 1 ? nil : load > 0 ? .sell : .buy
        centre = LabUnits.price(seen, movedBy: -Int64((Double(rules.skew) * load).rounded()))
        let above = max(Double(volatilityRatio) / 1e6 - 1, 0)
        let exponent = rules.volatilityFactor * above + rules.inventoryFactor * abs(load)
        let m = max(exponent == 0 ? 1 : ExactMath.exp(-exponent), rules.leastShare)
        share = Int64((m * Double(1 << 20)).rounded())
        firstDistance = Int64((Double(rules.halfSpread) / m.squareRoot()).rounded())
    }

    /// Those who see the index now take every level that is wrong by more than the fee.
    private mutating func pickOff(_ index: Int64) {
        for side in [TakerSide.buy, .sell] {
            let fee = side == .buy ? rules.takerFee : -rules.takerFee
            // Where price * (1 + fee) is the index.
            let limit = Int64(
                Int128(index) * Int128(LabUnits.whole) / Int128(LabUnits.whole + fee))
            let isWrong = side == .buy ? price(side, 0) < limit : price(side, 0) > limit
            guard isWrong else { continue }
            let order = LabOrder(
                side: side, quote: .max, limit: side == .buy ? limit - 1 : limit + 1)
            let fill = sweep(order, limits: true, everything: true)
            if fill.base > 0 { ledger.book(fill, side, \.arbitrageurs, makerFee: rules.makerFee) }
        }
    }

    mutating func close(_ block: Int, _ window: MarketWindow) {
        guard isTouched else { return }
        isTouched = false
        for level in takenAsks.indices {
            takenAsks[level] = kept(takenAsks[level])
            takenBids[level] = kept(takenBids[level])
            if takenAsks[level] | takenBids[level] != 0 { isTouched = true }
        }
    }

    @inline(__always)
    private func kept(_ taken: Int64) -> Int64 {
        taken == 0 ? 0 : Int64((Int128(taken) * Int128(rules.keptPerBlock)) >> 32)
    }

    // MARK: - Depth

    func depth(_ side: TakerSide, within microBps: Int64) -> Int64 {
        let edge = LabUnits.price(mid, movedBy: side == .buy ? microBps : -microBps)
        return standing(side, upTo: edge)
    }

    func fillable(_ side: TakerSide, limits: Bool) -> Int64? {
        guard limits, rules.band > 0 else { return standing(side, upTo: side == .buy ? .max : 0) }
        return standing(
            side, upTo: LabUnits.price(index, movedBy: side == .buy ? rules.band : -rules.band))
    }

    private func standing(_ side: TakerSide, upTo edge: Int64) -> Int64 {
        var sum: Int64 = 0
        for level in rules.targets.indices {
            let price = price(side, level)
            if side == .buy ? price > edge : price < edge { break }
            sum += LabUnits.value(ofBase: available(side, level), at: price)
        }
        return sum
    }
}
