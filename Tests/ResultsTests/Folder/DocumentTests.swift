import EthereumPrimitives
import Foundation
import GRDB
import JSONText
import Simulation
import TestSupport
import Testing

@testable import Results

@Suite struct DocumentTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    private let summary = RunSummary(
        identity: .sample(seed: .max), outcome: .sample, rowsDigest: Keccak256.hash([3]),
        figures: [
            StoredFigure(
                name: "bad_debt", value: "1234567890123456789.000000000000000001", unit: "quote"),
            StoredFigure(name: "odd \"name\"\n", value: "none", unit: "none"),
        ],
        expectations: [
            StoredExpectation(
                figure: "bad_debt", low: "1", high: nil, value: "-2.50", holds: false,
                tag: "predicted", note: nil)
        ])

    @Test("a summary keeps its decimals and comes back as it was")
    func summaryRoundTrip() throws {
        let text = summary.json.text
        _ = try folder.write(text, as: RunSummary.fileName)
        #expect(try RunSummary(folder: folder.url.path) == summary)
        #expect(text.contains("\"value\": 1234567890123456789.000000000000000001,"))
        #expect(text.contains("\"value\": -2.50,"))
        #expect(text.contains("\"value\": \"none\""))
        #expect(text.contains("\"odd \\\"name\\\"\\n\""))
        #expect(text.contains("\"seed\": 18446744073709551615,"))
        #expect(text.hasSuffix("}\n"))
        // Readers of JSON agree.
        #expect(try JSONSerialization.jsonObject(with: Data(text.utf8)) is [String: Any])
    }

    @Test("a manifest that is cut, changed or of another form is refused with its place")
    func manifestErrors() throws {
        let path = folder.url.appendingPathComponent("run").path
        try sampleRun(at: path)
        let file = "\(path)/manifest.json"
        let text = try String(contentsOfFile: file, encoding: .utf8)
        func reason(_ changed: String) throws -> String {
            try Data(changed.utf8).write(to: URL(fileURLWithPath: file))
            let error = #expect(throws: ResultsError.self) { try RunManifest(folder: path) }
            return String(error?.description.dropFirst(file.count + 1) ?? "")
        }
        func swapped(_ old: String, _ new: String) throws -> String {
            #expect(text.contains(old))
            return try reason(text.replacingOccurrences(of: old, with: new))
        }
        #expect(try reason("") == "1:1: the text ends too early")
        #expect(try reason("[]") == "1: an object is expected")
        #expect(try reason(String(text.prefix(34))).contains("the text ends within a string"))
        #expect(try reason(text + "{}").hasSuffix("there is more behind the document"))
        #expect(
            try swapped("\"format\": 1", "\"format\": 2")
                == "format: 2 is not 1, which this program reads")
        #expect(
            try swapped("\"seed\": 7", "\"seed\": -7")
                == "seed: a whole number from 0 to 18446744073709551615 is expected")
        #expect(
            try swapped("\"complete\"", "\"fine\"")
                == "status: 'fine' is none of complete, interrupted, invariant-broken")
        #expect(try swapped("\"seed\"", "\"sead\"") == "seed: is missing")
        #expect(
            try swapped("\"chain\":", "\"more\": 1,\n  \"chain\":") == "more: no such key is known")
        #expect(
            try swapped("\"scenario.yaml\"", "\"../x\"")
                == "files: '../x' is no name of a file in the folder")
        #expect(
            try swapped("\"rows\": 5", "\"rows\": 6")
                == "rows_digest: it is not that of the tables above")
        #expect(
            try swapped("\"bytes\": 8", "\"bytes\": true")
                .hasPrefix("files[0].bytes: a whole number"))
        // No cut makes it pass or crash.
        for length in stride(from: 0, to: text.utf8.count - 2, by: 7) {
            _ = try reason(String(decoding: text.utf8.prefix(length), as: UTF8.self))
        }
    }

    @Test("a file or a row that was changed is found by the manifest")
    func verification() throws {
        let path = folder.url.appendingPathComponent("run").path
        try sampleRun(at: path)
        let manifest = try RunManifest(folder: path)
        try manifest.verify(folder: path)
        let scenario = URL(fileURLWithPath: "\(path)/scenario.yaml")
        try Data("seed: 8\n".utf8).write(to: scenario)
        let error = #expect(throws: ResultsError.self) { try manifest.verify(folder: path) }
        #expect(error?.description.hasPrefix("\(path)/scenario.yaml: is damaged: 8 bytes") == true)
        try Data("seed: 7\n".utf8).write(to: scenario)
        try manifest.verify(folder: path)
        try DatabaseQueue(path: "\(path)/run.sqlite").write {
            try $0.execute(sql: "UPDATE trades SET block = block + 1 WHERE rowid = 3")
        }
        let rows = #expect(throws: ResultsError.self) { try manifest.verify(folder: path) }
        #expect(rows?.description.contains("table trades has 5 rows with digest 0x") == true)
    }

    @Test(
        "JSON by the letter: what is none is refused",
        arguments: [
            "01", "1.", ".5", "+1", "1e", "-", "nul", "\"\\x\"", "\"\\ud800\"", "\"a\nb\"", "[1,]",
            "{\"a\":1,}", "{\"a\":1,\"a\":2}", "{a:1}", "[1 2]", "\"\\u12g4\"", "NaN", "\u{1}",
        ])
    func refusedJSON(text: String) {
        var reader = JSONReader(Array(text.utf8))
        #expect(throws: JSONProblem.self) { try reader.document() }
    }

    @Test("JSON by the letter: what is one comes back on one line")
    func acceptedJSON() throws {
        let text =
            " {\"a\" : [1, -0.5e+3, true,false , null,\"\\u00e9\\ud83d\\ude00\\/\\b\"], \"b\":{}}\n"
        var reader = JSONReader(Array(text.utf8))
        let line = try reader.document().line
        #expect(line == "{\"a\":[1,-0.5e+3,true,false,null,\"é😀/\\u0008\"],\"b\":{}}")
        var deep = JSONReader(Array(String(repeating: "[", count: 100_000).utf8))
        #expect(throws: JSONProblem.self) { try deep.document() }
    }
}
