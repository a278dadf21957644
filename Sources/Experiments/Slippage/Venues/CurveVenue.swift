import VenueFormulas

/// A curve `x y = k` in whole numbers, with its arbitrageurs, its funding and the house behind it.
///
/// The house holds the other side of all traders: what it has taken in, less what their base is worth,
/// is what giving liquidity has earned.
/// - Source: Perpetual Protocol v1's virtual market; Drift's peg; concentrated ranges as constant
///   products of virtual reserves (Uniswap v3's whitepaper, section 6).
struct CurveVenue: LabVenue {
    /// What does not change in a window.
    struct Rules: Hashable, Sendable {
        var fee: Int64
        var fluctuation: Int64
        var funding: Double
        var arbitrageLag: Int
        var gasQuote: Int64
        var blockMicros: UInt64
        var pegThreshold: Int64 = 0
        var pegBlocks = 0
        /// The virtual quote reserves at the ends of a range; nil for none.
        var reserveMin: Int64?, reserveMax: Int64?
    }

    let rules: Rules
    private(set) var quoteReserve: Int64, baseReserve: Int64
    private(set) var peg = LabUnits.price
    private(set) var ledger = LabLedger()
    private let product: Int128
    private let productRoot: Double
    /// The reserve at the start of the block, from which its limit counts.
    private var openReserve: Int64
    private var openPeg = LabUnits.price
    private var repeggedAt = 0

    var gasQuote: Int64 { rules.gasQuote }

    /// A curve at a price of one.
    /// - Parameter quoteReserve: virtual, millionths.
    init(_ rules: Rules, quoteReserve: Int64) {
        self.rules = rules
        self.quoteReserve = quoteReserve
        baseReserve = quoteReserve
        openReserve = quoteReserve
        product = Int128(quoteReserve) * Int128(quoteReserve)
        productRoot = Double(quoteReserve)
    }

    /// `x peg / y`.
    var mid: Int64 { Int64(Int128(quoteReserve) * Int128(peg) / Int128(baseReserve)) }

    // MARK: - Trading

    mutating func take(_ order: LabOrder, limits: Bool) -> LabFill {
        let fill = trade(order, limits: limits)
        if fill.base > 0 { ledger.bookAtHouse(fill, order.side, \.traders) }
        return fill
    }

    private func after(_ order: LabOrder) -> (quote: Int64, base: Int64)? {
        let moved =
            peg == LabUnits.price
            ? order.quote : LabUnits.base(forQuote: order.quote, at: peg)
        guard moved > 0 else { return nil }
        let next: Int64
        if order.side == .buy {
            let (sum, overflow) = quoteReserve.addingReportingOverflow(moved)
            guard !overflow, sum < Self.reserveMost else { return nil }
            next = sum
        } else {
            guard moved < quoteReserve else { return nil }
            next = quoteReserve - moved
        }
        if let least = rules.reserveMin, next < least { return nil }
        if let most = rules.reserveMax, next > most { return nil }
        let base = Int64(clamping: (product + Int128(next) - 1) / Int128(next))
        return base < Self.reserveMost ? (next, base) : nil
    }

    /// Beyond this a reserve no longer multiplies with a price in 128 bits.
    private static let reserveMost: Int64 = 1 << 60

    private mutating func trade(_ order: LabOrder, limits: Bool) -> LabFill {
        let mid = self.mid
        var fill = LabFill(mid: mid, touch: mid)
        guard let next = after(order) else { return fill }
        let base = order.side == .buy ? baseReserve - next.base : next.base - baseReserve
        guard base > 0 else { return fill }
        if let limit = order.limit {
            // As contracts take it: the least base for the quote, or the most.
            let bound = LabUnits.base(forQuote: order.quote, at: limit)
            if order.side == .buy ? base < bound : base > bound { return fill }
        }
        if limits, !isWithinFluctuation(next.quote) { return fill }
        let moved =
            next.quote > quoteReserve ? next.quote - quoteReserve : quoteReserve - next.quote
        fill.slippage = LabUnits.ratio(Int128(moved), over: Int128(quoteReserve))
        fill.quote = order.quote
        fill.base = base
        fill.fee = LabUnits.part(rules.fee, of: order.quote)
        (quoteReserve, baseReserve) = next
        return fill
    }

    /// Whether the price would be within the limit of the block's first one; it goes with the square of
    /// the reserve.
    private func isWithinFluctuation(_ reserve: Int64) -> Bool {
        if rules.fluctuation == 0 { return true }
        let ratio = Double(reserve) / Double(openReserve)
        let change = ratio * ratio * Double(peg) / Double(openPeg) - 1
        return abs(change) * Double(LabUnits.whole) <= Double(rules.fluctuation)
    }

    // MARK: - Blocks

    mutating func open(_ block: Int, _ window: MarketWindow) {
        (openReserve, openPeg) = (quoteReserve, peg)
        arbitrage(toward: window.index(block - rules.arbitrageLag))
    }

    /// Trades up to the price at which the fee eats the rest, where that pays for the gas.
    private mutating func arbitrage(toward index: Int64) {
        let mid = self.mid
        let whole = Double(LabUnits.whole)
        let fee = Double(rules.fee) / whole
        let side: TakerSide
        let target: Double
        if Double(mid) * (1 + fee) < Double(index) {
            (side, target) = (.buy, Double(index) / (1 + fee))
        } else if Double(mid) * (1 - fee) > Double(index) {
            (side, target) = (.sell, Double(index) / (1 - fee))
        } else {
            return
        }
        var reserve = Int64(productRoot * (target / Double(peg)).squareRoot())
        if rules.fluctuation > 0 {
            let limit = Double(rules.fluctuation) / whole
            let share = Double(openPeg) / Double(peg)
            let low = Double(openReserve) * ((1 - limit) * share).squareRoot()
            let high = Double(openReserve) * ((1 + limit) * share).squareRoot()
            reserve = min(max(reserve, Int64(low) + 1), Int64(high))
        }
        if let least = rules.reserveMin { reserve = max(reserve, least) }
        if let most = rules.reserveMax { reserve = min(reserve, most) }
        let moved = side == .buy ? reserve - quoteReserve : quoteReserve - reserve
        guard moved > 0 else { return }
        let quote = peg == LabUnits.price ? moved : LabUnits.value(ofBase: moved, at: peg)
        guard quote > 0 else { return }
        let before = (quoteReserve, baseReserve)
        let fill = trade(LabOrder(side: side, quote: quote, limit: nil), limits: true)
        guard fill.base > 0 else { return }
        let value = LabUnits.value(ofBase: fill.base, at: index)
        let profit = (side == .buy ? value - fill.quote : fill.quote - value) - fill.fee - gasQuote
        guard profit > 0 else {
            (quoteReserve, baseReserve) = before
            return
        }
        ledger.bookAtHouse(fill, side, \.arbitrageurs)
        ledger.arbitrageurs.quote -= gasQuote
        ledger.gas += gasQuote
    }

    mutating func close(_ block: Int, _ window: MarketWindow) {
        let index = window.index(block)
        if rules.funding > 0 { payFunding(index) }
        if rules.pegThreshold > 0 { repeg(block, index) }
    }

    /// Each group pays the rate on its base; the house is the other side of all.
    private mutating func payFunding(_ index: Int64) {
        let premium = Double(mid - index) / Double(index)
        let rate = premium * rules.funding * Double(rules.blockMicros) / 86_400e6
        func payment(_ account: LabLedger.Account) -> Int64 {
            Int64((Double(LabUnits.value(ofBase: account.base, at: index)) * rate).rounded())
        }
        let (traders, arbitrageurs) = (payment(ledger.traders), payment(ledger.arbitrageurs))
        ledger.traders.quote -= traders
        ledger.arbitrageurs.quote -= arbitrageurs
        ledger.liquidity.quote += traders + arbitrageurs
    }

    private mutating func repeg(_ block: Int, _ index: Int64) {
        guard block - repeggedAt >= rules.pegBlocks else { return }
        let mid = self.mid
        let distance = LabUnits.ratio(Int128(abs(mid - index)), over: Int128(index))
        guard distance > rules.pegThreshold else { return }
        let before = closingValue
        peg = Int64(Int128(peg) * Int128(index) / Int128(mid))
        repeggedAt = block
        ledger.repegCost += closingValue - before
    }

    /// What all traders would get, were they to close at once; below zero where they would pay.
    private var closingValue: Int64 {
        let reserve = Int128(baseReserve) - Int128(ledger.liquidity.base)
        guard reserve > 0 else { return 0 }
        let quote = Int128(quoteReserve) - product / reserve
        return Int64(clamping: quote * Int128(peg) / Int128(LabUnits.price))
    }

    // MARK: - Depth

    func depth(_ side: TakerSide, within microBps: Int64) -> Int64 {
        let distance = Double(microBps) / Double(LabUnits.whole)
        let root = (side == .buy ? 1 + distance : max(1 - distance, 0)).squareRoot()
        var reserve = Double(quoteReserve) * root
        if let least = rules.reserveMin { reserve = max(reserve, Double(least)) }
        if let most = rules.reserveMax { reserve = min(reserve, Double(most)) }
        let moved = abs(reserve - Double(quoteReserve))
        return Int64(moved * Double(peg) / Double(LabUnits.price))
    }

    func fillable(_ side: TakerSide, limits: Bool) -> Int64? {
        var most: Int64? = side == .buy ? nil : depth(.sell, within: LabUnits.whole)
        if side == .buy, let end = rules.reserveMax {
            most = LabUnits.value(ofBase: max(end - quoteReserve, 0), at: peg)
        }
        guard limits, rules.fluctuation > 0 else { return most }
        return min(depth(side, within: rules.fluctuation), most ?? .max)
    }
}
