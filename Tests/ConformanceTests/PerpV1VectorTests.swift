import Conformance
import Foundation
import TestSupport
import Testing

/// Every shared case and trace of Perpetual Protocol v1.
@Suite struct PerpV1VectorTests {
    private func failures(_ path: String) throws -> [(id: String, mismatches: [Mismatch])] {
        let data = try Data(contentsOf: URL(fileURLWithPath: path))
        let report = try #require(try VectorFile(path: path, data: data).run())
        #expect(!report.results.isEmpty)
        return report.failures
    }

    private func expectNone(_ failures: [(id: String, mismatches: [Mismatch])]) {
        let first = failures.prefix(3).map { "\($0.id): \($0.mismatches.prefix(3))" }
        #expect(failures.isEmpty, "\(failures.count) failed, first \(first)")
    }

    @Test(
        "shared cases pass",
        .enabled(
            if: Places.hasShared("vectors/perp-v1"),
            "PERPLAB_SHARED names no folder with vectors/perp-v1"),
        arguments: Places.sharedVectors("vectors/perp-v1"))
    func cases(path: String) throws {
        expectNone(try failures(path))
    }

    @Test(
        "shared traces, their gas and the gas of operation classes pass",
        .enabled(
            if: Places.hasShared("vectors/perp-v1-traces"),
            "PERPLAB_SHARED names no folder with vectors/perp-v1-traces"),
        arguments: Places.sharedVectors("vectors/perp-v1-traces"))
    func traces(path: String) throws {
        expectNone(try failures(path))
    }

    @Test(
        "gas rows tell parts and computing steps of every operation",
        .enabled(
            if: Places.hasShared("vectors/perp-v1-traces/edge.json"),
            "PERPLAB_SHARED names no folder with vectors/perp-v1-traces/edge.json"))
    func gasRows() throws {
        let path = Places.shared.appendingPathComponent("vectors/perp-v1-traces/edge.json").path
        let data = try Data(contentsOf: URL(fileURLWithPath: path))
        let rows = try VectorFile(path: path, data: data).gasRows()
        #expect(rows.count == 211)
        let head = try #require(rows.first).split(separator: ",")
        #expect(head.contains("expected_compute"))
        #expect(head.contains("step_0"))
        for row in rows {
            #expect(row.split(separator: ",", omittingEmptySubsequences: false).count == head.count)
        }
    }

    @Test(
        "storage and access of every operation cost what they do in the bytecode",
        .enabled(
            if: Places.hasShared("vectors/perp-v1-traces"),
            "PERPLAB_SHARED names no folder with vectors/perp-v1-traces"),
        arguments: Places.sharedVectors("vectors/perp-v1-traces"))
    func exactParts(path: String) throws {
        let data = try Data(contentsOf: URL(fileURLWithPath: path))
        let rows = try VectorFile(path: path, data: data).gasRows().map { row in
            row.split(separator: ",", omittingEmptySubsequences: false)
        }
        let head = try #require(rows.first)
        let contract = try #require(head.firstIndex(of: "contract"))
        for part in ["intrinsic", "storage", "access", "logs"] {
            let expected = try #require(head.firstIndex(of: "expected_\(part)"))
            let got = try #require(head.firstIndex(of: "got_\(part)"))
            // Mocks of tokens and feeds are not the protocol's; some calls have no parts recorded.
            let measured = rows.dropFirst().filter {
                ["clearing_house", "amm", "insurance_fund"].contains($0[contract])
                    && !$0[expected].isEmpty
            }
            #expect(!measured.isEmpty)
            for row in measured {
                #expect(row[got] == row[expected], "\(part) of \(row.prefix(4))")
            }
        }
    }
}
