import EthereumPrimitives

/// `event_logs`: the topics and data of an event, both ways.
struct EventLogCase: VectorCase {
    let id: String
    let signature: String
    let inputs: [Input]
    let values: [JSONValue]
    let topics: [HexHash]
    let data: HexBytes

    struct Input: Decodable {
        let name: String
        let type: String
        let indexed: Bool
    }

    func run(_ check: inout CaseCheck) {
        guard let event = check.value("inputs", { try event() }),
            let values = check.value(
                "values", { try JSONValue.abiValues(values, as: event.inputs.map(\.type)) })
        else { return }
        check.equal("signature", expected: signature, got: event.signature)
        let expectedTopics = topics.map(\.hash)
        guard let (gotTopics, gotData) = check.value("encoding", { try event.encode(values) })
        else {
            return
        }
        check.equal("topics", expected: expectedTopics, got: gotTopics)
        check.equal("data", expected: data.bytes.hex, got: gotData.hex)
        let decoded = check.value("decoding") {
            try event.decode(topics: expectedTopics, data: data.bytes, rules: .strict)
        }
        for (index, value) in (decoded ?? []).enumerated() {
            if case .value(let got) = value {
                check.equal("values[\(index)]", expected: values[index], got: got)
            }
        }
    }

    private func event() throws -> ABIEvent {
        let name = signature.prefix { $0 != "(" }
        let parameters = try inputs.map {
            ABIParameter($0.name, try ABIType($0.type), isIndexed: $0.indexed)
        }
        return try ABIEvent(String(name), inputs: parameters)
    }
}

/// `revert_data`: what the data of a failed call says, and a node's text for it.
struct RevertDataCase: VectorCase {
    let id: String
    let revertData: HexBytes
    let decoded: Decoded
    let gethMessage: String

    struct Decoded: Decodable {
        let kind: String
        let reason: String?
        let code: UInt64?
        let signature: String?
        let values: [JSONValue]?
    }

    enum CodingKeys: String, CodingKey {
        case id, decoded
        case revertData = "revert_data"
        case gethMessage = "geth_message"
    }

    func run(_ check: inout CaseCheck) {
        let got = RevertData(decoding: revertData.bytes)
        check.equal("geth_message", expected: gethMessage, got: got.gethMessage)
        switch (decoded.kind, got) {
        case ("none", .none), ("unknown", .unknown):
            check.met()
        case ("Error", .error(let reason)):
            check.equal("reason", expected: decoded.reason, got: reason)
        case ("Panic", .panic(let code)):
            check.equal("code", expected: decoded.code, got: UInt64(exactly: code))
        case ("custom", .custom(let selector, _)):
            compareCustom(selector, &check)
        // Without a declaration at hand, arguments of an error cannot be told from noise.
        case ("unknown", .custom):
            check.met()
        default:
            check.fail("kind", expected: decoded.kind, got: "\(got)")
        }
    }

    private func compareCustom(_ selector: Selector, _ check: inout CaseCheck) {
        guard let signature = decoded.signature,
            let error = check.value("signature", { try ABIErrorDeclaration(parsing: signature) })
        else { return }
        check.equal("selector", expected: error.selector, got: selector)
        guard
            let values = check.value(
                "values",
                { try JSONValue.abiValues(decoded.values ?? [], as: error.inputs.map(\.type)) })
        else { return }
        check.equal("values", expected: values) {
            try error.decode(revertData.bytes, rules: .strict)
        }
        check.equal("revert_data", expected: revertData.bytes.hex) { try error.encode(values).hex }
    }
}
