import PlainSockets
import SeededRandom

/// One thing that no decent client does, or a decent one by chance.
struct HostileInput {
    /// What kind of thing.
    enum Kind: String, CaseIterable {
        case body, nesting, length, half, noise, chunks, header, frames, message, pipeline, oversize
    }

    let kind: Kind
    /// What is sent over a connection of its own, or over a kept one where only the body is hostile.
    let bytes: [UInt8]

    /// The input of a number; equal seeds give equal inputs.
    init(seed: UInt64, kind only: Kind?, address: NodeAddress) {
        var random = SeededRandom(seed: seed)
        kind = only ?? HostileInput.kind(&random)
        bytes = HostileInput.bytes(kind, &random, address)
    }

    /// Most inputs have hostile bodies; very long ones are rare.
    private static func kind(_ random: inout SeededRandom) -> Kind {
        switch random.below(10_000) {
        case 0: .oversize
        case 1..<20: .nesting
        case 20..<5_000: .body
        default:
            random.pick([.length, .half, .noise, .chunks, .header, .frames, .message, .pipeline])
        }
    }

    private static func bytes(
        _ kind: Kind, _ random: inout SeededRandom, _ address: NodeAddress
    ) -> [UInt8] {
        switch kind {
        case .body: return PlainRequest.post(HostileBody.mutated(&random), to: address)
        case .nesting: return PlainRequest.post(HostileBody.nested(&random), to: address)
        case .length:
            let length = random.pick([
                "-1", "0x10", "1e3", "99999999999999999999", "18446744073709551615", "5242881",
                "+5", " ", "1, 2", "4\r\nContent-Length: 5", "1000",
            ])
            return text("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: \(length)\r\n\r\n{}")
        case .half:
            let whole = PlainRequest.post(HostileBody.sample(&random), to: address)
            return Array(whole.prefix(random.below(whole.count)))
        case .noise: return random.bytes(1 + random.below(300))
        case .chunks:
            let size = random.pick([
                "-1", "ffffffffffffffff", "10000000", "5;x=\"", "zz", "0", "2", "5 ", "",
            ])
            return text(
                "POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: \(random.pick(["chunked", "gzip, chunked", "chunked, chunked", "identity", "Chunked"]))\r\n\r\n"
                    + "\(size)\r\n{}\r\n0\r\n\(random.pick(["\r\n", "X: 1\r\n\r\n", ""]))")
        case .header: return header(&random)
        case .frames:
            return PlainRequest.handshake(with: address) + HostileFrames.bytes(&random)
        case .message:
            let body = HostileBody.mutated(&random)
            let opcode: UInt8 = random.pick([1, 2])
            return PlainRequest.handshake(with: address)
                + PlainRequest.frame(opcode: opcode, body, mask: random.bytes(4))
        case .pipeline:
            return (0..<1 + random.below(20)).flatMap { _ in
                PlainRequest.post(HostileBody.mutated(&random), to: address)
            } + random.bytes(random.below(20))
        case .oversize:
            return PlainRequest.post(
                [UInt8](repeating: 0x20, count: 5 << 20) + random.bytes(1 + random.below(1 << 20)),
                to: address)
        }
    }

    private static func header(_ random: inout SeededRandom) -> [UInt8] {
        let method = random.pick([
            "POST", "GET", "OPTIONS", "PUT", "HEAD", "CONNECT", "PRI", "post",
        ])
        let version = random.pick(["1.1", "1.0", "0.9", "2.0", "1.1 ", "11"])
        var fields = random.pick(["Host: localhost\r\n", "", "Host: a.example\r\n", "Host:\r\n"])
        for _ in 0..<random.below(6) {
            fields += random.pick([
                "X: \(String(repeating: "x", count: random.below(40_000)))\r\n",
                String(repeating: "A: b\r\n", count: random.below(300)), " folded\r\n", ": \r\n",
                "Expect: 100-continue\r\n", "Connection: close\r\n", "Upgrade: h2c\r\n",
                "Upgrade: websocket\r\nConnection: Upgrade\r\n", "Sec-WebSocket-Key: \r\n",
                "Sec-WebSocket-Version: 13\r\n", "Content-Length: 2\r\n", "Origin: null\r\n",
                "X: \u{0}\r\n", "X\u{1f600}: 1\r\n", "Transfer-Encoding: chunked\r\n",
            ])
        }
        let path = random.pick([
            "/", "*", "", "http://x/", "/\(String(repeating: "a", count: random.below(70_000)))",
        ])
        return text("\(method) \(path) HTTP/\(version)\r\n\(fields)\r\n{}")
    }

    private static func text(_ text: String) -> [UInt8] { Array(text.utf8) }
}
