import Foundation
import TestSupport
import Testing

@Suite struct AttackCommandTests {
    /// A long of ten times its margin, its mirror image, and one venue that is all the feed sees.
    static let spotPush = """
        schema_version: 1
        name: spot-push
        duration: 12m
        headline: attack_profit
        chain: {preset: ethereum-pos, overrides: {background.load: 0}}
        paths:
          - {name: eth, kind: points, points: [{at: 0s, price: 2000}]}
        venues:
          - name: spot
            kind: exchange
            path: eth
            depth_base: 3000
            depth_range: 0.5
            refill_half_life: 0s
            fee: 0.0005
        feeds:
          - {name: eth-usd, kind: network, sources: {venues: [spot]}}
        funds:
          - {name: fund, balance: 0}
        markets:
          - name: perp
            truth: eth
            feed: eth-usd
            quote_reserve: 1_000_000_000
            design: reference
            profile: mango-like
            rules: {funding_interval: 7d, tiers: [{initial: 0.02, maintenance: 0.01}]}
        positions:
          - {trader: depositor, market: perp, size: 0.1, margin: 2_000_000}
        agents:
          - name: attacker
            kind: pump-attacker
            count: 2
            collateral: 250_000
            venue_quote: 8_000_000
            venues: [spot]
            margin: 200_000
            leverage: 10
            parts: 4
            open_at: 1m
            push_at: 5m
            hold: 3m
            push_max: 8_000_000
        """

    /// The closed form of `spotPush` over the push e = m - 1.
    ///
    /// The book is linear: taking it up to m costs p D e / R of base, bought at a mean of 1 + e / 2
    /// and sold into untouched bids at a mean of 1 - e / 2, so that a push loses
    /// K (e^2 + 2 f e) with K = p D / R. The long of notional N gains N e on paper as in
    /// `PerpAttack` with weight 1, of which the margin to open at the bent price, i N (1 + e), has to
    /// stay behind, and is lost with the position. Opening costs the spread of both accounts. The
    /// optimum is where N (1 - i) = 2 K (e + f).
    private struct ClosedForm {
        let notional = 2_000_000.0
        let initialMargin = 0.02
        let depth = 2000.0 * 3000 / 0.5
        let fee = 0.0005
        let spread = 0.001

        var best: Double { notional * (1 - initialMargin) / (2 * depth) - fee }

        func profit(_ push: Double) -> Double {
            notional * push - initialMargin * notional * (1 + push)
                - depth * (push * push + 2 * fee * push) - 2 * notional * spread
        }
    }

    private func attack(
        _ arguments: [String], in folder: TemporaryFolder, out: String = "attack"
    ) throws -> Program.Outcome {
        let file = try folder.write(Self.spotPush, as: "spot-push.yaml")
        return try Program.run(
            ["attack", file, "--quiet", "--out", folder.url.appendingPathComponent(out).path]
                + arguments)
    }

    @Test("the analytic optimum of a spot push against an oracle-margined market within 1 %")
    func optimum() throws {
        let folder = try TemporaryFolder()
        let run = try attack(
            [
                "--over", "agents[attacker].factor=1.01..1.40", "--grid", "25", "--evaluations",
                "60",
                "--guard",
                "withdrawals of realised profit alone:"
                    + "markets[perp].rules.withdraw_unrealised=none", "--json",
            ], in: folder)
        #expect(run.status == 0, "\(run.errors)")
        let document = try #require(
            try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any])
        let search = try #require(document["search"] as? [String: Any])
        let result = try #require(search["result"] as? [String: Any])
        let best = try #require(result["best"] as? [String: Any])
        let push = try #require((best["values"] as? [Double])?.first) - 1
        let profit = try #require(best["profit"] as? Double)
        let form = ClosedForm()
        #expect(abs(push / form.best - 1) < 0.01, "\(push) against \(form.best)")
        #expect(abs(profit / form.profit(form.best) - 1) < 0.01, "\(profit)")
        // Where it begins and ceases to pay, too.
        let surface = try #require(result["surface"] as? [String: Any])
        let contour = try #require(surface["zeroContour"] as? [[[String: Double]]])
        for point in contour.compactMap(\.first) {
            let value = try #require(point["x"]) - 1
            #expect(abs(form.profit(value)) < 0.15 * form.profit(form.best), "\(value)")
        }
        #expect(contour.count == 2)
        // Without paper profits that can be withdrawn, the push is a loss.
        let guards = try #require(result["guards"] as? [[String: Any]])
        let named = try #require(guards.last)
        #expect(named["name"] as? String == "withdrawals of realised profit alone")
        #expect(try #require(named["profit"] as? Double) < 0)
        #expect(guards.count > 5)
        // The bill adds up to the profit.
        let bill = try #require(document["bill"] as? [[String: Any]])
        let sum = bill.compactMap { $0["quote"] as? Double }.reduce(0, +)
        #expect(abs(sum - profit) < 1e-6 * profit.magnitude)
    }

    @Test("the best attack is left as a run that can be replayed, and a search goes on")
    func best() throws {
        let folder = try TemporaryFolder()
        let asked = [
            "--over", "agents[attacker].factor=1.05..1.15", "--grid", "3", "--evaluations", "5",
        ]
        let run = try attack(asked, in: folder)
        #expect(run.status == 0, "\(run.errors)")
        #expect(run.output.contains("to repeat it: perplab run "))
        let place = folder.url.appendingPathComponent("attack")
        let names = try FileManager.default.contentsOfDirectory(atPath: place.path)
        #expect(
            names.sorted() == [
                "attack.json", "best", "report.html", "scenario.yaml", "study.sqlite",
            ])
        let replay = try Program.run(["replay", place.appendingPathComponent("best").path])
        #expect(replay.status == 0, "\(replay.errors)")
        #expect(replay.output.contains("all receipts and digests agree"))
        let first = try String(
            contentsOf: place.appendingPathComponent("attack.json"), encoding: .utf8)
        let again = try attack(asked + ["--threads", "1", "--json"], in: folder)
        #expect(again.output == first)
        let report = try String(
            contentsOf: place.appendingPathComponent("report.html"), encoding: .utf8)
        #expect(report.contains("The attack surface"))
    }

    @Test("what cannot be searched ends with its status before anything is made")
    func refusals() throws {
        let folder = try TemporaryFolder()
        let cases: [([String], Int32, String)] = [
            ([], 2, "--over is there 0 times"),
            (["--over", "agents[attacker].factor"], 2, "has no KEY="),
            (["--over", "agents[attacker].faktor=1.1..1.2"], 3, "did you mean factor?"),
            (["--over", "agents[nobody].factor=1.1..1.2"], 3, "nobody"),
            (
                ["--over", "agents[attacker].factor=1.1..1.2", "--guard", "band"], 2,
                "it is NAME:KEY=VALUE"
            ),
            (
                [
                    "--over", "agents[attacker].factor=1.1..1.2", "--guard",
                    "band:markets[perp].rules.bend=1",
                ], 3, "did you mean band?"
            ),
        ]
        for (arguments, status, text) in cases {
            let run = try attack(arguments, in: folder)
            #expect(run.status == status, "\(arguments): \(run.errors)")
            #expect(run.errors.contains(text), "\(arguments): \(run.errors)")
        }
        #expect(
            !FileManager.default.fileExists(
                atPath: folder.url.appendingPathComponent("attack").path))
    }
}
