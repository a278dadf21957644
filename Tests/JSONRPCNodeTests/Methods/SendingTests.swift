import Chain
import EthereumPrimitives
import JSONRPCNode
import JSONText
import Testing
import WideIntegers

@Suite struct SendingTests {
    private let node: NodeFixture
    private let gwei: UInt256 = 1_000_000_000

    init() throws {
        node = try NodeFixture()
    }

    private func raw(_ transaction: Transaction, by account: Int = 0) -> String {
        "\"\(transaction.signed(by: node.keys[account]).raw.hex)\""
    }

    private func plain(
        nonce: UInt64 = 0, gas: UInt64 = 21_000, value: UInt256 = 0, chainID: UInt64? = 31_337,
        envelope: TransactionEnvelope? = nil, data: [UInt8] = []
    ) -> Transaction {
        Transaction(
            envelope: envelope
                ?? .dynamicFee(maxPriorityFeePerGasWei: gwei, maxFeePerGasWei: gwei &* 100),
            chainID: chainID, nonce: nonce, gasLimit: gas, recipient: Address(truncating: 0xaa),
            valueWei: value, data: data)
    }

    private func refusal(_ raw: String) throws -> String {
        let error = try node.error("eth_sendRawTransaction", raw)
        #expect(error.code == "-32000")
        #expect(error.data == nil)
        return error.message
    }

    @Test("each refusal begins with geth's words")
    func refusals() throws {
        let first = raw(plain())
        _ = try node.result("eth_sendRawTransaction", first)
        #expect(try refusal(first) == "already known")
        #expect(
            try refusal(raw(plain(value: 1))) == "replacement transaction underpriced")
        _ = try node.result("evm_mine")
        #expect(
            try refusal(raw(plain(value: 2))) == "nonce too low: next nonce 1, tx nonce 0")
        let free = TransactionEnvelope.dynamicFee(
            maxPriorityFeePerGasWei: 0, maxFeePerGasWei: gwei)
        #expect(
            try refusal(raw(plain(nonce: 1, envelope: free)))
                == "transaction gas price below minimum: gas tip cap 0, minimum needed 1")
        let rich = UInt256.wad &* 2_000
        let message = try refusal(raw(plain(nonce: 1, value: rich)))
        #expect(
            message.hasPrefix("insufficient funds for gas * price + value: balance ")
                && message.contains(", tx cost 2000002100000000000000, overshot "))
        #expect(
            try refusal(raw(plain(nonce: 1, gas: 20_999)))
                == "intrinsic gas too low: gas 20999, minimum needed 21000")
        #expect(
            try refusal(raw(plain(nonce: 1, gas: 30_000_001))) == "exceeds block gas limit")
        let inverted = TransactionEnvelope.dynamicFee(
            maxPriorityFeePerGasWei: gwei &* 3, maxFeePerGasWei: gwei &* 2)
        #expect(
            try refusal(raw(plain(nonce: 1, envelope: inverted)))
                == "max priority fee per gas higher than max fee per gas")
        #expect(
            try refusal(raw(plain(nonce: 1, chainID: 5)))
                == "invalid chain id for signer: have 5 want 31337")
        #expect(
            try refusal(raw(plain(nonce: 1, chainID: nil, envelope: .legacy(gasPriceWei: gwei))))
                == "only replay-protected (EIP-155) transactions allowed over RPC")
        #expect(try refusal(raw(plain(nonce: .max))) == "nonce has max value")
        let large = plain(nonce: 1, gas: 5_000_000, data: [UInt8](repeating: 1, count: 140_000))
        #expect(try refusal(raw(large)).hasPrefix("oversized data"))
        var creation = plain(nonce: 1, gas: 100_000)
        creation.recipient = nil
        #expect(try refusal(raw(creation)).hasPrefix("contract creation not supported"))
    }

    @Test(
        "bytes that are no transaction",
        arguments: [
            ("0x", "typed transaction too short"), ("0x01", "typed transaction too short"),
            ("0xc0", "rlp: "), ("0x02c0", "rlp: "), ("0xf8", "rlp: "),
            ("0x03c0", "transaction type not supported"),
            ("0x04c0", "transaction type not supported"),
            ("0x05c0", "transaction type not supported"),
        ])
    func undecodable(_ raw: String, _ words: String) throws {
        let message = try refusal("\"\(raw)\"")
        #expect(message.hasPrefix(words), "\(message)")
    }

    @Test("a signature with the higher of two s is nobody's")
    func highS() throws {
        let signed = plain().signed(by: node.keys[0])
        let signature = Signature(
            r: signed.signature.r, s: Signature.groupOrder &- signed.signature.s,
            yParity: 1 - signed.signature.yParity)
        let twisted = SignedTransaction(signed.transaction, signature: signature)
        #expect(try refusal("\"\(twisted.raw.hex)\"").hasPrefix("invalid sender"))
    }

    @Test(
        "data that is none is a wrong argument", arguments: ["\"0x1\"", "\"12\"", "7", "\"0xzz\""])
    func data(_ argument: String) throws {
        #expect(try node.error("eth_sendRawTransaction", argument).code == "-32602")
    }

    @Test("the floor of call data holds from Prague on")
    func floor() throws {
        let prague = try NodeFixture([("fork", "prague")])
        let transaction = plain(gas: 22_000, data: [UInt8](repeating: 1, count: 50))
        let raw = "\"\(transaction.signed(by: prague.keys[0]).raw.hex)\""
        #expect(
            try prague.error("eth_sendRawTransaction", raw).message
                == "insufficient gas for floor data gas cost: gas 22000, minimum needed 23000")
    }

    @Test("a gap is queued, filled, and the pending nonce counts the gapless run")
    func gaps() throws {
        let account = "\"\(node.keys[0].address)\",\"pending\""
        _ = try node.result("eth_sendRawTransaction", node.signed(0, nonce: 1))
        #expect(try node.text("eth_getTransactionCount", account) == "0x0")
        #expect(try node.result("txpool_status").json == #"{"pending":"0x0","queued":"0x1"}"#)
        _ = try node.result("eth_sendRawTransaction", node.signed(0, nonce: 0))
        #expect(try node.text("eth_getTransactionCount", account) == "0x2")
        #expect(try node.result("txpool_status").json == #"{"pending":"0x2","queued":"0x0"}"#)
        #expect(
            try node.text("eth_getTransactionCount", "\"\(node.keys[0].address)\",\"latest\"")
                == "0x0")
        let balance = try UInt256(hex: node.text("eth_getBalance", account))
        #expect(balance < .wad &* 1_000)
        _ = try node.result("evm_mine")
        #expect(try node.text("eth_getTransactionCount", "\"\(node.keys[0].address)\"") == "0x2")
    }

    @Test("a replacement pays a tenth more, and the old one is gone")
    func replacing() throws {
        let old = try node.text("eth_sendRawTransaction", node.signed(0, nonce: 0, tip: 10))
        let new = try node.text(
            "eth_sendRawTransaction", node.signed(0, nonce: 0, tip: 11, cap: 110, value: 1))
        #expect(try node.result("eth_getTransactionByHash", "\"\(old)\"").isNull)
        _ = try node.result("evm_mine")
        #expect(try node.result("eth_getTransactionReceipt", "\"\(old)\"").isNull)
        #expect(try node.result("eth_getTransactionReceipt", "\"\(new)\"").isNull == false)
    }

    @Test("the receipt comes with the answer where the block is made at once")
    func sync() throws {
        let error = try node.error("eth_sendRawTransactionSync", node.signed(0, nonce: 0))
        #expect(error.code == "4")
        #expect(error.data?.utf8.count == 66)
        _ = try node.result("evm_setAutomine", "true")
        #expect(try node.result("anvil_getAutomine").bool == true)
        let receipt = try node.result("eth_sendRawTransactionSync", node.signed(0, nonce: 1))
        #expect(StrictDecoder.problems(receipt, .receipt) == [])
    }

    @Test("a sequencer's queue counts as pending, and its transactions are found")
    func sequencer() throws {
        let rollup = try NodeFixture([
            ("ordering", "first-come"), ("production.schedule", "on-demand"),
            ("production.interval", "250 ms"), ("production.drain", "10 ms"),
            ("network.rpc-nodes", "1"), ("network.node-to-node.median", "5 ms"),
        ])
        let hash = try rollup.text("eth_sendRawTransaction", rollup.signed(0, nonce: 0))
        let account = "\"\(rollup.keys[0].address)\",\"pending\""
        #expect(try rollup.text("eth_getTransactionCount", account) == "0x1")
        #expect(try rollup.result("eth_getTransactionByHash", "\"\(hash)\"").isNull == false)
        _ = try rollup.result("eth_sendRawTransaction", rollup.signed(0, nonce: 1))
        #expect(try rollup.text("eth_getTransactionCount", account) == "0x2")
        _ = try rollup.result("evm_mine")
        #expect(try rollup.result("eth_getTransactionReceipt", "\"\(hash)\"").isNull == false)
        #expect(try rollup.text("eth_getTransactionCount", account) == "0x2")
    }

    @Test("what waits, by sender and nonce")
    func pool() throws {
        _ = try node.result("eth_sendRawTransaction", node.signed(0, nonce: 0, tip: 3))
        _ = try node.result("eth_sendRawTransaction", node.signed(0, nonce: 5))
        let sender = node.keys[0].address
        let content = try node.result("txpool_content")
        let own = try #require(content["pending"]?.members.first)
        #expect(own.name == sender.checksummed)
        let kind = StrictDecoder.Kind.transaction(type: 2, isPooled: true)
        #expect(StrictDecoder.problems(own.value["0"], kind) == [])
        let queued = try #require(content["queued"]?.members.first?.value["5"])
        #expect(queued["nonce"]?.text == "0x5")
        let from = try node.result("txpool_contentFrom", "\"\(sender)\"")
        #expect(from["pending"]?["0"]?.json == own.value["0"]?.json)
        #expect(from["queued"]?["5"]?.json == queued.json)
        let lines = try node.result("txpool_inspect")
        #expect(
            lines["pending"]?.members.first?.value["0"]?.text
                == "0x000000000000000000000000000000000000bEEF: 0 wei + 100000 gas × "
                + "100000000000 wei")
        #expect(
            try node.result("txpool_contentFrom", "\"\(node.keys[1].address)\"").json
                == #"{"pending":{},"queued":{}}"#)
    }

    @Test("dropped transactions are gone, also on their way")
    func dropping() throws {
        let first = try node.text("eth_sendRawTransaction", node.signed(0, nonce: 0))
        let raw = node.signed(1, nonce: 0)
        let second = try node.text("eth_sendRawTransaction", raw)
        #expect(try node.text("anvil_dropTransaction", "\"\(first)\"") == first)
        #expect(try node.result("anvil_dropTransaction", "\"\(first)\"").isNull)
        #expect(try node.result("hardhat_dropTransaction", "\"\(second)\"").bool == true)
        #expect(try node.result("hardhat_dropTransaction", "\"\(second)\"").bool == false)
        _ = try node.result("evm_mine")
        #expect(try node.text("eth_getBlockTransactionCountByNumber", #""latest""#) == "0x0")
        // The same bytes can come again.
        #expect(try node.text("eth_sendRawTransaction", raw) == second)
        _ = try node.result("eth_sendRawTransaction", node.signed(2, nonce: 3))
        _ = try node.result("anvil_dropAllTransactions")
        #expect(try node.result("txpool_status").json == #"{"pending":"0x0","queued":"0x0"}"#)
    }

    @Test("private transactions need builders, and are theirs until they are withdrawn")
    func privately() throws {
        func request(_ node: NodeFixture, _ nonce: UInt64) -> String {
            "{\"tx\":\(node.signed(0, nonce: nonce)),\"maxBlockNumber\":\"0x9\"}"
        }
        let plain = try NodeFixture()
        #expect(
            try plain.error("eth_sendPrivateTransaction", request(plain, 0)).message
                == "private transactions are not taken")
        let node = try NodeFixture([
            ("ordering", "builders"), ("builders.block-share", "1"), ("builders.weights", "1"),
        ])
        let hash = try node.text("eth_sendPrivateTransaction", request(node, 0))
        #expect(
            try node.error("eth_sendPrivateTransaction", request(node, 0)).message
                == "already known")
        #expect(try node.result("eth_getTransactionByHash", "\"\(hash)\"").isNull)
        let other = try node.text("eth_sendPrivateRawTransaction", node.signed(0, nonce: 1))
        let withdrawal = "{\"txHash\":\"\(other)\"}"
        #expect(try node.result("eth_cancelPrivateTransaction", withdrawal).bool == true)
        #expect(try node.result("eth_cancelPrivateTransaction", withdrawal).bool == false)
        for _ in 0..<3 { _ = try node.result("evm_mine") }
        #expect(
            try node.result("eth_getTransactionReceipt", "\"\(hash)\"")["status"]?.text == "0x1")
        #expect(try node.result("eth_getTransactionReceipt", "\"\(other)\"").isNull)
        #expect(
            try node.error("eth_sendPrivateTransaction", "{}").message
                == "invalid argument 0: missing required field 'tx'")
    }
}
