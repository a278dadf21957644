import WideIntegers

/// A case in progress: its world, and the values that views have returned.
struct PerpV1CaseRun {
    let world: PerpV1World
    private var values: [Int: JSONValue] = [:]

    init(world: PerpV1World) {
        self.world = world
    }

    /// Runs one step and compares what it comes to.
    mutating func run(
        _ step: PerpV1Case.Step, _ check: inout CaseCheck
    ) throws(VectorFileError) {
        let expected = step.expect ?? [:]
        let what = "step \(step.n) \(step.contract ?? "").\(step.call ?? "")"
        if let advance = step.advance {
            try world.advance(advance)
        } else if let difference = step.difference {
            let value = try subtract(difference)
            PerpV1Conditions(expected).compare(with: value, "step \(step.n) difference", &check)
        } else if let batch = step.batch, let actor = step.actor {
            let receipt = try world.executeBatch(
                try batch.map { (call) throws(VectorFileError) in try encoded(call) }, by: actor)
            compare(receipt, step, expected, "step \(step.n) batch", &check)
        } else if let contract = step.contract, let call = step.call {
            let arguments = try PerpV1Calls.ordered(step.args ?? [:], of: call)
            if step.read == true {
                let reply = try world.read(contract, call, arguments)
                if case .value(let value) = reply { values[step.n] = value }
                compare(reply, step, expected, what, &check)
            } else if let actor = step.actor {
                let receipt = world.execute(try world.call(contract, call, arguments), from: actor)
                compare(receipt, step, expected, what, &check)
            } else {
                throw VectorFileError(place: what, reason: "no actor")
            }
        } else {
            throw VectorFileError(place: "step \(step.n)", reason: "its kind is not known")
        }
    }

    private func encoded(
        _ call: PerpV1Case.Call
    ) throws(VectorFileError) -> PerpV1World.Call {
        let arguments = try PerpV1Calls.ordered(call.args ?? [:], of: call.call)
        return try world.call(call.contract, call.call, arguments)
    }

    private func subtract(
        _ difference: PerpV1Case.Difference
    ) throws(VectorFileError) -> JSONValue {
        func number(_ step: Int) throws(VectorFileError) -> Int256 {
            guard case .string(let text)? = values[step], let number = try? Int256(decimal: text)
            else {
                throw VectorFileError(place: "difference", reason: "step \(step) has no number")
            }
            return number
        }
        let minuend = try number(difference.minuend)
        return .string((minuend &- (try number(difference.subtrahend))).description)
    }

    // MARK: - Comparing

    private func compare(
        _ reply: PerpV1Reply, _ step: PerpV1Case.Step, _ expected: [String: JSONValue],
        _ what: String, _ check: inout CaseCheck
    ) {
        if case .string(let reason)? = expected["revert"] {
            check.reverted(what, because: reason, isAnyAllowed: true, got: reply)
            return
        }
        guard case .value(let value) = reply else {
            check.fail(what, expected: "a value", got: "\(reply)")
            return
        }
        PerpV1Conditions(expected).compare(with: value, what, &check)
        if let model = step.modelValue {
            check.equal("\(what) model_value", expected: model, got: value)
        }
    }

    private func compare(
        _ receipt: PerpV1Receipt, _ step: PerpV1Case.Step, _ expected: [String: JSONValue],
        _ what: String, _ check: inout CaseCheck
    ) {
        if case .string(let reason)? = expected["revert"] {
            check.reverted(what, because: reason, isAnyAllowed: true, got: receipt.reply)
            return
        }
        guard expected["ok"] == .bool(true), receipt.outcome.isSuccess else {
            check.fail(what, expected: "success", got: "\(receipt.reply)")
            return
        }
        let events = world.events(of: receipt.outcome)
        compareListed(expected["events"], events, what, &check)
        guard let model = step.modelEvents else { return }
        let got = events.filter { $0.name != "Approval" }.map(\.asCaseEvent)
        check.equal("\(what) number of events", expected: model.count, got: got.count)
        for (index, (expected, got)) in zip(model, got).enumerated() {
            check.equal("\(what) event \(index)", expected: expected, got: got)
        }
    }

    /// Each listed event must occur, with at least the listed arguments.
    private func compareListed(
        _ listed: JSONValue?, _ events: [PerpV1Event], _ what: String, _ check: inout CaseCheck
    ) {
        guard let listed else { return }
        guard case .array(let elements) = listed else {
            check.fail(what, expected: "a list of events", got: "\(listed)")
            return
        }
        for element in elements {
            guard case .object(let fields) = element,
                case .string(let contract)? = fields["contract"],
                case .string(let name)? = fields["event"]
            else {
                check.fail(what, expected: "an event", got: "\(element)")
                continue
            }
            var arguments: [String: JSONValue] = [:]
            if case .object(let members)? = fields["args"] { arguments = members }
            let named = events.filter { $0.contract == contract && $0.name == name }
            let isThere = named.contains { event in
                arguments.allSatisfy { event.asCaseEvent.args[$0.key] == $0.value }
            }
            if !isThere {
                check.fail(
                    "\(what) event", expected: "\(contract).\(name) \(arguments)",
                    got: named.isEmpty ? "none" : "\(named)")
            }
        }
    }
}

extension PerpV1Event {
    /// The event with its arguments by name.
    var asCaseEvent: PerpV1Case.Event {
        PerpV1Case.Event(
            contract: contract, event: name,
            args: Dictionary(zip(names, values), uniquingKeysWith: { first, _ in first }))
    }
}

extension CaseCheck {
    /// Compares the reason of a failure; an empty one stands for any where that is allowed.
    mutating func reverted(
        _ what: String, because reason: String, isAnyAllowed: Bool, got: PerpV1Reply
    ) {
        guard case .reverted(let gotReason) = got else {
            fail(what, expected: "revert \"\(reason)\"", got: "\(got)")
            return
        }
        if reason.isEmpty && isAnyAllowed { return }
        equal("\(what) revert", expected: reason, got: gotReason)
    }
}
