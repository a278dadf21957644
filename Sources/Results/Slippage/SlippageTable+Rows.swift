import Experiments
import Simulation
import VenueFormulas

extension SlippageTable {
    /// The rows of the table, in the order of the results.
    public func rows(of results: SlippageResults) -> [[RecordValue]] {
        switch self {
        case .calibrations:
            results.calibrations.map { row in
                [
                    .text(row.mode.rawValue), .text(row.venue), .text(row.parameter),
                    .integer(row.valueMicro),
                ] + Self.values(row.profit) + [row.shortfall.map(RecordValue.text) ?? .null]
            }
        case .costs:
            results.costs.map { row in
                Self.place(row.mode, row.regime, row.policy)
                    + [.text(row.venue), .text(row.side.rawValue), .integer(row.sizeMicro)]
                    + Self.values(row.total) + Self.values(row.slippage)
                    + CostPart.allCases.indices.map { .real(row.partsMean[$0] / 1e6) }
                    + [.real(row.unfilledShare), .real(row.revertedShare)]
            }
        case .differences:
            results.differences.map { row in
                Self.place(row.mode, row.regime, row.policy)
                    + [.text(row.curve), .text(row.side.rawValue), .integer(row.sizeMicro)]
                    + Self.values(row.difference) + [.real(row.curveCheaperShare)]
            }
        case .crossovers:
            results.crossovers.map { row in
                Self.place(row.mode, row.regime, row.policy) + [
                    .text(row.curve), Self.millionths(row.sizeMicro), Self.millionths(row.low),
                    Self.millionths(row.high), .real(row.crossingShare), .text(row.cheaperBelow),
                    .integer(Int64(row.signChanges)),
                    row.unfilledAbove.map(Self.real) ?? .null,
                ]
            }
        case .payments:
            results.payments.map { row in
                [
                    .text(row.mode.rawValue), .text(row.regime.rawValue), .text(row.venue),
                    .text(row.group),
                ] + Self.values(row.gained)
            }
        case .depths:
            results.depths.map { row in
                [
                    .text(row.mode.rawValue), .text(row.regime.rawValue), .text(row.venue),
                    .text(row.side.rawValue), .integer(row.distanceMicroBps),
                ] + Self.values(row.quote)
            }
        case .fillable:
            results.fillable.map { row in
                [
                    .text(row.mode.rawValue), .text(row.regime.rawValue), .text(row.venue),
                    .text(row.side.rawValue),
                ] + Self.values(row.quote) + Self.values(row.limitedQuote)
            }
        case .metaorders:
            results.metaorders.flatMap { result in
                result.study.rows.map { row in
                    [
                        .text(result.book), .integer(row.size), .integer(Int64(result.study.runs)),
                    ]
                        + [
                            row.peakTicks, row.errorTicks, row.sweepTicks, row.filledShare,
                            row.emptiedShare, result.study.exponent,
                            result.study.interval?.lowerBound, result.study.interval?.upperBound,
                            result.study.sweepExponent,
                        ].map { $0.map(Self.real) ?? .null }
                }
            }
        case .checks:
            results.checks.map {
                [.text($0.name), .integer($0.holds ? 1 : 0), .text($0.text)]
            }
        }
    }

    private static func place(
        _ mode: ComparisonMode, _ regime: MarketRegime, _ policy: ExecutionPolicy
    ) -> [RecordValue] {
        [.text(mode.rawValue), .text(regime.rawValue), .text(policy.rawValue)]
    }

    /// A sample in whole units; nulls where there is none.
    private static func values(_ sample: SampleRow?) -> [RecordValue] {
        guard let sample else { return Array(repeating: .null, count: 7) }
        return [.integer(Int64(sample.count))]
            + [
                sample.mean, sample.meanLow, sample.meanHigh, sample.median, sample.quantile05,
                sample.quantile95,
            ].map { real($0 / 1e6) }
    }

    private static func millionths(_ value: Double?) -> RecordValue {
        value.map { real($0 / 1e6) } ?? .null
    }

    /// As a store keeps it: finite, and no minus zero.
    private static func real(_ value: Double) -> RecordValue {
        RecordValue.storedReal(value).map(RecordValue.real) ?? .null
    }
}
