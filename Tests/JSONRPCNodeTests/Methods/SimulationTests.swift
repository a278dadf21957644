import EthereumPrimitives
import JSONText
import Testing
import WideIntegers

@Suite struct SimulationTests {
    private let node: NodeFixture

    init() throws { node = try NodeFixture() }

    private func transfer(_ amount: UInt64) -> String {
        let data = NodeFixture.transfer(to: node.keys[1].address, UInt256(amount)).hex
        return call("\"from\":\"\(node.keys[0].address)\",\"data\":\"\(data)\"")
    }

    private func call(_ members: String) -> String {
        "{\"to\":\"\(NodeFixture.token)\",\(members)}"
    }

    private func simulated(_ blocks: String, _ more: String = "") throws -> JSONView {
        try node.result("eth_simulateV1", "{\"blockStateCalls\":[\(blocks)]\(more)},\"latest\"")
    }

    @Test("calls see what those before them have done, in blocks that follow one another")
    func order() throws {
        let balance = call(
            "\"input\":\"0x70a08231\(String(repeating: "0", count: 24))"
                + "\(node.keys[1].address.description.dropFirst(2))\"")
        let blocks = try simulated(
            "{\"calls\":[\(transfer(5)),\(transfer(7)),\(balance)]},{\"calls\":[\(balance)]}")
        #expect(blocks.count == 2)
        let (first, second) = (blocks.elements[0], blocks.elements[1])
        let calls = try #require(first["calls"]).elements
        #expect(calls.map { $0["status"]?.text } == ["0x1", "0x1", "0x1"])
        let word = "0x\(String(repeating: "0", count: 63))c"
        #expect(calls[2]["returnData"]?.text == word)
        #expect(second["calls"]?.elements.first?["returnData"]?.text == word)
        #expect(first["number"]?.text == "0x1" && second["number"]?.text == "0x2")
        #expect(second["parentHash"]?.text == first["hash"]?.text)
        let own = try #require(calls[1]["logs"])
        #expect(StrictDecoder.problems(own, .list(.log)) == [])
        let logs = calls[...1].compactMap { $0["logs"]?.elements.first }
        #expect(logs.map { $0["logIndex"]?.text } == ["0x0", "0x1"])
        #expect(logs.allSatisfy { $0["blockHash"]?.text == first["hash"]?.text })
        #expect(
            logs.map { $0["transactionHash"]?.text }
                == first["transactions"]?.elements.prefix(2).map(\.text))
        // Nothing of it stays.
        #expect(try node.text("eth_blockNumber") == "0x0")
        #expect(
            try node.text("eth_call", "\(balance),\"latest\"")
                == "0x\(String(repeating: "0", count: 64))")
        #expect(
            try node.text("eth_getTransactionCount", "\"\(node.keys[0].address)\",\"latest\"")
                == "0x0")
    }

    @Test("a call that fails has status 0 and its error, and those behind it go on")
    func failures() throws {
        let unknown = call("\"data\":\"0xdeadbeef\"")
        let blocks = try simulated("{\"calls\":[\(unknown),\(transfer(1))]}")
        let calls = try #require(blocks.elements.first?["calls"]).elements
        #expect(calls.map { $0["status"]?.text } == ["0x0", "0x1"])
        #expect(calls[0]["error"]?["code"]?.numberText == "3")
        #expect(calls[0]["error"]?["data"]?.text == "0x")
        #expect(calls[1]["error"] == nil)
    }

    @Test("blocks and accounts can be otherwise; what goes back in time is refused")
    func overrides() throws {
        let poor = "0x00000000000000000000000000000000000000aa"
        let pay = "{\"from\":\"\(poor)\",\"to\":\"\(poor)\",\"value\":\"0x9\"}"
        let rich = "\"stateOverrides\":{\"\(poor)\":{\"balance\":\"0x9\"}}"
        let blocks = try simulated(
            "{\"blockOverrides\":{\"number\":\"0x64\"},\(rich),\"calls\":[\(pay)]}")
        #expect(blocks.elements.first?["number"]?.text == "0x64")
        func code(_ blocks: String, _ more: String = "") throws -> String {
            try node.error(
                "eth_simulateV1", "{\"blockStateCalls\":[\(blocks)]\(more)},\"latest\""
            ).code
        }
        #expect(try code("{\"calls\":[\(pay)]}") == "-32000")
        #expect(try code("{\"blockOverrides\":{\"number\":\"0x0\"}}") == "-38020")
        #expect(try code("{\"blockOverrides\":{\"time\":\"0x1\"}}") == "-38021")
        #expect(try code("") == "-32602")
        #expect(try code("{}", ",\"validation\":true") == "-32004")
        #expect(try node.error("eth_simulateV1", "5").code == "-32602")
    }
}
