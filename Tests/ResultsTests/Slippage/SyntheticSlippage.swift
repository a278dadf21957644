import VenueFormulas

@testable import Experiments

/// Results of a study that nobody ran: costs in the shapes that a book and curves have.
enum SyntheticSlippage {
    static func study() -> SlippageStudy {
        var study = SlippageStudy()
        study.name = "synthetic"
        study.title = "A book and three curves that nobody ran"
        study.orders.sizes = [
            1_000, 2_000, 5_000, 10_000, 20_000, 50_000, 100_000, 200_000, 500_000, 1_000_000,
            2_000_000, 5_000_000, 10_000_000,
        ]
        for (name, form) in [
            ("constant-product", LabCurveForm.constantProduct), ("pegged", .pegged(.init())),
            ("concentrated", .concentrated(.init())),
        ] {
            var curve = LabCurveSettings()
            curve.name = name
            curve.form = form
            study.curves.append(curve)
        }
        return study
    }

    static func results(_ study: SlippageStudy = study()) -> SlippageResults {
        var results = SlippageResults(study: study)
        for mode in study.modes {
            calibrate(mode, study, &results)
            for regime in study.regimes {
                for policy in study.policies { add(mode, regime, policy, study, &results) }
                for (place, venue) in venues(study).enumerated() {
                    add(mode, regime, venue, place, &results)
                }
            }
        }
        results.metaorders = [
            MetaorderResult(
                book: "power-law",
                study: MetaorderStudy(
                    rows: [1, 10, 100].map { size in
                        .init(
                            size: size, peakTicks: Double(size) / 4, errorTicks: 0.5,
                            emptiedShare: 0.25, sweepTicks: size == 100 ? nil : Double(size),
                            filledShare: 0.75)
                    }, runs: 80, exponent: 0.875, sweepExponent: 1.25, interval: 0.75...1))
        ]
        results.checks = [
            CheckRow(name: "money", holds: true, text: "all gains add up to 0 at every venue"),
            CheckRow(
                name: "mirror", holds: true, text: "a buy and a sale cost the same on a flat path"),
        ]
        return results
    }

    static func venues(_ study: SlippageStudy) -> [String] { ["book"] + study.curves.map(\.name) }

    static func sample(_ mean: Double, spread: Double) -> SampleRow {
        SampleRow(
            count: 200, mean: mean, meanLow: mean - spread / 8, meanHigh: mean + spread / 8,
            median: mean - spread / 20, quantile05: mean - spread, quantile95: mean + spread)
    }

    /// Slippage in millionths of a basis point: crowded near the mid on the book, even on curves.
    private static func slippage(_ place: Int, _ quote: Double, _ regime: MarketRegime) -> Double {
        let depth = regime == .stressed && place == 0 ? 0.33 : 1
        let parts = quote / 5_000_000
        if place == 0 {
            let x = parts / depth
            return (2.2 + 60 * (x < 1e-9 ? 0 : x * x.squareRoot())) * 1e6
        }
        return (3 + Double(place) + 52 * parts / Double(place)) * 1e6
    }

    private static func add(
        _ mode: ComparisonMode, _ regime: MarketRegime, _ policy: ExecutionPolicy,
        _ study: SlippageStudy, _ results: inout SlippageResults
    ) {
        let factor = policy == .split ? 0.55 : 1.0
        let spread = regime == .stressed ? 24e6 : 5e6
        for side in TakerSide.allCases {
            for size in study.orders.sizes {
                let micro = Int64(size) * 1_000_000
                var book = 0.0
                for (place, venue) in venues(study).enumerated() {
                    let paid = slippage(place, Double(size) * factor, regime)
                    let fee = place == 0 ? 4.5e6 : 9e6
                    let gas = place == 0 ? 0 : 0.5 / Double(size) * 1e10
                    let unfilled = policy != .unlimited && size >= 5_000_000 ? 0.35 : 0
                    let parts = [
                        place == 0 ? 2e6 : 0, paid - (place == 0 ? 2e6 : 0), fee, gas,
                        side == .buy ? 0.6e6 : -0.4e6, 0.2e6, 0.1e6, unfilled * 100e6,
                    ]
                    let total = parts.reduce(0, +)
                    if place == 0 { book = total }
                    results.costs.append(
                        CostRow(
                            mode: mode, regime: regime, policy: policy, venue: venue, side: side,
                            sizeMicro: micro, total: sample(total, spread: spread),
                            slippage: unfilled == 0 || place > 0
                                ? sample(paid, spread: spread / 3) : nil,
                            partsMean: parts, unfilledShare: unfilled,
                            revertedShare: unfilled / 2 + (place == 0 ? 0 : 0.01)))
                    guard place > 0 else { continue }
                    results.differences.append(
                        DifferenceRow(
                            mode: mode, regime: regime, policy: policy, curve: venue, side: side,
                            sizeMicro: micro, difference: sample(total - book, spread: spread / 2),
                            curveCheaperShare: total < book ? 0.92 : 0.06))
                }
            }
        }
        for (place, curve) in study.curves.enumerated() {
            let crosses = !(place == 1 && policy == .split)
            let size = 1.4e12 * Double(place + 1) * (regime == .stressed ? 0.4 : 1)
            results.crossovers.append(
                CrossoverRow(
                    mode: mode, regime: regime, policy: policy, curve: curve.name,
                    sizeMicro: crosses ? size : nil, low: crosses ? size * 0.8 : nil,
                    high: crosses ? size * 1.3 : nil, crossingShare: crosses ? 0.99 : 0.03,
                    cheaperBelow: "book", signChanges: crosses ? 1 : 0,
                    unfilledAbove: crosses ? 0.02 : nil))
        }
    }

    private static func add(
        _ mode: ComparisonMode, _ regime: MarketRegime, _ venue: String, _ place: Int,
        _ results: inout SlippageResults
    ) {
        let scale = regime == .stressed ? 6.0 : 1
        for (group, gained) in [
            ("traders", -900e6), ("arbitrageurs", 310e6), ("liquidity", 40e6), ("venue", 570e6),
            ("gas", place == 0 ? 0 : -20e6),
        ] {
            results.payments.append(
                PaymentRow(
                    mode: mode, regime: regime, venue: venue, group: group,
                    gained: sample(gained * scale, spread: 80e6)))
        }
        for side in TakerSide.allCases {
            for distance in [5, 10, 25, 50, 100, 200, 500] {
                let share = Double(distance) / 100
                let depth = place == 0 ? 5e12 * share.squareRoot() : 2.5e12 * share
                results.depths.append(
                    VenueDepthRow(
                        mode: mode, regime: regime, venue: venue, side: side,
                        distanceMicroBps: Int64(distance) * 1_000_000,
                        quote: sample(
                            regime == .stressed && place == 0 ? depth / 3 : depth,
                            spread: depth / 10)))
            }
            results.fillable.append(
                FillableRow(
                    mode: mode, regime: regime, venue: venue, side: side,
                    quote: place == 0 ? sample(14e12 / scale, spread: 1e12) : nil,
                    limitedQuote: sample(3e12 / scale, spread: 0.4e12)))
        }
    }

    private static func calibrate(
        _ mode: ComparisonMode, _ study: SlippageStudy, _ results: inout SlippageResults
    ) {
        results.calibrations.append(
            CalibrationRow(
                mode: mode, venue: "book", parameter: "half_spread_bps", valueMicro: 2_134_567,
                profit: mode == .zeroProfit ? sample(12_345, spread: 4e6) : nil, shortfall: nil))
        for (place, curve) in study.curves.enumerated() {
            results.calibrations.append(
                CalibrationRow(
                    mode: mode, venue: curve.name,
                    parameter: mode == .zeroProfit ? "fee_bps" : "quote_reserve",
                    valueMicro: mode == .zeroProfit
                        ? 9_000_000 + Int64(place) * 1_500_000 : 50_000_000_000_000,
                    profit: mode == .zeroProfit ? sample(-2_345, spread: 6e6) : nil,
                    shortfall: place == 2 && mode == .zeroProfit
                        ? "no fee up to 500 bps pays for the arbitrage" : nil))
        }
    }
}
