import EthereumPrimitives

/// `keccak256`: bytes, or one byte many times, and their digest.
struct Keccak256Case: VectorCase {
    let id: String
    let input: HexBytes?
    let byte: HexBytes?
    let count: Int?
    let digest: HexHash

    func run(_ check: inout CaseCheck) {
        var message = input?.bytes ?? []
        if let byte = byte?.bytes.first, let count {
            message = Array(repeating: byte, count: count)
        }
        check.equal("digest", expected: digest.hash, got: Keccak256.hash(message))
        // The same in pieces that do not line up with blocks.
        var hasher = Keccak256()
        var rest = message[...]
        var piece = 1
        while !rest.isEmpty {
            hasher.update(Array(rest.prefix(piece)))
            rest = rest.dropFirst(piece)
            piece = piece * 2 + 1
        }
        check.equal("digest in pieces", expected: digest.hash, got: hasher.finalize())
    }
}
