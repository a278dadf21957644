import Experiments
import VenueFormulas

/// The rows of one mode and regime, as tables and pictures take them.
struct SlippageView {
    let results: SlippageResults
    let mode: ComparisonMode
    let regime: MarketRegime

    init(_ results: SlippageResults, _ mode: ComparisonMode, _ regime: MarketRegime) {
        (self.results, self.mode, self.regime) = (results, mode, regime)
    }

    /// Costs at a venue by size.
    func costs(_ policy: ExecutionPolicy, _ side: TakerSide, _ venue: String) -> [CostRow] {
        results.costs.filter {
            $0.mode == mode && $0.regime == regime && $0.policy == policy && $0.side == side
                && $0.venue == venue
        }
    }

    /// Differences of a curve by size.
    func differences(
        _ policy: ExecutionPolicy, _ side: TakerSide, _ curve: String
    ) -> [DifferenceRow] {
        results.differences.filter {
            $0.mode == mode && $0.regime == regime && $0.policy == policy && $0.side == side
                && $0.curve == curve
        }
    }

    /// Crossovers of all curves under a policy.
    func crossovers(_ policy: ExecutionPolicy) -> [CrossoverRow] {
        results.crossovers.filter {
            $0.mode == mode && $0.regime == regime && $0.policy == policy
        }
    }

    /// Runs of sizes at which a curve's mean cost over both sides is below the book's, millionths.
    func sizesWhereCheaper(_ curve: String, _ policy: ExecutionPolicy) -> [ClosedRange<Int64>] {
        let sides = TakerSide.allCases.map { differences(policy, $0, curve) }
        var runs: [ClosedRange<Int64>] = []
        var isRunning = false
        for row in sides.first ?? [] {
            let means = sides.compactMap { rows in
                rows.first { $0.sizeMicro == row.sizeMicro }?.difference.mean
            }
            guard means.reduce(0, +) < 0 else {
                isRunning = false
                continue
            }
            if isRunning, let last = runs.popLast() {
                runs.append(last.lowerBound...row.sizeMicro)
            } else {
                runs.append(row.sizeMicro...row.sizeMicro)
            }
            isRunning = true
        }
        return runs
    }

    /// Depths at a venue by distance.
    func depths(_ side: TakerSide, _ venue: String) -> [VenueDepthRow] {
        results.depths.filter {
            $0.mode == mode && $0.regime == regime && $0.side == side && $0.venue == venue
        }
    }

    /// Payments at a venue.
    func payments(_ venue: String) -> [PaymentRow] {
        results.payments.filter { $0.mode == mode && $0.regime == regime && $0.venue == venue }
    }

    /// What can be filled.
    var fillable: [FillableRow] {
        results.fillable.filter { $0.mode == mode && $0.regime == regime }
    }
}

extension SlippageResults {
    /// How results call the book.
    static let bookName = "book"

    /// The book, then the curves, as the study has them.
    var venueNames: [String] { [Self.bookName] + curveNames }

    /// The curves, as the study has them.
    var curveNames: [String] { study.curves.map(\.name) }

    /// The mode that is shown first: the headline's where it is among them.
    var headline: ComparisonMode { orderedModes.first ?? .zeroProfit }

    /// The modes by their standing: headline, complete ones, sensitivities, identities.
    var orderedModes: [ComparisonMode] {
        let order: [ComparisonMode.Standing] = [.headline, .complete, .sensitivity, .identity]
        return order.flatMap { standing in study.modes.filter { $0.standing == standing } }
    }

    /// The policy that is shown first.
    var leadingPolicy: ExecutionPolicy {
        study.policies.contains(.limited) ? .limited : study.policies.first ?? .limited
    }
}

extension ComparisonMode {
    /// Its name, number and how it is to be read.
    var label: String {
        let note =
            switch standing {
            case .headline, .complete: ""
            case .identity: ", a calibration identity"
            case .sensitivity: ", a sensitivity"
            }
        return "\(rawValue) (\(code)\(note))"
    }

    /// What a reader must know before anything is quoted from it.
    var caution: String? {
        switch self {
        case .equalDepth: "it crosses near where it was calibrated, by construction"
        case .equalRevenue: "flow that answers to cost is ignored"
        case .equalCost: "it shows the shape of costs alone"
        case .zeroProfit, .capitalAtRisk, .environment: nil
        }
    }

    /// Name and standing for a column.
    var shortLabel: String {
        switch standing {
        case .headline, .complete: rawValue
        case .identity: "\(rawValue) (id)"
        case .sensitivity: "\(rawValue) (sens.)"
        }
    }
}

extension ExecutionPolicy {
    /// How orders are sent, in words.
    var label: String {
        switch self {
        case .limited: "orders with limits"
        case .unlimited: "orders at any price"
        case .split: "orders in parts"
        }
    }
}
