import Foundation
import TestSupport
import Testing

@Suite struct NodeCommandTests {
    @Test("a run that was served and kept cannot go back, and is replayed with all interventions")
    func kept() throws {
        let folder = try TemporaryFolder()
        let place = folder.url.appendingPathComponent("run").path
        let deployment = folder.url.appendingPathComponent("deployment.json")
        let node = try StartedProgram([
            "node", "keeper/calm-baseline", "--set", "crowds[crowd].count=20",
            "--http", "127.0.0.1:0", "--clock", "lockstep", "--budget", "none",
            "--deployment", deployment.path, "--out", place, "--json",
        ])
        defer { node.send(SIGKILL) }
        let client = try ServedClient(of: node, deployment)
        let account = "\"0x00000000000000000000000000000000000a11ce\""
        _ = try client.result("evm_mine")
        _ = try client.result("anvil_setBalance", "\(account),\"0xde0b6b3a7640000\"")
        _ = try client.result("anvil_impersonateAccount", account)
        _ = try client.result("evm_increaseTime", "600")
        let hash = try client.result(
            "eth_sendTransaction", "{\"from\":\(account),\"to\":\(account),\"value\":\"0x1\"}")
        for _ in 0..<3 { _ = try client.result("evm_mine") }
        let receipt = try client.result("eth_getTransactionReceipt", "\"\(hash)\"")
        #expect((receipt as? [String: Any])?["status"] as? String == "0x1")
        let refusal = try client.answer("anvil_reset")
        #expect(
            (refusal["error"] as? [String: Any])?["message"] as? String
                == "this run is being kept and cannot go back")
        let block = try client.result("eth_getBlockByNumber", "\"latest\",false")
        let head = try #require((block as? [String: Any])?["hash"] as? String)
        node.send(SIGTERM)
        let outcome = try node.outcome()
        #expect(outcome.status == 0, "\(outcome.errors)")
        let replay = try Program.run(["replay", place])
        #expect(replay.status == 0, "\(replay.errors)")
        #expect(replay.output.contains(head), "\(replay.output)")
        #expect(replay.output.contains("all receipts and digests agree"))
    }
}

/// A client of a node that another process serves, a connection for each request.
struct ServedClient {
    private let port: UInt16

    /// Waits for the node to say where it answers.
    init(of node: StartedProgram, _ deployment: URL) throws {
        var port: UInt16?
        node.watch { _ in
            guard let data = try? Data(contentsOf: deployment),
                let document = try? JSONSerialization.jsonObject(with: data) as? [String: Any],
                let rpc = document["rpc"] as? [String: String],
                let digits = rpc["http"]?.split(separator: ":").last
            else { return false }
            port = UInt16(digits)
            return true
        }
        self.port = try #require(port)
    }

    /// The result of a method that does not fail; parameters are JSON.
    func result(_ method: String, _ parameters: String = "") throws -> Any {
        let answer = try answer(method, parameters)
        return try #require(answer["result"], "\(method): \(answer)")
    }

    /// The answer to a method.
    func answer(_ method: String, _ parameters: String = "") throws -> [String: Any] {
        let body = "{\"id\":1,\"method\":\"\(method)\",\"params\":[\(parameters)]}"
        let text = try exchange(
            "POST / HTTP/1.0\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)")
        let json = try #require(text.range(of: "\r\n\r\n")).upperBound
        return try #require(
            try JSONSerialization.jsonObject(with: Data(text[json...].utf8)) as? [String: Any])
    }

    private func exchange(_ request: String) throws -> String {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        let result = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        try #require(result == 0)
        let connection = FileHandle(fileDescriptor: descriptor)
        try connection.write(contentsOf: Data(request.utf8))
        return String(decoding: try connection.readToEnd() ?? Data(), as: UTF8.self)
    }
}
