/// `perp-v1-case/1`: steps against the protocol's contracts.
///
/// Of the contracts that the steps call, `math` (the fixed-point libraries) is known so far.
struct PerpV1Case: VectorCase {
    let id: String
    let steps: [Step]

    struct Step: Decodable {
        let n: Int
        let contract: String?
        let call: String?
        let args: [String: JSONValue]?
        let expect: Expectation?
    }

    struct Expectation: Decodable {
        let equals: JSONValue?
        let revert: String?
    }

    func run(_ check: inout CaseCheck) {
        for step in steps {
            guard step.contract == "math", let call = step.call, let expect = step.expect else {
                check.fail(
                    "step \(step.n)", expected: "a result",
                    got: "contract \"\(step.contract ?? "none")\" is not implemented")
                return
            }
            run(call, step.args ?? [:], expect, "step \(step.n) \(call)", &check)
        }
    }

    private func run(
        _ call: String, _ args: [String: JSONValue], _ expect: Expectation, _ what: String,
        _ check: inout CaseCheck
    ) {
        guard case .string(let x)? = args["x"], case .string(let y)? = args["y"] else {
            check.fail(what, expected: "arguments x and y as strings", got: "\(args)")
            return
        }
        guard let result = check.value(what, { try PerpV1Math.run(call, x, y) }) else { return }
        switch (expect.equals, expect.revert, result) {
        case (.string(let expected)?, nil, .success(let got)):
            check.equal(what, expected: expected, got: got)
        case (nil, let expected?, .failure(let error)):
            // An empty reason stands for any.
            if !expected.isEmpty { check.equal(what, expected: expected, got: error.reason ?? "") }
        default:
            check.fail(
                what, expected: expect.revert.map { "revert \($0)" } ?? "a value", got: "\(result)")
        }
    }
}
