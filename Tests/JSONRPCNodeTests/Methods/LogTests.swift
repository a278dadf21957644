import EthereumPrimitives
import JSONRPCNode
import JSONText
import Testing
import WideIntegers

@Suite struct LogTests {
    private let node: NodeFixture
    private let topic = "0xddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef"

    init() throws {
        node = try NodeFixture()
        // Block n has n transfers, to accounts 1 and 2 in turn.
        var nonce: UInt64 = 0
        for number in 1...3 {
            for place in 0..<number {
                try transfer(nonce: nonce, to: 1 + place % 2)
                nonce += 1
            }
            _ = try node.result("evm_mine")
        }
    }

    private func transfer(nonce: UInt64, to account: Int) throws {
        let raw = node.signed(
            0, nonce: nonce, to: NodeFixture.token,
            data: NodeFixture.transfer(to: node.keys[account].address, UInt256(nonce + 1)))
        _ = try node.result("eth_sendRawTransaction", raw)
    }

    private func padded(_ account: Int) -> String {
        Hash256(node.keys[account].address.number).description
    }

    private func amounts(_ filter: String) throws -> [Int] {
        let logs = try node.result("eth_getLogs", filter)
        #expect(StrictDecoder.problems(logs, .list(.log)) == [])
        return try logs.elements.map {
            Int(try UInt256(hex: try #require($0["data"]?.text)).w0)
        }
    }

    @Test("ranges, emitters and topics choose logs, and places run through the block")
    func choosing() throws {
        #expect(try amounts(#"{"fromBlock":"0x0"}"#) == [1, 2, 3, 4, 5, 6])
        #expect(try amounts(#"{"fromBlock":"earliest","toBlock":"0x2"}"#) == [1, 2, 3])
        #expect(try amounts("{}") == [4, 5, 6])
        #expect(try amounts(#"{"fromBlock":null,"address":null,"topics":null}"#) == [4, 5, 6])
        let token = "\"address\":\"\(NodeFixture.token.checksummed)\""
        #expect(try amounts("{\"fromBlock\":\"0x0\",\(token)}") == [1, 2, 3, 4, 5, 6])
        #expect(
            try amounts("{\"fromBlock\":\"0x0\",\"address\":[\"\(padded(1).suffix(40).hexed)\"]}")
                == [])
        #expect(
            try amounts(
                "{\"fromBlock\":\"0x0\",\"address\":[\"\(padded(1).suffix(40).hexed)\","
                    + "\"\(NodeFixture.token)\"],\"topics\":[\"\(topic)\"]}") == [1, 2, 3, 4, 5, 6])
        let second = "\"\(padded(2))\""
        #expect(try amounts("{\"fromBlock\":\"0x0\",\"topics\":[null,null,\(second)]}") == [3, 5])
        #expect(
            try amounts("{\"fromBlock\":\"0x0\",\"topics\":[[],null,[\(second),\"\(padded(1))\"]]}")
                == [1, 2, 3, 4, 5, 6])
        #expect(try amounts("{\"fromBlock\":\"0x0\",\"topics\":[\(second)]}") == [])
        #expect(try amounts("{\"fromBlock\":\"0x0\",\"topics\":[[null,\(second)]]}").count == 6)
        #expect(try amounts("{\"fromBlock\":\"0x0\",\"topics\":[null,null,null,null]}") == [])
        let last = try node.result("eth_getLogs", "{}").elements
        #expect(last.map { $0["logIndex"]?.text } == ["0x0", "0x1", "0x2"])
        #expect(last.map { $0["transactionIndex"]?.text } == ["0x0", "0x1", "0x2"])
        #expect(Set(last.map { $0["blockHash"]?.text }).count == 1)
        let hash = try #require(last[0]["blockHash"]?.text)
        #expect(try amounts("{\"blockHash\":\"\(hash)\"}") == [4, 5, 6])
    }

    @Test("questions that cannot be answered say so")
    func errors() throws {
        let none = "\"0x\(String(repeating: "a", count: 64))\""
        #expect(
            try node.error("eth_getLogs", "{\"blockHash\":\(none)}") == (
                "-32000", "unknown block", nil
            ))
        #expect(
            try node.error("eth_getLogs", "{\"blockHash\":\(none),\"fromBlock\":\"0x1\"}").code
                == "-32602")
        #expect(
            try node.error("eth_getLogs", #"{"fromBlock":"0x3","toBlock":"0x2"}"#) == (
                "-32602", "invalid block range params", nil
            ))
        #expect(try node.result("eth_getLogs", #"{"fromBlock":"0x7","toBlock":"0x9"}"#).count == 0)
        #expect(try amounts(#"{"fromBlock":"0x3","toBlock":"0x9"}"#) == [4, 5, 6])
        // A bot that has seen block 3 asks from block 4 on.
        #expect(try amounts(#"{"fromBlock":"0x4"}"#) == [])
        #expect(try amounts(#"{"fromBlock":"0x4","toBlock":"latest"}"#) == [])
        let many = (0...1_000).map { _ in "\"\(NodeFixture.token)\"" }.joined(separator: ",")
        #expect(
            try node.error("eth_getLogs", "{\"address\":[\(many)]}").message
                == "invalid argument 0: exceed max addresses")
        #expect(
            try node.error("eth_getLogs", "{\"topics\":[null,null,null,null,null]}").message
                == "invalid argument 0: exceed max topics")
        #expect(try node.error("eth_getLogs", #"{"topics":["0x12"]}"#).code == "-32602")
        #expect(try node.error("eth_getLogs", #"{"address":"0x12"}"#).code == "-32602")
        #expect(try node.error("eth_getLogs", #""x""#).code == "-32602")
    }

    @Test("caps are refused in the words that clients halve their ranges on")
    func caps() throws {
        let capped = try NodeFixture {
            $0.logsMax = 2
            $0.logBlocksMax = 3
            $0.clampsLogRange = false
        }
        for nonce in 0..<3 as Range<UInt64> {
            let raw = capped.signed(
                0, nonce: nonce, to: NodeFixture.token,
                data: NodeFixture.transfer(to: capped.keys[1].address, 1))
            _ = try capped.result("eth_sendRawTransaction", raw)
        }
        for _ in 0..<4 { _ = try capped.result("evm_mine") }
        #expect(
            try capped.error("eth_getLogs", #"{"fromBlock":"0x1","toBlock":"0x2"}"#) == (
                "-32005", "query returned more than 2 results", nil
            ))
        #expect(
            try capped.error("eth_getLogs", #"{"fromBlock":"0x1","toBlock":"0x4"}"#) == (
                "-32005", "exceed maximum block range: 3", nil
            ))
        #expect(
            try capped.result("eth_getLogs", #"{"fromBlock":"0x2","toBlock":"0x4"}"#).count == 0)
        #expect(
            try capped.error("eth_getLogs", #"{"fromBlock":"0x4","toBlock":"0x5"}"#) == (
                "-32602", "block range extends beyond current head block", nil
            ))
    }

    @Test("blocks that are no longer kept are said to be pruned")
    func pruned() throws {
        let short = try NodeFixture([("history-blocks", "8")])
        for _ in 0..<20 { _ = try short.result("evm_mine") }
        #expect(
            try short.error("eth_getLogs", #"{"fromBlock":"0x1"}"#) == (
                "4444", "pruned history unavailable", nil
            ))
        #expect(try short.result("eth_getBlockByNumber", #""0x2",false"#).isNull)
        let state = try short.error("eth_getBalance", "\"\(NodeFixture.token)\",\"0x2\"")
        #expect(state.message.hasPrefix("missing trie node"))
    }

    // MARK: - Filters

    @Test("a filter of logs tells what comes after it, once, and the whole range on request")
    func logFilter() throws {
        let id = try node.text(
            "eth_newFilter", "{\"fromBlock\":\"0x1\",\"topics\":[null,null,\"\(padded(2))\"]}")
        #expect(try node.result("eth_getFilterChanges", "\"\(id)\"").count == 0)
        try transfer(nonce: 6, to: 2)
        try transfer(nonce: 7, to: 1)
        _ = try node.result("evm_mine")
        let changes = try node.result("eth_getFilterChanges", "\"\(id)\"")
        #expect(StrictDecoder.problems(changes, .list(.log)) == [])
        #expect(changes.count == 1)
        #expect(try node.result("eth_getFilterChanges", "\"\(id)\"").count == 0)
        #expect(try node.result("eth_getFilterLogs", "\"\(id)\"").count == 3)
        #expect(try node.result("eth_uninstallFilter", "\"\(id)\"").bool == true)
        #expect(try node.result("eth_uninstallFilter", "\"\(id)\"").bool == false)
        for method in ["eth_getFilterChanges", "eth_getFilterLogs"] {
            #expect(
                try node.error(method, "\"\(id)\"") == ("-32000", "filter not found", nil))
        }
    }

    @Test("filters of blocks and of pending transactions")
    func otherFilters() throws {
        let blocks = try node.text("eth_newBlockFilter")
        let hashes = try node.text("eth_newPendingTransactionFilter")
        let objects = try node.text("eth_newPendingTransactionFilter", "true")
        #expect(Set([blocks, hashes, objects]).count == 3)
        let hash = try node.text("eth_sendRawTransaction", node.signed(1, nonce: 0))
        _ = try node.result("evm_mine")
        _ = try node.result("evm_mine")
        let heads = try node.result("eth_getFilterChanges", "\"\(blocks)\"")
        let head = try node.result("eth_getBlockByNumber", #""latest",false"#)
        #expect(heads.count == 2)
        #expect(heads.elements.last?.text == head["hash"]?.text)
        #expect(heads.elements.first?.text == head["parentHash"]?.text)
        #expect(try node.result("eth_getFilterChanges", "\"\(hashes)\"").json == "[\"\(hash)\"]")
        let whole = try node.result("eth_getFilterChanges", "\"\(objects)\"")
        let kind = StrictDecoder.Kind.transaction(type: 2, isPooled: true)
        #expect(StrictDecoder.problems(whole, .list(kind)) == [])
        #expect(whole.elements.first?["hash"]?.text == hash)
        #expect(try node.error("eth_getFilterLogs", "\"\(blocks)\"").message == "filter not found")
    }

    @Test("a filter's range bounds what it tells, and there are not more than allowed")
    func bounds() throws {
        let later = try node.text("eth_newFilter", #"{"fromBlock":"0x5","toBlock":"0x5"}"#)
        for nonce in 6..<9 as Range<UInt64> {
            try transfer(nonce: nonce, to: 1)
            _ = try node.result("evm_mine")
        }
        let changes = try node.result("eth_getFilterChanges", "\"\(later)\"")
        #expect(changes.elements.map { $0["blockNumber"]?.text } == ["0x5"])

        let small = try NodeFixture {
            $0.filtersMax = 2
            $0.filterChangesMax = 3
        }
        let first = try small.text("eth_newBlockFilter")
        small.micros = 1
        let second = try small.text("eth_newBlockFilter")
        small.micros = 2
        _ = try small.result("eth_getFilterChanges", "\"\(first)\"")
        let third = try small.text("eth_newBlockFilter")
        #expect(
            try small.error("eth_getFilterChanges", "\"\(second)\"").message == "filter not found")
        _ = try small.result("anvil_mine", "3")
        #expect(try small.result("eth_getFilterChanges", "\"\(first)\"").count == 3)
        _ = try small.result("evm_mine")
        #expect(
            try small.error("eth_getFilterChanges", "\"\(third)\"").message == "filter not found")
        #expect(try small.result("eth_getFilterChanges", "\"\(first)\"").count == 1)
    }

    @Test("a filter that nobody asks lives five minutes")
    func expiry() throws {
        let id = try node.text("eth_newBlockFilter")
        node.micros = 299_000_000
        #expect(try node.result("eth_getFilterChanges", "\"\(id)\"").count == 0)
        node.micros = 599_000_000
        #expect(try node.result("eth_getFilterChanges", "\"\(id)\"").count == 0)
        node.micros = 899_000_001
        #expect(try node.error("eth_getFilterChanges", "\"\(id)\"").message == "filter not found")
    }

    @Test("filters outlive a return to a snapshot, and hear of the chain in its place")
    func afterRevert() throws {
        let id = try node.text("eth_newBlockFilter")
        let snapshot = try node.text("evm_snapshot")
        _ = try node.result("evm_mine")
        #expect(try node.result("evm_revert", "\"\(snapshot)\"").bool == true)
        #expect(try node.text("eth_blockNumber") == "0x3")
        _ = try node.result("eth_getFilterChanges", "\"\(id)\"")
        _ = try node.result("evm_mine")
        #expect(try node.result("eth_getFilterChanges", "\"\(id)\"").count == 1)
    }
}

extension Substring {
    /// With `0x` before it.
    fileprivate var hexed: String { "0x\(self)" }
}
