/// A whole HTTP answer.
public struct PlainAnswer: Sendable {
    /// The status.
    public let status: Int
    /// The body.
    public let body: [UInt8]
}

extension PlainSocket {
    /// Takes an answer, once it is whole; one of another shape ends the connection.
    public func takeAnswer() -> PlainAnswer? {
        guard let end = headerEnd() else { return nil }
        let lines = String(decoding: rest[..<end], as: UTF8.self).split(separator: "\r\n")
        let words = lines.first?.split(separator: " ") ?? []
        let length = lines.first { $0.lowercased().hasPrefix("content-length:") }
            .flatMap { Int($0.dropFirst(15).trimmingPrefix { $0 == " " }) }
        guard words.count > 1, words[0] == "HTTP/1.1", let status = Int(words[1]),
            length != nil || status < 200 || status == 204
        else {
            self.end()
            return nil
        }
        let start = end + 4
        let count = length ?? 0
        guard rest.endIndex - start >= count else { return nil }
        let answer = PlainAnswer(status: status, body: Array(rest[start..<start + count]))
        take(start + count - rest.startIndex)
        return answer
    }

    private func headerEnd() -> Int? {
        var index = rest.startIndex
        while index + 3 < rest.endIndex {
            if rest[index] == 13, rest[index + 1] == 10, rest[index + 2] == 13,
                rest[index + 3] == 10
            {
                return index
            }
            index += 1
        }
        return nil
    }

    /// Takes a frame of a server, once it is whole: its opcode and its payload.
    public func takeFrame() -> (opcode: UInt8, payload: [UInt8])? {
        let bytes = rest
        guard bytes.count >= 2 else { return nil }
        let first = bytes.startIndex
        var start = first + 2
        var count = Int(bytes[first + 1] & 0x7f)
        let wide = count == 126 ? 2 : count == 127 ? 8 : 0
        guard bytes.endIndex - start >= wide else { return nil }
        if wide > 0 {
            count = bytes[start..<start + wide].reduce(0) { $0 << 8 | Int($1) }
            start += wide
        }
        guard bytes.endIndex - start >= count else { return nil }
        let payload = Array(bytes[start..<start + count])
        take(start + count - first)
        return (bytes[first] & 0x0f, payload)
    }
}

/// What a client sends.
public enum PlainRequest {
    /// A request by POST over a connection that is kept.
    public static func post(_ body: [UInt8], to address: NodeAddress) -> [UInt8] {
        let header =
            "POST \(address.path) HTTP/1.1\r\nHost: localhost\r\n"
            + "Content-Type: application/json\r\nContent-Length: \(body.count)\r\n\r\n"
        return Array(header.utf8) + body
    }

    /// A handshake; the key is the one of RFC 6455, section 1.3.
    public static func handshake(with address: NodeAddress) -> [UInt8] {
        Array(
            ("GET \(address.path) HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\n"
                + "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n").utf8)
    }

    /// A masked frame.
    public static func frame(
        opcode: UInt8, _ payload: [UInt8], mask: [UInt8] = [1, 2, 3, 4]
    ) -> [UInt8] {
        var bytes = [0x80 | opcode]
        switch payload.count {
        case ..<126: bytes.append(0x80 | UInt8(payload.count))
        case ..<65_536:
            bytes += [0x80 | 126, UInt8(payload.count >> 8), UInt8(payload.count & 0xff)]
        default:
            bytes.append(0x80 | 127)
            bytes += (0..<8).map { UInt8(payload.count >> (56 - 8 * $0) & 0xff) }
        }
        return bytes + mask + payload.enumerated().map { $1 ^ mask[$0 % 4] }
    }
}
