import Foundation
import TestSupport
import Testing

@Suite struct SlippageCommandTests {
    /// Two curves, two sizes, four seeds: a second or two.
    static let tiny = """
        name: tiny
        title: Four seeds
        seeds: 4
        modes: [zero-profit, equal-depth]
        market: {window: 2m}
        orders: {sizes: [10_000, 1_000_000], parts: 3}
        curves:
          - {name: plain, form: constant-product}
          - {name: near, form: concentrated, width: 0.2}
        resamples: 100
        metaorder_runs: 0
        """

    private let folder: TemporaryFolder
    private let file: String

    init() throws {
        folder = try TemporaryFolder()
        file = try folder.write(Self.tiny, as: "tiny.yaml")
    }

    private func slippage(
        _ arguments: [String], out: String = "out"
    ) throws -> Program.Outcome {
        try Program.run(
            ["slippage", file, "--quiet", "--out", folder.url.appendingPathComponent(out).path]
                + arguments)
    }

    private func content(_ name: String) throws -> FolderContent {
        try FolderContent(of: folder.url.appendingPathComponent(name))
    }

    @Test("a study prints its table and leaves a whole folder")
    func study() throws {
        let run = try slippage([])
        #expect(run.status == 0, "\(run.errors)")
        #expect(run.errors.isEmpty)
        #expect(run.output.hasPrefix("tiny  4 seeds from 1  2 curves\nFour seeds\n\n"))
        #expect(
            run.output.contains("\n\nzero-profit (N4), calm windows, orders with limits, buys\n"))
        #expect(run.output.contains("plain against the book"))
        #expect(run.output.contains("equal-depth (N1, a calibration identity)"))
        #expect(!run.output.contains("BROKEN"))
        #expect(run.output.hasSuffix("report \(folder.url.path)/out/report.html\n"))
        let content = try content("out")
        #expect(
            content.files.keys.sorted() == [
                "manifest.json", "report.html", "study.sqlite", "study.yaml", "summary.json",
            ])
        let page = String(decoding: try #require(content.files["report.html"]), as: UTF8.self)
        #expect(page.contains("<section id=\"zero-profit\">"))
        // The page names no folder of the machine.
        #expect(page.contains("perplab slippage "))
        #expect(!page.contains("out/report.html"))
    }

    @Test("the same study gives the same bytes, whatever the number of threads")
    func same() throws {
        let one = try slippage(["--threads", "1", "--json"], out: "one")
        let two = try slippage(["--threads", "2", "--json"], out: "two")
        #expect(one.status == 0 && two.status == 0)
        #expect(one.output == two.output)
        let (first, second) = (try content("one"), try content("two"))
        for name in ["report.html", "study.yaml", "summary.json", "manifest.json"] {
            #expect(first.files[name] == second.files[name], "\(name)")
        }
        #expect(first.files["summary.json"] == Data(one.output.utf8))
        let document = try #require(
            try JSONSerialization.jsonObject(with: Data(one.output.utf8)) as? [String: Any])
        #expect(document["seeds"] as? Int == 4)
        #expect(document["checks_hold"] as? Bool == true)
    }

    @Test("the resolved study of a folder gives the folder's rows again")
    func again() throws {
        #expect(try slippage(["--seeds", "3", "--set", "orders.latency_blocks=2"]).status == 0)
        let resolved = folder.url.appendingPathComponent("out/study.yaml").path
        let place = folder.url.appendingPathComponent("again").path
        let run = try Program.run(["slippage", resolved, "--quiet", "--out", place])
        #expect(run.status == 0, "\(run.errors)")
        #expect(try content("again").files["summary.json"] == content("out").files["summary.json"])
        #expect(try content("again").files["study.yaml"] == content("out").files["study.yaml"])
    }

    @Test("--all prints every mode and policy")
    func all() throws {
        let run = try slippage(["--all", "--seeds", "2"])
        #expect(run.status == 0)
        for text in [
            "equal-depth (N1, a calibration identity), calm windows, orders with limits, buys",
            "zero-profit (N4), stressed windows, orders in parts, sales",
        ] {
            #expect(run.output.contains(text), "\(text)")
        }
    }

    @Test("a folder is replaced when that is asked for, and nothing else is")
    func force() throws {
        #expect(try slippage(["--seeds", "2"]).status == 0)
        let kept = try content("out")
        let refused = try slippage(["--seeds", "3"])
        #expect(refused.status == 2)
        #expect(refused.errors.contains("exists already; --force replaces it"))
        #expect(try content("out") == kept)
        #expect(try slippage(["--seeds", "3", "--force"]).status == 0)
        #expect(try content("out").files["summary.json"] != kept.files["summary.json"])
        _ = try folder.write("mine", as: "other/file.txt")
        let other = try slippage(["--force"], out: "other")
        #expect(other.status == 2)
        #expect(other.errors.contains("it is not replaced"))
        #expect(FolderContent.names(in: folder.url).allSatisfy { !$0.contains("partial") })
    }

    @Test("wrong use has status 2, a study that cannot be used 3, with every problem's line")
    func refusals() throws {
        let bad = try folder.write(
            "name: x\nseeds: 1\norders: {sizes: [2, 1]}\ncurves: [{name: a, form: round}]\n",
            as: "bad.yaml")
        let broken = try folder.write("name: [", as: "broken.yaml")
        let empty = try folder.write("", as: "empty.yaml")
        let cases: [([String], Int32, String)] = [
            ([], 2, "Missing expected argument"),
            ([file, "--seeds", "1"], 2, "--seeds 1: 2 to 100000"),
            ([file, "--seeds", "many"], 2, "--seeds"),
            ([file, "--threads", "0"], 2, "--threads 0: 1 to 256"),
            ([file, "--set", "seeds"], 2, "--set seeds: it is KEY=VALUE, as seeds=20"),
            ([file, "--all", "--json"], 2, "--json has everything already"),
            ([file, "--wrong"], 2, "--wrong"),
            ([file, "--set", "seedz=3"], 3, "did you mean seeds?"),
            ([file, "--set", "curves[none].fee_bps=3"], 3, "did you mean near?"),
            ([file, "--set", "book.half_spread_bps=600"], 3, "book.half_spread_bps: 600.0: below"),
            ([bad], 3, "\(bad):2: seeds: '1' is out of range"),
            ([bad], 3, "\(bad):4: curves[0].form: 'round' is none of them"),
            ([broken], 3, "\(broken):1: this is no YAML"),
            ([empty], 3, "name: the key is missing"),
            (["nonesuch"], 3, "there is no such built-in study"),
            (["./nonesuch.yaml"], 3, "./nonesuch.yaml: the file cannot be read"),
            ([folder.url.path + "/"], 3, "not a regular file"),
        ]
        let place = folder.url.appendingPathComponent("none").path
        for (arguments, status, text) in cases {
            let run = try Program.run(["slippage"] + arguments + ["--out", place])
            #expect(run.status == status, "\(arguments): \(run.errors)")
            #expect(run.errors.contains(text), "\(arguments): \(run.errors)")
            #expect(run.output.isEmpty)
        }
        #expect(!FileManager.default.fileExists(atPath: place))
    }

    @Test("a study of records that are not there says where they were looked for, and what to do")
    func records() throws {
        let place = folder.url.appendingPathComponent("none").path
        let plain = try Program.run(["slippage", "binance-book-vs-vamm", "--out", place])
        #expect(plain.status == 3)
        #expect(plain.errors.contains("recording.depth_file"))
        #expect(plain.errors.contains("--data DIR names the folder of the records"))
        let named = try Program.run([
            "slippage", "binance-book-vs-vamm", "--data", folder.url.path, "--out", place,
        ])
        #expect(named.status == 3)
        #expect(
            named.errors.contains("\(folder.url.path)/btcusdt_perp_binance_l2_20240808.csv"))
        #expect(!FileManager.default.fileExists(atPath: place))
    }

    @Test("studies are listed, shown, checked and documented")
    func files() throws {
        let list = try Program.run(["slippage", "list"])
        #expect(list.output.hasPrefix("zero-profit "))
        let json = try Program.run(["slippage", "list", "--json"])
        let document = try JSONSerialization.jsonObject(with: Data(json.output.utf8))
        let rows = try #require((document as? [String: Any])?["studies"] as? [[String: String]])
        #expect(rows.count == list.output.split(separator: "\n").count)
        let text = Places.repository.appendingPathComponent("Studies/zero-profit.yaml")
        #expect(
            try Program.run(["slippage", "show", "zero-profit"]).output
                == String(contentsOf: text, encoding: .utf8))
        let shown = try Program.run([
            "slippage", "show", file, "--resolved", "--comments", "--set", "seeds=9",
        ])
        #expect(shown.output.contains("\nseeds: 9\n") && shown.output.contains("# "))
        #expect(try Program.run(["slippage", "show", file, "--set", "seeds=9"]).status == 2)
        #expect(
            try Program.run(["slippage", "validate", file, "zero-profit"]).output
                == "\(file): tiny is valid\nzero-profit: zero-profit is valid\n")
        let bad = try folder.write("seeds: 0\n", as: "bad.yaml")
        let checked = try Program.run(["slippage", "validate", bad])
        #expect(checked.status == 3 && checked.errors.contains("\(bad):1: seeds: '0'"))
        #expect(
            try Program.run(["slippage", "schema"]).output.hasPrefix("{\n  \"$schema\""))
        #expect(
            try Program.run(["slippage", "reference"]).output.hasPrefix(
                "# Reference of slippage studies"))
    }
}
