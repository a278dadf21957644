import Chain
import EthereumPrimitives
import JSONRPCNode
import JSONText
import Testing
import WideIntegers

@Suite struct ObjectTests {
    private let node: NodeFixture

    init() throws {
        node = try NodeFixture()
    }

    private func transaction(
        _ envelope: TransactionEnvelope, nonce: UInt64, accessList: [AccessListEntry] = []
    ) -> Transaction {
        Transaction(
            envelope: envelope, chainID: node.control.chain.settings.chainID, nonce: nonce,
            gasLimit: 100_000, recipient: NodeFixture.token, valueWei: 0,
            data: NodeFixture.transfer(to: node.keys[1].address, 7), accessList: accessList)
    }

    private func send(_ transaction: Transaction) throws -> String {
        let raw = transaction.signed(by: node.keys[0]).raw
        return try node.text("eth_sendRawTransaction", "\"\(raw.hex)\"")
    }

    @Test("a block has every member, and its hash is that of the header of just those")
    func blocks() throws {
        _ = try send(
            transaction(
                .dynamicFee(maxPriorityFeePerGasWei: 5, maxFeePerGasWei: 3_000_000_000), nonce: 0))
        _ = try node.result("evm_mine")
        for tag in ["latest", "earliest", "pending", "safe", "finalized", "0x1"] {
            let block = try node.result("eth_getBlockByNumber", "\"\(tag)\",false")
            #expect(StrictDecoder.problems(block, .block(.hash)) == [], "\(tag)")
            let full = try node.result("eth_getBlockByNumber", "\"\(tag)\",true")
            let kind = StrictDecoder.Kind.block(.transaction(type: 2))
            #expect(StrictDecoder.problems(full, kind) == [], "\(tag)")
            #expect(try hash(of: block) == block["hash"]?.text, "\(tag)")
        }
        let latest = try node.result("eth_getBlockByNumber", #""latest",true"#)
        #expect(latest["transactions"]?.count == 1)
        let raw = try node.text("debug_getRawBlock", #""latest""#)
        #expect(latest["size"]?.text == UInt256(UInt64(raw.utf8.count / 2 - 1)).hex)
        let hash = try #require(latest["hash"]?.text)
        let same = try node.result("eth_getBlockByHash", "\"\(hash)\",true")
        #expect(same.json == latest.json)
        let item = try RLPItem(decoding: try [UInt8](hex: raw))
        guard case .list(let parts) = item, case .list(let sent) = parts[1] else {
            Issue.record("a block is a list")
            return
        }
        #expect(parts.count == 3)
        #expect(sent.count == 1)
        let header = try node.text("debug_getRawHeader", #""latest""#)
        #expect(Keccak256.hash(try [UInt8](hex: header)).description == hash)
    }

    /// The hash of the header that a client would build of a block object.
    private func hash(of block: JSONView) throws -> String {
        func bytes(_ name: StaticString) throws -> [UInt8] {
            try [UInt8](hex: try #require(block[name]?.text))
        }
        func number(_ name: StaticString) throws -> [UInt8] {
            try UInt256(hex: try #require(block[name]?.text)).minimalBigEndianBytes
        }
        var writer = RLPWriter()
        try writer.appendItems([
            bytes("parentHash"), bytes("sha3Uncles"), bytes("miner"), bytes("stateRoot"),
            bytes("transactionsRoot"), bytes("receiptsRoot"), bytes("logsBloom"),
            number("difficulty"), number("number"), number("gasLimit"), number("gasUsed"),
            number("timestamp"), bytes("extraData"), bytes("mixHash"), bytes("nonce"),
            number("baseFeePerGas"),
        ])
        return Keccak256.hash(writer.bytes).description
    }

    @Test("transactions of the three types, pooled and mined")
    func transactions() throws {
        let entry = AccessListEntry(
            address: NodeFixture.token, storageKeys: [Hash256(UInt256(UInt64(3)))])
        let sent = [
            try send(transaction(.legacy(gasPriceWei: 3_000_000_000), nonce: 0)),
            try send(
                transaction(.accessList(gasPriceWei: 3_000_000_000), nonce: 1, accessList: [entry])),
            try send(
                transaction(
                    .dynamicFee(
                        maxPriorityFeePerGasWei: 1_000_000_000, maxFeePerGasWei: 4_000_000_000),
                    nonce: 2)),
        ]
        for (type, hash) in sent.enumerated() {
            let pooled = try node.result("eth_getTransactionByHash", "\"\(hash)\"")
            let kind = StrictDecoder.Kind.transaction(type: type, isPooled: true)
            #expect(StrictDecoder.problems(pooled, kind) == [])
            #expect(pooled["blockHash"]?.isNull == true)
            #expect(pooled["blockNumber"]?.isNull == true)
            #expect(pooled["transactionIndex"]?.isNull == true)
            #expect(pooled["hash"]?.text == hash)
            #expect(pooled["gasPrice"]?.text == (type == 2 ? "0xee6b2800" : "0xb2d05e00"))
            #expect(try node.result("eth_getTransactionReceipt", "\"\(hash)\"").isNull)
        }
        _ = try node.result("evm_mine")
        let block = try node.result("eth_getBlockByNumber", #""latest",false"#)
        let baseFee = try UInt256(hex: try #require(block["baseFeePerGas"]?.text))
        for (type, hash) in sent.enumerated() {
            let mined = try node.result("eth_getTransactionByHash", "\"\(hash)\"")
            #expect(StrictDecoder.problems(mined, .transaction(type: type)) == [])
            #expect(mined["type"]?.text == "0x\(type)")
            #expect(mined["transactionIndex"]?.text == "0x\(type)")
            #expect(mined["blockHash"]?.text == block["hash"]?.text)
            #expect(mined["blockTimestamp"]?.text == block["timestamp"]?.text)
            #expect(mined["from"]?.text == node.keys[0].address.description)
            let price = type == 2 ? baseFee &+ 1_000_000_000 : 3_000_000_000
            #expect(mined["gasPrice"]?.text == price.hex)
            let parity = try #require(mined["v"]?.text)
            if type == 0 {
                // 31337 * 2 + 35 and 36.
                #expect(["0xf4f5", "0xf4f6"].contains(parity))
            } else {
                #expect(parity == mined["yParity"]?.text)
            }
            try checkRaw(mined, hash)
            try checkReceipt(hash, type: type, priceWei: price)
        }
    }

    /// The raw bytes hash to the name, and their signature is the object's.
    private func checkRaw(_ mined: JSONView, _ hash: String) throws {
        let raw = try [UInt8](hex: try node.text("debug_getRawTransaction", "\"\(hash)\""))
        #expect(Keccak256.hash(raw).description == hash)
        let signed = try SignedTransaction(decoding: raw, fork: .cancun)
        #expect(mined["r"]?.text == signed.signature.r.hex)
        #expect(mined["s"]?.text == signed.signature.s.hex)
        #expect(mined["input"]?.text == signed.transaction.data.hex)
        #expect(mined["nonce"]?.text == UInt256(signed.transaction.nonce).hex)
        #expect(try signed.recoverSender().description == mined["from"]?.text)
        #expect(mined["accessList"]?.count ?? 0 == signed.transaction.accessList.count)
    }

    private func checkReceipt(_ hash: String, type: Int, priceWei: UInt256) throws {
        let receipt = try node.result("eth_getTransactionReceipt", "\"\(hash)\"")
        #expect(StrictDecoder.problems(receipt, .receipt) == [])
        #expect(receipt["status"]?.text == "0x1")
        #expect(receipt["type"]?.text == "0x\(type)")
        #expect(receipt["effectiveGasPrice"]?.text == priceWei.hex)
        #expect(receipt["contractAddress"]?.isNull == true)
        let logs = try #require(receipt["logs"]?.elements)
        #expect(logs.count == 1)
        #expect(logs[0]["logIndex"]?.text == "0x\(type)")
        #expect(logs[0]["transactionIndex"]?.text == "0x\(type)")
        #expect(logs[0]["removed"]?.bool == false)
        #expect(logs[0]["data"]?.text?.hasSuffix("07") == true)
    }

    @Test("receipts of a block, by number and by hash, and counts")
    func receipts() throws {
        for nonce in 0..<3 as Range<UInt64> {
            _ = try send(transaction(.legacy(gasPriceWei: 3_000_000_000), nonce: nonce))
        }
        _ = try node.result("evm_mine")
        let block = try node.result("eth_getBlockByNumber", #""0x1",false"#)
        let hash = try #require(block["hash"]?.text)
        let receipts = try node.result("eth_getBlockReceipts", #""0x1""#)
        #expect(StrictDecoder.problems(receipts, .list(.receipt)) == [])
        #expect(receipts.count == 3)
        #expect(try node.result("eth_getBlockReceipts", "\"\(hash)\"").json == receipts.json)
        #expect(
            try node.result("eth_getBlockReceipts", "{\"blockHash\":\"\(hash)\"}").json
                == receipts.json)
        #expect(try node.result("eth_getBlockReceipts", #""0x2""#).isNull)
        let gas = try receipts.elements.map { try UInt256(hex: #require($0["gasUsed"]?.text)).w0 }
        let sums = try receipts.elements.map {
            try UInt256(hex: #require($0["cumulativeGasUsed"]?.text)).w0
        }
        #expect(sums == [gas[0], gas[0] + gas[1], gas[0] + gas[1] + gas[2]])
        #expect(block["gasUsed"]?.text == UInt256(sums[2]).hex)
        #expect(try node.text("eth_getBlockTransactionCountByNumber", #""0x1""#) == "0x3")
        #expect(try node.text("eth_getBlockTransactionCountByHash", "\"\(hash)\"") == "0x3")
        #expect(try node.result("eth_getBlockTransactionCountByNumber", #""0x9""#).isNull)
        let third = try node.result("eth_getTransactionByBlockNumberAndIndex", #""0x1","0x2""#)
        #expect(
            try node.result("eth_getTransactionByBlockHashAndIndex", "\"\(hash)\",\"0x2\"").json
                == third.json)
        #expect(third["nonce"]?.text == "0x2")
        #expect(
            try node.result("eth_getTransactionByBlockNumberAndIndex", #""0x1","0x3""#).isNull)
        #expect(
            try node.result(
                "eth_getTransactionByBlockNumberAndIndex", #""0x1","0xffffffffffffffff""#
            ).isNull)
    }

    @Test("a failure's receipt has status 0, gas used and no logs")
    func failure() throws {
        let raw = node.signed(
            1, nonce: 0, to: NodeFixture.token,
            data: NodeFixture.transfer(to: node.keys[2].address, 1))
        let hash = try node.text("eth_sendRawTransaction", raw)
        _ = try node.result("evm_mine")
        let receipt = try node.result("eth_getTransactionReceipt", "\"\(hash)\"")
        #expect(StrictDecoder.problems(receipt, .receipt) == [])
        #expect(receipt["status"]?.text == "0x0")
        #expect(receipt["logs"]?.count == 0)
        #expect(try UInt256(hex: #require(receipt["gasUsed"]?.text)) > 21_000)
    }

    @Test("a chain without base fees has none in its blocks, and hashes agree")
    func beforeLondon() throws {
        let old = try NodeFixture([("fork", "istanbul"), ("fee-market", "auction")])
        let block = try old.result("eth_getBlockByNumber", #""latest",false"#)
        #expect(block["baseFeePerGas"] == nil)
        #expect(try old.result("eth_baseFee").isNull)
        let header = try old.text("debug_getRawHeader", #""latest""#)
        #expect(Keccak256.hash(try [UInt8](hex: header)).description == block["hash"]?.text)
    }
}

extension RLPWriter {
    /// A list of byte strings.
    fileprivate mutating func appendItems(_ items: [[UInt8]]) {
        appendList { writer in
            for item in items { writer.append(bytes: item) }
        }
    }
}
