import OrderBook
import SimulationKernel
import VenueFormulas

/// A book that takers empty from the inside and makers fill again.
///
/// The book is a target ladder of which the first lots of a side are missing, moved as a whole by what
/// of the trades is permanent, widened, and thinned out. What is missing decays at the rate of the
/// depth, what the spread is too wide at the rate of the spread, each from a reaction delay after its
/// cause on; in between nothing comes back. A trade moves the best price of its side just as far as it
/// has walked: its permanent part moves both sides, the rest is missing depth. For a book of even
/// density this is the model of Obizhaeva and Wang.
///
/// The state is in `Double`. `levels(_:)` is where it becomes integers: asks are rounded up and bids
/// down, and no level ever holds more than its target. As the permanent part of no size is above what
/// walking through the target costs, which is checked, no round trip at any pace has a negative cost:
/// each trade of `x` costs at least the rise of `lambda X^2 / 2`, with `X` all that was bought so far.
/// - Source: Obizhaeva and Wang, "Optimal trading strategy and supply/demand dynamics", 2013; decay of
///   the missing volume for other shapes: Alfonsi, Fruth and Schied, "Optimal execution strategies in
///   limit order books with general shape functions", 2010; the rule about round trips: Gatheral,
///   "No-dynamic-arbitrage and market impact", 2010.
public struct ReplenishingBook: Sendable {
    /// How makers react.
    public struct Rules: Hashable, Sendable {
        /// `rho_d`: the share of missing depth that comes back, per second.
        public var depthPerSecond: Double
        /// `rho_s`: the share of its distance to the target that the spread loses, per second.
        public var spreadPerSecond: Double
        /// From a trade, or a change of target, to the first reaction to it.
        public var delayMicros: UInt64
        /// `lambda`: how far a lot moves both sides for good, ticks.
        public var permanentTicksPerLot: Double
        /// How far a lot moves both sides apart, each from the middle, ticks.
        public var wideningTicksPerLot: Double

        /// Rules; by default trades leave nothing behind that makers do not bring back.
        public init(
            depthPerSecond: Double, spreadPerSecond: Double, delayMicros: UInt64,
            permanentTicksPerLot: Double = 0, wideningTicksPerLot: Double = 0
        ) {
            self.depthPerSecond = depthPerSecond
            self.spreadPerSecond = spreadPerSecond
            self.delayMicros = delayMicros
            self.permanentTicksPerLot = permanentTicksPerLot
            self.wideningTicksPerLot = wideningTicksPerLot
        }
    }

    /// What a taker got.
    public struct Fill: Hashable, Sendable {
        /// Lots that were traded, and that were not there.
        public var quantity: Int64 = 0, unfilled: Int64 = 0
        /// Quote paid or received, ticks times lots.
        public var quoteTicks: Int128 = 0
        /// The price of the last lot; nil without one.
        public var worstPrice: Int64?
    }

    /// The ladder to which the book returns, before what is permanent.
    public let target: PowerLawLadder
    /// How makers react.
    public let rules: Rules
    /// The moment that the state is of.
    public private(set) var now: SimulatedTime
    /// Lots bought less lots sold so far.
    public private(set) var netBought: Int64 = 0
    let law: PowerLawBook
    private let sums: [[Int64]]
    private var missing: [Relaxing]
    private var widening: Relaxing
    private var share: Relaxing
    private var pending: [Pending] = []

    private struct Pending: Sendable {
        enum Content: Sendable {
            case missing(Side, lots: Double)
            case wider(ticks: Double)
            case target(share: Double, widerTicks: Double)
        }
        let due: SimulatedTime
        let content: Content
    }

    /// A whole book at a moment.
    /// - Parameters:
    ///   - law: The depth, in lots, as in `PowerLawLadder`.
    ///   - blockMicros: The time of a block, which no reaction is faster than.
    /// - Throws: where a parameter is out of its range, or the permanent part of some size is above
    ///   what that size costs by walking.
    public init(
        _ law: PowerLawBook, midHalfTicks: Int64, spreadTicks: Int64, levels: Int64,
        stepTicks: Int64 = 1, rules: Rules, blockMicros: UInt64, at now: SimulatedTime
    ) throws(LiquidityModelError) {
        try LiquidityModelError.require("depthPerSecond", rules.depthPerSecond, in: 0...1e6)
        try LiquidityModelError.require("spreadPerSecond", rules.spreadPerSecond, in: 0...1e6)
        try LiquidityModelError.require("delayMicros", rules.delayMicros, in: blockMicros...1 << 48)
        try LiquidityModelError.require(
            "permanentTicksPerLot", rules.permanentTicksPerLot, in: 0...1e9)
        try LiquidityModelError.require(
            "wideningTicksPerLot", rules.wideningTicksPerLot, in: 0...1e9)
        let ladder = try PowerLawLadder(
            law, midHalfTicks: midHalfTicks, spreadTicks: spreadTicks, levels: levels,
            stepTicks: stepTicks)
        target = ladder
        self.law = law
        self.rules = rules
        self.now = now
        sums = Side.allCases.map { Self.runningSums(ladder, $0) }
        missing = Side.allCases.map { _ in Relaxing(0, perSecond: rules.depthPerSecond) }
        widening = Relaxing(0, perSecond: rules.spreadPerSecond)
        share = Relaxing(1, perSecond: rules.depthPerSecond)
        for side in Side.allCases { try checkPermanent(side) }
    }

    // MARK: - Time

    /// Lets makers react until a moment.
    /// - Precondition: it is not before `now`.
    public mutating func advance(to moment: SimulatedTime) {
        precondition(moment >= now, "\(moment.micros) us is before \(now.micros) us")
        var taken = 0
        while taken < pending.count, pending[taken].due <= moment {
            relax(to: pending[taken].due)
            switch pending[taken].content {
            case .missing(let side, let lots): missing[Int(side.rawValue)].value += lots
            case .wider(let ticks): widening.value += ticks
            case .target(let newShare, let ticks):
                share.target = newShare
                widening.target = ticks
            }
            taken += 1
        }
        pending.removeFirst(taken)
        relax(to: moment)
    }

    private mutating func relax(to moment: SimulatedTime) {
        let seconds = Double(moment.micros(since: now)) / 1e6
        for side in missing.indices { missing[side].pass(seconds) }
        widening.pass(seconds)
        share.pass(seconds)
        now = moment
    }

    /// Tells makers what part of the target's size to show and how many ticks to stand farther out on
    /// each side; they go there at their rates, after their delay.
    /// - Throws: for a share outside of 0 to 1 or ticks outside of 0 to 1e9.
    public mutating func setTarget(
        share: Double, widerTicks: Double
    ) throws(LiquidityModelError) {
        try LiquidityModelError.require("share", share, in: 0...1)
        try LiquidityModelError.require("widerTicks", widerTicks, in: 0...1e9)
        pending.append(
            Pending(
                due: now + rules.delayMicros,
                content: .target(share: share, widerTicks: widerTicks)))
    }

    /// Tells makers to withdraw to a share of their size, with the spread that belongs to it.
    /// - Parameter share: `m` of `StressWithdrawal`, from 1e-6 to 1.
    public mutating func withdraw(to share: Double) throws(LiquidityModelError) {
        try LiquidityModelError.require("share", share, in: 1e-6...1)
        let wider = StressWithdrawal.halfSpreadMultiplier(share: share) - 1
        try setTarget(share: share, widerTicks: halfSpreadTicks * wider)
    }

    /// Half of the target's spread, ticks.
    private var halfSpreadTicks: Double {
        guard let bid = target.bids.first, let ask = target.asks.first else { return 0 }
        return Double(ask.price - bid.price) / 2
    }

    // MARK: - The book

    /// Lots of the target that are missing from a side, counted from inside.
    public func missingLots(_ side: Side) -> Double {
        pending.reduce(missing[Int(side.rawValue)].value) { sum, entry in
            guard case .missing(side, let lots) = entry.content else { return sum }
            return sum + lots
        }
    }

    /// How far each side stands farther out than its target, ticks.
    public var widerTicks: Double {
        pending.reduce(widening.value) { sum, entry in
            guard case .wider(let ticks) = entry.content else { return sum }
            return sum + ticks
        }
    }

    /// The part of its target's size that each level shows.
    public var shownShare: Double { share.value }

    /// How far trades have moved both sides for good, ticks; below zero for down.
    public var permanentTicks: Double { rules.permanentTicksPerLot * Double(netBought) }

    /// How far the best price of a side is from the target's middle by the law, ticks, before levels
    /// and rounding: what is missing, what is permanent and what is wider.
    public func displacementTicks(_ side: Side) -> Double {
        let sign = side == .sell ? 1.0 : -1.0
        return offsetTicks(missingLots(side)) + widerTicks + sign * permanentTicks
    }

    /// The levels of orders that rest on a side, best first.
    public func levels(_ side: Side) -> [LiquidityLevel] {
        var levels: [LiquidityLevel] = []
        walk(side) { level in
            levels.append(level)
            return true
        }
        return levels
    }

    /// The best level of a side; nil where it is empty.
    public func best(_ side: Side) -> LiquidityLevel? {
        var best: LiquidityLevel?
        walk(side) { level in
            best = level
            return false
        }
        return best
    }

    /// Shows the levels of a side, best first, until the body wants no more.
    private func walk(_ side: Side, _ body: (LiquidityLevel) -> Bool) {
        let (gone, shown) = (missingLots(side), share.value)
        let outward = widerTicks
        let sums = sums[Int(side.rawValue)]
        var before: Int64 = 0
        for (level, sum) in zip(target.levels(side), sums) {
            let left = max(Double(sum) - gone, 0) * shown
            let rest = min(Int64(left.rounded(.toNearestOrEven)), sum)
            if rest <= before { continue }
            let price = Double(level.price) + permanentTicks
            let rounded =
                side == .sell ? (price + outward).rounded(.up) : (price - outward).rounded(.down)
            if rounded < 1 || rounded > Double(BookLimits.priceMax) { break }
            let ticks = Int64(rounded)
            if !body(LiquidityLevel(price: ticks, quantity: rest - before)) { return }
            before = rest
        }
    }

    /// The book as it is now, in units of quote and base.
    public func ladder(tick: Fraction, lot: Fraction) throws(VenueFormulaError) -> BookLadder {
        try BookLadder(bids: levels(.buy), asks: levels(.sell), tick: tick, lot: lot)
    }

    // MARK: - Trades

    /// Takes lots at once, as far as there are some.
    /// - Parameter side: Which way the taker trades.
    public mutating func take(_ side: Side, lots: Int64) -> Fill {
        var fill = Fill()
        var left = max(lots, 0)
        walk(side.opposite) { level in
            let quantity = min(level.quantity, left)
            left -= quantity
            fill.quantity += quantity
            fill.quoteTicks += Int128(level.price) * Int128(quantity)
            if quantity > 0 { fill.worstPrice = level.price }
            return left > 0
        }
        fill.unfilled = left
        if fill.quantity > 0 { leaveTrace(of: Double(fill.quantity), side, fill.quantity) }
        return fill
    }

    private mutating func leaveTrace(of lots: Double, _ side: Side, _ quantity: Int64) {
        let gone = missingLots(side.opposite)
        // Behind the trade stands the level it has reached, whichever way the move is booked.
        let reached = offsetTicks(gone + lots / share.value)
        let stays = rules.permanentTicksPerLot * lots
        let more = max(depthLots(withinTicks: reached - stays) - gone, 0)
        let due = now + rules.delayMicros
        netBought += side == .buy ? quantity : -quantity
        pending.append(Pending(due: due, content: .missing(side.opposite, lots: more)))
        if rules.wideningTicksPerLot > 0 {
            pending.append(
                Pending(due: due, content: .wider(ticks: rules.wideningTicksPerLot * lots)))
        }
    }
}

// MARK: - The law in ticks

extension ReplenishingBook {
    /// How far from the middle the target has so many lots, ticks.
    func offsetTicks(_ lots: Double) -> Double {
        law.marginalBps(of: lots) * Double(target.midHalfTicks) / 20_000
    }

    /// What the target has within a distance of its middle, lots.
    func depthLots(withinTicks ticks: Double) -> Double {
        law.depthLots(within: ticks * 20_000 / Double(target.midHalfTicks))
    }

    private static func runningSums(_ target: PowerLawLadder, _ side: Side) -> [Int64] {
        var sum: Int64 = 0
        return target.levels(side).map { level in
            sum += level.quantity
            return sum
        }
    }

    /// Refuses a permanent part with which trades would pay less than they move the price.
    ///
    /// What walking costs above the middle less `lambda x^2 / 2` is concave inside of a level, so that
    /// it is enough to look at the ends of levels.
    private func checkPermanent(_ side: Side) throws(LiquidityModelError) {
        var (walked, sum) = (0.0, 0.0)
        for level in target.levels(side) {
            let halfTicks = Double(abs(2 * level.price - target.midHalfTicks))
            walked += halfTicks / 2 * Double(level.quantity)
            sum += Double(level.quantity)
            if rules.permanentTicksPerLot * sum * sum > 2 * walked {
                throw LiquidityModelError(
                    name: "permanentTicksPerLot", value: "\(rules.permanentTicksPerLot)",
                    allowed: "at most \(2 * walked / (sum * sum)), or \(sum) lots cost less than "
                        + "they move the price")
            }
        }
    }
}

/// A number that goes to its target exponentially.
private struct Relaxing: Sendable {
    var value: Double
    var target: Double
    let perSecond: Double

    init(_ value: Double, perSecond: Double) {
        self.value = value
        target = value
        self.perSecond = perSecond
    }

    mutating func pass(_ seconds: Double) {
        if seconds == 0 || value == target { return }
        value = target + (value - target) * ExactMath.exp(-perSecond * seconds)
    }
}
