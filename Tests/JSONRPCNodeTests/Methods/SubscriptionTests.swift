import EthereumPrimitives
import JSONRPCNode
import JSONText
import Testing
import WideIntegers

@Suite struct SubscriptionTests {
    private let node: NodeFixture

    init() throws {
        node = try NodeFixture()
    }

    private func send(_ nonce: UInt64) throws -> String {
        let raw = node.signed(
            0, nonce: nonce, to: NodeFixture.token,
            data: NodeFixture.transfer(to: node.keys[1].address, 1))
        return try node.text("eth_sendRawTransaction", raw)
    }

    /// Results of pushes to a subscription.
    private func results(_ id: String) throws -> [JSONView] {
        try node.takePushes().compactMap { text in
            let root = try JSONTape(Array(text.utf8)).root
            #expect(root["jsonrpc"]?.text == "2.0")
            #expect(root["method"]?.text == "eth_subscription")
            #expect(root["id"] == nil)
            guard root["params"]?["subscription"]?.text == id else { return nil }
            return root["params"]?["result"]
        }
    }

    @Test("new heads come one for each block, when the block can be read")
    func heads() throws {
        let id = try node.text("eth_subscribe", #""newHeads""#)
        #expect(id.hasPrefix("0x") && id.utf8.count > 20 && !id.hasPrefix("0x0"))
        var seen: [String] = []
        node.service.onPush = { [node] client, bytes in
            #expect(client == node.client.id)
            guard let head = try? JSONTape(bytes).root["params"]?["result"] else { return }
            #expect(StrictDecoder.problems(head, .object(StrictDecoder.Kind.header)) == [])
            let block = node.service.view.block(.latest)
            #expect(block?.hash.description == head["hash"]?.text)
            seen.append(head["number"]?.text ?? "")
        }
        for _ in 0..<1_000 { _ = node.control.advance() }
        #expect(seen == (1...1_000).map { UInt256(UInt64($0)).hex })
        #expect(try node.result("eth_unsubscribe", "\"\(id)\"").bool == true)
        _ = node.control.advance()
        #expect(seen.count == 1_000)
        #expect(
            try node.error("eth_unsubscribe", "\"\(id)\"") == (
                "-32000", "subscription not found", nil
            ))
    }

    @Test("logs, with those that a reorg takes back")
    func logs() throws {
        let id = try node.text(
            "eth_subscribe",
            "\"logs\",{\"address\":\"\(NodeFixture.token)\",\"fromBlock\":\"0x99\"}")
        let other = try node.text(
            "eth_subscribe", "\"logs\",{\"address\":[\"\(node.keys[0].address)\"]}")
        let filter = try node.text("eth_newFilter", "{}")
        _ = try send(0)
        _ = try node.result("evm_mine")
        let first = try results(id)
        #expect(first.count == 1)
        #expect(StrictDecoder.problems(first.first, .log) == [])
        #expect(first.first?["removed"]?.bool == false)
        node.control.keep = .never
        _ = try node.result("anvil_reorg", "1")
        let second = try results(id)
        #expect(second.map { $0["removed"]?.bool } == [true])
        #expect(second.first?["blockHash"]?.text == first.first?["blockHash"]?.text)
        #expect(
            try node.result(
                "eth_getTransactionReceipt", "\"\(first[0]["transactionHash"]?.text ?? "")\""
            ).isNull)
        let orphan = "{\"blockHash\":\(first[0]["blockHash"]?.json ?? "")}"
        let balance = try node.error("eth_getBalance", "\"\(NodeFixture.token)\",\(orphan)")
        #expect(balance.message.contains("is not currently canonical"))
        _ = try node.result("evm_mine")
        #expect(try results(id).map { $0["removed"]?.bool } == [false])
        #expect(
            try node.result("eth_getFilterChanges", "\"\(filter)\"").elements.map {
                $0["removed"]?.bool
            } == [false, true, false])
        #expect(try results(other).isEmpty)
    }

    @Test("pending transactions as hashes and as objects")
    func pending() throws {
        let hashes = try node.text("eth_subscribe", #""newPendingTransactions",false"#)
        let objects = try node.text("eth_subscribe", #""newPendingTransactions",true"#)
        let hash = try send(0)
        let texts = node.takePushes()
        #expect(texts.count == 2)
        #expect(
            texts.first
                == "{\"jsonrpc\":\"2.0\",\"method\":\"eth_subscription\",\"params\":{"
                + "\"subscription\":\"\(hashes)\",\"result\":\"\(hash)\"}}")
        let object = try JSONTape(Array(texts[1].utf8)).root["params"]
        #expect(object?["subscription"]?.text == objects)
        let kind = StrictDecoder.Kind.transaction(type: 2, isPooled: true)
        #expect(StrictDecoder.problems(object?["result"], kind) == [])
        node.service.closed(node.client.id)
        _ = try send(1)
        #expect(node.takePushes().isEmpty)
    }

    @Test("an id is answered before anything is sent to it, also within a batch")
    func order() throws {
        let raw = try #require(
            node.raw(
                #"[{"id":1,"method":"eth_subscribe","params":["newHeads"]},{"id":2,"method":"evm_mine"}]"#
            ))
        #expect(node.takePushes().isEmpty)
        let id = try #require(try JSONTape(Array(raw.utf8)).root.elements[0]["result"]?.text)
        node.service.deliverHeldPushes()
        #expect(try results(id).map { $0["number"]?.text } == ["0x1"])
        _ = node.control.advance()
        #expect(try results(id).map { $0["number"]?.text } == ["0x2"])
    }

    @Test("over HTTP there are none, and unknown kinds are named")
    func refusals() throws {
        #expect(
            try node.error("eth_subscribe", #""newStuff""#) == (
                "-32601", "no \"newStuff\" subscription in eth namespace", nil
            ))
        #expect(try node.text("eth_subscribe", #""syncing""#).hasPrefix("0x"))
        node.client.transport = .http
        #expect(
            try node.error("eth_subscribe", #""newHeads""#) == (
                "-32601", "notifications not supported", nil
            ))
        #expect(try node.error("eth_unsubscribe", #""0x1""#).code == "-32601")
    }

    @Test("a connection has so many and no more")
    func limit() throws {
        let small = try NodeFixture { $0.subscriptionsMax = 1 }
        _ = try small.result("eth_subscribe", #""newHeads""#)
        #expect(try small.error("eth_subscribe", #""newHeads""#).code == "-32005")
        small.client.id = ClientID(rawValue: 9)
        _ = try small.result("eth_subscribe", #""newHeads""#)
    }

    @Test("subscriptions of two clients do not mix")
    func clients() throws {
        let first = try node.text("eth_subscribe", #""newHeads""#)
        node.client.id = ClientID(rawValue: 2)
        let second = try node.text("eth_subscribe", #""newHeads""#)
        #expect(first != second)
        #expect(try node.error("eth_unsubscribe", "\"\(first)\"").code == "-32000")
        _ = node.control.advance()
        #expect(node.pushes.map(\.client.rawValue) == [1, 2])
        node.service.closed(ClientID(rawValue: 1))
        _ = node.takePushes()
        _ = node.control.advance()
        #expect(node.pushes.map(\.client.rawValue) == [2])
    }
}
