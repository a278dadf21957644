import EthereumPrimitives
import JSONRPCNode
import JSONText
import Testing
import WideIntegers

@Suite struct FeeTests {
    private let node: NodeFixture

    init() throws {
        node = try NodeFixture()
        for nonce in 0..<4 as Range<UInt64> {
            _ = try node.result(
                "eth_sendRawTransaction", node.signed(0, nonce: nonce, tip: nonce + 1))
            _ = try node.result("evm_mine")
        }
    }

    @Test("the history of fees has one more base fee than blocks, and rewards where asked for")
    func history() throws {
        for count in ["\"0x3\"", "3"] {
            let history = try node.result("eth_feeHistory", "\(count),\"latest\",[0,50.5,100]")
            #expect(
                history.members.map(\.name) == [
                    "oldestBlock", "baseFeePerGas", "gasUsedRatio", "reward",
                ])
            #expect(history["oldestBlock"]?.text == "0x2")
            #expect(history["baseFeePerGas"]?.count == 4)
            #expect(
                history["gasUsedRatio"]?.elements.map(\.numberText)
                    == [String](repeating: "0.0007", count: 3))
            let rewards = try #require(history["reward"]?.elements)
            #expect(rewards.count == 3)
            #expect(rewards[2].elements.map(\.text) == [String](repeating: "0xee6b2800", count: 3))
            for (place, fee) in (history["baseFeePerGas"]?.elements ?? []).enumerated()
            where place < 3 {
                let block = try node.result("eth_getBlockByNumber", "\"0x\(place + 2)\",false")
                #expect(block["baseFeePerGas"]?.text == fee.text)
            }
            #expect(history["baseFeePerGas"]?.elements.last?.text == (try node.text("eth_baseFee")))
        }
        let plain = try node.result("eth_feeHistory", #""0x400","latest""#)
        #expect(plain["reward"] == nil)
        #expect(plain["oldestBlock"]?.text == "0x0")
        #expect(plain["gasUsedRatio"]?.count == 5)
        #expect(try node.result("eth_feeHistory", #""0x1","0x2",[]"#)["oldestBlock"]?.text == "0x2")
    }

    @Test(
        "histories that cannot be",
        arguments: [
            (#""0x1","0x9""#, "-32000", "request beyond head block: requested 9, head 4"),
            (#""0x1","latest",[101]"#, "-32000", "invalid reward percentile: 101.0"),
            (#""0x1","latest",[50,20]"#, "-32000", "invalid reward percentile: #0:50.0 > #1:20.0"),
            (
                #""0x1","latest",["a"]"#, "-32602",
                "invalid argument 2: json: cannot unmarshal string into Go value of type float64"
            ),
        ])
    func errors(_ arguments: String, _ code: String, _ message: String) throws {
        #expect(try node.error("eth_feeHistory", arguments) == (code, message, nil))
    }

    @Test("the gas price is the base fee and the suggested tip")
    func prices() throws {
        let tip = try UInt256(hex: try node.text("eth_maxPriorityFeePerGas"))
        let price = try UInt256(hex: try node.text("eth_gasPrice"))
        let block = try node.result("eth_getBlockByNumber", #""latest",false"#)
        let baseFee = try UInt256(hex: try #require(block["baseFeePerGas"]?.text))
        #expect(price == tip &+ baseFee)
        // The 60th percentile of 1, 2, 3 and 4 gwei.
        #expect(tip == 2_000_000_000)
    }
}
