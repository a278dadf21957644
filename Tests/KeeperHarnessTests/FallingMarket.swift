import Agents
import EthereumPrimitives
import KeeperHarness
import ScenarioFiles
import Simulation
import WideIntegers

/// A small market whose price falls by a fifth in some minutes; ten longs of 4 to 8 times leverage, and nobody who liquidates but the bot, unless a rival is asked for.
enum FallingMarket {
    static let longs = (1...10).map { "long-\($0)" }

    static func scenario(
        design: String = "reference", rivals: Int = 0, chain: String = "background: off",
        fallMinutes: Int = 22, events: String = "[]"
    ) throws -> Scenario {
        let rules =
            design == "perp-v1"
            ? "partial_liquidation: 0.25\n    fluctuation_limit: 0"
            : "profile: v1-legacy-like\n    rules: {margin_price: mark, fluctuation: 0}"
        let margins = [24, 22, 20, 19, 18, 17, 16, 15, 14, 13]
        let positions = margins.enumerated().map { place, share in
            "  - {trader: long-\(place + 1), market: eth-perp, size: 20, "
                + "margin: \(share * 400), entry_price: 2000}"
        }.joined(separator: "\n")
        let rival =
            rivals == 0
            ? "" : "  - {name: rival, kind: keeper, count: \(rivals), skill: careful}\n"
        let text = """
            schema_version: 1
            name: falling-market
            start_time: 2024-01-01T00:00:00Z
            duration: \(fallMinutes + 12)m
            chain: {preset: ethereum-pos, overrides: {\(chain)}}
            paths:
              - name: eth
                kind: points
                points:
                  - {at: 0s, price: 2_000}
                  - {at: 5m, price: 2_000}
                  - {at: \(fallMinutes + 5)m, price: 1_600}
            venues:
              - {name: spot, kind: exchange, path: eth, depth_base: 100_000}
            feeds:
              - {name: eth-usd, kind: posted, sources: {venues: [spot]}}
            funds:
              - {name: fund, balance: 300_000}
            markets:
              - name: eth-perp
                truth: eth
                feed: eth-usd
                quote_reserve: 10_000_000
                design: \(design)
                \(rules)
            agents:
              - name: arbitrageur
                kind: arbitrageur
                collateral: 8_000_000
                venue: spot
                threshold: 0.2%
                trade_max: 30_000
                hedged: false
            \(rival)events: \(events)
            positions:
              - {trader: desk, market: eth-perp, size: -200, margin: 300_000, entry_price: 2000}
            \(positions)
            """
        return try ScenarioFile(text: text, file: "falling-market.yaml").scenario
    }

    static func trial(
        _ keeper: KeeperUnderTest, rivals: Int = 0, seed: UInt64 = 1, bounds: Bool = false,
        rules: [String] = [], design: String = "reference", chain: String = "background: off"
    ) throws -> KeeperTrialResult {
        var run = KeeperTrialRun(
            try scenario(design: design, rivals: rivals, chain: chain), keeper,
            options: RunOptions(seed: seed))
        run.measuresBounds = bounds
        run.rules = try rules.map { try KeeperRule($0) }
        return try run.run()
    }
}

/// Does nothing.
final class Sleeper: Agent {
    let rhythm = WakeRhythm.heads
    func act(_ view: AgentView) -> [AgentIntent] { [] }
}

extension KeeperUnderTest {
    static var asleep: KeeperUnderTest { KeeperUnderTest("asleep") { _ in Sleeper() } }
}
