import EthereumPrimitives
import WideIntegers

/// `ecdsa_sign`: deterministic signatures, and keys that are none.
struct ECDSASignCase: VectorCase {
    let id: String
    let privateKey: HexBytes
    let hash: HexHash
    let ok: Bool
    let r: HexHash?
    let s: HexHash?
    let yParity: UInt8?
    let publicKey: HexBytes?
    let address: HexAddress?

    enum CodingKeys: String, CodingKey {
        case id, hash, ok, r, s, address
        case privateKey = "private_key"
        case yParity = "y_parity"
        case publicKey = "public_key"
    }

    func run(_ check: inout CaseCheck) {
        guard ok else {
            check.refused("private_key") { try PrivateKey(bytes: privateKey.bytes) }
            return
        }
        guard let key = check.value("private_key", { try PrivateKey(bytes: privateKey.bytes) })
        else { return }
        let signature = key.sign(digest: hash.hash)
        check.equal("r", expected: r?.number, got: signature.r)
        check.equal("s", expected: s?.number, got: signature.s)
        check.equal("y_parity", expected: yParity, got: signature.yParity)
        check.equal("public_key", expected: publicKey?.bytes.hex, got: key.publicKey.bytes.hex)
        check.equal("address", expected: address?.address, got: key.address)
        check.equal("recovered", expected: key.publicKey) {
            try signature.recoverPublicKey(digest: hash.hash)
        }
    }
}

/// `ecdsa_recover`: the plain curve answer, and whether Ethereum would accept s.
struct ECDSARecoverCase: VectorCase {
    let id: String
    let hash: HexHash
    let r: HexHash
    let s: HexHash
    let yParity: UInt8
    let ok: Bool
    let lowS: Bool
    let publicKey: HexBytes?
    let address: HexAddress?

    enum CodingKeys: String, CodingKey {
        case id, hash, r, s, ok, address
        case yParity = "y_parity"
        case lowS = "low_s"
        case publicKey = "public_key"
    }

    func run(_ check: inout CaseCheck) {
        let signature = Signature(r: r.number, s: s.number, yParity: yParity)
        // The files count a zero s as not low.
        check.equal("low_s", expected: lowS, got: signature.isLowS && !signature.s.isZero)
        guard ok else {
            check.refused("recovery") { try signature.recoverPublicKey(digest: hash.hash) }
            return
        }
        guard
            let key = check.value(
                "public_key", { try signature.recoverPublicKey(digest: hash.hash) })
        else { return }
        check.equal("public_key", expected: publicKey?.bytes.hex, got: key.bytes.hex)
        check.equal("address", expected: address?.address, got: key.address)
    }
}

/// `ecdsa_verify`: signatures as 64 bytes with any s, or as strict DER with a low s.
struct ECDSAVerifyCase: VectorCase {
    let id: String
    let publicKey: HexBytes
    let hash: HexHash
    let signature: HexBytes
    let encoding: String
    let valid: Bool

    enum CodingKeys: String, CodingKey {
        case id, hash, signature, encoding, valid
        case publicKey = "public_key"
    }

    func run(_ check: inout CaseCheck) {
        let key = try? PublicKey(bytes: publicKey.bytes)
        switch encoding {
        case "r||s":
            let got = key?.isValid(compactSignature: signature.bytes, digest: hash.hash) ?? false
            check.equal("valid", expected: valid, got: got)
        case "der":
            let got = key?.isValid(derSignature: signature.bytes, digest: hash.hash) ?? false
            check.equal("valid", expected: valid, got: got)
        default:
            check.fail("encoding", expected: "r||s or der", got: encoding)
        }
    }
}

/// `eip191`: a personal message, its digest and signature.
struct EIP191Case: VectorCase {
    let id: String
    let message: HexBytes
    let hash: HexHash
    let signature: HexBytes
    let privateKey: HexBytes
    let address: HexAddress

    enum CodingKeys: String, CodingKey {
        case id, message, hash, signature, address
        case privateKey = "private_key"
    }

    func run(_ check: inout CaseCheck) {
        let digest = PersonalMessage.digest(message.bytes)
        check.equal("hash", expected: hash.hash, got: digest)
        check.equal("signature", expected: signature.bytes.hex) {
            try PrivateKey(bytes: privateKey.bytes).sign(digest: digest).bytes.hex
        }
        check.equal("address", expected: address.address) {
            try Signature(bytes: signature.bytes).recoverAddress(digest: digest)
        }
    }
}
