import Conformance
import Foundation
import TestSupport
import Testing

/// Every case of the vector files, those of the repository and, where they are, the shared ones.
@Suite struct VectorFamilyTests {
    private func expectAllPass(_ path: String) throws {
        let report = try report(path)
        #expect(!report.results.isEmpty)
        #expect(report.skips.isEmpty)
    }

    /// What came of a file, none of whose cases may have failed.
    private func report(_ path: String) throws -> VectorFileReport {
        let data = try Data(contentsOf: URL(fileURLWithPath: path))
        let files = DataFiles { name in
            let path = Places.shared.appendingPathComponent(name).path
            return FileManager.default.contents(atPath: path).map { [UInt8]($0) }
        }
        let report = try #require(try VectorFile(path: path, data: data).run(data: files))
        let first = report.failures.prefix(3).map { "\($0.id): \($0.mismatches)" }
        #expect(report.failures.isEmpty, "\(report.failures.count) failed, first \(first)")
        return report
    }

    @Test(
        "fixtures pass",
        arguments: [
            "curves", "oracles", "order-book", "perp-v1", "perp-v1-traces", "reference-perp",
        ].flatMap {
            Places.jsonFiles(in: Places.fixtures.appending(path: $0))
        })
    func fixtures(path: String) throws {
        try expectAllPass(path)
    }

    @Test("PERPLAB_SHARED, where it is set, names a folder with vectors")
    func namedShared() {
        guard let folder = Places.namedShared else { return }
        #expect(
            Places.hasShared("vectors"),
            "PERPLAB_SHARED is \(folder.path), and there is no \(folder.path)/vectors")
    }

    @Test(
        "shared Ethereum vectors pass",
        .enabled(
            if: Places.hasShared("vectors/ethereum"),
            "PERPLAB_SHARED names no folder with vectors/ethereum"),
        arguments: Places.sharedVectors("vectors/ethereum"))
    func ethereum(path: String) throws {
        try expectAllPass(path)
    }

    @Test(
        "shared vectors of order-book venues pass",
        .enabled(
            if: Places.hasShared("vectors/curves/venues.json"),
            "PERPLAB_SHARED names no folder with vectors/curves/venues.json"))
    func venues() throws {
        try expectAllPass(Places.shared.appendingPathComponent("vectors/curves/venues.json").path)
    }

    @Test(
        "shared vectors of order-book matching pass, replays among them",
        .enabled(
            if: Places.hasShared("vectors/order-book"),
            "PERPLAB_SHARED names no folder with vectors/order-book"),
        arguments: Places.sharedVectors("vectors/order-book").filter {
            $0.contains("matching") || $0.contains("replay")
        })
    func orderBook(path: String) throws {
        try expectAllPass(path)
    }

    @Test(
        "shared vectors of ReferencePerp pass",
        .enabled(
            if: Places.hasShared("vectors/reference-perp"),
            "PERPLAB_SHARED names no folder with vectors/reference-perp"),
        arguments: Places.sharedVectors("vectors/reference-perp"))
    func referencePerp(path: String) throws {
        try expectAllPass(path)
    }

    @Test(
        "shared vectors of oracles pass, recorded prices among them",
        .enabled(
            if: Places.hasShared("vectors/oracles"),
            "PERPLAB_SHARED names no folder with vectors/oracles"),
        arguments: Places.sharedVectors("vectors/oracles"))
    func oracles(path: String) throws {
        try expectAllPass(path)
    }

    @Test(
        "what feeds alone decide of shared incidents comes out",
        .enabled(
            if: Places.hasShared("vectors/incidents"),
            "PERPLAB_SHARED names no folder with vectors/incidents"))
    func incidents() throws {
        let reports = try Places.sharedVectors("vectors/incidents").map(report)
        #expect(reports.reduce(0) { $0 + $1.passed } == 9)
    }

    @Test(
        "shared fixed-point vectors pass",
        .enabled(
            if: Places.hasShared("vectors/perp-v1/fixed_point.json"),
            "PERPLAB_SHARED names no folder with vectors/perp-v1/fixed_point.json"))
    func fixedPoint() throws {
        try expectAllPass(
            Places.shared.appendingPathComponent("vectors/perp-v1/fixed_point.json").path)
    }
}
