// Every case of a family that this version cannot run fails, so that no gap looks like success.

extension VectorFile {
    /// A failure for each case of the file, counted as its family counts them.
    func unknownResults() throws -> [CaseResult] {
        let mismatch = Mismatch(
            what: "case", expected: "a result",
            got:
                "not implemented: \(([header.family ?? ""] + header.topics).joined(separator: " "))"
        )
        return try unknownIDs().map {
            CaseResult(id: $0, outcome: .failed([mismatch]), erratum: nil)
        }
    }

    /// The names of what a file counts: its cases.
    private func unknownIDs() throws -> [String] {
        let list = try decode(CaseList<CaseName>.self)
        try list.checkCount()
        return Self.ids(of: list.cases)
    }

    private static func ids(of names: [CaseName]) -> [String] {
        names.enumerated().map { $1.id ?? "cases[\($0)]" }
    }
}
