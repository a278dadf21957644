import EthereumPrimitives
import TestSupport
import Testing
import WideIntegers

@Suite struct TransactionTests {
    private let key = try? PrivateKey(0x46)

    private func random(_ random: inout SeededGenerator) -> Transaction {
        let type = random.below(3)
        let price = random.wide() >> 100
        let envelope: TransactionEnvelope =
            switch type {
            case 0: .legacy(gasPriceWei: price)
            case 1: .accessList(gasPriceWei: price)
            default: .dynamicFee(maxPriorityFeePerGasWei: price >> 1, maxFeePerGasWei: price)
            }
        let entries = (0..<(type == 0 ? 0 : random.below(3))).map { _ in
            AccessListEntry(
                address: Address(truncating: random.wide()),
                storageKeys: (0..<random.below(3)).map { _ in Hash256(random.wide()) })
        }
        let hasChain = type != 0 || random.below(2) == 0
        return Transaction(
            envelope: envelope, chainID: hasChain ? 1 + random.next() >> 1 : nil,
            nonce: random.next() >> UInt64(1 + random.below(63)),
            gasLimit: 10_000_000 + random.next() >> 40,
            recipient: random.below(5) == 0 ? nil : Address(truncating: random.wide()),
            valueWei: random.wide(), data: random.bytes(random.below(300)), accessList: entries)
    }

    @Test("signed transactions decode to themselves, and their sender is the signer")
    func roundTrip() throws {
        let seed: UInt64 = 0x7478
        var generator = SeededGenerator(seed: seed)
        let key = try #require(key)
        for round in 0..<300 {
            let transaction = random(&generator)
            let signed = transaction.signed(by: key)
            let rules = TransactionRules(fork: .london, chainID: transaction.chainID)
            let decoded = try SignedTransaction(decoding: signed.raw, rules: rules)
            #expect(decoded == signed, "seed \(seed), round \(round)")
            #expect(decoded.transaction == transaction)
            #expect(decoded.hash == Keccak256.hash(signed.raw))
            #expect(try decoded.recoverSender() == key.address)
        }
    }

    @Test("mutated bytes either fail or decode to an encoding of the same bytes")
    func mutations() throws {
        let seed: UInt64 = 0x6d75_7461
        var generator = SeededGenerator(seed: seed)
        let key = try #require(key)
        let rules = TransactionRules(fork: .osaka, chainID: nil)
        var accepted = 0
        for round in 0..<20_000 {
            var raw = random(&generator).signed(by: key).raw
            for _ in 0...generator.below(2) {
                raw[generator.below(raw.count)] = UInt8(truncatingIfNeeded: generator.next())
            }
            guard let decoded = try? SignedTransaction(decoding: raw, rules: rules) else {
                continue
            }
            accepted += 1
            let again = SignedTransaction(decoded.transaction, signature: decoded.signature)
            #expect(again.raw == raw, "seed \(seed), round \(round)")
        }
        #expect(accepted > 1_000)
    }

    @Test("every strict prefix is refused")
    func truncation() throws {
        var generator = SeededGenerator(seed: 6)
        let key = try #require(key)
        let rules = TransactionRules(fork: .london, chainID: nil)
        for _ in 0..<20 {
            let raw = random(&generator).signed(by: key).raw
            for count in 0..<raw.count {
                #expect(throws: TransactionRejection.self) {
                    try SignedTransaction(decoding: Array(raw[..<count]), rules: rules)
                }
            }
        }
    }

    @Test("the signed example of EIP-155")
    func eip155() throws {
        let signed = try eip155Example().signed(
            by: PrivateKey(bytes: [UInt8](repeating: 0x46, count: 32)))
        #expect(
            signed.transaction.signingHash.description
                == "0xdaf5a779ae972f972197303d7b574746c7ef83eadac0f2791ad23db92e4c8e53")
        #expect(
            try signed.recoverSender().checksummed == "0x9d8A62f656a8d1615C1294fd71e9CFb3E4855A4F")
    }

    private func eip155Example() throws -> Transaction {
        Transaction(
            envelope: .legacy(gasPriceWei: 20_000_000_000), chainID: 1, nonce: 9,
            gasLimit: 21_000,
            recipient: try Address("0x3535353535353535353535353535353535353535"),
            valueWei: UInt256.wad)
    }

    @Test("validation gives the first reason in its order")
    func validation() throws {
        let key = try #require(key)
        func reason(
            _ change: (inout Transaction) -> Void, _ fork: Hardfork = .london
        ) throws -> TransactionRejection? {
            var transaction = try eip155Example()
            change(&transaction)
            let signed = transaction.signed(by: key)
            do throws(TransactionRejection) {
                try signed.validate(under: TransactionRules(fork: fork, chainID: 1))
                return nil
            } catch {
                return error
            }
        }
        #expect(try reason { _ in } == nil)
        #expect(try reason { $0.chainID = nil } == nil)
        #expect(try reason { $0.chainID = 2 } == .wrongChainID(2, expected: 1))
        #expect(try reason { $0.nonce = .max } == .nonceTooBig)
        #expect(try reason { $0.nonce = .max - 1 } == nil)
        #expect(
            try reason {
                $0.envelope = .dynamicFee(maxPriorityFeePerGasWei: 2, maxFeePerGasWei: 1)
            } == .priorityFeeAboveMaxFee)
        #expect(
            try reason { $0.envelope = .legacy(gasPriceWei: .max) }
                == .gasLimitPriceProductOverflow)
        #expect(
            try reason { $0.gasLimit = 20_999 }
                == .intrinsicGasTooLow(gasLimit: 20_999, required: 21_000))
        #expect(
            try reason { $0.data = [1] }
                == .intrinsicGasTooLow(gasLimit: 21_000, required: 21_016))
        // EIP-7623: 21,000 + 40 is the floor for one non-zero byte.
        #expect(
            try reason({ $0.data = [1] }, .prague)
                == .intrinsicGasTooLow(gasLimit: 21_000, required: 21_040))
        let large = [UInt8](repeating: 0, count: IntrinsicGas.initCodeBytesMax + 1)
        let creation = { (transaction: inout Transaction) in
            transaction.recipient = nil
            transaction.data = large
            transaction.gasLimit = 5_000_000
        }
        #expect(try reason(creation, .london) == nil)
        #expect(
            try reason(creation, .shanghai)
                == .initCodeTooLarge(byteCount: 49_153, allowed: 49_152))
        #expect(try reason({ $0.gasLimit = 1 << 24 }, .osaka) == nil)
        #expect(
            try reason({ $0.gasLimit = 1 << 24 + 1 }, .osaka)
                == .gasLimitTooHigh(gasLimit: 1 << 24 + 1, allowed: 1 << 24))
        #expect(try reason({ $0.gasLimit = 1 << 24 + 1 }, .prague) == nil)
    }

    @Test("rejections say in words what is wrong")
    func descriptions() {
        let texts: [(TransactionRejection, String)] = [
            (
                .rlp(.truncated(offset: 0)),
                "no transaction: the data ends inside the item at offset 0"
            ),
            (.field(.gasLimit, .leadingZeros), "gas limit: zero bytes in front of a number"),
            (.wrongChainID(5, expected: 1), "signed for chain 5, not for 1"),
            (.invalidSignature(.highS), "s is above half the group order"),
        ]
        for (rejection, text) in texts { #expect(rejection.description == text) }
    }

    @Test("a high s is refused from Homestead on")
    func highS() throws {
        let signed = try eip155Example().signed(by: #require(key))
        let high = SignedTransaction(
            signed.transaction,
            signature: Signature(
                r: signed.signature.r, s: Signature.groupOrder &- signed.signature.s,
                yParity: 1 - signed.signature.yParity))
        #expect(throws: TransactionRejection.invalidSignature(.highS)) {
            try high.validate(under: TransactionRules(fork: .homestead, chainID: 1))
        }
        #expect(throws: Never.self) {
            try high.validate(under: TransactionRules(fork: .frontier, chainID: 1))
        }
        #expect(try high.recoverSender() == signed.recoverSender())
    }

    @Test("types are known from their fork on")
    func types() throws {
        let key = try #require(key)
        var transaction = try eip155Example()
        transaction.envelope = .dynamicFee(maxPriorityFeePerGasWei: 1, maxFeePerGasWei: 1)
        let raw = transaction.signed(by: key).raw
        #expect(throws: TransactionRejection.typeNotSupported(2)) {
            try SignedTransaction(decoding: raw, fork: .berlin)
        }
        #expect(try SignedTransaction(decoding: raw, fork: .london).transaction == transaction)
        // A fault in the fields is seen before the fork, which the decoder does not know.
        #expect(throws: TransactionRejection.tooFewFields) {
            try SignedTransaction(decoding: [0x02, 0xc1, 0x01], fork: .berlin)
        }
        for type in [0, 3, 4, 0x7f] as [UInt8] {
            #expect(throws: TransactionRejection.typeNotSupported(type)) {
                try SignedTransaction(decoding: [type] + raw.dropFirst(), fork: .osaka)
            }
        }
    }

    @Test("faults name their field")
    func fields() throws {
        // nonce, gas price, gas limit, to, value, data, v, r, s
        let good: [RLPItem] = [
            .bytes([1]), .bytes([1]), .bytes([0x52, 0x08]), .bytes(.init(repeating: 1, count: 20)),
            .bytes([]), .bytes([]), .bytes([27]), .bytes([1]), .bytes([1]),
        ]
        func reason(_ change: (inout [RLPItem]) -> Void) -> TransactionRejection? {
            var items = good
            change(&items)
            do throws(TransactionRejection) {
                _ = try SignedTransaction(decoding: RLPItem.list(items).encoded, fork: .london)
                return nil
            } catch {
                return error
            }
        }
        #expect(reason { _ in } == nil)
        #expect(reason { $0.removeLast() } == .tooFewFields)
        #expect(reason { $0.append(.bytes([])) } == .tooManyFields)
        #expect(reason { $0[0] = .bytes([0]) } == .field(.nonce, .leadingZeros))
        #expect(reason { $0[1] = .list([]) } == .field(.gasPrice, .wrongKind))
        #expect(
            reason { $0[2] = .bytes([1] + .init(repeating: 0, count: 8)) }
                == .field(.gasLimit, .overflow))
        #expect(reason { $0[3] = .bytes([1]) } == .field(.recipient, .byteCount(1)))
        #expect(
            reason { $0[4] = .bytes([1] + .init(repeating: 0, count: 32)) }
                == .field(.value, .overflow))
        #expect(reason { $0[6] = .bytes([29]) } == .unknownV(29))
        #expect(reason { $0[8] = .bytes([0, 1]) } == .field(.s, .leadingZeros))
    }

    @Test("the tip is what the cap leaves above the base fee")
    func priorityFee() {
        let dynamic = TransactionEnvelope.dynamicFee(
            maxPriorityFeePerGasWei: 2, maxFeePerGasWei: 10)
        #expect(dynamic.priorityFeePerGasWei(baseFeePerGasWei: 7) == 2)
        #expect(dynamic.priorityFeePerGasWei(baseFeePerGasWei: 9) == 1)
        #expect(dynamic.priorityFeePerGasWei(baseFeePerGasWei: 10) == 0)
        #expect(dynamic.priorityFeePerGasWei(baseFeePerGasWei: 11) == nil)
        let legacy = TransactionEnvelope.legacy(gasPriceWei: 10)
        #expect(legacy.priorityFeePerGasWei(baseFeePerGasWei: 4) == 6)
    }
}
