import VenueFormulas

/// What an order costs, part by part, in millionths of a quote.
struct OrderCost: Hashable, Sendable {
    /// The order.
    var size: Int64
    /// What was filled of it.
    var filled: Int64 = 0
    /// Parts in the order of `CostPart.allCases`.
    var parts = [Int64](repeating: 0, count: CostPart.allCases.count)
    /// Tries, and those that got nothing.
    var tries = 0, refused = 0
    /// Average price against the venue's mid at arrival, millionths of a basis point, weighed by what
    /// was filled; nil where nothing was.
    var slippage: Int64?

    /// The whole cost in millionths of a basis point of the order.
    var totalMicroBps: Int64 {
        LabUnits.ratio(Int128(parts.reduce(0, +)), over: Int128(size))
    }

    subscript(part: CostPart) -> Int64 {
        get { parts[part.place] }
        set { parts[part.place] = newValue }
    }
}

extension CostPart {
    /// Its place among all.
    var place: Int {
        switch self {
        case .spread: 0
        case .impact: 1
        case .fee: 2
        case .gas: 3
        case .basis: 4
        case .delay: 5
        case .funding: 6
        case .unfilled: 7
        }
    }
}

/// The rules by which orders are sent and measured, in the laboratory's units.
struct ProbeRules: Hashable, Sendable {
    var latency: Int
    var tolerance: Int64
    var attempts: Int
    var parts: Int
    /// Blocks from one part to the next.
    var partGap: Int
    var completion: Int64
    /// The part of a day that a position is held.
    var holdingDays: Double
    /// The part of the premium that a day's funding pays.
    var fundingPerDay: Double

    init(_ study: SlippageStudy, fundingPerDay: Double) {
        let orders = study.orders
        latency = max(orders.latencyBlocks, 1)
        tolerance = LabUnits.microBps(orders.toleranceBps)
        attempts = max(orders.attempts, 1)
        parts = max(orders.parts, 1)
        partGap = max(orders.partEveryBlocks, 1)
        completion = LabUnits.microBps(orders.completionBps)
        holdingDays = Double(orders.holdingMicros) / 86_400e6
        self.fundingPerDay = fundingPerDay
    }

    /// Blocks from the decision after which an order is given up, in all policies.
    var horizon: Int { latency + (parts + attempts) * partGap }
}

/// A venue as the trader found it when deciding, and as it was when the order could arrive.
struct OrderProbe<Venue: LabVenue> {
    let rules: ProbeRules
    let window: MarketWindow
    /// After the orders of the block of decision.
    let decided: Venue
    /// After the orders of the block of arrival, had nobody come.
    private let arrived: Venue

    init(_ rules: ProbeRules, _ window: MarketWindow, decided: Venue) {
        (self.rules, self.window, self.decided) = (rules, window, decided)
        var venue = decided
        for block in window.decision..<(window.decision + rules.latency) {
            venue.close(block, window)
            venue.open(block + 1, window)
            Self.trade(&venue, block + 1, window)
        }
        arrived = venue
    }

    private static func trade(_ venue: inout Venue, _ block: Int, _ window: MarketWindow) {
        for place in window.orders(in: block) { venue.pass(window.flow[place]) }
    }

    /// What an order costs; the venue goes on with the window's other orders meanwhile.
    func cost(_ side: TakerSide, _ size: Int64, _ policy: ExecutionPolicy) -> OrderCost {
        var cost = OrderCost(size: size)
        let limits = policy != .unlimited
        let parts = policy == .split ? rules.parts : 1
        let tries = policy == .unlimited ? 1 : parts + rules.attempts - 1
        var venue = arrived
        var rest = size
        var block = window.decision + rules.latency
        var limit =
            limits ? limitPrice(side, (size + Int64(parts) - 1) / Int64(parts), decided) : nil
        for number in 0..<tries {
            let left = max(parts - number, 1)
            let part = (rest + Int64(left) - 1) / Int64(left)
            let order = LabOrder(side: side, quote: part, limit: limit)
            let fill = venue.take(order, limits: limits)
            add(fill, side, venue.gasQuote, block, &cost)
            rest -= fill.quote
            if rest == 0 || number + 1 == tries { break }
            if policy == .split { limit = limitPrice(side, part, venue) }
            for _ in 0..<(policy == .split ? rules.partGap : 1) {
                venue.close(block, window)
                block += 1
                venue.open(block, window)
                Self.trade(&venue, block, window)
            }
        }
        finish(&cost, side, rest)
        return cost
    }

    /// The worst average price that the trader accepts, by what the venue quotes now.
    private func limitPrice(_ side: TakerSide, _ quote: Int64, _ venue: Venue) -> Int64 {
        let fill = venue.trial(LabOrder(side: side, quote: quote, limit: nil), limits: false)
        let expected =
            fill.base > 0 ? LabUnits.base(forQuote: fill.quote, at: fill.base) : venue.mid
        return LabUnits.price(
            expected, movedBy: side == .buy ? rules.tolerance : -rules.tolerance)
    }

    private func add(
        _ fill: LabFill, _ side: TakerSide, _ gas: Int64, _ block: Int, _ cost: inout OrderCost
    ) {
        cost.tries += 1
        cost[.gas] += gas
        guard fill.base > 0 else {
            cost.refused += 1
            return
        }
        let sign: Int64 = side == .buy ? 1 : -1
        let (base, index) = (fill.base, window.index(block))
        let touch = LabUnits.value(ofBase: base, at: fill.touch)
        let mid = LabUnits.value(ofBase: base, at: fill.mid)
        let now = LabUnits.value(ofBase: base, at: index)
        let before = LabUnits.value(ofBase: base, at: window.index(window.decision))
        cost[.impact] += sign * (fill.quote - touch)
        cost[.spread] += sign * (touch - mid)
        cost[.basis] += sign * (mid - now)
        cost[.delay] += sign * (now - before)
        cost[.fee] += fill.fee
        let premium = Double(fill.mid - index) / Double(index)
        let funding = premium * rules.fundingPerDay * rules.holdingDays * Double(fill.quote)
        cost[.funding] += sign * Int64(funding.rounded())
        if let earlier = cost.slippage {
            let sum =
                Int128(earlier) * Int128(cost.filled) + Int128(fill.slippage) * Int128(fill.quote)
            cost.slippage = Int64(sum / Int128(cost.filled + fill.quote))
        } else {
            cost.slippage = fill.slippage
        }
        cost.filled += fill.quote
    }

    /// What is left is done at the index of the end, with what completing costs.
    private func finish(_ cost: inout OrderCost, _ side: TakerSide, _ rest: Int64) {
        guard rest > 0 else { return }
        let sign: Int64 = side == .buy ? 1 : -1
        let start = window.index(window.decision)
        let move = window.index(window.decision + rules.horizon) - start
        let opportunity = Int64(Int128(rest) * Int128(move) / Int128(start))
        cost[.unfilled] = sign * opportunity + LabUnits.part(rules.completion, of: rest)
    }
}
