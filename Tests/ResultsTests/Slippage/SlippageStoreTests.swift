import EthereumPrimitives
import Foundation
import GRDB
import Simulation
import TestSupport
import Testing

@testable import Experiments
@testable import Results

@Suite struct SlippageStoreTests {
    private func record(_ results: SlippageResults = SyntheticSlippage.results()) -> SlippageRecord
    {
        SlippageRecord(results, version: "1.2.3", resolvedText: "name: synthetic\n")
    }

    /// A folder with the synthetic study in it.
    private func kept(_ record: SlippageRecord, in folder: TemporaryFolder) throws -> String {
        let path = folder.url.appendingPathComponent("study").path
        try record.keep(in: try RunFolder(at: path, isReplacing: true), report: "<page>")
        return path
    }

    @Test("every row is read as it was written, in its order")
    func roundTrip() throws {
        let folder = try TemporaryFolder()
        let record = record()
        let path = try kept(record, in: folder) + "/" + SlippageStore.fileName
        for (index, table) in SlippageTable.allCases.enumerated() {
            let rows = try SlippageStore.rows(of: table, path: path)
            #expect(!rows.isEmpty)
            #expect(rows == record.rows[index], "\(table)")
        }
    }

    @Test("rows hold the results' values in the units of their columns")
    func units() throws {
        let results = SyntheticSlippage.results()
        func value(_ table: SlippageTable, _ column: String, _ row: Int = 0) throws -> RecordValue {
            let place = try #require(table.schema.columns.firstIndex { $0.name == column })
            return table.rows(of: results)[row][place]
        }
        let cost = results.costs[0]
        #expect(try value(.costs, "venue") == .text("book"))
        #expect(try value(.costs, "side") == .text("buy"))
        #expect(try value(.costs, "size_micro") == .integer(1_000_000_000))
        #expect(try value(.costs, "total_count") == .integer(200))
        #expect(try value(.costs, "total_mean_bps") == .real(cost.total.mean / 1e6))
        #expect(try value(.costs, "total_mean_low_bps") == .real(cost.total.meanLow / 1e6))
        #expect(try value(.costs, "total_mean_high_bps") == .real(cost.total.meanHigh / 1e6))
        #expect(try value(.costs, "total_median_bps") == .real(cost.total.median / 1e6))
        #expect(try value(.costs, "total_q05_bps") == .real(cost.total.quantile05 / 1e6))
        #expect(try value(.costs, "total_q95_bps") == .real(cost.total.quantile95 / 1e6))
        let slippage = try #require(cost.slippage)
        #expect(try value(.costs, "slippage_median_bps") == .real(slippage.median / 1e6))
        for (place, part) in CostPart.allCases.enumerated() {
            #expect(
                try value(.costs, "\(part.rawValue)_bps") == .real(cost.partsMean[place] / 1e6))
        }
        let last = results.costs.count - 1
        #expect(
            try value(.costs, "unfilled_share", last) == .real(results.costs[last].unfilledShare))
        #expect(
            try value(.costs, "reverted_share", last) == .real(results.costs[last].revertedShare))
        let difference = results.differences[0]
        let mean = difference.difference.mean
        #expect(try value(.differences, "difference_mean_bps") == .real(mean / 1e6))
        #expect(
            try value(.differences, "curve_cheaper_share") == .real(difference.curveCheaperShare))
        #expect(try value(.crossovers, "size_quote") == .real(1_400_000))
        #expect(try value(.crossovers, "low_quote") == .real(1_120_000))
        #expect(try value(.crossovers, "high_quote") == .real(1_820_000))
        #expect(try value(.crossovers, "unfilled_above") == .real(0.02))
        let none = try #require(results.crossovers.firstIndex { $0.sizeMicro == nil })
        for column in ["size_quote", "low_quote", "high_quote", "unfilled_above"] {
            #expect(try value(.crossovers, column, none) == .null)
        }
        #expect(try value(.payments, "group") == .text("traders"))
        #expect(try value(.payments, "gained_mean_quote") == .real(-900))
        #expect(try value(.calibrations, "value_micro") == .integer(2_134_567))
        #expect(try value(.calibrations, "shortfall") == .null)
        #expect(try value(.depths, "distance_micro_bps") == .integer(5_000_000))
        let depth = results.depths[0].quote
        #expect(try value(.depths, "depth_median_quote") == .real(depth.median / 1e6))
        #expect(try value(.fillable, "limited_median_quote") == .real(2_980_000))
        #expect(try value(.fillable, "any_price_median_quote", 2) == .null)
        #expect(try value(.checks, "holds") == .integer(1))
        let worked: [(String, RecordValue)] = [
            ("book", .text("power-law")), ("size_lots", .integer(100)), ("runs", .integer(80)),
            ("peak_ticks", .real(25)), ("error_ticks", .real(0.5)), ("sweep_ticks", .null),
            ("filled_share", .real(0.75)), ("emptied_share", .real(0.25)),
            ("exponent", .real(0.875)), ("exponent_low", .real(0.75)), ("exponent_high", .real(1)),
            ("sweep_exponent", .real(1.25)),
        ]
        for (column, expected) in worked {
            #expect(try value(.metaorders, column, 2) == expected, "\(column)")
        }
    }

    @Test("the same results have the same digest, and each value counts")
    func digest() {
        let one = record()
        #expect(one.rowsDigest == record().rowsDigest)
        var results = SyntheticSlippage.results()
        results.costs[77].unfilledShare += 0.001
        #expect(record(results).rowsDigest != one.rowsDigest)
        results = SyntheticSlippage.results()
        results.checks.removeLast()
        #expect(record(results).rowsDigest != one.rowsDigest)
        let digest = SlippageRecord.subjectDigest(version: "1", resolvedText: "a")
        #expect(digest != SlippageRecord.subjectDigest(version: "1", resolvedText: "b"))
        #expect(digest != SlippageRecord.subjectDigest(version: "2", resolvedText: "a"))
    }

    @Test("a folder has all its files, with their digests in the manifest")
    func folder() throws {
        let folder = try TemporaryFolder()
        let record = record()
        let path = try kept(record, in: folder)
        #expect(
            try FileSystem.names(in: path) == [
                "manifest.json", "report.html", "study.sqlite", "study.yaml", "summary.json",
            ])
        let manifest = try #require(
            try JSONSerialization.jsonObject(
                with: Data(contentsOf: URL(fileURLWithPath: path + "/manifest.json")))
                as? [String: Any])
        #expect(manifest["kind"] as? String == "slippage")
        #expect(manifest["rows_digest"] as? String == record.rowsDigest.description)
        let files = try #require(manifest["files"] as? [[String: Any]])
        #expect(files.count == 3)
        for file in files {
            let name = try #require(file["name"] as? String)
            let bytes = try Data(contentsOf: URL(fileURLWithPath: path + "/" + name))
            #expect(file["bytes"] as? Int == bytes.count)
            #expect(
                file["keccak256"] as? String == Keccak256.hash(Array(bytes)).description, "\(name)")
        }
        let tables = try #require(manifest["tables"] as? [[String: Any]])
        #expect(tables.map { $0["table"] as? String } == SlippageTable.allCases.map(\.rawValue))
        #expect(tables.map { $0["rows"] as? Int } == record.rows.map(\.count))
    }

    @Test("the summary is JSON with every row, the same bytes for the same results")
    func summary() throws {
        let record = record()
        #expect(record.summary == self.record().summary)
        let document = try #require(
            try JSONSerialization.jsonObject(with: Data(record.summary.utf8)) as? [String: Any])
        #expect(document["study"] as? String == "synthetic")
        #expect(document["checks_hold"] as? Bool == true)
        let modes = try #require(document["modes"] as? [[String: String]])
        #expect(modes.map { $0["code"] } == ["N4", "N2", "N5", "N1"])
        #expect(modes.map { $0["standing"] }.last == "identity")
        for (index, table) in SlippageTable.allCases.enumerated() {
            let rows = try #require(document[table.rawValue] as? [[String: Any]])
            #expect(rows.count == record.rows[index].count)
            #expect(Set(rows[0].keys) == Set(table.schema.columns.map(\.name)))
        }
        var results = SyntheticSlippage.results()
        results.checks[0].holds = false
        #expect(self.record(results).summary.contains("\"checks_hold\": false"))
    }

    @Test("files of something else, of another version and damaged ones are refused")
    func refusals() throws {
        let folder = try TemporaryFolder()
        let path = try kept(record(), in: folder) + "/" + SlippageStore.fileName
        #expect(throws: ResultsError.self) {
            try SlippageStore.rows(of: .costs, path: path + "x")
        }
        let text = try folder.write("no database, but a text of some length", as: "text")
        #expect(throws: ResultsError.self) { try SlippageStore.rows(of: .costs, path: text) }
        let queue = try DatabaseQueue(path: path)
        try queue.write {
            try $0.execute(sql: "UPDATE checks SET holds = 'perhaps'")
            try $0.execute(sql: "DROP TABLE depths")
        }
        #expect {
            try SlippageStore.rows(of: .checks, path: path)
        } throws: { "\($0)".contains("checks.holds") }
        #expect {
            try SlippageStore.rows(of: .depths, path: path)
        } throws: { "\($0)".contains("it has no table depths") }
        try queue.write { try $0.execute(sql: "UPDATE schema_info SET version = 99") }
        #expect {
            try SlippageStore.rows(of: .costs, path: path)
        } throws: { "\($0)".contains("version 99") }
        try queue.close()
    }
}
