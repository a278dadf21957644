/// A file of `reference-perp-case/1`: setups by name, and cases that begin with one of them.
struct ReferencePerpCaseFile: VectorDocument {
    private let setups: JSONValue?
    private let cases: [JSONValue]

    /// The cases; one that cannot be read, or has the id of another, fails, and the others run.
    var entries: [VectorEntry] {
        var ids: Set<String> = []
        return cases.enumerated().map { index, value in
            let json = PlacedJSON(place: "cases[\(index)]", value: value)
            let id = json.id ?? json.place
            let isFirst = ids.insert(id).inserted
            return VectorEntry(id: id, operation: nil) { _ in
                var check = CaseCheck()
                if !isFirst { check.fail("id", expected: "one case of this id", got: "another") }
                do throws(VectorFileError) {
                    try ReferencePerpCase(json).run(setups ?? .null, &check)
                } catch {
                    check.fail(error.place, expected: "a readable case", got: error.reason)
                }
                return [check.result(id: id)]
            }
        }
    }
}

/// `reference-perp-case/1`: steps against a clearing house, or parameters that are refused.
struct ReferencePerpCase {
    private enum Expectation {
        /// Steps, and the state after them.
        case run([ReferencePerpStep], state: JSONValue)
        /// Why the setup is refused.
        case refused(String)
    }

    private let setup: String
    private let expectation: Expectation

    /// Reads a case, which must have all that is known of its kind and nothing else.
    init(_ json: PlacedJSON) throws(VectorFileError) {
        let common = ["id", "area", "title", "setup", "steps"]
        let any = try json.object(common, optional: ["shows", "state", "refused"])
        if any.has("refused") {
            let members = try json.object(common + ["refused"], optional: ["shows"])
            let steps = members["steps"]
            if try !steps.list().isEmpty { throw steps.refusal("an empty list") }
            expectation = .refused(try members["refused"].text())
        } else {
            let members = try json.object(common + ["state"], optional: ["shows"])
            let steps = try members["steps"].list().map { step throws(VectorFileError) in
                try ReferencePerpStep(step)
            }
            expectation = .run(steps, state: members["state"].value)
        }
        setup = try any["setup"].text()
    }

    /// Runs the steps up to the first that differs, and then compares the final state.
    func run(_ setups: JSONValue, _ check: inout CaseCheck) throws(VectorFileError) {
        guard case .object(let all) = setups, let value = all[setup] else {
            throw VectorFileError(place: "setups", reason: "no \"\(setup)\"")
        }
        let setup = try ReferencePerpSetup(
            PlacedJSON(place: "setups.\(setup)", value: value))
        switch expectation {
        case .refused(let reason):
            check.equal(
                "refused", expected: reason,
                got: setup.refusal?.reason.rawValue ?? "nothing: the parameters are accepted")
        case .run(let steps, let state):
            if let refusal = setup.refusal {
                check.fail(
                    refusal.market.place, expected: "parameters that are accepted",
                    got: "refused: \(refusal.reason)")
                return
            }
            try run(steps, state, on: setup, &check)
        }
    }

    private func run(
        _ steps: [ReferencePerpStep], _ state: JSONValue, on setup: ReferencePerpSetup,
        _ check: inout CaseCheck
    ) throws(VectorFileError) {
        let world = try ReferencePerpWorld(setup)
        for step in steps {
            try step.run(on: world, &check)
            if !check.mismatches.isEmpty { return }
        }
        check.same("final state", expected: state, got: world.stateJSON)
    }
}
