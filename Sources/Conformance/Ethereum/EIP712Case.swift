import EthereumPrimitives
import WideIntegers

/// `eip712`: hashes of typed data and, with a key, the signature.
struct EIP712Case: VectorCase {
    let id: String
    let domain: Domain
    let types: [String: [Field]]
    let primaryType: String
    let message: JSONValue
    let domainSeparator: HexHash
    let structHash: HexHash
    let digest: HexHash
    let privateKey: HexBytes?
    let signature: HexBytes?
    let address: HexAddress?

    struct Field: Decodable {
        let name: String
        let type: String
    }

    struct Domain: Decodable {
        let name: String?
        let version: String?
        let chainId: JSONValue?
        let verifyingContract: HexAddress?
        let salt: HexHash?

        func parsed() throws -> EIP712Domain {
            let chain = try chainId?.abiValue(as: .uint256).uintValue
            return EIP712Domain(
                name: name, version: version, chainId: chain,
                verifyingContract: verifyingContract?.address, salt: salt?.hash)
        }
    }

    enum CodingKeys: String, CodingKey {
        case id, domain, types, message, digest, signature, address
        case primaryType = "primary_type"
        case domainSeparator = "domain_separator"
        case structHash = "struct_hash"
        case privateKey = "private_key"
    }

    func run(_ check: inout CaseCheck) {
        guard let domain = check.value("domain", { try domain.parsed() }),
            let types = check.value("types", { try structs() }),
            let value = check.value(
                "message",
                { try message.eip712Value(as: types.type(named: primaryType), in: types) })
        else { return }
        check.equal("domain_separator", expected: domainSeparator.hash, got: domain.separator)
        check.equal("struct_hash", expected: structHash.hash) {
            try types.hashStruct(primaryType, value)
        }
        check.equal("digest", expected: digest.hash) {
            try types.digest(domain: domain, primaryType: primaryType, message: value)
        }
        guard let privateKey, let signature else { return }
        check.equal("signature", expected: signature.bytes.hex) {
            try PrivateKey(bytes: privateKey.bytes).sign(digest: digest.hash).bytes.hex
        }
        check.equal("address", expected: address?.address) {
            try Signature(bytes: signature.bytes).recoverAddress(digest: digest.hash)
        }
    }

    private func structs() throws -> EIP712Types {
        try EIP712Types(
            types.sorted { $0.key < $1.key }.map { name, fields in
                EIP712Struct(name, fields.map { EIP712Field($0.name, $0.type) })
            })
    }
}
