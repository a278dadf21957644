import Foundation
import Testing

@testable import Results

@Suite struct ReportSampleTests {
    /// A store of the synthetic run and its twin.
    private func sample() throws -> SyntheticStore {
        let store = try SyntheticStore()
        let run = SyntheticRun()
        try store.add(run.records, start: SyntheticRun.start, end: run.end)
        let twin = SyntheticRun(isAttacked: false)
        try store.add(
            twin.records, run: 2, variant: "without attacker", start: SyntheticRun.start,
            end: twin.end)
        return store
    }

    /// `PERPLAB_REPORT_SAMPLES=DIR` keeps page and store; the browser test opens the page.
    @Test("a run of 3,000 blocks fits a page of less than 3 MB")
    func size() throws {
        let store = try sample()
        defer { store.remove() }
        let page = RunReport(try ReportQueries.model(path: store.path)).html
        #expect(page.utf8.count < 3_000_000, "\(page.utf8.count)")
        guard let folder = ProcessInfo.processInfo.environment["PERPLAB_REPORT_SAMPLES"] else {
            return
        }
        try Data(page.utf8).write(to: URL(fileURLWithPath: folder + "/run.html"))
        try Data(contentsOf: URL(fileURLWithPath: store.path))
            .write(to: URL(fileURLWithPath: folder + "/run.sqlite"))
    }
}
