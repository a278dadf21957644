import Foundation
import TestSupport
import Testing

@Suite struct StudyCommandTests {
    /// Twelve minutes of noise traders around a price that moves.
    static let small = """
        schema_version: 1
        name: small
        duration: 6m
        headline: fees
        chain: {preset: ethereum-pos, overrides: {background.load: 0}}
        paths:
          - {name: eth, kind: diffusion, start_price: 2000, volatility: 0.8}
        venues:
          - {name: spot, kind: exchange, path: eth}
        feeds:
          - {name: eth-usd, kind: network, sources: {venues: [spot]}}
        funds:
          - {name: fund, balance: 1000}
        markets:
          - {name: perp, truth: eth, feed: eth-usd, profile: oracle-margined, design: reference}
        agents:
          - {name: noise, kind: noise, count: 4}
          - {name: others, kind: noise, count: 2}
        expectations:
          - {figure: bad_debt, high: 0}
        """

    private func study(
        _ arguments: [String], in folder: TemporaryFolder, out: String = "study"
    ) throws -> Program.Outcome {
        let file = try folder.write(Self.small, as: "small.yaml")
        return try Program.run(
            ["run", file, "--quiet", "--out", folder.url.appendingPathComponent(out).path]
                + arguments)
    }

    private func json(_ run: Program.Outcome) throws -> [String: Any] {
        let document = try JSONSerialization.jsonObject(with: Data(run.output.utf8))
        return try #require(document as? [String: Any])
    }

    @Test("seeds, a grid and a control leave one folder, the same for any number of threads")
    func threads() throws {
        let folder = try TemporaryFolder()
        let asked = [
            "--seeds", "3", "--vary", "funds[fund].balance=1000,2000", "--without", "others",
        ]
        let one = try study(asked + ["--threads", "1", "--json"], in: folder, out: "one")
        let two = try study(asked + ["--threads", "2", "--json"], in: folder, out: "two")
        #expect(one.status == 0, "\(one.errors)")
        #expect(one.output == two.output)
        let names = try FileManager.default.contentsOfDirectory(
            atPath: folder.url.appendingPathComponent("one").path)
        #expect(names.sorted() == ["report.html", "scenario.yaml", "study.json", "study.sqlite"])
        let variants = try #require(try json(one)["variants"] as? [[String: Any]])
        #expect(
            variants.map { $0["name"] as? String } == [
                "funds[fund].balance=1000", "funds[fund].balance=1000 without others",
                "funds[fund].balance=2000", "funds[fund].balance=2000 without others",
            ])
        #expect(variants.allSatisfy { $0["runs"] as? Int == 3 })
    }

    @Test("a run of a study has the figures of the same run alone, with signatures verified")
    func alone() throws {
        let folder = try TemporaryFolder()
        let many = try json(
            try study(["--seed", "2", "--seeds", "1", "--without", "others", "--json"], in: folder))
        let single = try json(
            try study(["--seed", "2", "--no-twin", "--json"], in: folder, out: "single"))
        let variants = try #require(many["variants"] as? [[String: Any]])
        let figures = try #require(variants.first?["figures"] as? [[String: Any]])
        let own = try #require(single["figures"] as? [[String: Any]])
        #expect(figures.count == own.count)
        for (ours, theirs) in zip(figures, own) {
            #expect(ours["name"] as? String == theirs["name"] as? String)
            let least = try #require((ours["least"] as? [String: Any])?["value"] as? String)
            let number = try #require(theirs["value"] as? NSNumber).doubleValue
            #expect(abs((Double(least) ?? .nan) - number) <= abs(number) * 1e-12, "\(ours)")
        }
    }

    @Test("asked again with more seeds, a study goes on from the runs that it has")
    func resume() throws {
        let folder = try TemporaryFolder()
        _ = try study(["--seeds", "2"], in: folder)
        let store = folder.url.appendingPathComponent("study/study.sqlite")
        let more = try study(["--seeds", "4", "--json"], in: folder)
        #expect(more.status == 0, "\(more.errors)")
        let whole = try study(["--seeds", "4", "--json"], in: folder, out: "fresh")
        #expect(more.output == whole.output)
        // A scenario of another text does not mix with it.
        let other = try study(["--seeds", "2", "--set", "duration=5m"], in: folder)
        #expect(other.status == 2)
        #expect(other.errors.contains("take another folder"))
        let anew = try study(["--seeds", "2", "--set", "duration=5m", "--force"], in: folder)
        #expect(anew.status == 0, "\(anew.errors)")
        #expect(FileManager.default.fileExists(atPath: store.path))
    }

    @Test("rules are held against each seed of the base, and broken ones are told by seed")
    func rules() throws {
        let folder = try TemporaryFolder()
        let good = try study(["--seeds", "2", "--fail-on", "expectation"], in: folder)
        #expect(good.status == 0, "\(good.errors)")
        let bad = try study(["--seeds", "2", "--fail-on", "fees < 0"], in: folder)
        #expect(bad.status == 1)
        #expect(bad.errors.contains("failed: seed 1: fees < 0: it is "))
        #expect(bad.errors.contains("failed: seed 2: fees < 0: it is "))
    }

    @Test("ablation ranks what is on, and nothing else")
    func ablate() throws {
        let folder = try TemporaryFolder()
        let run = try study(["--seeds", "2", "--ablate", "--json"], in: folder)
        #expect(run.status == 0, "\(run.errors)")
        let rankings = try #require(try json(run)["ablations"] as? [[String: Any]])
        let rows = try #require(rankings.first?["rows"] as? [[String: Any]])
        let names = rows.compactMap { $0["rule"] as? String }
        #expect(names.contains("max_age"))
        #expect(names.contains("trade_limit"))
        #expect(!names.contains("band"))
        let text = try study(["--seeds", "2", "--ablate"], in: folder)
        #expect(text.output.contains("what fees depends on (base), one rule switched at a time"))
        #expect(text.output.contains("signatures elided"))
    }

    @Test("what cannot be studied ends with its status before anything is made")
    func refusals() throws {
        let folder = try TemporaryFolder()
        let cases: [([String], Int32, String)] = [
            (["--without", "nobody"], 2, "no such population; there are noise, others"),
            (["--vary", "duration"], 2, "--vary 'duration': has no KEY="),
            (["--vary", "duraton=1m,2m"], 3, "duraton"),
            (["--vary", "duration=1m,nonsense"], 3, "duration"),
            (["--seeds", "0"], 2, "--seeds 0"),
        ]
        for (arguments, status, text) in cases {
            let run = try study(arguments, in: folder)
            #expect(run.status == status, "\(arguments): \(run.errors)")
            #expect(run.errors.contains(text), "\(arguments): \(run.errors)")
        }
        #expect(
            !FileManager.default.fileExists(
                atPath: folder.url.appendingPathComponent("study").path))
        _ = try folder.write("mine", as: "study/notes.txt")
        #expect(try study(["--seeds", "1", "--force"], in: folder).status == 2)
    }
}
