import Agents
import Chain
import EthereumPrimitives
import JSONRPCNode
import JSONText
import PerpContracts
import ScenarioFiles
import Simulation
import SimulationKernel
import Testing
import WideIntegers

/// A node in front of a built-in scenario, whose agents go on trading.
@Suite struct WorldTests {
    private let world: SimulationWorld
    private let control: ReplayedControl
    private let service: NodeService
    private let client = NodeClient(id: ClientID(rawValue: 1), transport: .webSocket)

    init() throws {
        let file = try #require(BuiltInScenario.all.first { $0.name == "calm-market" })
        let scenario = try ScenarioFile(text: file.text, file: "calm-market.yaml").scenario
        let world = try SimulationWorld(scenario)
        self.world = world
        control = ReplayedControl { world.chain }
        service = NodeService(control: control)
        for _ in 0..<30 { _ = control.advance() }
    }

    private func result(_ method: String, _ parameters: String = "") throws -> JSONView {
        let text = "{\"id\":1,\"method\":\"\(method)\",\"params\":[\(parameters)]}"
        let answer = try #require(service.answer(Array(text.utf8), from: client))
        return try #require(
            try JSONTape(answer).root["result"], "\(String(decoding: answer, as: UTF8.self))")
    }

    @Test("every block of the world is well formed, with its receipts and logs")
    func blocks() throws {
        var transactions = 0
        for number in 0...world.chain.head.number {
            let tag = "\"\(UInt256(number).hex)\""
            let block = try result("eth_getBlockByNumber", "\(tag),false")
            #expect(StrictDecoder.problems(block, .block(.hash)) == [])
            let receipts = try result("eth_getBlockReceipts", tag)
            #expect(StrictDecoder.problems(receipts, .list(.receipt)) == [])
            let full = try result("eth_getBlockByNumber", "\(tag),true")
            for transaction in full["transactions"]?.elements ?? [] {
                let type = transaction["type"]?.text == "0x2" ? 2 : 0
                #expect(StrictDecoder.problems(transaction, .transaction(type: type)) == [])
                transactions += 1
            }
            let logs = try result("eth_getLogs", "{\"fromBlock\":\(tag),\"toBlock\":\(tag)}")
            let inReceipts = receipts.elements.flatMap { $0["logs"]?.elements ?? [] }.map(\.json)
            #expect(logs.elements.map(\.json) == inReceipts)
            #expect(
                logs.elements.indices.map { UInt256(UInt64($0)).hex }
                    == logs.elements.map { $0["logIndex"]?.text ?? "" })
        }
        #expect(transactions > 100)
        let newest = try result("eth_getBlockByNumber", #""latest",false"#)
        #expect(newest["number"]?.text == (try result("eth_blockNumber")).text)
        let pending = try result("eth_getBlockByNumber", #""pending",true"#)
        #expect(pending["number"]?.text == UInt256(world.chain.head.number + 1).hex)
        #expect(pending["parentHash"]?.text == newest["hash"]?.text)
    }

    @Test("margin ratios are read one by one, in a batch and through Multicall3 alike")
    func marginRatios() throws {
        let market = try #require(world.markets.first)
        let traders = world.agents.map(\.address)
        let abi = try ContractABI(
            "House",
            declarations: [
                "function getMarginRatio(address amm, address trader) view returns ((int256 d))"
            ])
        let multicall = try ContractABI(
            "Multicall3",
            declarations: [
                "function aggregate3((address target, bool allowFailure, bytes callData)[] calls) "
                    + "payable returns ((bool success, bytes returnData)[] returnData)"
            ])
        let data = try traders.map {
            try abi.functions[0].encodeCall([.address(market.address), .address($0)])
        }
        let requests = data.enumerated().map {
            "{\"id\":\($0.offset),\"method\":\"eth_call\",\"params\":[{\"to\":\"\(market.house)\","
                + "\"data\":\"\($0.element.hex)\"},\"latest\"]}"
        }
        let batch = try #require(
            service.answer(Array("[\(requests.joined(separator: ","))]".utf8), from: client))
        let answers = try JSONTape(batch).root.elements
        #expect(answers.count == traders.count)
        let calls = data.map { ABIValue.tuple([.address(market.house), .bool(true), .bytes($0)]) }
        let all = try multicall.functions[0].encodeCall([.array(calls)])
        let output = try #require(
            try result(
                "eth_call",
                "{\"to\":\"\(Multicall3.usualAddress)\",\"data\":\"\(all.hex)\"},\"latest\""
            ).text)
        let values = try multicall.functions[0].decodeResult(
            try [UInt8](hex: output), rules: .solidity)
        guard case .array(let results) = values.first else {
            Issue.record("aggregate3 returns an array")
            return
        }
        var withPosition = 0
        for (answer, value) in zip(answers, results) {
            guard case .tuple(let parts) = value else { continue }
            if parts[0].boolValue == true {
                withPosition += 1
                #expect(answer["result"]?.text == parts[1].bytesValue?.hex)
            } else {
                #expect(answer["error"]?["data"]?.text == parts[1].bytesValue?.hex)
                #expect(answer["error"]?["code"]?.numberText == "3")
            }
        }
        #expect(withPosition > 0)
    }

    @Test("what waits for the next block is seen, and the world lives on under questions")
    func livesOn() throws {
        let filter = try #require(try result("eth_newPendingTransactionFilter").text)
        let blocks = try #require(try result("eth_newBlockFilter").text)
        for _ in 0..<10 {
            _ = try result("evm_mine")
            _ = try result("eth_getBlockByNumber", #""pending",true"#)
            _ = try result("txpool_content")
        }
        #expect(try result("eth_getFilterChanges", "\"\(blocks)\"").count == 10)
        #expect(try result("eth_getFilterChanges", "\"\(filter)\"").count > 10)
    }

    @Test("questions change nothing of the world")
    func purity() throws {
        let file = try #require(BuiltInScenario.all.first { $0.name == "calm-market" })
        let scenario = try ScenarioFile(text: file.text, file: "calm-market.yaml").scenario
        let other = try SimulationWorld(scenario)
        while other.chain.head.number < 45 { other.chain.timeline.step() }
        while world.chain.head.number < 45 {
            _ = try result("eth_getBlockByNumber", #""pending",true"#)
            _ = try result("eth_feeHistory", #""0x5","latest",[50]"#)
            _ = try result("eth_gasPrice")
            _ = control.advance()
        }
        #expect(other.chain.head.hash == world.chain.head.hash)
    }
}
