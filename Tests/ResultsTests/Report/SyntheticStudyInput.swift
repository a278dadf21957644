import Foundation
import SimulationKernel

@testable import Results

/// A study that nobody ran: distributions, variants, a ranking and an attack surface.
enum SyntheticStudyInput {
    static func input(scenario: String = "oracle-pump-liquidations") -> StudyReportInput {
        var input = StudyReportInput(
            scenario: scenario, version: "0.1.0",
            command: "perplab run oracle-pump-liquidations --seeds 200 --without attacker --ablate",
            seedCount: 200, firstSeed: 1, headline: "bad_debt_booked")
        input.facts = [
            .init(name: "results digest", value: "0x3f1c6b0f3f5d2a7be9c6c1a9f6d4b8a90b1c2d3e")
        ]
        let base = figures(scale: 1, shift: 0, reference: nil)
        input.variants = [.init(name: "base", runs: 200, figures: base)]
        for (name, scale) in [
            ("without attacker", 0.03), ("fund=500000", 0.94), ("fund=1000000", 0.86),
            ("maintenance=0.05", 1.22),
        ] {
            input.variants.append(
                .init(
                    name: name, reference: "base", runs: 200,
                    figures: figures(scale: scale, shift: 1, reference: base)))
        }
        let rules: [(String, Double, Double, Double?)] = [
            ("price band off", 212_000, 30_000, 41),
            ("median of feeds instead of one", -168_000, 22_000, nil),
            ("partial liquidation off", 84_000, 26_000, 133),
            ("fee to the fund", -31_000, 12_000, 58), ("funding cap off", 4_100, 9_000, 2),
        ]
        input.ablations = [
            .init(
                point: "base",
                rules: rules.map {
                    .init(
                        name: $0.0,
                        effect: .init(
                            mean: $0.1, meanInterval: .init(low: $0.1 - $0.2, high: $0.1 + $0.2),
                            median: $0.1, positiveShare: $0.1 > 0 ? 0.93 : 0.08), bound: $0.3)
                } + [.init(name: "backstop off", effect: nil, bound: nil)])
        ]
        input.attack = attack
        input.failures = [
            .init(
                variant: "fund=500000", seed: 17, reason: "invariant I4 broken at block 812",
                command: "perplab run oracle-pump-liquidations --seed 17 --set fund=500000")
        ]
        return input
    }

    private static func figures(
        scale: Double, shift: Int, reference: [StudyReportInput.Distribution]?
    ) -> [StudyReportInput.Distribution] {
        let names: [(String, String, Double, Double)] = [
            ("bad_debt_booked", "quote", 420_000, 0.35), ("attack_profit", "quote", 286_000, 0.28),
            ("liquidations_false", "count", 121, 0.15), ("fund_least", "quote", 31_000, 0.9),
            ("oracle_error_max", "ratio", 0.38, 0.02),
        ]
        return names.enumerated().map { index, name in
            var random = RandomSource(seed: 3).stream("study/\(name.0)")
            let values = (0..<200).map { _ in
                let noise = (0..<6).reduce(0.0) { sum, _ in sum + random.unit() } / 3 - 1
                return max(0, name.2 * scale * exp(name.3 * 1.6 * noise))
            }
            let sorted = values.sorted()
            let mean = values.reduce(0, +) / 200
            let half = (sorted[150] - sorted[50]) / 14
            let difference: StudyReportInput.Difference? = reference.map { base in
                let change = mean - base[index].mean
                return .init(
                    mean: change, meanInterval: .init(low: change - half, high: change + half),
                    median: sorted[100] - base[index].median, positiveShare: scale > 1 ? 0.97 : 0.02
                )
            }
            return .init(
                figure: name.0, unit: name.1, values: values, mean: mean, median: sorted[100],
                low: sorted[10], lowerQuartile: sorted[50],
                upperQuartile: sorted[150], high: sorted[190], least: sorted[0],
                greatest: sorted[199],
                medianInterval: .init(low: sorted[100] - half, high: sorted[100] + half),
                difference: difference)
        }
    }

    private static var attack: StudyReportInput.Attack {
        let capital = (0..<24).map { 1e5 * pow(10, Double($0) / 16) }
        let hold = (0..<16).map { 30 + 30 * Double($0) }
        func profit(_ capital: Double, _ hold: Double) -> Double {
            let push = log10(capital / 1e5)
            return 320_000 * push * (1.6 - push) - 700 * abs(hold - 210) - 120_000
        }
        var grid = hold.map { hold in capital.map { Double?.some(profit($0, hold)) } }
        grid[3][5] = nil
        let edge = hold.compactMap { hold -> StudyReportInput.Attack.Point? in
            guard let found = capital.first(where: { profit($0, hold) > 0 }) else { return nil }
            return .init(x: found, y: hold)
        }
        return .init(
            axes: [
                .init(name: "attacker.capital", values: capital),
                .init(name: "attack.hold_seconds", values: hold),
            ], profits: grid,
            zeroLines: [edge],
            best: [
                .init(name: "attacker.capital", value: "630957"),
                .init(name: "attack.hold_seconds", value: "210"),
            ],
            bestPoint: .init(x: 630_957, y: 210), bestProfit: 84_800,
            bill: [
                .init(name: "trading", amount: 198_000), .init(name: "spot", amount: -91_200),
                .init(name: "fees", amount: -19_800), .init(name: "gas", amount: -2_200),
            ],
            guards: [
                .init(name: "price band 10 %", amount: -41_000),
                .init(name: "median of three feeds", amount: -88_000),
                .init(name: "staleness limit", amount: 79_000),
            ],
            evaluations: 431)
    }
}
