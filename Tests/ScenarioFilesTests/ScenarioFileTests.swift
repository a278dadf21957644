import Foundation
import PerpContracts
import ScenarioFiles
import Simulation
import SimulationKernel
import TestSupport
import Testing
import WideIntegers

@Suite struct ScenarioFileTests {
    private static let rich: String = {
        let file = Places.fixtures.appendingPathComponent("scenarios/rich.yaml")
        return (try? String(contentsOf: file, encoding: .utf8)) ?? ""
    }()

    private func lines(
        _ text: String, _ overrides: [(key: String, value: String)] = [], without: [String] = []
    ) -> [String] {
        do throws(ScenarioFileError) {
            _ = try ScenarioFile(text: text, file: "f.yaml", overrides: overrides, without: without)
            return []
        } catch {
            return error.lines
        }
    }

    @Test("every section is read")
    func good() throws {
        let scenario = try ScenarioFile(text: Self.rich, file: "rich.yaml").scenario
        #expect(scenario.description == "Two lines,\nof which this is the second.\n")
        #expect(
            scenario.chain.overrides == [
                SettingOverride("chain-id", "7"), SettingOverride("production.empty", "0.02"),
            ])
        guard case .points(let path)? = scenario.paths.first?.model else {
            Issue.record("no points")
            return
        }
        #expect(path.points.map(\.atMicros) == [0, 600_000_000, 3_600_000_000])
        guard case .reference(let market)? = scenario.markets.first?.design else {
            Issue.record("no reference market")
            return
        }
        #expect(market.profile == .ftxLike)
        #expect(market.rules.marginPrice == .worst([.mark, .oracle]))
        #expect(market.rules.tiers?.last?.notionalUpToWad == MarginTier.unbounded)
        #expect(
            market.rules.liquidationSize
                == .toTarget(targetWad: .share(8, 100), lotWad: .share(1, 100)))
        #expect(market.rules.payers == [.insurance, .backstop, .uncovered])
        #expect(market.rules.kStepLimitWad == nil)
        #expect(scenario.agents[1].fees.capMaxWei == UInt256(500_000_000_000))
        #expect(scenario.agents[0].fees.capMaxWei == .max)
        #expect(scenario.agents[3].endMicros == 5_400_000_000)
        #expect(scenario.positions.first?.sizeWad.description == "-2500000000000000000")
        #expect(scenario.events.last?.atMicros == 3_600_000_000)
    }

    @Test("the resolved text is read as the same scenario, and resolves to itself")
    func resolved() throws {
        let file = try ScenarioFile(text: Self.rich, file: "rich.yaml")
        for comments in [false, true] {
            let text = file.resolvedText(withComments: comments)
            let again = try ScenarioFile(text: text, file: "again.yaml")
            #expect(again.scenario == file.scenario)
            #expect(again.resolvedText(withComments: comments) == text)
        }
    }

    @Test("built-in scenarios are valid and are the files of the folder")
    func builtIn() throws {
        let folder = Places.repository.appendingPathComponent("Scenarios").path
        let files = try FileManager.default.contentsOfDirectory(atPath: folder)
            .filter { $0.hasSuffix(".yaml") }.sorted()
        #expect(BuiltInScenario.all.map { "\($0.name).yaml" }.sorted() == files)
        for builtIn in BuiltInScenario.all {
            let file = try ScenarioFile(named: builtIn.name)
            #expect(file.scenario.name == builtIn.name)
            #expect(!file.scenario.title.isEmpty)
            let again = try ScenarioFile(text: file.resolvedText(), file: "again.yaml")
            #expect(again.scenario == file.scenario)
        }
    }

    @Test("keys are set by their paths")
    func overrides() throws {
        let scenario = try ScenarioFile(
            text: Self.rich, file: "f.yaml",
            overrides: [
                ("agents[noise].count", "7"), ("markets.eth-perp.rules.band", "20%"),
                ("venues[0].fee", "0.2%"), ("chain.overrides.production.empty", "0.5"),
                ("record", "{sample_every: 10s}"), ("title", "\"\""),
            ], without: ["actor"]
        ).scenario
        #expect(scenario.agents.first?.count == 7)
        #expect(scenario.agents.map(\.name) == ["noise", "keepers", "arb", "attacker"])
        #expect(scenario.chain.overrides.last == SettingOverride("production.empty", "0.5"))
        #expect(scenario.record.sampleEveryMicros == 10_000_000)
        #expect(scenario.record.positionsEveryMicros == 0)
        guard case .reference(let market)? = scenario.markets.first?.design else { return }
        #expect(market.rules.bandWad == .share(1, 5))
    }

    @Test("problems of overrides name them")
    func badOverrides() {
        #expect(
            lines(Self.rich, [("agents[noise].count", "many")]) == [
                "--set agents[noise].count=many: agents[0].count: 'many' is not a number; it must "
                    + "be an integer from 0 to 100000"
            ])
        #expect(
            lines(Self.rich, [("agents[nose].count", "1"), ("durration", "1h")]).first
                == "--set agents[nose].count=1: agents[nose].count: names 'nose', which is not in "
                + "the list; did you mean noise?")
        #expect(
            lines(Self.rich, [("durration", "1h")]) == [
                "--set durration=1h: durration: there is no such key; did you mean duration?"
            ])
        #expect(
            lines(Self.rich, [("title", "[")]).first?.hasPrefix("--set title=[: title: this is no")
                == true)
        #expect(
            lines(Self.rich, [], without: ["nose"]) == [
                "--set agents[nose]: agents[nose]: names 'nose', which is not in the list; did you "
                    + "mean noise?"
            ])
    }

    /// A line of the document that is changed, and what is said.
    static let breaks: [(String, String, String)] = [
        (
            "    path: eth\n", "    path: etc\n",
            "venues[0].path: 'etc': no such path; did you mean eth?"
        ),
        (
            "preset: ethereum-pos", "preset: ethereum-pow",
            "chain.preset: 'ethereum-pow': no such preset; did you mean ethereum-pos?"
        ),
        (
            "    chain-id: 7", "    chain-it: 7",
            "chain.overrides.chain-it: '7': no such key; did you mean chain-id?"
        ),
        (
            "production: {empty: \"0.02\"}", "production: {empty: 2}",
            "chain.overrides.production.empty: '2': it must be a decimal from 0 to 1"
        ),
        (
            "venues: [spot], path: eth", "venues: [spit], path: eth",
            "feeds[0].sources.venues[0]: 'spit': no such venue; did you mean spot?"
        ),
        (
            "faults: 2", "faults: 3",
            "feeds[0].faults: 3: less than a third of nodes, which are 7"
        ),
        (
            "venue: pair,", "venue: spot,",
            "feeds[3].venue: 'spot': no such pair; did you mean pair?"
        ),
        (
            "    feed: average", "    feed: averages",
            "markets[1].feed: 'averages': no such feed; did you mean average?"
        ),
        (
            "backstops: [keepers]", "backstops: [keeper]",
            "markets[0].backstops[0]: 'keeper': no such population of agents; did you mean keepers?"
        ),
        (
            "    end: 90m", "    end: 90m\n    start: 91m",
            "agents[3].end: 90m: at or after start, 91m"
        ),
        (
            "at: 20m, kind: outage", "at: 121m, kind: outage",
            "events[1].at: 121m: at most the scenario's duration, 2h"
        ),
        (
            "low: -1, high: 5_060_000.5", "low: 6, high: 5.5",
            "expectations[0].high: 5.5: at least low, 6"
        ),
        (
            "low: -1, high: 5_060_000.5, ", "",
            "expectations[0].low: nothing: a bound, or a bound under high"
        ),
        ("size: -2.5", "size: 0", "positions[0].size: 0: a size other than 0"),
        (
            "market: eth-v1, action", "market: btc, action",
            "events[2].market: 'btc': no such market; did you mean eth-v1?"
        ),
        (
            "at: 1h, price", "at: 10m, price",
            "paths[0].points[2].at: 10m: after the point before, 10m"
        ),
        (
            "rules.band\": 0", "rules.bond\": 0",
            "ablations[0].set: it leads to markets[0].rules.bond: there is no such key; did you "
                + "mean band?"
        ),
        (
            "    skill: eager", "    skill: egaer",
            "agents[1].skill: 'egaer' is none of them; did you mean eager?; it must be one of "
                + "careful, eager, naive"
        ),
        (
            "    fluctuation_limit: 1.2%", "    profile: v1-like",
            "markets[1].profile: design perp-v1 has no such key; it is one of reference"
        ),
        (
            "{to-target:", "{to_target:",
            "markets[0].rules.liquidation_size: no such map is known here; it must be one of full, "
                + "{fraction: …}, {to-target: …}, {ladder: …}"
        ),
    ]

    @Test("what does not fit together is refused with the line of its key", arguments: breaks)
    func broken(old: String, new: String, message: String) throws {
        let found = try #require(Self.rich.range(of: old))
        let text = Self.rich.replacingCharacters(in: found, with: new)
        let problems = lines(text)
        #expect(problems.count == 1)
        #expect(problems.first?.contains(": " + message) == true, "\(problems)")
        // The line is near the change: the key's own, or its section's.
        let changed = text[..<found.lowerBound].count(where: \.isNewline) + 1
        let line = problems.first?.split(separator: ":").dropFirst().first.flatMap { Int($0) } ?? 0
        #expect((changed - 2...changed + 2).contains(line), "\(problems)")
    }

    @Test("paths of data files start at the scenario's folder")
    func paths() throws {
        let file = try ScenarioFile(text: Self.rich, file: "my/folder/rich.yaml")
        #expect(file.path(of: "data/x.csv") == "my/folder/data/x.csv")
        #expect(file.path(of: "/x.csv") == "/x.csv")
        #expect(try ScenarioFile(text: Self.rich, file: "r.yaml").path(of: "x.csv") == "x.csv")
    }

    @Test("a file that cannot be read says why")
    func unreadable() throws {
        let folder = try TemporaryFolder()
        func reason(_ name: String) -> String {
            do throws(ScenarioFileError) {
                _ = try ScenarioFile(named: name)
                return ""
            } catch {
                return error.description
            }
        }
        #expect(
            reason("calm-markt")
                == "calm-markt: there is no such built-in scenario; did you mean calm-market? "
                + "(a file's path has a slash or ends in .yaml)")
        #expect(reason("none.yaml").hasPrefix("none.yaml: the file cannot be read: "))
        #expect(reason("/dev/zero") == "/dev/zero: this is not a regular file")
        let path = folder.url.appendingPathComponent("latin.yaml").path
        try Data([0x61, 0x3a, 0x20, 0xe4]).write(to: URL(fileURLWithPath: path))
        #expect(reason(path) == "\(path): the file is not UTF-8")
    }

    @Test("mutated files give problems or a scenario, never a trap", arguments: 1...250)
    func mutated(seed: Int) {
        var generator = SeededGenerator(seed: UInt64(seed))
        var mutation = TextMutation(text: Self.rich)
        for _ in 0...generator.below(3) { mutation.apply(&generator) }
        do throws(ScenarioFileError) {
            let file = try ScenarioFile(text: mutation.text, file: "m.yaml")
            let again = try ScenarioFile(text: file.resolvedText(), file: "again.yaml")
            #expect(again.scenario == file.scenario, "seed \(seed)")
        } catch {
            #expect(!error.problems.isEmpty)
            #expect(error.lines.allSatisfy { $0.hasPrefix("m.yaml:") }, "seed \(seed): \(error)")
        }
    }
}
