import JSONRPCNode
import JSONText
import Testing

@Suite struct RequestTests {
    private let node: NodeFixture

    init() throws {
        node = try NodeFixture()
    }

    private func request(_ id: String, _ rest: String = "") -> String {
        "{\"jsonrpc\":\"2.0\",\"id\":\(id),\"method\":\"eth_chainId\"\(rest)}"
    }

    private static let chainID = "\"result\":\"0x7a69\"}"

    @Test(
        "ids are echoed as they were written",
        arguments: [
            "0", "1", "-7", "1.0", "1e3", "123456789012345678901234567890", "\"a\"", "\"\"",
            "\"\\u0041\\n\\\"\"", "\"é\"", "null",
        ])
    func ids(_ id: String) {
        #expect(
            node.raw(request(id)) == "{\"jsonrpc\":\"2.0\",\"id\":\(id)," + RequestTests.chainID)
    }

    @Test("a request without an id is run and not answered")
    func notifications() throws {
        #expect(node.raw(#"{"jsonrpc":"2.0","method":"evm_mine","params":[]}"#) == nil)
        #expect(try node.text("eth_blockNumber") == "0x1")
        #expect(node.raw(#"{"jsonrpc":"2.0","method":"no_such"}"#) == nil)
        #expect(node.raw(#"[{"method":"evm_mine"},{"method":"evm_mine"}]"#) == nil)
        #expect(try node.text("eth_blockNumber") == "0x3")
        #expect(
            node.raw(#"[{"method":"eth_chainId"},{"method":"eth_chainId","id":1}]"#)
                == "[{\"jsonrpc\":\"2.0\",\"id\":1," + RequestTests.chainID + "]")
    }

    @Test(
        "parameters may be missing, empty or null",
        arguments: ["", ",\"params\":[]", ",\"params\":null", ",\"extra\":{\"x\":[1]}"])
    func noParameters(_ rest: String) {
        #expect(node.raw(request("1", rest))?.hasSuffix(RequestTests.chainID) == true)
        #expect(
            node.raw("{\"id\":1,\"method\":\"eth_chainId\"\(rest)}")?
                .hasSuffix(RequestTests.chainID) == true)
    }

    @Test(
        "what is no request is refused with code, words and id",
        arguments: [
            ("", "null", "-32700", "parse error"), ("{", "null", "-32700", "parse error"),
            ("nonsense", "null", "-32700", "parse error"),
            ("{\"id\":1,}", "null", "-32700", "parse error"),
            ("{\"id\":1} 2", "null", "-32700", "parse error"),
            ("[1", "null", "-32700", "parse error"),
            ("\"\\ud800\"", "null", "-32700", "parse error"),
            ("1", "null", "-32600", "invalid request"), ("{}", "null", "-32600", "invalid request"),
            ("null", "null", "-32600", "invalid request"), ("[]", "null", "-32600", "empty batch"),
            ("{\"id\":5}", "5", "-32600", "invalid request"),
            ("{\"id\":5,\"method\":7}", "5", "-32600", "invalid request"),
            ("{\"id\":{},\"method\":\"eth_chainId\"}", "null", "-32600", "invalid request"),
            ("{\"id\":[1],\"method\":\"eth_chainId\"}", "null", "-32600", "invalid request"),
            ("{\"id\":true,\"method\":\"eth_chainId\"}", "null", "-32600", "invalid request"),
            (
                "{\"jsonrpc\":\"1.0\",\"id\":2,\"method\":\"eth_chainId\"}", "2", "-32600",
                "invalid request"
            ),
            (
                "{\"id\":1,\"method\":\"eth_noSuch\"}", "1", "-32601",
                "the method eth_noSuch does not exist/is not available"
            ),
            (
                "{\"id\":1,\"method\":\"a\\n\\\"\\\\\\u0001\"}", "1", "-32601",
                "the method a\\n\\\"\\\\\\u0001 does not exist/is not available"
            ),
            (
                "{\"id\":1,\"method\":\"\"}", "1", "-32601",
                "the method  does not exist/is not available"
            ),
            (
                "{\"id\":1,\"method\":\"eth_getProof\",\"params\":[]}", "1", "-32601",
                "the method eth_getProof does not exist/is not available"
            ),
            (
                "{\"id\":1,\"method\":\"eth_fillTransaction\",\"params\":[{}]}", "1", "-32601",
                "the method eth_fillTransaction does not exist/is not available"
            ),
            (
                "{\"id\":1,\"method\":\"eth_chainId\",\"params\":{}}", "1", "-32602",
                "non-array args"
            ),
            (
                "{\"id\":1,\"method\":\"eth_chainId\",\"params\":\"x\"}", "1", "-32602",
                "non-array args"
            ),
            (
                "{\"id\":1,\"method\":\"eth_chainId\",\"params\":[1]}", "1", "-32602",
                "too many arguments, want at most 0"
            ),
            (
                "{\"id\":1,\"method\":\"eth_getBalance\",\"params\":[]}", "1", "-32602",
                "missing value for required argument 0"
            ),
            (
                "{\"id\":1,\"method\":\"eth_getBalance\",\"params\":[null,\"latest\"]}", "1",
                "-32602", "missing value for required argument 0"
            ),
        ])
    func refused(_ text: String, _ id: String, _ code: String, _ message: String) throws {
        let raw = try #require(node.raw(text))
        #expect(
            raw == "{\"jsonrpc\":\"2.0\",\"id\":\(id),\"error\":{\"code\":\(code),\"message\":\""
                + message + "\"}}")
    }

    @Test("bytes that are no UTF-8, deep nesting and names that come twice")
    func oddities() throws {
        let bytes = Array("{\"id\":1,\"method\":\"".utf8) + [0xff, 0xfe] + Array("\"}".utf8)
        let answer = node.service.answer(bytes, from: node.client)
        #expect(answer.map { String(decoding: $0, as: UTF8.self) }?.contains("-32700") == true)
        let deep = String(repeating: "[", count: 200_000)
        #expect(node.raw(deep)?.contains("-32700") == true)
        let nested = String(repeating: "[", count: 60) + String(repeating: "]", count: 60)
        #expect(node.raw(nested)?.contains("-32600") == true)
        // The last of a name counts, as with most decoders.
        #expect(
            node.raw(#"{"id":1,"id":2,"method":"x","method":"eth_chainId"}"#)
                == "{\"jsonrpc\":\"2.0\",\"id\":2," + RequestTests.chainID)
        #expect(
            node.raw(#"{"id":1,"m\u0065thod":"eth\u005fchainId"}"#)?
                .hasSuffix(RequestTests.chainID) == true)
    }

    @Test("batches keep their order, and one bad item does not harm the rest")
    func batches() throws {
        let raw = try #require(
            node.raw(
                "[\(request("3")), 7, {\"id\":2,\"method\":\"nope\"},[],\(request("\"x\""))]"))
        let answers = try JSONTape(Array(raw.utf8)).root.elements
        #expect(answers.map { $0["id"]?.json } == ["3", "null", "2", "null", "\"x\""])
        #expect(
            answers.map { $0["error"]?["code"]?.numberText }
                == [nil, "-32600", "-32601", "-32600", nil])
        #expect(answers[4]["result"]?.text == "0x7a69")
    }

    @Test("a batch of too many gives one error, with the first id")
    func batchLimit() throws {
        let small = try NodeFixture { $0.batchRequestsMax = 3 }
        let three = [1, 2, 3].map { request("\($0)") }.joined(separator: ",")
        #expect(small.raw("[\(three)]")?.contains("error") == false)
        #expect(
            small.raw("[{\"method\":\"eth_chainId\"},\(three)]")
                == "[{\"jsonrpc\":\"2.0\",\"id\":1,\"error\":{\"code\":-32600,"
                + "\"message\":\"batch too large\"}}]")
    }

    @Test("a batch whose answer grows too large fails from there on")
    func answerLimit() throws {
        let small = try NodeFixture { $0.batchBytesMax = 150 }
        let five = (1...5).map { request("\($0)") }.joined(separator: ",")
        let raw = try #require(small.raw("[\(five)]"))
        let answers = try JSONTape(Array(raw.utf8)).root.elements
        #expect(answers.count == 5)
        let codes = answers.map { $0["error"]?["code"]?.numberText }
        #expect(codes.first == .some(nil))
        #expect(codes.last == "-32003")
        #expect(answers[4]["error"]?["message"]?.text == "response too large")
        #expect(answers[4]["id"]?.json == "5")
    }

    @Test("controls are refused to clients that may not use them, and reads are not")
    func access() throws {
        node.client.mayControl = false
        let error = try node.error("evm_mine")
        #expect(error.code == "-32000")
        #expect(error.message == "evm_mine changes clock or chain, which this origin may not")
        #expect(try node.error("perplab_ready").code == "-32000")
        #expect(try node.text("eth_blockNumber") == "0x0")
        for method in NodeService.methods where method.access == .control {
            let some = method.parameters.map { _ in "\"0x1\"" }.joined(separator: ",")
            #expect(try node.error(method.name, some).message.contains("may not"), "\(method.name)")
        }
    }

    @Test("the table lists every method of the first rank once")
    func table() {
        let names = NodeService.methods.map(\.name)
        #expect(names == names.sorted())
        #expect(Set(names).count == names.count)
        let first = [
            "web3_clientVersion", "net_version", "eth_chainId", "eth_blockNumber", "eth_syncing",
            "eth_accounts", "eth_gasPrice", "eth_maxPriorityFeePerGas", "eth_feeHistory",
            "eth_getBalance", "eth_getTransactionCount", "eth_getCode", "eth_getStorageAt",
            "eth_call", "eth_estimateGas", "eth_sendRawTransaction", "eth_getTransactionByHash",
            "eth_getTransactionReceipt", "eth_getBlockByNumber", "eth_getBlockByHash",
            "eth_getBlockReceipts", "eth_getLogs", "eth_newFilter", "eth_newBlockFilter",
            "eth_newPendingTransactionFilter", "eth_getFilterChanges", "eth_getFilterLogs",
            "eth_uninstallFilter", "eth_subscribe", "eth_unsubscribe",
            "eth_getBlockTransactionCountByNumber", "eth_getBlockTransactionCountByHash",
            "eth_getTransactionByBlockNumberAndIndex", "eth_getTransactionByBlockHashAndIndex",
        ]
        #expect(first.allSatisfy(names.contains))
        let aliases = NodeService.methods.filter { $0.aliasOf != nil }
        #expect(aliases.allSatisfy { names.contains($0.aliasOf ?? "") })
    }
}
