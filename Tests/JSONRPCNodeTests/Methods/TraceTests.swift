import EthereumPrimitives
import JSONRPCNode
import JSONText
import PerpContracts
import Testing
import WideIntegers

@Suite struct TraceTests {
    private let node: NodeFixture
    private let tracer = #"{"tracer":"callTracer"}"#

    init() throws {
        node = try NodeFixture()
    }

    /// Multicall3 asked to transfer what it does not have, with and without being allowed to fail.
    private func nested(mayFail: Bool) throws -> [UInt8] {
        let abi = try ContractABI(
            "Multicall3",
            declarations: [
                "function aggregate3((address target, bool allowFailure, bytes callData)[] calls) "
                    + "payable returns ((bool success, bytes returnData)[] returnData)"
            ])
        let calls = [
            Selector(0x18160ddd).bytes, NodeFixture.transfer(to: node.keys[1].address, 1),
        ].map { ABIValue.tuple([.address(NodeFixture.token), .bool(mayFail), .bytes($0)]) }
        return try abi.functions[0].encodeCall([.array(calls)])
    }

    @Test("a transaction's calls, with data, gas and what failed")
    func transaction() throws {
        for (nonce, mayFail) in [true, false].enumerated() {
            let raw = node.signed(
                0, nonce: UInt64(nonce), to: Multicall3.usualAddress, gas: 500_000,
                data: try nested(mayFail: mayFail))
            let hash = try node.text("eth_sendRawTransaction", raw)
            _ = try node.result("evm_mine")
            let trace = try node.result("debug_traceTransaction", "\"\(hash)\",\(tracer)")
            let receipt = try node.result("eth_getTransactionReceipt", "\"\(hash)\"")
            #expect(trace["type"]?.text == "CALL")
            #expect(trace["from"]?.text == node.keys[0].address.description)
            #expect(trace["to"]?.text == Multicall3.usualAddress.description)
            #expect(trace["gas"]?.text == UInt256(500_000).hex)
            #expect(trace["gasUsed"]?.text == receipt["gasUsed"]?.text)
            #expect(trace["input"]?.text == (try nested(mayFail: mayFail)).hex)
            #expect(trace["error"]?.text == (mayFail ? nil : "execution reverted"))
            #expect(trace["revertReason"]?.text == (mayFail ? nil : "Multicall3: call failed"))
            let calls = try #require(trace["calls"]?.elements)
            #expect(calls.count == 2)
            #expect(calls[0]["input"]?.text == "0x18160ddd")
            #expect(calls[0]["output"]?.text == Hash256(UInt256.wad &* 500).description)
            #expect(calls[0]["error"] == nil)
            #expect(calls[0]["from"]?.text == Multicall3.usualAddress.description)
            #expect(calls[1]["error"]?.text == "execution reverted")
            #expect(calls[1]["revertReason"]?.text == "ERC20: transfer amount exceeds balance")
            let used = try UInt256(hex: try #require(calls[0]["gasUsed"]?.text))
            #expect(used > 2_000 && used < 10_000)
            let given = try UInt256(hex: try #require(calls[1]["gas"]?.text))
            #expect(given < 492_000 && given > 400_000)
        }
        let row = try node.result("trace_block", "\"0x2\"").elements
        #expect(row.map { $0["traceAddress"]?.elements.map(\.numberText) } == [[], ["0"], ["1"]])
        #expect(row.map { $0["subtraces"]?.numberText } == ["2", "0", "0"])
        #expect(row.map { $0["error"]?.text } == ["Reverted", nil, "Reverted"])
        #expect(row[1]["action"]?["input"]?.text == "0x18160ddd")
        let hash = try #require(row[0]["transactionHash"]?.text)
        #expect(try node.result("trace_transaction", "\"\(hash)\"").count == 3)
        #expect(try node.result("trace_block", "\"0x9\"").isNull)
        let blocks = try node.result("debug_traceBlockByNumber", "\"0x1\",\(tracer)")
        #expect(blocks.count == 1)
        #expect(blocks.elements[0]["result"]?["type"]?.text == "CALL")
    }

    @Test("calls in calls, and a transaction that comes after another in its block")
    func deeper() throws {
        let abi = try ContractABI(
            "Multicall3",
            declarations: [
                "function aggregate3((address target, bool allowFailure, bytes callData)[] calls) "
                    + "payable returns ((bool success, bytes returnData)[] returnData)"
            ])
        let inner = try nested(mayFail: false)
        let outer = try abi.functions[0].encodeCall([
            .array([.tuple([.address(Multicall3.usualAddress), .bool(true), .bytes(inner)])])
        ])
        // Only the transfer before it lets its own succeed.
        let funding = node.signed(
            0, nonce: 0, to: NodeFixture.token, tip: 9,
            data: NodeFixture.transfer(to: Multicall3.usualAddress, 1))
        _ = try node.result("eth_sendRawTransaction", funding)
        let raw = node.signed(1, nonce: 0, to: Multicall3.usualAddress, gas: 500_000, data: outer)
        let hash = try node.text("eth_sendRawTransaction", raw)
        _ = try node.result("evm_mine")
        let receipt = try node.result("eth_getTransactionReceipt", "\"\(hash)\"")
        #expect(receipt["transactionIndex"]?.text == "0x1")
        #expect(receipt["logs"]?.count == 1)
        let trace = try node.result("debug_traceTransaction", "\"\(hash)\",\(tracer)")
        let middle = try #require(trace["calls"]?.elements.first)
        #expect(middle["error"] == nil)
        #expect(middle["calls"]?.elements.map { $0["error"]?.text } == [nil, nil])
        // Once nothing is left, the inner call takes the middle one with it.
        let call = "{\"to\":\"\(Multicall3.usualAddress)\",\"data\":\"\(outer.hex)\"}"
        let failing = try node.result("debug_traceCall", "\(call),\"latest\",\(tracer)")
        let failed = try #require(failing["calls"]?.elements.first)
        #expect(failing["error"] == nil)
        #expect(failed["revertReason"]?.text == "Multicall3: call failed")
        #expect(failed["calls"]?.count == 2)
        let inside = try (failed["calls"]?.elements ?? []).reduce(UInt256.zero) {
            $0 &+ (try UInt256(hex: try #require($1["gasUsed"]?.text)))
        }
        let used = try UInt256(hex: try #require(failed["gasUsed"]?.text))
        #expect(used > inside && used < inside &+ 20_000)
    }

    @Test("a call's trace, and what is refused")
    func call() throws {
        let call = "{\"to\":\"\(NodeFixture.token)\",\"data\":\"0x18160ddd\"}"
        let trace = try node.result("debug_traceCall", "\(call),\"latest\",\(tracer)")
        #expect(trace["output"]?.text == Hash256(UInt256.wad &* 500).description)
        #expect(trace["calls"] == nil)
        #expect(try node.error("debug_traceCall", "\(call),\"latest\"").code == "-32004")
        #expect(
            try node.error("debug_traceCall", "\(call),\"latest\",{\"tracer\":\"prestateTracer\"}")
                .code
                == "-32004")
        let none = "\"0x\(String(repeating: "1", count: 64))\""
        #expect(
            try node.error("debug_traceTransaction", "\(none),\(tracer)").message
                == "transaction not found")
        #expect(try node.text("debug_getRawTransaction", none) == "0x")
        #expect(try node.result("debug_getRawReceipts", #""latest""#).count == 0)
    }

    @Test("tracing leaves no trace")
    func purity() throws {
        let raw = node.signed(
            0, nonce: 0, to: Multicall3.usualAddress, gas: 500_000, data: try nested(mayFail: true))
        let hash = try node.text("eth_sendRawTransaction", raw)
        _ = try node.result("evm_mine")
        let digest = node.control.chain.host.state.digest
        let before = try node.text("eth_getBalance", "\"\(node.keys[0].address)\"")
        _ = try node.result("debug_traceTransaction", "\"\(hash)\",\(tracer)")
        #expect(node.control.chain.host.state.digest == digest)
        #expect(try node.text("eth_getBalance", "\"\(node.keys[0].address)\"") == before)
        _ = try node.result("evm_mine")
        #expect(node.control.chain.violation == nil)
    }
}
