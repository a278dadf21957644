import EthereumPrimitives

/// `addresses`: spellings with and without checksum, and the account of a key.
struct AddressCase: VectorCase {
    let id: String
    let address: String
    let checksum: String?
    let valid: Bool
    let privateKey: HexBytes?

    enum CodingKeys: String, CodingKey {
        case id, address, checksum, valid
        case privateKey = "private_key"
    }

    func run(_ check: inout CaseCheck) {
        guard valid else {
            check.refused("address") { try Address(address) }
            return
        }
        guard let parsed = check.value("address", { try Address(address) }) else { return }
        if let checksum {
            check.equal("checksum", expected: checksum, got: parsed.checksummed)
            check.equal("address from checksum", expected: parsed) { try Address(checksum) }
        }
        if let privateKey {
            check.equal("account of the key", expected: parsed) {
                try PrivateKey(bytes: privateKey.bytes).address
            }
        }
    }
}

/// `create_address`: CREATE by nonce, CREATE2 by salt and init code.
struct CreateAddressCase: VectorCase {
    let id: String
    let sender: HexAddress
    let nonce: DecimalNumber?
    let salt: HexHash?
    let initCodeHash: HexHash?
    let address: HexAddress

    enum CodingKeys: String, CodingKey {
        case id, sender, nonce, salt, address
        case initCodeHash = "init_code_hash"
    }

    func run(_ check: inout CaseCheck) {
        if let salt, let initCodeHash {
            let got = Address.created(
                by: sender.address, salt: salt.hash, initCodeHash: initCodeHash.hash)
            check.equal("address", expected: address.address, got: got)
        } else if let nonce {
            check.equal("address", expected: address.address) {
                Address.created(by: sender.address, nonce: try nonce.uint64("nonce"))
            }
        } else {
            check.fail("case", expected: "a nonce, or salt and init_code_hash", got: "neither")
        }
    }
}
