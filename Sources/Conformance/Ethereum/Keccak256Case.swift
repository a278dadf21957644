import EthereumPrimitives

/// `keccak256`: bytes, or one byte many times, and their digest.
struct Keccak256Case: VectorCase {
    let id: String
    let message: [UInt8]
    let digest: HexHash

    enum CodingKeys: String, CodingKey {
        case id, input, digest
    }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        id = try container.decode(String.self, forKey: .id)
        digest = try container.decode(HexHash.self, forKey: .digest)
        let input = try container.decodeIfPresent(HexBytes.self, forKey: .input)
        message = try input?.bytes ?? RepeatedByte(from: decoder).bytes
    }

    func run(_ check: inout CaseCheck) {
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
