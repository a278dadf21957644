// Every case of a family that this version cannot run fails, so that no gap looks like success.

extension VectorFile {
    /// A failure for each case of the file, counted as its family counts them.
    func unknownResults() throws -> [CaseResult] {
        let mismatch = Mismatch(
            what: "case", expected: "a result",
            got:
                "not implemented: \([header.family, header.kind].compactMap { $0 }.joined(separator: " "))"
        )
        return try unknownIDs().map {
            CaseResult(id: $0, outcome: .failed([mismatch]), erratum: nil)
        }
    }

    /// - Source: design.md section 4, "Vectors".
    private func unknownIDs() throws -> [String] {
        switch header.family {
        case "perp-v1-trace/1":
            let traces = try decode(Traces.self).traces
            return Self.ids(of: traces).flatMap { ["\($0) behaviour", "\($0) gas"] }
        case "perp-v1-gas/1":
            return try decode(GasClasses.self).classes.sorted { $0.key < $1.key }
                .flatMap { name, rows in rows.gasRows.map { "\(name) \($0)" } }
        case "perplab-incident/1":
            let expect = try decode(IncidentChecks.self).expect ?? [:]
            return expect.sorted { $0.key < $1.key }.flatMap { name, value in
                // A list of checks in words stands beside the figures.
                guard name == "checks", case .array(let checks) = value else { return [name] }
                return checks.indices.map { "checks[\($0)]" }
            }
        case "perplab-orderbook-replay":
            return try decode(Replays.self).expect.indices.map { "expect[\($0)]" }
        default:
            let list = try decode(CaseList<CaseName>.self)
            try list.checkCount()
            return Self.ids(of: list.cases)
        }
    }

    private static func ids(of names: [CaseName]) -> [String] {
        names.enumerated().map { $1.id ?? "cases[\($0)]" }
    }

    private struct Traces: Decodable {
        let traces: [CaseName]
    }

    private struct GasClasses: Decodable {
        let classes: [String: JSONValue]
    }

    private struct IncidentChecks: Decodable {
        let expect: [String: JSONValue]?
    }

    private struct Replays: Decodable {
        let expect: [JSONValue]
    }
}

extension JSONValue {
    /// The rows of a class: by variant and by the number of snapshots walked.
    fileprivate var gasRows: [String] {
        guard case .object(let variants) = self else { return [] }
        return variants.sorted { $0.key < $1.key }.flatMap { variant, rows in
            guard case .object(let rows) = rows else { return [String]() }
            return rows.keys.sorted().map { "\(variant) \($0)" }
        }
    }
}
