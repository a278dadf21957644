import Conformance
import Foundation
import TestSupport
import Testing

/// Every case of the vector files, those of the repository and, where they are, the shared ones.
@Suite struct VectorFamilyTests {
    private func expectAllPass(_ path: String) throws {
        let data = try Data(contentsOf: URL(fileURLWithPath: path))
        let report = try #require(try VectorFile(path: path, data: data).run())
        #expect(!report.results.isEmpty)
        let first = report.failures.prefix(3).map { "\($0.id): \($0.mismatches)" }
        #expect(report.failures.isEmpty, "\(report.failures.count) failed, first \(first)")
        #expect(report.skips.isEmpty)
    }

    @Test(
        "fixtures pass",
        arguments: ["curves", "perp-v1", "perp-v1-traces", "reference-perp"].flatMap {
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
        "shared vectors of ReferencePerp pass",
        .enabled(
            if: Places.hasShared("vectors/reference-perp"),
            "PERPLAB_SHARED names no folder with vectors/reference-perp"),
        arguments: Places.sharedVectors("vectors/reference-perp"))
    func referencePerp(path: String) throws {
        try expectAllPass(path)
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
