import EthereumPrimitives
import JSONText
import Simulation

/// What `manifest.json` says: what the run is of, how it ended, and the digests of all that the
/// folder holds. It is written last, so that a folder which has one is whole.
public struct RunManifest: Hashable, Sendable {
    /// The version of this document's form.
    public static let format = 1

    /// What the run is of.
    public var identity: RunIdentity
    /// How it ended.
    public var outcome: RunEnding
    /// Files beside the database.
    public var files: [FileDigest]
    /// Rows of the database, by table. The bytes of a database differ between versions of SQLite.
    public var tables: [TableDigest]

    /// A manifest from its parts.
    public init(
        identity: RunIdentity, outcome: RunEnding, files: [FileDigest], tables: [TableDigest]
    ) {
        self.identity = identity
        self.outcome = outcome
        self.files = files
        self.tables = tables
    }

    /// Reads the manifest of a folder.
    /// - Throws: `ResultsError`, also for a form that this program does not know.
    public init(folder: String) throws {
        let path = "\(folder)/\(RunFolder.manifestName)"
        var fields = try JSONFields(file: path)
        let format = try fields.decimal("format")
        guard format == "\(RunManifest.format)" else {
            throw fields.problem(
                "format", "\(format) is not \(RunManifest.format), which this program reads")
        }
        identity = try RunIdentity(&fields)
        outcome = try RunEnding(&fields)
        files = try fields.objects("files") { file in
            FileDigest(
                name: try file.text("name"), bytes: try file.integer("bytes"),
                digest: try file.hash("keccak256"))
        }
        tables = try fields.objects("tables") { table in
            TableDigest(
                table: try table.choice("table"), rows: try table.integer("rows"),
                digest: try table.hash("rows_digest"),
                hashes: try table.optionalHash("hashes_digest"))
        }
        let rowsDigest = try fields.hash("rows_digest")
        try fields.end()
        guard tables.map(\.table) == RunTable.allCases, self.rowsDigest == rowsDigest else {
            throw fields.problem("rows_digest", "it is not that of the tables above")
        }
        for file in files where file.name.contains("/") || file.name.isEmpty {
            throw fields.problem("files", "'\(file.name)' is no name of a file in the folder")
        }
    }

    /// One digest of all rows without hashes of blocks and transactions.
    public var rowsDigest: Hash256 { RowsDigest.total(of: tables, includingHashes: false) }

    /// The document.
    public var json: JSONValue {
        .object(
            [.init("format", .integer(RunManifest.format))] + identity.members + outcome.members + [
                .init(
                    "files",
                    .list(
                        files.map { file in
                            .object([
                                .init("name", .text(file.name)),
                                .init("bytes", .integer(file.bytes)),
                                .init("keccak256", .text(file.digest.description)),
                            ])
                        })),
                .init(
                    "tables",
                    .list(
                        tables.map { table in
                            .object([
                                .init("table", .text(table.table.rawValue)),
                                .init("rows", .integer(table.rows)),
                                .init("rows_digest", .text(table.digest.description)),
                                .init("hashes_digest", .optional(table.hashes?.description)),
                            ])
                        })),
                .init("rows_digest", .text(rowsDigest.description)),
            ])
    }
}

extension RunIdentity {
    init(_ fields: inout JSONFields) throws {
        self.init(
            scenario: try fields.text("scenario"), seed: try fields.integer("seed"),
            variant: try fields.text("variant"), version: try fields.text("version"),
            chain: try fields.text("chain"), signatures: try fields.text("signatures"),
            startedMicros: try fields.integer("started_us"))
    }

    var members: [JSONValue.Member] {
        [
            .init("scenario", .text(scenario)), .init("seed", .integer(seed)),
            .init("variant", .text(variant)), .init("version", .text(version)),
            .init("chain", .text(chain)), .init("signatures", .text(signatures)),
            .init("started_us", .integer(startedMicros)),
        ]
    }
}

extension RunEnding {
    init(_ fields: inout JSONFields) throws {
        self.init(
            status: try fields.choice("status"), endedMicros: try fields.integer("ended_us"),
            headHash: try fields.hash("head_hash"), stateDigest: try fields.hash("state_digest"))
    }

    var members: [JSONValue.Member] {
        [
            .init("status", .text(status.rawValue)), .init("ended_us", .integer(endedMicros)),
            .init("head_hash", .text(headHash.description)),
            .init("state_digest", .text(stateDigest.description)),
        ]
    }
}
