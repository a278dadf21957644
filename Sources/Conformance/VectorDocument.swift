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
    let run: () -> [CaseResult]
}

extension CaseCheck {
    /// How a case ended whose comparisons are all here.
    func result(id: String) -> CaseResult {
        CaseResult(
            id: id, outcome: verdict.isEmpty ? .passed : .failed(verdict), erratum: erratum)
    }
}
