import Foundation
import Simulation
import TestSupport
import Testing

@testable import Results

@Suite struct StudyFolderTests {
    private func path(in folder: TemporaryFolder) -> String {
        folder.url.appendingPathComponent("runs/study").path
    }

    @Test("a folder is made with those above it, and taken up again with what it holds")
    func resume() throws {
        let temporary = try TemporaryFolder()
        let path = path(in: temporary)
        do {
            let folder = try StudyFolder(at: path + "/", isAnew: false)
            let store = try StudyStore(
                path: folder.storePath, subject: SyntheticStudy.subject, design: nil)
            try store.close()
            try folder.write("one", as: StudyFolder.summaryName)
        }
        let again = try StudyFolder(at: path, isAnew: false)
        try again.write("two", as: StudyFolder.summaryName)
        #expect(
            try String(contentsOfFile: "\(path)/study.json", encoding: .utf8) == "two")
        #expect(try FileSystem.names(in: path) == ["study.json", "study.sqlite"])
    }

    @Test("what a killed process left half-written is in nobody's way")
    func leftovers() throws {
        let temporary = try TemporaryFolder()
        _ = try temporary.write("half", as: "runs/study/report.html.1.partial")
        let folder = try StudyFolder(at: path(in: temporary), isAnew: false)
        try folder.write("whole", as: StudyFolder.reportName)
        #expect(try FileSystem.names(in: folder.path) == ["report.html"])
    }

    @Test("a folder of something else is refused and stays as it is")
    func foreign() throws {
        let temporary = try TemporaryFolder()
        _ = try temporary.write("x", as: "runs/study/manifest.json")
        let path = path(in: temporary)
        for isAnew in [false, true] {
            #expect(throws: ResultsError.notAStudy(path: path)) {
                _ = try StudyFolder(at: path, isAnew: isAnew)
            }
        }
        #expect(try FileSystem.names(in: path) == ["manifest.json"])
        let file = try temporary.write("x", as: "file")
        #expect(throws: ResultsError.notAFolder(path: file)) {
            _ = try StudyFolder(at: file, isAnew: false)
        }
    }

    @Test("begun anew, only what studies write is removed")
    func anew() throws {
        let temporary = try TemporaryFolder()
        for name in ["study.sqlite", "study.sqlite-journal", "report.html", "notes.txt"] {
            _ = try temporary.write("x", as: "runs/study/\(name)")
        }
        for name in ["best", ".best.partial-12"] {
            _ = try temporary.write("x", as: "runs/study/\(name)/run.sqlite")
        }
        let folder = try StudyFolder(at: path(in: temporary), isAnew: true)
        #expect(try FileSystem.names(in: folder.path) == ["notes.txt"])
    }

    @Test("two processes do not share a folder")
    func lock() throws {
        let temporary = try TemporaryFolder()
        let folder = try StudyFolder(at: path(in: temporary), isAnew: false)
        #expect(throws: StudyStoreError.inUse(path: folder.path)) {
            _ = try StudyFolder(at: folder.path, isAnew: true)
        }
    }
}
