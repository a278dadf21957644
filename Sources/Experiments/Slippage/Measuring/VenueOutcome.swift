import VenueFormulas

/// What one venue gave in one window: costs of all orders, depth, and who has gained.
struct VenueOutcome: Sendable {
    /// By policy, side and size, in the study's order.
    var costs: [OrderCost] = []
    /// Quote by side and distance.
    var depths: [Int64] = []
    /// Quote by side; first at any price, then under the limits. Nil for no bound.
    var fillable: [Int64?] = []
    /// What groups have gained at the index of the end.
    var gained: [Int64] = []
    /// What must be zero: quote and base over all groups.
    var unbalanced = false
    /// Orders on a constant product whose slippage is not the closed form, and those looked at.
    var closedFormMisses = 0, closedFormCount = 0

    /// The groups of `gained`.
    static let groups = ["traders", "arbitrageurs", "liquidity", "venue", "gas"]

    /// The distances of depth rows, basis points.
    static let distances: [Int64] = [1, 2, 5, 10, 20, 50, 100, 200, 500]

    /// Takes a venue through a window.
    init<Venue: LabVenue>(
        _ start: Venue, _ window: MarketWindow, _ rules: ProbeRules, _ study: SlippageStudy
    ) {
        let run = WindowRun(start, window)
        let probe = OrderProbe(rules, window, decided: run.decided)
        let sizes = study.orders.sizes.map { Int64(clamping: $0) * LabUnits.quote }
        costs.reserveCapacity(study.policies.count * 2 * sizes.count)
        for policy in study.policies {
            for side in TakerSide.allCases {
                for size in sizes { costs.append(probe.cost(side, size, policy)) }
            }
        }
        for side in TakerSide.allCases {
            for distance in Self.distances {
                depths.append(run.decided.depth(side, within: distance * LabUnits.basisPoint))
            }
            fillable.append(run.decided.fillable(side, limits: false))
            fillable.append(run.decided.fillable(side, limits: true))
        }
        let (ledger, index) = (run.end.ledger, window.index(window.count - 1))
        gained = [
            ledger.traders.worth(at: index), ledger.arbitrageurs.worth(at: index),
            ledger.liquidity.worth(at: index), ledger.venue, ledger.gas,
        ]
        let quote =
            ledger.traders.quote + ledger.arbitrageurs.quote + ledger.liquidity.quote
            + ledger.venue + ledger.gas
        let base = ledger.traders.base + ledger.arbitrageurs.base + ledger.liquidity.base
        unbalanced = quote != 0 || base != 0
        if let curve = run.decided as? CurveVenue { compare(curve, sizes) }
    }

    /// Holds each size against the closed form of a constant product, worked out in fractions.
    private mutating func compare(_ curve: CurveVenue, _ sizes: [Int64]) {
        guard curve.peg == LabUnits.price else { return }
        for side in TakerSide.allCases {
            for size in sizes {
                let order = LabOrder(side: side, quote: size, limit: nil)
                let fill = curve.trial(order, limits: false)
                guard fill.base > 0 else { continue }
                closedFormCount += 1
                if !curve.isClosedForm(fill.slippage, side, size) { closedFormMisses += 1 }
            }
        }
    }
}
