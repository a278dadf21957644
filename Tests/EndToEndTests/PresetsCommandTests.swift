import Foundation
import TestSupport
import Testing

@Suite struct PresetsCommandTests {
    private let names = [
        "ethereum-pos", "ethereum-2022", "ethereum-2021-pow", "black-thursday", "xdai-perpv1",
        "gnosis-pos", "arbitrum-fcfs", "optimism", "ideal", "chaos",
    ]

    @Test("presets lists every name with a summary")
    func list() throws {
        let run = try Program.run(["presets"])
        #expect(run.status == 0, "\(run.errors)")
        let lines = run.output.split(separator: "\n")
        #expect(lines.map { String($0.prefix { $0 != " " }) } == names)
        // All summaries begin in one column, two blanks after the longest name.
        let column = "ethereum-2021-pow".count + 2
        for line in lines {
            #expect(line.dropFirst(column).first != " ")
            #expect(line.dropFirst(column - 2).hasPrefix("  "))
        }
    }

    @Test("presets prints keys, values and sources in columns")
    func table() throws {
        let run = try Program.run(
            ["presets", "xdai-perpv1", "--set", "production.empty=0.17", "--set", "chain-id=7"])
        #expect(run.status == 0, "\(run.errors)")
        let lines = run.output.split(separator: "\n").map(String.init)
        #expect(lines.first?.hasPrefix("xdai-perpv1: xDai while Perpetual Protocol v1") == true)
        #expect(lines.count == 75)
        let pattern = /(\S+) +(\S.*?) {2,}(\S.*)/
        let rows = try lines.dropFirst().map { try #require($0.wholeMatch(of: pattern)).output }
        let values = Dictionary(
            uniqueKeysWithValues: rows.map { ($0.1, "\($0.2) | \($0.3)") })
        #expect(values["production.empty"] == "0.17 | override")
        #expect(values["chain-id"] == "7 | override")
        #expect(values["pool.price-bump"]?.hasPrefix("0.125 | ") == true)
        #expect(values["production.interval"]?.hasPrefix("5 s | ") == true)
        #expect(Set(rows.map { $0.2.startIndex.utf16Offset(in: $0.0.base) }).count == 1)
        #expect(Set(rows.map { $0.3.startIndex.utf16Offset(in: $0.0.base) }).count == 1)
    }

    @Test("presets prints one JSON document")
    func json() throws {
        let run = try Program.run(["presets", "ideal", "--json", "--set", "chain-id=7"])
        #expect(run.status == 0, "\(run.errors)")
        let document = try JSONSerialization.jsonObject(with: Data(run.output.utf8))
        let members = try #require(document as? [String: Any])
        #expect(members["name"] as? String == "ideal")
        let values = try #require(members["values"] as? [[String: String]])
        #expect(values.count == 74)
        #expect(values.first == ["key": "chain-id", "value": "7", "source": "override"])
        let list = try Program.run(["presets", "--json"])
        let all = try JSONSerialization.jsonObject(with: Data(list.output.utf8))
        let presets = try #require((all as? [String: Any])?["presets"] as? [[String: String]])
        #expect(presets.map { $0["name"] } == names)
        #expect(presets.allSatisfy { $0["summary"]?.isEmpty == false })
    }

    @Test(
        "what cannot be shown is refused with its reason",
        arguments: [
            (["ethereum"], 2, "error: ethereum: no such preset; did you mean "),
            (["ideal", "--set", "chain-id"], 2, "--set chain-id: it is KEY=VALUE"),
            (["ideal", "--set", "=5"], 2, "--set =5: it is KEY=VALUE"),
            (["--set", "chain-id=5"], 2, "--set: a preset is to be named as well"),
            (["ideal", "--set", "chain-ib=5"], 3, "error: chain-ib: no such key"),
            (["ideal", "--set", "chain-id="], 3, "error: chain-id: '' is not allowed; it must be"),
            (
                ["ideal", "--set", "fork=berlin", "--json"], 3,
                "error: fork: 'berlin' is not allowed; it must be london or later"
            ),
            (
                ["ideal", "--set", "chain-id=\u{1B}[2J"], 3,
                #"error: chain-id: '\u{1B}[2J' is not allowed"#
            ),
        ] as [([String], Int32, String)])
    func refused(arguments: [String], status: Int32, text: String) throws {
        let run = try Program.run(["presets"] + arguments)
        #expect(run.status == status)
        #expect(run.errors.contains(text), "\(run.errors)")
        #expect(run.output.isEmpty)
    }

    @Test("a value may hold equals signs and blanks")
    func assignment() throws {
        let run = try Program.run(["presets", "ideal", "--set", "production.interval=2 s"])
        #expect(run.status == 0)
        #expect(run.output.contains("2 s  "))
        let odd = try Program.run(["presets", "ideal", "--set", "fork=a=b"])
        #expect(odd.errors.contains("fork: 'a=b' is not allowed"))
    }

    @Test("help is a result")
    func help() throws {
        let run = try Program.run(["presets", "--help"])
        #expect(run.status == 0)
        #expect(run.output.contains("Example: perplab presets"))
    }
}
