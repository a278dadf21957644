import EthereumPrimitives

/// `rlp`: a tree and its encoding, or bytes that are no encoding.
struct RLPCase: VectorCase {
    let id: String
    let valid: Bool
    let decoded: JSONValue?
    let encoded: HexBytes

    func run(_ check: inout CaseCheck) {
        guard valid else {
            check.refused("encoded") { try RLPItem(decoding: encoded.bytes) }
            return
        }
        guard let decoded, let tree = RLPItem(decoded) else {
            check.fail("decoded", expected: "nested arrays of hexadecimal bytes", got: "other")
            return
        }
        check.equal("encoded", expected: encoded.bytes.hex, got: tree.encoded.hex)
        check.equal("decoded", expected: tree) { try RLPItem(decoding: encoded.bytes) }
    }
}

extension RLPItem {
    fileprivate init?(_ json: JSONValue) {
        switch json {
        case .string(let text):
            guard let bytes = try? [UInt8](hex: text) else { return nil }
            self = .bytes(bytes)
        case .array(let elements):
            let items = elements.compactMap { RLPItem($0) }
            guard items.count == elements.count else { return nil }
            self = .list(items)
        default:
            return nil
        }
    }
}
