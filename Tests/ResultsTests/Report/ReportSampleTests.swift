import Foundation
import Testing

@testable import Results

@Suite struct ReportSampleTests {
    /// A report of the synthetic run beside its twin.
    static func sample() throws -> String {
        let store = try SyntheticStore()
        defer { store.remove() }
        let run = SyntheticRun()
        try store.add(run.records, start: SyntheticRun.start, end: run.end)
        let twin = SyntheticRun(isAttacked: false)
        try store.add(
            twin.records, run: 2, variant: "without attacker", start: SyntheticRun.start,
            end: twin.end)
        return RunReport(try ReportQueries.model(path: store.path)).html
    }

    /// `PERPLAB_REPORT_SAMPLES=DIR` keeps the pages, which the browser test opens.
    @Test("a run of 3,000 blocks fits a page of less than 3 MB")
    func size() throws {
        let page = try Self.sample()
        #expect(page.utf8.count < 3_000_000, "\(page.utf8.count)")
        if let folder = ProcessInfo.processInfo.environment["PERPLAB_REPORT_SAMPLES"] {
            try Data(page.utf8).write(to: URL(fileURLWithPath: folder + "/run.html"))
        }
    }
}
