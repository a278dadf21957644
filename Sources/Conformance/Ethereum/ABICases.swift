import EthereumPrimitives
import WideIntegers

/// `abi_encode`: values and their canonical encoding, both ways.
struct ABIEncodeCase: VectorCase {
    let id: String
    let types: [String]
    let values: [JSONValue]
    let encoded: HexBytes

    func run(_ check: inout CaseCheck) {
        guard let types = check.value("types", { try types.map { try ABIType($0) } }),
            let values = check.value("values", { try JSONValue.abiValues(values, as: types) })
        else { return }
        check.equal("encoded", expected: encoded.bytes.hex) {
            try ABIEncoder.encode(values, as: types).hex
        }
        for rules in [ABIDecodingRules.strict, .solidity] {
            check.equal("decoded, \(rules)", expected: values) {
                try ABIDecoder.decode(encoded.bytes, as: types, rules: rules)
            }
        }
    }
}

/// `abi_decode`: data that a strict client refuses, and what a contract does with it.
struct ABIDecodeCase: VectorCase {
    let id: String
    let types: [String]
    let data: HexBytes
    let expect: String
    let values: [JSONValue]?
    let solidity: String?

    enum CodingKeys: String, CodingKey {
        case id, types, data, expect, values
        case solidity = "solidity_v2"
    }

    func run(_ check: inout CaseCheck) {
        guard let types = check.value("types", { try types.map { try ABIType($0) } }) else {
            return
        }
        switch expect {
        case "error":
            check.refused("strict") { try ABIDecoder.decode(data.bytes, as: types, rules: .strict) }
        case "values":
            guard
                let values = check.value(
                    "values", { try JSONValue.abiValues(values ?? [], as: types) })
            else { return }
            for rules in [ABIDecodingRules.strict, .solidity] {
                check.equal("decoded, \(rules)", expected: values) {
                    try ABIDecoder.decode(data.bytes, as: types, rules: rules)
                }
            }
        default:
            check.fail("expect", expected: "error or values", got: expect)
        }
        let decodeAsContract = {
            try ABIDecoder.decode(data.bytes, as: types, rules: .solidity)
        }
        switch solidity {
        case "reverts": check.refused("solidity_v2", decodeAsContract)
        case "accepts": _ = check.value("solidity_v2", decodeAsContract)
        case nil: break
        case let other?:
            check.fail("solidity_v2", expected: "reverts or accepts", got: other)
        }
    }
}

/// `abi_packed`: Solidity's `encodePacked`.
struct ABIPackedCase: VectorCase {
    let id: String
    let types: [String]
    let values: [JSONValue]
    let packed: HexBytes
    let keccak256: HexHash

    func run(_ check: inout CaseCheck) {
        guard let types = check.value("types", { try types.map { try ABIType($0) } }),
            let values = check.value("values", { try JSONValue.abiValues(values, as: types) }),
            let bytes = check.value("packed", { try ABIEncoder.encodePacked(values, as: types) })
        else { return }
        check.equal("packed", expected: packed.bytes.hex, got: bytes.hex)
        check.equal("keccak256", expected: keccak256.hash, got: Keccak256.hash(bytes))
    }
}

/// `selectors`: human-readable declarations, their canonical form and names.
struct SelectorCase: VectorCase {
    let id: String
    let group: String
    let input: String
    let canonical: String
    let selector: HexBytes?
    let topic0: HexHash?

    func run(_ check: inout CaseCheck) {
        let erratum = check.erratum(of: canonical, id: id, in: VectorErrata.selectors)
        let canonical = erratum?.corrected ?? canonical
        let selector = erratum?.selector.bytes ?? selector?.bytes
        switch group {
        case "function":
            guard let function = check.value("input", { try ABIFunction(parsing: input) }) else {
                return
            }
            check.equal("canonical", expected: canonical, got: function.signature)
            check.equal("selector", expected: selector, got: function.selector.bytes)
        case "error":
            guard let error = check.value("input", { try ABIErrorDeclaration(parsing: input) })
            else { return }
            check.equal("canonical", expected: canonical, got: error.signature)
            check.equal("selector", expected: selector, got: error.selector.bytes)
        case "event":
            guard let event = check.value("input", { try ABIEvent(parsing: input) }) else { return }
            check.equal("canonical", expected: canonical, got: event.signature)
            check.equal("topic0", expected: topic0?.hash, got: event.topic0)
        default:
            check.fail("group", expected: "function, error or event", got: group)
        }
    }
}
