import Foundation
import Simulation
import TestSupport
import Testing
import WideIntegers

@testable import Results

@Suite struct TableExportTests {
    private let folder: TemporaryFolder
    private let reader: ResultsReader

    init() throws {
        folder = try TemporaryFolder()
        let path = folder.url.appendingPathComponent("run.sqlite").path
        let store = try RunStore(path: path, durability: .eachRun, version: "0.1.0")
        for run in 1...2 {
            let writer = try store.begin(.sample(seed: UInt64(run)), run: run)
            try writer.append(
                MetricRecord(
                    .waterfall,
                    [
                        .text("a,\"b\"\r\nc"), .text(""),
                        .amount(try Int256(decimal: "-1234500000000000000000000000")),
                    ]))
            try writer.append(MetricRecord(.waterfall, [.null, .text("é"), .null]))
            try writer.append(
                MetricRecord(.figures, [.text("f"), .text("0.5"), .real(1e-7), .text("none")]))
            try writer.append(
                MetricRecord(
                    .expectations,
                    [
                        .text("f"), .text("0"), .null, .text("0.5"), .integer(1),
                        .text("calibrated"), .null,
                    ]))
            try writer.finish(.sample)
        }
        try store.close()
        reader = try ResultsReader(database: path)
    }

    private func export(
        _ table: RunTable, _ format: TableExport.Format, runs: [Int] = [1], isRaw: Bool = false
    ) throws -> String {
        var text = ""
        try TableExport(table, format: format, isRaw: isRaw).write(runs, of: reader) { text += $0 }
        return text
    }

    @Test("CSV has a line of names, quotes where they are needed, CRLF, and exact amounts")
    func csv() throws {
        let rows = "1,\"a,\"\"b\"\"\r\nc\",\"\",-1234500000\r\n1,,é,\r\n"
        #expect(try export(.waterfall, .csv) == "run,market,payer,amount\r\n" + rows)
        #expect(
            try export(.waterfall, .csv, isRaw: true).contains(",-1234500000000000000000000000\r\n")
        )
        #expect(
            try export(.figures, .csv, runs: [2, 1]).hasSuffix(
                "\r\n2,f,0.5,1e-07,none\r\n1,f,0.5,1e-07,none\r\n"))
        #expect(try export(.trades, .csv).hasPrefix("run,time_us,block,"))
    }

    @Test("JSON lines have an object for each row, with amounts as strings")
    func jsonLines() throws {
        let text = try export(.waterfall, .jsonLines)
        #expect(
            text == """
                {"run":1,"market":"a,\\"b\\"\\r\\nc","payer":"","amount":"-1234500000"}
                {"run":1,"market":null,"payer":"é","amount":null}

                """)
        for line in try export(.figures, .jsonLines, runs: [1, 2]).split(separator: "\n") {
            let row = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
            #expect(row?["value_real"] as? Double == 1e-7)
        }
        #expect(try export(.trades, .jsonLines) == "")
    }

    @Test("an export in many pieces is the same text")
    func pieces() throws {
        let path = folder.url.appendingPathComponent("large.sqlite").path
        let store = try RunStore(path: path, durability: .whenClosed, version: "0.1.0")
        let writer = try store.begin(.sample())
        var sample = SampleRows(seed: 9)
        for _ in 0..<5_000 { try writer.append(sample.row(of: .trades)) }
        try writer.finish(.sample)
        try store.close()
        let large = try ResultsReader(database: path)
        var pieces: [String] = []
        try TableExport(.trades, format: .jsonLines).write([1], of: large) { pieces.append($0) }
        #expect(pieces.count > 10)
        #expect(pieces.allSatisfy { $0.hasSuffix("}\n") })
        #expect(pieces.joined().split(separator: "\n").count == 5_000)
    }

    @Test("figures and expectations come back as they were kept")
    func queries() throws {
        #expect(try reader.figures(run: 2) == [StoredFigure(name: "f", value: "0.5", unit: "none")])
        #expect(
            try reader.expectations() == [
                StoredExpectation(
                    figure: "f", low: "0", high: nil, value: "0.5", holds: true, tag: "calibrated",
                    note: nil)
            ])
        let run = try #require(try reader.runs().last)
        #expect(run.run == 2)
        #expect(run.identity == .sample(seed: 2))
        #expect(run.outcome == .sample)
    }

    @Test("an unfinished folder cannot be opened")
    func unfinished() throws {
        let work = try RunFolder(
            at: folder.url.appendingPathComponent("run").path, isReplacing: false)
        let error = #expect(throws: ResultsError.self) { try ResultsReader(folder: work.workPath) }
        #expect(
            error?.description
                == "\(work.workPath)/manifest.json: cannot be opened: No such file or directory")
    }
}
