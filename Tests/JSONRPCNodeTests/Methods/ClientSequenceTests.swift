import EthereumPrimitives
import JSONRPCNode
import JSONText
import PerpContracts
import Testing
import WideIntegers

/// The requests that client libraries were seen to send, in their order.
@Suite struct ClientSequenceTests {
    private let node: NodeFixture
    private let token = NodeFixture.token

    init() throws {
        node = try NodeFixture()
        _ = try node.result("evm_mine")
    }

    private var view: String {
        let data = Selector(0x70a0_8231).bytes + Hash256(node.keys[0].address.number).bytes
        return "{\"to\":\"\(token.checksummed)\",\"data\":\"\(data.hex)\"}"
    }

    private var call: String {
        let data = NodeFixture.transfer(to: node.keys[1].address, 1)
        return "{\"from\":\"\(node.keys[0].address)\",\"to\":\"\(token)\",\"data\":\"\(data.hex)\","
            + "\"value\":\"0x0\"}"
    }

    private func transfer(nonce: UInt64) -> String {
        node.signed(
            0, nonce: nonce, to: token, data: NodeFixture.transfer(to: node.keys[1].address, 1))
    }

    @Test("web3.py: connecting, a view, building, sending, waiting, logs")
    func web3py() throws {
        #expect(try node.text("web3_clientVersion").hasPrefix("perplab"))
        #expect(try node.text("eth_chainId") == "0x7a69")
        #expect(try node.text("eth_call", "\(view),\"latest\"").utf8.count == 66)
        let block = try node.result("eth_getBlockByHash", try latestHash() + ",false")
        let number = try #require(block["number"]?.json)
        #expect(try node.text("eth_call", "\(view),\(number)").utf8.count == 66)
        let call = String(call.dropLast()) + ",\"nonce\":\"0x0\",\"chainId\":\"0x7a69\"}"
        #expect(try node.text("eth_estimateGas", "\(call),\"latest\"").hasPrefix("0x"))
        #expect(try node.text("eth_maxPriorityFeePerGas").hasPrefix("0x"))
        #expect(try node.result("eth_getBlockByNumber", #""latest",false"#)["baseFeePerGas"] != nil)
        #expect(
            try node.text(
                "eth_getTransactionCount", "\"\(node.keys[0].address.checksummed)\",\"pending\"")
                == "0x0")
        let hash = try node.text("eth_sendRawTransaction", transfer(nonce: 0))
        #expect(try node.result("eth_getTransactionReceipt", "\"\(hash)\"").isNull)
        #expect(
            try node.result("eth_getTransactionByHash", "\"\(hash)\"")["blockNumber"]?.isNull
                == true)
        _ = try node.result("evm_mine")
        #expect(
            try node.result("eth_getTransactionReceipt", "\"\(hash)\"")["status"]?.text == "0x1")
        let filter = "{\"topics\":[],\"address\":[\"\(token.checksummed)\"],\"fromBlock\":\"0x0\"}"
        #expect(try node.result("eth_getLogs", filter).count == 1)
        let id = try node.text("eth_newFilter", filter)
        #expect(try node.result("eth_getFilterLogs", "\"\(id)\"").count == 1)
        #expect(try node.result("eth_getFilterChanges", "\"\(id)\"").count == 0)
        #expect(try node.text("eth_subscribe", #""newPendingTransactions",false"#).hasPrefix("0x"))
        #expect(
            try node.text("eth_subscribe", "\"logs\",{\"address\":\"\(token.checksummed)\"}")
                .hasPrefix("0x"))
    }

    @Test("ethers: each read with the chain's id, fees in one batch, a transaction")
    func ethers() throws {
        let pair = try #require(
            node.raw(
                "[{\"method\":\"eth_chainId\",\"params\":[],\"id\":1,\"jsonrpc\":\"2.0\"},"
                    + "{\"method\":\"eth_call\",\"params\":[\(view),\"latest\"],\"id\":2,"
                    + "\"jsonrpc\":\"2.0\"}]"))
        #expect(try JSONTape(Array(pair.utf8)).root.elements.map { $0["id"]?.json } == ["1", "2"])
        let fees = try #require(
            node.raw(
                #"[{"method":"eth_getBlockByNumber","params":["latest",false],"id":3},"#
                    + #"{"method":"eth_gasPrice","params":[],"id":4},"#
                    + #"{"method":"eth_maxPriorityFeePerGas","params":[],"id":5}]"#))
        #expect(try JSONTape(Array(fees.utf8)).root.elements.allSatisfy { $0["result"] != nil })
        #expect(
            try node.text("eth_getTransactionCount", "\"\(node.keys[0].address)\",\"pending\"")
                == "0x0")
        let call = String(call.dropLast()) + ",\"nonce\":\"0x0\",\"type\":\"0x2\"}"
        #expect(try node.text("eth_estimateGas", call).hasPrefix("0x"))
        let heads = try node.text("eth_subscribe", #""newHeads""#)
        let hash = try node.text("eth_sendRawTransaction", transfer(nonce: 0))
        #expect(try node.result("eth_getTransactionReceipt", "\"\(hash)\"").isNull)
        // The receipt is asked for the moment that the head arrives.
        var found: [Bool] = []
        node.service.onPush = { [node] _, bytes in
            #expect(String(decoding: bytes, as: UTF8.self).contains(heads))
            let receipt = node.service.view.receipt(of: (try? Hash256(hex: hash)) ?? .zero)
            found.append(receipt != nil)
        }
        _ = node.control.advance()
        #expect(found == [true])
        #expect(try node.result("eth_unsubscribe", "\"\(heads)\"").bool == true)
    }

    @Test("viem: a fee that is filled in by single calls, waiting by blocks, a multicall")
    func viem() throws {
        #expect(try node.error("eth_fillTransaction", call).code == "-32601")
        #expect(try node.text("eth_chainId") == "0x7a69")
        #expect(try node.text("eth_estimateGas", call).hasPrefix("0x"))
        let hash = try node.text("eth_sendRawTransaction", transfer(nonce: 0))
        _ = try node.result("evm_mine")
        let number = try node.result("eth_blockNumber").json
        let block = try node.result("eth_getBlockByNumber", "\(number),true")
        #expect(block["transactions"]?.elements.first?["hash"]?.text == hash)
        #expect(block["transactions"]?.elements.first?["from"]?.text == "\(node.keys[0].address)")
        #expect(try node.error("eth_call", "{\"data\":\"0x6080\"},\"latest\"").code == "-32000")
    }

    @Test("alloy and cast: fees from history, blocks followed one by one")
    func alloy() throws {
        let history = try node.result("eth_feeHistory", #""0xa","latest",[20.0]"#)
        #expect(history["baseFeePerGas"]?.count == 3)
        #expect(history["reward"]?.elements.map(\.count) == [1, 1])
        #expect(try node.text("eth_getTransactionCount", "\"\(node.keys[0].address)\"") == "0x0")
        let hash = try node.text("eth_sendRawTransaction", transfer(nonce: 0))
        for number in 1...3 {
            _ = try node.result("evm_mine")
            let block = try node.result("eth_getBlockByNumber", "\"0x\(number + 1)\",false")
            let hashes = block["transactions"]?.elements.map(\.text) ?? []
            #expect(hashes == (number == 1 ? [hash] : []))
        }
        let code = try node.text("eth_getCode", "\"\(Multicall3.usualAddress)\",\"latest\"")
        #expect(code.hasPrefix("0xfe"))
    }

    @Test("ape: connecting, a view with a type and an access list, events")
    func ape() throws {
        for _ in 0..<3 { _ = try node.text("web3_clientVersion") }
        #expect(
            try node.result("eth_getBlockByNumber", #""earliest",false"#)["number"]?.text == "0x0")
        #expect(try node.text("eth_getCode", "\"\(token.checksummed)\",\"latest\"") != "0x")
        let call =
            String(view.dropLast()) + ",\"type\":\"0x2\",\"accessList\":[],\"value\":\"0x0\"}"
        #expect(try node.text("eth_call", "\(call),\"latest\"").utf8.count == 66)
        #expect(
            try node.result(
                "eth_getLogs",
                "{\"fromBlock\":\"0x0\",\"toBlock\":\"0x1\",\"address\":\"\(token)\"}"
            ).count == 0)
    }

    private func latestHash() throws -> String {
        let block = try node.result("eth_getBlockByNumber", #""latest",false"#)
        return try #require(block["hash"]?.json)
    }
}
