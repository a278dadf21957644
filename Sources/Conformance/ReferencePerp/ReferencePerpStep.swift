import EthereumPrimitives
import WideIntegers

/// One step of a case.
struct ReferencePerpStep {
    private enum Content {
        case advance(seconds: UInt64, blocks: UInt64)
        case feed(PlacedJSON, priceWad: UInt256, updatedAtSeconds: UInt256)
        case call(ReferencePerpCall, Expectation, state: JSONValue?)
        case risk(market: PlacedJSON, truePriceWad: UInt256?, expect: JSONValue)
    }

    private enum Expectation {
        case events(JSONValue)
        case revert(String)
    }

    /// The number in the file.
    private let number: JSONValue
    private let place: String
    private let content: Content

    /// Reads a step, which must have all that is known of its kind and nothing else.
    init(_ json: PlacedJSON) throws(VectorFileError) {
        place = json.place
        let any = try json.object(
            ["n"],
            optional: [
                "advance", "feed", "price", "updated_at", "actor", "call", "args", "expect",
                "state", "read", "market", "true_price",
            ])
        number = any["n"].value
        if any.has("advance") {
            let advance = try json.object(["n", "advance"])["advance"]
                .object(["seconds", "blocks"])
            content = .advance(
                seconds: try advance["seconds"].uint64(), blocks: try advance["blocks"].uint64())
        } else if any.has("feed") {
            let members = try json.object(["n", "feed", "price", "updated_at"])
            content = .feed(
                members["feed"], priceWad: try members["price"].uint256(),
                updatedAtSeconds: try members["updated_at"].uint256())
        } else if any.has("read") {
            let members = try json.object(
                ["n", "read", "market", "expect"], optional: ["true_price"])
            _ = try members["read"].word([("risk", ())])
            content = .risk(
                market: members["market"],
                truePriceWad: try members.optional("true_price")?.uint256(),
                expect: members["expect"].value)
        } else {
            let members = try json.object(
                ["n", "actor", "call", "args", "expect"], optional: ["state"])
            content = .call(
                try ReferencePerpCall(
                    actor: members["actor"], name: members["call"], arguments: members["args"]),
                try Self.expectation(members["expect"]),
                state: members.optional("state")?.value)
        }
    }

    private static func expectation(_ json: PlacedJSON) throws(VectorFileError) -> Expectation {
        let any = try json.object([], optional: ["ok", "events", "revert"])
        if any.has("revert") {
            return .revert(try json.object(["revert"])["revert"].text())
        }
        let members = try json.object(["ok", "events"])
        guard members["ok"].value == .bool(true) else { throw members["ok"].refusal("true") }
        _ = try members["events"].list()
        return .events(members["events"].value)
    }

    /// Runs the step and compares what comes of it.
    func run(on world: ReferencePerpWorld, _ check: inout CaseCheck) throws(VectorFileError) {
        let what = "step \(number.shortText)"
        switch content {
        case .advance(let seconds, let blocks):
            try world.advance(seconds: seconds, blocks: blocks, place)
        case .feed(let name, let price, let updatedAt):
            try world.setFeed(name, priceWad: price, updatedAtSeconds: updatedAt)
        case .risk(let market, let truePrice, let expect):
            let before = world.stateJSON
            switch try world.riskJSON(of: market, truePriceWad: truePrice) {
            case .success(let risk): check.same("\(what) risk", expected: expect, got: risk)
            case .failure(let revert):
                check.fail("\(what) risk", expected: expect.shortText, got: "revert \(revert)")
            }
            check.same("\(what) state after reading", expected: before, got: world.stateJSON)
        case .call(let call, let expectation, let state):
            let isEnded = try run(call, expectation, "\(what) \(call.name)", on: world, &check)
            if let state, isEnded {
                check.same("\(what) state", expected: state, got: world.stateJSON)
            }
        }
    }

    /// Whether the call succeeded or reverted as it should; if not, its state says nothing.
    private func run(
        _ call: ReferencePerpCall, _ expectation: Expectation, _ what: String,
        on world: ReferencePerpWorld, _ check: inout CaseCheck
    ) throws(VectorFileError) -> Bool {
        switch expectation {
        case .revert(let text):
            let before = world.stateJSON
            let receipt = try world.execute(call)
            guard case .reverted(let reason) = receipt else {
                check.fail(what, expected: "revert \"\(text)\"", got: "success")
                return false
            }
            check.equal("\(what) revert", expected: text, got: reason)
            check.same("\(what) state after the revert", expected: before, got: world.stateJSON)
        case .events(let expected):
            switch try world.execute(call) {
            case .reverted(let reason):
                check.fail(what, expected: "success", got: "revert \"\(reason)\"")
                return false
            case .succeeded(let events, let strangers):
                check.same("\(what) events", expected: expected, got: .array(events))
                check.equal("\(what) events of another market", expected: [], got: strangers)
            }
        }
        return true
    }
}
