import Foundation
import TestSupport
import Testing

@Suite struct ExportCommandTests {
    @Test("export refuses a folder that is no finished run, with the file that is missing")
    func noRun() throws {
        let folder = try TemporaryFolder()
        let run = try Program.run(["export", folder.url.path])
        #expect(run.status == 3)
        #expect(run.output == "")
        #expect(
            run.errors
                == "error: \(folder.url.path)/manifest.json: cannot be opened: "
                + "No such file or directory\n")
    }

    @Test("export names the nearest table to one that there is not")
    func unknownTable() throws {
        let run = try Program.run(["export", "/nowhere", "--table", "trade"])
        #expect(run.status == 2)
        #expect(run.errors.hasPrefix("error: --table trade: no such table; did you mean trades?"))
    }

    @Test("export refuses a form of text that it does not know")
    func unknownFormat() throws {
        let run = try Program.run(["export", "/nowhere", "--format", "xml"])
        #expect(run.status == 2)
        #expect(run.errors.contains("csv"))
    }

    @Test("every table has in both forms as many rows as the list says")
    func tables() throws {
        let run = try RunFixture(RunFixture.cascade)
        let counts = try self.counts(["export", run.path])
        #expect(counts.count >= 20)
        #expect(counts.filter { $0.value > 0 }.count >= 12, "\(counts)")
        for (table, count) in counts {
            let csv = try Program.run(["export", run.path, "--table", table])
            #expect(csv.status == 0, "\(csv.errors)")
            let rows = try records(csv.output)
            #expect(rows.count == count + 1, "\(table)")
            #expect(Set(rows.map(\.count)).count == 1, "\(table) is ragged")
            let lines = try Program.run(["export", run.path, "--table", table, "--format", "jsonl"])
                .output.split(separator: "\n")
            #expect(lines.count == count, "\(table)")
            for line in lines {
                let row = try #require(
                    try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
                #expect(row.count == rows[0].count)
                #expect(Set(row.keys).isSubset(of: rows[0]), "\(table)")
            }
        }
    }

    @Test("the rows of a run alone are told by its number, and all without one")
    func runs() throws {
        // With attackers, so that there are two runs.
        let run = try RunFixture([
            "pump-and-withdraw", "--set", "duration=10m", "--signatures", "elided",
        ])
        let parts = try ["1", "2"].map { try counts(["export", run.path, "--run", $0]) }
        let all = try counts(["export", run.path])
        #expect(parts[1]["figures"] ?? 0 > 0)
        for (table, count) in all {
            #expect(count == (parts[0][table] ?? 0) + (parts[1][table] ?? 0), "\(table)")
        }
        let second = try Program.run(["export", run.path, "--table", "figures", "--run", "2"])
        #expect(try records(second.output).dropFirst().allSatisfy { $0.first == "2" })
        let none = try Program.run(["export", run.path, "--run", "3"])
        #expect(none.status == 3)
        #expect(
            none.errors == "error: \(run.path)/run.sqlite: there is no run 3; there are 1 to 2\n")
    }

    @Test("blocks and figures of the tables are those of the summary, and raw amounts are whole")
    func values() throws {
        let run = try RunFixture(RunFixture.cascade)
        let figures = try records(
            try Program.run(["export", run.path, "--table", "figures"]).output)
        let told = try #require(try run.summary()["figures"] as? [[String: Any]])
        #expect(figures.dropFirst().map { $0[1] } == told.compactMap { $0["name"] as? String })
        let trades = ["export", run.path, "--table", "trades"]
        let (plain, raw) = (
            try records(try Program.run(trades).output),
            try records(try Program.run(trades + ["--raw"]).output)
        )
        #expect(plain.count == raw.count && plain[0] == raw[0] && plain != raw)
        let notional = try #require(raw[0].firstIndex(of: "notional"))
        #expect(plain.contains { $0[notional].contains(".") })
        #expect(raw.dropFirst().allSatisfy { Int($0[notional].suffix(18)) != nil })
    }

    @Test("a store that was cut off is told, and nothing is printed")
    func damaged() throws {
        let run = try RunFixture()
        try run.write(Array(try run.bytes("run.sqlite").prefix(50_000)), as: "run.sqlite")
        let export = try Program.run(["export", run.path, "--table", "figures"])
        #expect(export.status == 3, "\(export)")
        #expect(export.errors.hasPrefix("error: \(run.path)/run.sqlite: "), "\(export.errors)")
    }

    /// The numbers of rows that a list tells.
    private func counts(_ arguments: [String]) throws -> [String: Int] {
        let list = try Program.run(arguments)
        try #require(list.status == 0, "\(list.errors)")
        return try Dictionary(
            uniqueKeysWithValues: list.output.split(separator: "\n").map { line in
                let words = line.split(separator: " ")
                try #require(words.count == 2)
                return (String(words[0]), try #require(Int(words[1])))
            })
    }

    /// The records of CSV by RFC 4180, with the names as the first.
    private func records(_ text: String) throws -> [[String]] {
        var (records, record, field) = ([[String]](), [String](), "")
        var isQuoted = false
        for character in text.unicodeScalars where character != "\r" {
            switch (character, isQuoted) {
            // A doubled quotation mark ends the text and begins it again; none here has one inside.
            case ("\"", _): isQuoted.toggle()
            case (",", false):
                record.append(field)
                field = ""
            case ("\n", false):
                records.append(record + [field])
                (record, field) = ([], "")
            default: field.unicodeScalars.append(character)
            }
        }
        try #require(!isQuoted && field.isEmpty && record.isEmpty, "the last line is not ended")
        return records
    }
}
