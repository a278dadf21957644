import EthereumPrimitives
import Experiments
import Foundation
import JSONText
import Simulation

/// A slippage study's results as they are kept and printed: all rows, with their digests.
public struct SlippageRecord: Sendable {
    /// What was found.
    public let results: SlippageResults
    /// The version of the program.
    public let version: String
    /// The study with every default, as YAML.
    public let resolvedText: String
    /// The rows of each table, in the order of `SlippageTable`.
    let rows: [[[RecordValue]]]
    /// The digest of each table's rows.
    let digests: [Hash256]

    /// A record of results.
    public init(_ results: SlippageResults, version: String, resolvedText: String) {
        self.results = results
        self.version = version
        self.resolvedText = resolvedText
        rows = SlippageTable.allCases.map { $0.rows(of: results) }
        digests = rows.map(RowsDigest.digest)
    }

    /// A digest of all that decides a study's results, without the prefix `0x`.
    public static func subjectDigest(version: String, resolvedText: String) -> String {
        let parts = [resolvedText, version].map { "\($0.utf8.count):\($0)" }
        return String(Keccak256.hash(Array(parts.joined().utf8)).description.dropFirst(2))
    }

    /// One digest of all rows: names, numbers of rows and digests of the tables.
    public var rowsDigest: Hash256 {
        var bytes: [UInt8] = []
        for (index, table) in SlippageTable.allCases.enumerated() {
            bytes += Array("\(table.rawValue):\(rows[index].count):".utf8)
            digests[index].append(to: &bytes)
        }
        return Keccak256.hash(bytes)
    }

    /// Checks that do not hold.
    public var failedChecks: [CheckRow] { results.checks.filter { !$0.holds } }

    // MARK: - Documents

    /// What `summary.json` says, one line a row; the same bytes for the same results.
    public var summary: String {
        let study = results.study
        let head: [JSONValue.Member] = [
            .init("format", .integer(SlippageTable.schemaVersion)),
            .init("study", .text(study.name)), .init("title", .text(study.title)),
            .init("version", .text(version)), .init("first_seed", .integer(study.firstSeed)),
            .init("seeds", .integer(study.seeds)), .init("level", .number("\(study.level)")),
            .init(
                "modes",
                .list(
                    study.modes.map { mode in
                        .object([
                            .init("mode", .text(mode.rawValue)), .init("code", .text(mode.code)),
                            .init("standing", .text(mode.standing.rawValue)),
                        ])
                    })),
            .init("checks_hold", .bool(failedChecks.isEmpty)),
            .init("rows_digest", .text(rowsDigest.description)),
        ]
        var text = "{\n"
        for member in head { text += "  \(JSONText.string(member.name)): \(member.value.line),\n" }
        for (index, table) in SlippageTable.allCases.enumerated() {
            let names = table.schema.columns.map(\.name)
            let lines = rows[index].map { row in
                "    "
                    + JSONValue.object(zip(names, row).map { .init($0, $1.json(named: $0)) }).line
            }
            let isLast = index == SlippageTable.allCases.count - 1
            text += "  \(JSONText.string(table.rawValue)): ["
            text += lines.isEmpty ? "]" : "\n\(lines.joined(separator: ",\n"))\n  ]"
            text += isLast ? "\n" : ",\n"
        }
        return text + "}\n"
    }

    /// Writes everything into a folder and gives it its name; the manifest comes last.
    ///
    /// - Parameter report: The page.
    /// - Throws: `ResultsError`; nothing stands under the folder's name then, or what stood there
    ///   before.
    public func keep(in folder: RunFolder, report: String) throws {
        try SlippageStore.write(
            rows, path: "\(folder.workPath)/\(SlippageStore.fileName)", version: version)
        let files = [
            try folder.write(report, as: StudyFolder.reportName),
            try folder.write(resolvedText, as: Self.studyName),
            try folder.write(summary, as: RunSummary.fileName),
        ]
        try folder.publish(manifest(files))
    }

    /// The name of the resolved study's file.
    public static let studyName = "study.yaml"

    private func manifest(_ files: [FileDigest]) -> JSONValue {
        .object([
            .init("format", .integer(SlippageTable.schemaVersion)),
            .init("kind", .text("slippage")),
            .init("study", .text(results.study.name)), .init("version", .text(version)),
            .init("first_seed", .integer(results.study.firstSeed)),
            .init("seeds", .integer(results.study.seeds)),
            .init(
                "files",
                .list(
                    files.map { file in
                        .object([
                            .init("name", .text(file.name)), .init("bytes", .integer(file.bytes)),
                            .init("keccak256", .text(file.digest.description)),
                        ])
                    })),
            .init(
                "tables",
                .list(
                    SlippageTable.allCases.indices.map { index in
                        .object([
                            .init("table", .text(SlippageTable.allCases[index].rawValue)),
                            .init("rows", .integer(rows[index].count)),
                            .init("rows_digest", .text(digests[index].description)),
                        ])
                    })),
            .init("rows_digest", .text(rowsDigest.description)),
        ])
    }
}

extension RecordValue {
    /// The value in a document.
    fileprivate func json(named name: String) -> JSONValue {
        switch self {
        case .null, .amount: .null
        case .integer(let number): name == "holds" ? .bool(number == 1) : .integer(number)
        case .text(let text): .text(text)
        case .real(let number): Self.storedReal(number).map { .number("\($0)") } ?? .null
        }
    }
}
