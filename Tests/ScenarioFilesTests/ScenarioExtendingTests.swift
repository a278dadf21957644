import Foundation
import ScenarioFiles
import Simulation
import TestSupport
import Testing

@Suite struct ScenarioExtendingTests {
    /// Writes files into a folder of their own, which is gone afterwards.
    private func withFiles<Result>(
        _ files: [String: String], _ body: (String) throws -> Result
    ) throws -> Result {
        let folder = FileManager.default.temporaryDirectory
            .appendingPathComponent("extending-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        for (name, text) in files {
            try text.write(
                to: folder.appendingPathComponent(name), atomically: true, encoding: .utf8)
        }
        return try body(folder.path)
    }

    private static let base = """
        schema_version: 1
        name: base
        title: The base
        chain: {preset: optimism, overrides: {background: off, history-blocks: 300}}
        paths:
          - {name: eth, kind: points, points: [{at: 0s, price: 2000}, {at: 30m, price: 1900}]}
          - {name: btc, kind: diffusion, volatility: 0.5}
        agents:
          - {name: noise, kind: noise, count: 5, margin: 100}
        events:
          - {at: 1m, kind: note, text: one}
        """

    private func lines(_ files: [String: String], _ name: String) throws -> [String] {
        try withFiles(files) { folder in
            do throws(ScenarioFileError) {
                _ = try ScenarioFile(named: "\(folder)/\(name)")
                return []
            } catch {
                return error.lines.map {
                    $0.replacingOccurrences(of: folder + "/", with: "")
                }
            }
        }
    }

    @Test("maps are put together by key, lists of named things by name, all else is replaced")
    func joining() throws {
        let own = """
            extends: base.yaml
            name: own
            chain: {overrides: {history-blocks: 400}}
            paths:
              - {name: eth, points: [{at: 0s, price: 2100}]}
              - {name: sol, kind: points, points: [{at: 0s, price: 100}]}
            agents:
              - {name: noise, count: 7}
            events:
              - {at: 2m, kind: note, text: two}
            """
        try withFiles(["base.yaml": Self.base, "own.yaml": own]) { folder in
            let file = try ScenarioFile(
                named: "\(folder)/own.yaml", overrides: [("agents[noise].margin", "300")])
            let scenario = file.scenario
            #expect(scenario.name == "own")
            #expect(scenario.title == "The base")
            #expect(scenario.extends == nil)
            #expect(scenario.chain.preset == "optimism")
            #expect(
                scenario.chain.overrides == [
                    SettingOverride("background", "off"), SettingOverride("history-blocks", "400"),
                ])
            #expect(scenario.paths.map(\.name) == ["eth", "btc", "sol"])
            guard case .points(let points)? = scenario.paths.first?.model else {
                Issue.record("no points")
                return
            }
            #expect(points.points.count == 1)
            #expect(scenario.agents.map(\.count) == [7])
            guard case .noise(let noise)? = scenario.agents.first?.model else {
                Issue.record("no noise")
                return
            }
            #expect(noise.margin == .constant(300))
            #expect(scenario.events.map(\.atMicros) == [120_000_000])
            let again = try ScenarioFile(text: file.resolvedText(), file: "again.yaml")
            #expect(again.scenario == scenario)
        }
    }

    @Test("a thing of another kind keeps nothing of what was there")
    func otherKind() throws {
        let own = """
            extends: base.yaml
            name: own
            paths:
              - {name: btc, kind: points, points: [{at: 0s, price: 30_000}]}
            agents:
              - {name: noise, kind: keeper}
            """
        try withFiles(["base.yaml": Self.base, "own.yaml": own]) { folder in
            let scenario = try ScenarioFile(named: "\(folder)/own.yaml").scenario
            guard case .points? = scenario.paths.last?.model else {
                Issue.record("no points")
                return
            }
            #expect(scenario.agents.map(\.count) == [1])
        }
    }

    @Test("files that change one another in a row are one in the end")
    func row() throws {
        let middle = "{extends: base.yaml, name: middle, title: The middle, duration: 2h}"
        let own = "{extends: middle.yaml, name: own, duration: 3h}"
        try withFiles(["base.yaml": Self.base, "middle.yaml": middle, "own.yaml": own]) { folder in
            let scenario = try ScenarioFile(named: "\(folder)/own.yaml").scenario
            #expect(scenario.title == "The middle")
            #expect(scenario.durationMicros == 10_800_000_000)
            #expect(scenario.chain.preset == "optimism")
        }
    }

    @Test("what cannot be extended is refused at its line")
    func refusals() throws {
        #expect(
            try lines(["a.yaml": "name: a\nextends: a.yaml"], "a.yaml").first?
                .contains("more than 8 files change one another") == true)
        #expect(
            try lines(["a.yaml": "name: a\nextends: gone.yaml"], "a.yaml").first?
                .hasPrefix("a.yaml:2: extends: the file cannot be read") == true)
        #expect(
            try lines(["a.yaml": "name: a\nextends: keeper/calm-bas"], "a.yaml") == [
                "a.yaml:2: extends: there is no such built-in scenario; did you mean "
                    + "keeper/calm-baseline? (a file's path has a slash or ends in .yaml)"
            ])
        let bad = ["base.yaml": "{schema_version: 1, name: b, duration: 5}", "a.yaml": "x"]
        #expect(
            try lines(bad.merging(["a.yaml": "{extends: base.yaml, name: a}"]) { $1 }, "a.yaml")
                .first?.hasPrefix("a.yaml: duration: '5'") == true)
    }

    @Test("a problem of the own file has its line, one of the other has none")
    func places() throws {
        let own = "extends: base.yaml\nname: own\nagents:\n  - {name: noise, count: many}"
        #expect(
            try lines(["base.yaml": Self.base, "own.yaml": own], "own.yaml").first?
                .hasPrefix("own.yaml:4: agents[0].count: 'many'") == true)
    }
}
