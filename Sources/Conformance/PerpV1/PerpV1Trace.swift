/// A file of `perp-v1-trace/1`: a setup, and traces that each begin with it.
struct PerpV1TraceFile: GasRowDocument {
    let setup: PerpV1Setup
    let traces: [PerpV1Trace]

    /// A trace counts twice: once for what its operations do, once for what they cost.
    var entries: [VectorEntry] {
        traces.map { trace in
            VectorEntry(id: trace.id, operation: nil) { _ in
                var run = PerpV1TraceRun(trace, setup: setup)
                run.run()
                var gas = CaseCheck()
                GasRow.compare(run.gasRows, &gas)
                if let failure = run.failure { gas.fail("trace", expected: "gas", got: failure) }
                return [run.check.result(id: trace.id), gas.result(id: "\(trace.id) gas")]
            }
        }
    }

    func gasRows() -> [GasRow] {
        traces.flatMap { trace in
            var run = PerpV1TraceRun(trace, setup: setup, countsSteps: true)
            run.run()
            return run.gasRows
        }
    }
}

/// Operations in a row, with everything that came of them when bytecode ran them.
struct PerpV1Trace: Decodable, Sendable {
    let id: String
    let steps: [Step]

    /// An advance of time, a transaction or a record of the state.
    struct Step: Decodable, Sendable {
        let n: Int
        let advance: PerpV1Advance?
        let actor: String?
        let contract: String?
        let call: String?
        let args: [String: JSONValue]?
        let expect: Expectation?
        /// Emitter, event and arguments.
        let events: [[JSONValue]]?
        let ret: JSONValue?
        let gas: DecimalNumber?
        let refund: DecimalNumber?
        let gasParts: [UInt64]?
        let gasMocks: DecimalNumber?
        let state: PerpV1TraceState?

        enum CodingKeys: String, CodingKey {
            case n, advance, actor, contract, call, args, expect, events, ret, gas, refund, state
            case gasParts = "gas_parts"
            case gasMocks = "gas_mocks"
        }
    }

    struct Expectation: Decodable, Sendable {
        let ok: Bool?
        let revert: String?
    }
}
