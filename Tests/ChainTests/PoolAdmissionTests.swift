import EthereumPrimitives
import Testing
import WideIntegers

@testable import Chain

/// What a node asks of a transaction before it looks at any state, each with its boundary.
@Suite struct PoolAdmissionTests {
    private let rules = AdmissionRules(fork: .osaka, chainID: 1)
    private let limits = PoolLimits()
    private let key: PrivateKey

    init() throws {
        key = try PrivateKey(bytes: [UInt8](repeating: 0x41, count: 32))
    }

    private func call(
        tip: UInt256 = 1, feeCap: UInt256 = 100, chainID: UInt64? = 1, nonce: UInt64 = 0,
        gasLimit: UInt64 = 100_000, data: [UInt8] = []
    ) -> Transaction {
        Transaction(
            envelope: .dynamicFee(maxPriorityFeePerGasWei: tip, maxFeePerGasWei: feeCap),
            chainID: chainID, nonce: nonce, gasLimit: gasLimit,
            recipient: Address(truncating: 0xca11), data: data)
    }

    /// The answer to a transaction, which is the same for signed and elided ones.
    private func answer(
        _ transaction: Transaction, rules: AdmissionRules? = nil,
        blockGasLimit: UInt64 = 30_000_000, limits: PoolLimits = PoolLimits()
    ) -> String {
        let rules = rules ?? self.rules
        let signed = answer(
            transaction.signed(by: key), rules: rules, blockGasLimit: blockGasLimit,
            limits: limits)
        do throws(PoolRefusal) {
            try rules.check(transaction, blockGasLimit: blockGasLimit, limits: limits)
            #expect(signed == "taken")
        } catch {
            let elided = error.description
            // The stand-in for a signature can be some bytes shorter.
            #expect(
                signed == elided || signed.hasPrefix("oversized data"), "\(elided)")
        }
        return signed
    }

    private func answer(
        _ signed: SignedTransaction, rules: AdmissionRules? = nil,
        blockGasLimit: UInt64 = 30_000_000, limits: PoolLimits = PoolLimits()
    ) -> String {
        do throws(PoolRefusal) {
            try (rules ?? self.rules).check(
                signed, blockGasLimit: blockGasLimit, limits: limits)
            return "taken"
        } catch {
            return error.description
        }
    }

    private func rules(_ fork: Hardfork) -> AdmissionRules {
        AdmissionRules(fork: fork, chainID: 1)
    }

    @Test("refuses types before their forks")
    func types() {
        var transaction = call()
        #expect(answer(transaction, rules: rules(.london)) == "taken")
        #expect(
            answer(transaction, rules: rules(.berlin))
                == "transaction type not supported: type 2 rejected, pool not yet in London")
        transaction.envelope = .accessList(gasPriceWei: 1)
        #expect(answer(transaction, rules: rules(.berlin)) == "taken")
        #expect(
            answer(transaction, rules: rules(.istanbul))
                == "transaction type not supported: type 1 rejected, pool not yet in Berlin")
        transaction.envelope = .legacy(gasPriceWei: 1)
        #expect(answer(transaction, rules: rules(.istanbul)) == "taken")
    }

    @Test("refuses what is larger than the limit by a byte")
    func size() throws {
        var limits = limits
        let small = call()
        let signed = small.signed(by: key)
        limits.byteCountMax = signed.raw.count
        #expect(answer(signed, limits: limits) == "taken")
        limits.byteCountMax -= 1
        #expect(
            answer(signed, limits: limits)
                == "oversized data: transaction size \(signed.raw.count), "
                + "limit \(limits.byteCountMax)")
        let count = SignedTransaction(small, signature: .filler(of: .zero)).raw.count
        limits.byteCountMax = count - 1
        #expect(throws: PoolRefusal.oversized(byteCount: count, allowed: count - 1)) {
            try rules.check(small, blockGasLimit: 30_000_000, limits: limits)
        }
        limits.byteCountMax = count
        try rules.check(small, blockGasLimit: 30_000_000, limits: limits)
        var listed = small
        let keys = [Hash256](repeating: .zero, count: 4_000)
        listed.accessList = [AccessListEntry(address: .zero, storageKeys: keys)]
        #expect(answer(listed).hasPrefix("oversized data: transaction size 132"))
    }

    @Test("no transaction is larger than the bound that spares its encoding", arguments: 0..<3)
    func bound(form: Int) {
        var transaction = call(
            tip: .max, feeCap: .max, chainID: .max, nonce: .max, gasLimit: .max,
            data: [UInt8](repeating: 1, count: 70_000))
        transaction.valueWei = .max
        if form == 0 { transaction.envelope = .legacy(gasPriceWei: .max) }
        if form == 2 {
            let entry = AccessListEntry(
                address: .zero, storageKeys: [Hash256](repeating: .zero, count: 3_000))
            transaction.accessList = [AccessListEntry](repeating: entry, count: 3)
        }
        let size = SignedTransaction(transaction, signature: .filler(of: .zero)).raw.count
        #expect(size <= transaction.byteCountBound)
        #expect(transaction.byteCountBound - size < 200)
    }

    @Test("refuses long init code from Shanghai on, and then every creation")
    func creation() {
        let refusal = PoolRefusal.creationNotSupported.description
        var transaction = call(
            gasLimit: 10_000_000, data: [UInt8](repeating: 0, count: 49_152))
        transaction.recipient = nil
        #expect(answer(transaction) == refusal)
        transaction.data.append(0)
        #expect(
            answer(transaction)
                == "max initcode size exceeded: code size 49153 limit 49152")
        #expect(answer(transaction, rules: rules(.london)) == refusal)
    }

    @Test("refuses gas above the transaction's cap from Osaka on, and above the block's")
    func gasLimits() {
        #expect(answer(call(gasLimit: 16_777_216)) == "taken")
        #expect(
            answer(call(gasLimit: 16_777_217))
                == "transaction gas limit too high (cap: 16777216, tx: 16777217)")
        #expect(answer(call(gasLimit: 16_777_217), rules: rules(.prague)) == "taken")
        #expect(answer(call(gasLimit: 50_000), blockGasLimit: 50_000) == "taken")
        #expect(
            answer(call(gasLimit: 50_001), blockGasLimit: 50_000) == "exceeds block gas limit")
    }

    @Test("refuses fees that contradict each other or are too low")
    func fees() {
        #expect(answer(call(tip: 100, feeCap: 100)) == "taken")
        #expect(
            answer(call(tip: 101, feeCap: 100))
                == "max priority fee per gas higher than max fee per gas")
        #expect(
            answer(call(tip: 0))
                == "transaction gas price below minimum: gas tip cap 0, minimum needed 1")
        var limits = limits
        limits.tipMinWei = 5
        #expect(answer(call(tip: 5), limits: limits) == "taken")
        #expect(
            answer(call(tip: 4), limits: limits)
                == "transaction gas price below minimum: gas tip cap 4, minimum needed 5")
    }

    @Test("refuses other chains, and none where replay protection is asked for")
    func chains() {
        #expect(answer(call(chainID: 5)) == "invalid chain id for signer: have 5 want 1")
        #expect(answer(call(chainID: nil)) == "invalid chain id for signer: have 0 want 1")
        var transaction = call(chainID: nil)
        transaction.envelope = .legacy(gasPriceWei: 1)
        #expect(
            answer(transaction)
                == "only replay-protected (EIP-155) transactions allowed over RPC")
        var open = rules
        open.requiresReplayProtection = false
        #expect(answer(transaction, rules: open) == "taken")
        transaction.chainID = 5
        #expect(
            answer(transaction, rules: open) == "invalid chain id for signer: have 5 want 1")
    }

    @Test("refuses signatures that no one can have made, and a high s from Homestead on")
    func signatures() {
        let signed = call().signed(by: key)
        let order = Signature.groupOrder
        let text = "invalid sender: invalid transaction v, r, s values"
        func answer(
            r: UInt256, s: UInt256, _ transaction: Transaction, _ rules: AdmissionRules
        ) -> String {
            self.answer(
                SignedTransaction(transaction, signature: Signature(r: r, s: s, yParity: 0)),
                rules: rules)
        }
        let (r, s) = (signed.signature.r, signed.signature.s)
        #expect(answer(r: r, s: s, signed.transaction, rules) == "taken")
        #expect(answer(r: 0, s: s, signed.transaction, rules) == text)
        #expect(answer(r: r, s: 0, signed.transaction, rules) == text)
        #expect(answer(r: order, s: s, signed.transaction, rules) == text)
        #expect(answer(r: r, s: order &- s, signed.transaction, rules) == text)
        var old = signed.transaction
        old.envelope = .legacy(gasPriceWei: 1)
        #expect(answer(r: r, s: order &- s, old, rules(.homestead)) == text)
        #expect(answer(r: r, s: order &- s, old, rules(.frontier)) == "taken")
        #expect(answer(r: r, s: order, old, rules(.frontier)) == text)
    }

    @Test("refuses the last nonce")
    func nonceMax() {
        #expect(answer(call(nonce: .max - 1)) == "taken")
        #expect(answer(call(nonce: .max)) == "nonce has max value")
    }

    @Test("refuses gas below what is charged before execution, and below the floor from Prague on")
    func charges() {
        // 16 gas a byte before execution and 40 at least; 21,000 for the transaction itself.
        let data = [UInt8](repeating: 1, count: 100)
        #expect(
            answer(call(gasLimit: 22_599, data: data))
                == "intrinsic gas too low: gas 22599, minimum needed 22600")
        #expect(answer(call(gasLimit: 22_600, data: data), rules: rules(.cancun)) == "taken")
        #expect(
            answer(call(gasLimit: 24_999, data: data))
                == "insufficient gas for floor data gas cost: gas 24999, minimum needed 25000")
        #expect(answer(call(gasLimit: 25_000, data: data)) == "taken")
    }

    @Test("the first reason in geth's order is seen")
    func order() {
        // Everything is wrong; each step puts the reason right that was seen.
        var limits = limits
        limits.byteCountMax = 100
        limits.tipMinWei = 7
        var transaction = Transaction(
            envelope: .legacy(gasPriceWei: 6), chainID: nil, nonce: .max, gasLimit: 20_000_000,
            recipient: nil, data: [UInt8](repeating: 1, count: 49_153))
        func sees(_ text: String, blockGasLimit: UInt64 = 30_000_000) {
            #expect(
                answer(transaction, blockGasLimit: blockGasLimit, limits: limits)
                    .hasPrefix(text))
        }
        sees("only replay-protected")
        transaction.chainID = 9
        transaction.envelope = .dynamicFee(
            maxPriorityFeePerGasWei: 6, maxFeePerGasWei: 5)
        sees("oversized data")
        limits.byteCountMax = 131_072
        #expect(
            answer(transaction, rules: rules(.berlin)).hasPrefix("transaction type not supp"))
        sees("max initcode size exceeded")
        transaction.data.removeLast()
        sees("transaction gas limit too high", blockGasLimit: 10_000)
        transaction.gasLimit = 20_999
        sees("exceeds block gas limit", blockGasLimit: 10_000)
        sees("max priority fee per gas higher")
        transaction.envelope = .dynamicFee(
            maxPriorityFeePerGasWei: 6, maxFeePerGasWei: 6)
        sees("invalid chain id")
        transaction.chainID = 1
        sees("nonce has max value")
        transaction.nonce = 0
        sees("intrinsic gas too low")
        transaction.gasLimit = 1_000_000
        sees("insufficient gas for floor")
        transaction.gasLimit = 3_000_000
        sees("transaction gas price below minimum")
        limits.tipMinWei = 6
        sees("contract creation not supported")
        transaction.recipient = .zero
        sees("taken")
    }
}
