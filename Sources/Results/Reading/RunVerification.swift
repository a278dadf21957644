import Simulation

extension RunManifest {
    /// Holds a folder against its manifest: the bytes of every file, and every row of run 1.
    /// - Throws: `ResultsError.damaged` with the first file or table that is another one.
    public func verify(folder: String) throws {
        for file in files {
            let found = try FileDigest(of: file.name, in: folder)
            guard found == file else {
                throw ResultsError.damaged(
                    path: "\(folder)/\(file.name)",
                    reason: "\(found.bytes) bytes with digest \(found.digest); the manifest says "
                        + "\(file.bytes) with \(file.digest)")
            }
        }
        let reader = try ResultsReader(folder: folder)
        for (found, expected) in zip(try reader.digest().byTable(), tables)
        where found != expected {
            throw ResultsError.damaged(
                path: reader.path,
                reason: "table \(found.table.rawValue) has \(found.rows) rows with digest "
                    + "\(found.digest); the manifest says \(expected.rows) with \(expected.digest)")
        }
    }
}
