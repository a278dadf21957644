/// A file of `perplab-slippage`: inputs and figures of what trades cost on curves and books.
struct SlippageCaseFile: VectorDocument {
    private let version: Int
    private let cases: [JSONValue]

    /// The cases; one that cannot be read, or has the id of another, fails, and the others run.
    var entries: [VectorEntry] {
        var ids: Set<String> = []
        return cases.enumerated().map { index, value in
            let json = PlacedJSON(place: "cases[\(index)]", value: value)
            let id = json.id ?? json.place
            let isFirst = ids.insert(id).inserted
            let isKnown = version == 1
            return VectorEntry(id: id, operation: json.kind) { _ in
                var check = CaseCheck()
                if !isFirst { check.fail("id", expected: "one case of this id", got: "another") }
                if !isKnown { check.fail("version", expected: "1", got: "\(version)") }
                do {
                    try run(json, &check)
                } catch let error as VectorFileError {
                    check.fail(error.place, expected: "a readable case", got: error.reason)
                } catch {
                    check.fail(json.place, expected: "a result", got: "error: \(error)")
                }
                return [check.result(id: id)]
            }
        }
    }

    private func run(_ json: PlacedJSON, _ check: inout CaseCheck) throws {
        let members = try json.object(
            ["id", "kind", "source", "input", "expect"], optional: ["note"])
        let kind: SlippageKind = try members["kind"].member()
        let figures = try kind.figures(members["input"])
        for (name, expected) in try members["expect"].named() {
            guard let figure = figures[name] else {
                check.fail(
                    expected.place, expected: expected.value.text, got: "not implemented: \(name)")
                continue
            }
            check.met()
            if try !figure.matches(expected) {
                check.fail(expected.place, expected: expected.value.text, got: "\(figure)")
            }
        }
    }
}

extension PlacedJSON {
    /// The member `kind` of an object; nil where there is none.
    fileprivate var kind: String? {
        guard case .object(let members) = value, case .string(let kind)? = members["kind"] else {
            return nil
        }
        return kind
    }
}
