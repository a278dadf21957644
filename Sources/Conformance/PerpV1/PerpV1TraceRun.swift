import ContractRuntime

/// A trace in progress: what differed, and the gas of its operations.
struct PerpV1TraceRun {
    private let trace: PerpV1Trace
    private let setup: PerpV1Setup
    private let countsSteps: Bool
    private(set) var check = CaseCheck()
    private(set) var gasRows: [GasRow] = []
    /// Why the trace could not be run to its end.
    private(set) var failure: String?

    /// Steps that differ are reported up to this number.
    private static let mismatchesMax = 10

    init(_ trace: PerpV1Trace, setup: PerpV1Setup, countsSteps: Bool = false) {
        self.trace = trace
        self.setup = setup
        self.countsSteps = countsSteps
    }

    /// Runs all steps, also after one that differs, so that every operation's gas is known.
    mutating func run() {
        var place = "setup"
        do throws(VectorFileError) {
            let world = try PerpV1World(setup)
            world.host.countsComputeSteps = countsSteps
            for mock in (setup.tokens ?? []).map(\.name) + (setup.oracles ?? []).map(\.name) {
                world.host.meterApart(world.account(mock))
            }
            for step in trace.steps {
                place = "step \(step.n)"
                var stepCheck = CaseCheck()
                try run(step, world, &stepCheck)
                check.met()
                if check.mismatches.count < Self.mismatchesMax { check.append(stepCheck) }
            }
        } catch {
            check.fail(place, expected: "a result", got: "\(error)")
            failure = "\(place): \(error)"
        }
    }

    private mutating func run(
        _ step: PerpV1Trace.Step, _ world: PerpV1World, _ check: inout CaseCheck
    ) throws(VectorFileError) {
        if let advance = step.advance {
            try world.advance(advance)
        } else if let state = step.state {
            try state.compare(with: world, "step \(step.n)", &check)
        } else if let contract = step.contract, let call = step.call, let actor = step.actor,
            let expect = step.expect
        {
            let arguments = try PerpV1Calls.ordered(step.args ?? [:], of: call)
            let receipt = world.execute(try world.call(contract, call, arguments), from: actor)
            let what = "step \(step.n) \(contract).\(call)"
            compare(receipt, step, expect, what, world, &check)
            if let expected = try GasFigures(step) {
                gasRows.append(
                    GasRow(
                        id: trace.id, step: "\(step.n)", contract: contract, call: call,
                        isSuccess: receipt.outcome.isSuccess, expected: expected,
                        got: GasFigures(receipt.outcome),
                        computeSteps: receipt.outcome.computeSteps))
            }
        } else {
            throw VectorFileError(reason: "its kind is not known")
        }
    }

    private func compare(
        _ receipt: PerpV1Receipt, _ step: PerpV1Trace.Step, _ expect: PerpV1Trace.Expectation,
        _ what: String, _ world: PerpV1World, _ check: inout CaseCheck
    ) {
        if let reason = expect.revert {
            // Unlike in the cases, no reason stands for none here.
            check.reverted(what, because: reason, isAnyAllowed: false, got: receipt.reply)
            return
        }
        guard expect.ok == true, case .value(let value) = receipt.reply else {
            check.fail(
                what, expected: expect.ok == true ? "success" : "failure", got: "\(receipt.reply)")
            return
        }
        let expected = step.events ?? []
        let got = world.events(of: receipt.outcome).map { event in
            [.string(event.contract), .string(event.name)] + event.values
        }
        check.equal("\(what) number of events", expected: expected.count, got: got.count)
        for (index, (expected, got)) in zip(expected, got).enumerated() {
            check.equal("\(what) event \(index)", expected: expected, got: got)
        }
        if let ret = step.ret { check.equal("\(what) result", expected: ret, got: value.listed) }
    }
}

extension JSONValue {
    /// Several results as the traces have them: the quote amount and whether it was partial.
    fileprivate var listed: JSONValue {
        guard case .object(let members) = self else { return self }
        return .array(["quoteAssetAmount", "isPartialClose"].map { members[$0] ?? .null })
    }
}

extension CaseCheck {
    /// Adds the mismatches of a part.
    mutating func append(_ part: CaseCheck) {
        for mismatch in part.mismatches {
            fail(mismatch.what, expected: mismatch.expected, got: mismatch.got)
        }
    }
}
