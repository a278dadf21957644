/// The contents of a vector file, as its family lays them out.
protocol VectorDocument: Decodable {
    /// What can be run, in the order of the file.
    var entries: [VectorEntry] { get }
}

/// One entry of a file; it may count as several cases.
struct VectorEntry {
    /// Unique within its file.
    let id: String
    /// The operation, where a file mixes several.
    let operation: String?
    /// Computes what the entry asks for and compares.
    let run: (DataFiles) -> [CaseResult]
}

/// Files of market data, which cases name and which are not part of theirs.
public struct DataFiles: Sendable {
    /// No files: cases that need one are left out.
    public static let none = DataFiles { _ in nil }

    /// The bytes of a file by the name that a case gives it; nil where there is no such file.
    let bytes: @Sendable (String) throws -> [UInt8]?

    /// Files by a way to find them.
    public init(_ bytes: @escaping @Sendable (String) throws -> [UInt8]?) {
        self.bytes = bytes
    }

    /// A file that a case cannot do without.
    func required(_ name: String) throws(MissingDataFile) -> [UInt8] {
        let found: [UInt8]?
        do {
            found = try bytes(name)
        } catch {
            throw MissingDataFile(name: name, reason: "cannot be read: \(error)")
        }
        guard let found else { throw MissingDataFile(name: name, reason: "is not here") }
        return found
    }
}

/// A case whose data are not at hand: it is left out, by the file's name.
struct MissingDataFile: Error, CustomStringConvertible {
    let name: String
    let reason: String

    var description: String { "\(name) \(reason)" }
}

extension CaseCheck {
    /// How a case ended whose comparisons are all here.
    func result(id: String) -> CaseResult {
        CaseResult(
            id: id, outcome: verdict.isEmpty ? .passed : .failed(verdict), erratum: erratum)
    }

    /// A case that was left out.
    func skipped(id: String, reason: String) -> CaseResult {
        CaseResult(id: id, outcome: .skipped(reason: reason), erratum: nil)
    }
}
