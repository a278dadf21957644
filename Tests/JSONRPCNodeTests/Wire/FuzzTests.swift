import JSONRPCNode
import JSONText
import TestSupport
import Testing

@Suite struct FuzzTests {
    private static let pieces: [String] = [
        "null", "true", "{}", "[]", "0", "-1", "1e400", "0.5", "\"\"", "\"0x\"", "\"0x0\"",
        "\"0x1\"",
        "\"0x01\"", "\"0xffffffffffffffff\"", "\"0x7fffffffffffffff\"", "\"latest\"", "\"pending\"",
        "\"earliest\"", "\"finalized\"", "\"0x\(String(repeating: "f", count: 64))\"",
        "\"0x\(String(repeating: "0", count: 64))\"",
        "\"0x7f1d642dbfd62ad4a8fa9810ea619707d09825d0\"",
        "\"0x0000000000000000000000000000000070ce0000\"",
        "\"0xcA11bde05977b3631167028862bE2a173976CA11\"", "\"newHeads\"", "\"logs\"", "[0,50,100]",
        "[\"0x1\",null]", "\"\\u00e9\\ud83d\\ude80\"", "{\"tracer\":\"callTracer\"}",
        "{\"blockHash\":\"0x\(String(repeating: "a", count: 64))\"}", "{\"blockNumber\":\"0x0\"}",
        "{\"fromBlock\":\"0x0\",\"toBlock\":\"latest\",\"topics\":[null,[]]}",
        "{\"to\":\"0x0000000000000000000000000000000070ce0000\",\"data\":\"0x18160ddd\"}",
        "{\"to\":\"0xcA11bde05977b3631167028862bE2a173976CA11\",\"data\":\"0x42cbb15c\","
            + "\"gas\":\"0xffffffffffffffff\",\"gasPrice\":\"0x1\"}",
        "{\"from\":\"0x7f1d642dbfd62ad4a8fa9810ea619707d09825d0\",\"value\":\"0xde0b6b3a7640000\","
            + "\"to\":\"0x00000000000000000000000000000000000000aa\"}",
        "{\"0x7f1d642dbfd62ad4a8fa9810ea619707d09825d0\":{\"balance\":\"0x0\",\"nonce\":\"0x5\"}}",
        "{\"number\":\"0x3fffffffffffffff\",\"time\":\"0x3fffffffffffffff\",\"baseFee\":\"0x0\"}",
        "{\"types\":{\"A\":[{\"name\":\"x\",\"type\":\"uint256\"}]},\"primaryType\":\"A\","
            + "\"domain\":{},\"message\":{\"x\":\"5\"}}",
    ]

    @Test("no request of pieces crashes the node, and every answer is JSON")
    func requests() throws {
        let node = try NodeFixture()
        node.client.mayControl = false
        for nonce in 0..<3 {
            _ = try node.result("eth_sendRawTransaction", node.signed(0, nonce: UInt64(nonce)))
            if nonce < 2 { _ = node.control.advance() }
        }
        let methods = NodeService.methods.map(\.name) + ["", "eth_x"]
        var generator = SeededGenerator(seed: 20_261_122)
        for round in 0..<100_000 {
            var text =
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"" + methods.pick(&generator)
                + "\",\"params\":["
            text += (0..<Int.random(in: 0...4, using: &generator)).map { _ in
                FuzzTests.pieces.pick(&generator)
            }.joined(separator: ",")
            text += "]}"
            let raw = try #require(node.raw(text), "\(text)")
            let answer = try? JSONTape(Array(raw.utf8)).root
            #expect(answer?["id"]?.json == "1", "round \(round): \(text) gave \(raw.prefix(500))")
            if answer?["error"]?["code"]?.numberText == "-32603" {
                Issue.record("an internal error: \(text)")
            }
        }
    }

    @Test("no damaged bytes crash the node")
    func damage() throws {
        let node = try NodeFixture()
        node.client.mayControl = false
        let bases = [
            "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"eth_call\",\"params\":[{\"to\":"
                + "\"0x0000000000000000000000000000000070ce0000\",\"data\":\"0x18160ddd\"},\"latest\"]}",
            "[{\"id\":\"a\",\"method\":\"eth_getLogs\",\"params\":[{\"topics\":[[\"0x"
                + String(repeating: "1", count: 64)
                + "\"]]}]},{\"id\":null,\"method\":\"eth_feeHistory\","
                + "\"params\":[\"0x5\",\"latest\",[1.5,99]]}]",
            "{\"id\":1e2,\"method\":\"eth_sendRawTransaction\",\"params\":[\"0x02f8\\u0061b\"]}",
        ].map { Array($0.utf8) }
        var generator = SeededGenerator(seed: 7)
        for _ in 0..<100_000 {
            var bytes = bases.pick(&generator)
            for _ in 0..<Int.random(in: 1...4, using: &generator) {
                guard !bytes.isEmpty else { break }
                let place = Int.random(in: 0..<bytes.count, using: &generator)
                switch Int.random(in: 0..<4, using: &generator) {
                case 0: bytes[place] = UInt8.random(in: 0...255, using: &generator)
                case 1: bytes.remove(at: place)
                case 2: bytes.insert(Array("{}[]\",:\\0".utf8).pick(&generator), at: place)
                default: bytes.removeLast(bytes.count - place)
                }
            }
            guard let answer = node.service.answer(bytes, from: node.client) else { continue }
            let text = String(validating: answer, as: UTF8.self)
            #expect(text != nil)
            #expect((try? JSONTape(answer)) != nil, "\(text ?? "no UTF-8")")
        }
    }
}

extension Array {
    fileprivate func pick(_ generator: inout SeededGenerator) -> Element {
        self[Int.random(in: 0..<count, using: &generator)]
    }
}
