import Conformance

/// All files of one `perplab vectors` run.
struct VectorsSummary {
    var reports: [VectorFileReport] = []
    var unreadable: [Unreadable] = []

    struct Unreadable: Encodable {
        let path: String
        let reason: String
    }

    var passed: Int { reports.reduce(0) { $0 + $1.passed } }
    var failed: Int { reports.reduce(0) { $0 + $1.failures.count } }
    var skipped: Int { reports.reduce(0) { $0 + $1.skips.count } }

    /// The last line, which is the same with and without skips.
    var closingLine: String { "\(passed) passed, \(failed) failed" }

    var document: Document {
        Document(
            passed: passed, failed: failed, skipped: skipped,
            files: reports.map(File.init), unreadable: unreadable)
    }

    struct Document: Encodable {
        let passed: Int
        let failed: Int
        let skipped: Int
        let files: [File]
        let unreadable: [Unreadable]
    }

    struct File: Encodable {
        let path: String
        let passed: Int
        let failures: [Failure]
        let skips: [Note]
        let corrected: [Note]

        init(_ report: VectorFileReport) {
            path = report.path
            passed = report.passed
            failures = report.failures.map { Failure(id: $0.id, mismatches: $0.mismatches) }
            skips = report.skips.map { Note(id: $0.id, reason: $0.reason) }
            corrected = report.errata.map { Note(id: $0.id, reason: $0.reason) }
        }
    }

    struct Failure: Encodable {
        let id: String
        let mismatches: [Mismatch]
    }

    struct Note: Encodable {
        let id: String
        let reason: String
    }
}

extension VectorFileReport {
    /// The file and its counts on one line.
    var line: String {
        let counts = "\(passed) passed, \(failures.count) failed"
        let skipped = skips.isEmpty ? "" : ", \(skips.count) skipped"
        let corrected = errata.isEmpty ? "" : ", \(errata.count) corrected"
        return "\(path.printable): \(counts)\(skipped)\(corrected)"
    }
}
