import Foundation
import TestSupport
import Testing

@Suite struct ScenariosCommandTests {
    @Test("scenarios lists every name with its line")
    func list() throws {
        let run = try Program.run(["scenarios"])
        #expect(run.status == 0, "\(run.errors)")
        #expect(run.output.contains("calm-market"))
        let json = try Program.run(["scenarios", "list", "--json"])
        let document = try JSONSerialization.jsonObject(with: Data(json.output.utf8))
        let rows = try #require((document as? [String: Any])?["scenarios"] as? [[String: String]])
        #expect(rows.count == run.output.split(separator: "\n").count)
        #expect(rows.allSatisfy { $0["title"]?.isEmpty == false })
    }

    @Test("show prints the file as it is, or every key")
    func show() throws {
        let file = Places.repository.appendingPathComponent("Scenarios/calm-market.yaml")
        let plain = try Program.run(["scenarios", "show", "calm-market"])
        #expect(plain.output == (try String(contentsOf: file, encoding: .utf8)))
        let resolved = try Program.run([
            "scenarios", "show", "calm-market", "--resolved", "--set", "duration=2h",
        ])
        #expect(resolved.status == 0, "\(resolved.errors)")
        #expect(resolved.output.contains("\nduration: 2h\n"))
        #expect(resolved.output.contains("\nrecord:\n  sample_every: 1m\n"))
        let folder = try TemporaryFolder()
        let path = try folder.write(resolved.output, as: "mine.yaml")
        #expect(
            try Program.run(["scenarios", "show", path, "--resolved"]).output == resolved.output)
        let json = try Program.run(["scenarios", "show", "calm-market", "--json"])
        #expect(throws: Never.self) {
            try JSONSerialization.jsonObject(with: Data(json.output.utf8))
        }
    }

    @Test("validate tells every problem of every file, and exits with 3")
    func validate() throws {
        let folder = try TemporaryFolder()
        let bad = try folder.write(
            "schema_version: 1\nname: x\nduraton: 1h\nfunds:\n  - {name: f, balance: -1}\n",
            as: "bad.yaml")
        let run = try Program.run(["scenarios", "validate", "calm-market", bad])
        #expect(run.status == 3)
        #expect(run.output == "calm-market: calm-market is valid\n")
        #expect(
            run.errors == """
                \(bad):3: duraton: there is no such key; did you mean duration?
                \(bad):5: funds[0].balance: '-1' is out of range; it must be a decimal from 0 to 10^18

                """)
    }

    @Test("wrong use has its own status")
    func usage() throws {
        #expect(try Program.run(["scenarios", "show", "none"]).status == 3)
        #expect(try Program.run(["scenarios", "show", "calm-market", "--set", "a=b"]).status == 2)
        #expect(
            try Program.run(["scenarios", "show", "calm-market", "--resolved", "--set", "a"]).status
                == 2)
        #expect(try Program.run(["scenarios", "schema"]).output.hasPrefix("{\n  \"$schema\""))
    }
}
