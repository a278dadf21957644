/// A file of `perp-v1-case/1`: setups by name, and cases that begin with one of them.
struct PerpV1CaseFile: VectorDocument {
    let setups: [String: PerpV1Setup]?
    let cases: [PerpV1Case]

    var entries: [VectorEntry] {
        cases.map { vectorCase in
            VectorEntry(id: vectorCase.id, operation: nil) { _ in
                var check = CaseCheck()
                vectorCase.run(setups ?? [:], &check)
                return [check.result(id: vectorCase.id)]
            }
        }
    }
}

/// `perp-v1-case/1`: steps against the protocol's contracts.
struct PerpV1Case: Decodable, Sendable {
    let id: String
    let setup: String?
    let steps: [Step]
    let final: PerpV1Final?

    enum CodingKeys: String, CodingKey {
        case id, setup, steps
        case final = "model_final"
    }

    /// An advance of time, a transaction, a view or a difference of two views.
    struct Step: Decodable, Sendable {
        let n: Int
        let advance: PerpV1Advance?
        let actor: String?
        let contract: String?
        let call: String?
        let args: [String: JSONValue]?
        let batch: [Call]?
        let read: Bool?
        let difference: Difference?
        let expect: [String: JSONValue]?
        let modelEvents: [Event]?
        let modelValue: JSONValue?

        enum CodingKeys: String, CodingKey {
            case n, advance, actor, contract, call, args, batch, read, difference, expect
            case modelEvents = "model_events"
            case modelValue = "model_value"
        }
    }

    /// One call of a batch.
    struct Call: Decodable, Sendable {
        let contract: String
        let call: String
        let args: [String: JSONValue]?
    }

    /// Two earlier views whose values are subtracted.
    struct Difference: Decodable, Sendable {
        let minuend: Int
        let subtrahend: Int

        enum CodingKeys: String, CodingKey {
            case minuend = "of_step"
            case subtrahend = "minus_step"
        }
    }

    /// An event with all its arguments, or with those that are compared.
    struct Event: Decodable, Hashable, Sendable {
        let contract: String
        let event: String
        let args: [String: JSONValue]
    }

    /// Runs the steps up to the first that differs, and then compares the final state.
    func run(_ setups: [String: PerpV1Setup], _ check: inout CaseCheck) {
        var place = "setup"
        do throws(VectorFileError) {
            guard let name = setup, let setup = setups[name] else {
                throw VectorFileError(place: "setup", reason: "\(setup ?? "none") is not there")
            }
            let scriptAccounts = Set(steps.filter { $0.batch != nil }.compactMap(\.actor))
            let world = try PerpV1World(setup, scriptAccounts: scriptAccounts.sorted())
            var run = PerpV1CaseRun(world: world)
            for step in steps {
                place = "step \(step.n)"
                try run.run(step, &check)
                if !check.mismatches.isEmpty { return }
            }
            place = "final state"
            try final?.compare(with: world, &check)
        } catch {
            check.fail(place, expected: "a result", got: "\(error)")
        }
    }
}
