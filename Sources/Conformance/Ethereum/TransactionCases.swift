import EthereumPrimitives
import WideIntegers

/// An entry of an access list as `[address, [keys]]`.
struct AccessListRow: Decodable {
    let entry: AccessListEntry

    init(from decoder: any Decoder) throws {
        var row = try decoder.unkeyedContainer()
        let address = try row.decode(HexAddress.self).address
        let keys = try row.decode([HexHash].self).map(\.hash)
        entry = AccessListEntry(address: address, storageKeys: keys)
    }
}

/// `transactions`: raw bytes that a node accepts or refuses, fork by fork.
struct TransactionCase: VectorCase {
    let id: String
    let raw: HexBytes
    let chainID: UInt64
    let results: [Outcome]

    struct Outcome: Decodable {
        let forks: [String]
        let sender: HexAddress?
        let hash: HexHash?
        let intrinsicGas: UInt64?
        let error: String?

        enum CodingKeys: String, CodingKey {
            case forks, sender, hash, error
            case intrinsicGas = "intrinsic_gas"
        }
    }

    enum CodingKeys: String, CodingKey {
        case id, raw, results
        case chainID = "chain_id"
    }

    func run(_ check: inout CaseCheck) {
        for outcome in results {
            for fork in check.forks(outcome.forks) { compare(outcome, fork: fork, &check) }
        }
    }

    private func compare(_ outcome: Outcome, fork: Hardfork, _ check: inout CaseCheck) {
        let rules = TransactionRules(fork: fork, chainID: chainID)
        let decode = {
            let transaction = try SignedTransaction(decoding: raw.bytes, rules: rules)
            return (transaction, try transaction.recoverSender())
        }
        let name = fork.rawValue
        if let error = outcome.error {
            // The name is one of several that can be argued; being refused is what counts.
            check.refused("\(name), which refuses with \(error)", decode)
            return
        }
        guard let (transaction, sender) = check.value("\(name) decoding", decode) else { return }
        check.equal("\(name) sender", expected: outcome.sender?.address, got: sender)
        check.equal("\(name) hash", expected: outcome.hash?.hash, got: transaction.hash)
        let gas = transaction.transaction.intrinsicGas(fork: fork)
        check.equal("\(name) intrinsic_gas", expected: outcome.intrinsicGas, got: gas.intrinsic)
        let encoded = SignedTransaction(
            transaction.transaction, signature: transaction.signature)
        check.equal("\(name) encoded again", expected: raw.bytes.hex, got: encoded.raw.hex)
    }
}

/// `transaction_signing`: from contents and key to the signed bytes, and back.
struct TransactionSigningCase: VectorCase {
    let id: String
    let type: UInt8
    let privateKey: HexBytes
    let tx: Fields
    let unsigned: HexBytes
    let signingHash: HexHash
    let signed: HexBytes
    let hash: HexHash
    let sender: HexAddress

    struct Fields: Decodable {
        let chainID: DecimalNumber?
        let nonce: DecimalNumber
        let gasLimit: DecimalNumber
        let to: HexBytes
        let value: DecimalNumber
        let data: HexBytes
        let gasPrice: DecimalNumber?
        let maxPriorityFeePerGas: DecimalNumber?
        let maxFeePerGas: DecimalNumber?
        let accessList: [AccessListRow]?

        enum CodingKeys: String, CodingKey {
            case nonce, to, value, data
            case chainID = "chain_id"
            case gasLimit = "gas_limit"
            case gasPrice = "gas_price"
            case maxPriorityFeePerGas = "max_priority_fee_per_gas"
            case maxFeePerGas = "max_fee_per_gas"
            case accessList = "access_list"
        }
    }

    enum CodingKeys: String, CodingKey {
        case id, type, tx, unsigned, signed, hash, sender
        case privateKey = "private_key"
        case signingHash = "signing_hash"
    }

    func run(_ check: inout CaseCheck) {
        guard let transaction = check.value("tx", { try contents() }) else { return }
        check.equal("unsigned", expected: unsigned.bytes.hex, got: transaction.unsignedBytes.hex)
        check.equal("signing_hash", expected: signingHash.hash, got: transaction.signingHash)
        guard
            let mine = check.value(
                "private_key", { transaction.signed(by: try PrivateKey(bytes: privateKey.bytes)) })
        else { return }
        check.equal("signed", expected: signed.bytes.hex, got: mine.raw.hex)
        check.equal("hash", expected: hash.hash, got: mine.hash)
        check.equal("sender", expected: sender.address) { try mine.recoverSender() }
        check.equal("decoded", expected: transaction) { try decoded() }
    }

    /// The contents read back, whether or not a node would accept the fees and gas of the case.
    private func decoded() throws -> Transaction {
        try SignedTransaction(decoding: signed.bytes, fork: .london).transaction
    }

    private func contents() throws -> Transaction {
        let envelope: TransactionEnvelope
        switch type {
        case 0: envelope = .legacy(gasPriceWei: try required(tx.gasPrice, "gas_price"))
        case 1: envelope = .accessList(gasPriceWei: try required(tx.gasPrice, "gas_price"))
        case 2:
            envelope = .dynamicFee(
                maxPriorityFeePerGasWei: try required(
                    tx.maxPriorityFeePerGas, "max_priority_fee_per_gas"),
                maxFeePerGasWei: try required(tx.maxFeePerGas, "max_fee_per_gas"))
        default: throw VectorFileError(place: "type", reason: "\(type) is not 0, 1 or 2")
        }
        return Transaction(
            envelope: envelope, chainID: try tx.chainID?.uint64("chain_id"),
            nonce: try tx.nonce.uint64("nonce"), gasLimit: try tx.gasLimit.uint64("gas_limit"),
            recipient: try recipient(), valueWei: tx.value.value, data: tx.data.bytes,
            accessList: tx.accessList?.map(\.entry) ?? [])
    }

    private func recipient() throws -> Address? {
        if tx.to.bytes.isEmpty { return nil }
        guard let address = Address(bytes: tx.to.bytes) else {
            throw VectorFileError(place: "to", reason: "\(tx.to.bytes.count) bytes")
        }
        return address
    }

    private func required(_ number: DecimalNumber?, _ key: String) throws -> UInt256 {
        guard let number else { throw VectorFileError(place: key, reason: "missing") }
        return number.value
    }
}
