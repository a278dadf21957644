import Glibc

/// A client of bytes: a socket that is read until what is expected has come, or until a deadline.
final class RawClient {
    struct Unexpected: Error, CustomStringConvertible {
        let description: String
    }

    /// How long a test waits for what must come: long, for machines that are busy.
    static let patienceMillis: Int32 = 20_000

    private var descriptor: Int32
    /// What has come and was not taken.
    private(set) var input: [UInt8] = []

    /// Connects to a port of 127.0.0.1.
    init(port: Int, receiveBufferBytes: Int32? = nil) throws {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        if var bytes = receiveBufferBytes {
            setsockopt(
                descriptor, SOL_SOCKET, SO_RCVBUF, &bytes, socklen_t(MemoryLayout<Int32>.size))
        }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = UInt16(port).bigEndian
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        let result = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard result == 0 else { throw Unexpected(description: "connect: \(errno)") }
    }

    deinit { hangUp() }

    func hangUp() {
        if descriptor >= 0 { close(descriptor) }
        descriptor = -1
    }

    /// Says that no more is sent.
    func endOutput() { shutdown(descriptor, Int32(SHUT_WR)) }

    /// Sends all; false where the other side is gone.
    @discardableResult
    func send(_ bytes: [UInt8]) -> Bool {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes {
                Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { return false }
            rest = rest.dropFirst(count)
        }
        return true
    }

    @discardableResult
    func send(_ text: String) -> Bool { send(Array(text.utf8)) }

    /// Reads once more; false at the end.
    private func read() throws -> Bool {
        var waited = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        guard poll(&waited, 1, RawClient.patienceMillis) == 1 else {
            throw Unexpected(description: "nothing comes after \(text)")
        }
        var bytes = [UInt8](repeating: 0, count: 1 << 16)
        let count = recv(descriptor, &bytes, bytes.count, 0)
        guard count > 0 else { return false }
        input += bytes[..<count]
        return true
    }

    private var text: String { String(decoding: input.suffix(300), as: UTF8.self) }

    /// Takes so many bytes.
    func take(_ count: Int) throws -> [UInt8] {
        while input.count < count {
            guard try read() else { throw Unexpected(description: "the end after \(text)") }
        }
        defer { input.removeFirst(count) }
        return Array(input[..<count])
    }

    /// Takes a line without its end.
    func line() throws -> String {
        while true {
            if let end = input.firstIndex(of: 0x0a) {
                let line = try take(end + 1)
                return String(decoding: line.dropLast(2), as: UTF8.self)
            }
            guard try read() else { throw Unexpected(description: "the end after \(text)") }
        }
    }

    /// Reads all until the other side ends.
    func rest() throws -> String {
        while try read() {}
        defer { input = [] }
        return String(decoding: input, as: UTF8.self)
    }

    /// Whether nothing comes within so many milliseconds.
    func isQuiet(millis: Int32) -> Bool {
        var waited = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        return input.isEmpty && poll(&waited, 1, millis) == 0
    }
}

// MARK: - HTTP

extension RawClient {
    struct Answer {
        var status: Int
        var fields: [String: String]
        var body: String
    }

    static func post(_ body: String, fields: String = "") -> String {
        "POST / HTTP/1.1\r\nHost: localhost\r\n\(fields)Content-Length: \(body.utf8.count)\r\n\r\n\(body)"
    }

    /// Takes a header and as much of a body as it says.
    func answer() throws -> Answer {
        let words = try line().split(separator: " ")
        guard words.count > 1, words[0] == "HTTP/1.1", let status = Int(words[1]) else {
            throw Unexpected(description: "no status line: \(words)")
        }
        var answer = Answer(status: status, fields: [:], body: "")
        while case let field = try line(), !field.isEmpty {
            let parts = field.split(separator: ":", maxSplits: 1)
            answer.fields[parts[0].lowercased()] = parts[1].trimmingPrefix(" ").description
        }
        let count = answer.fields["content-length"].flatMap(Int.init) ?? 0
        answer.body = String(decoding: try take(count), as: UTF8.self)
        return answer
    }

    func ask(_ body: String, fields: String = "") throws -> Answer {
        send(RawClient.post(body, fields: fields))
        return try answer()
    }
}

// MARK: - WebSocket

extension RawClient {
    struct Frame: Equatable {
        var opcode: UInt8
        var isFinal = true
        var payload: [UInt8]

        var text: String { String(decoding: payload, as: UTF8.self) }
        var code: Int { payload.count < 2 ? 0 : Int(payload[0]) << 8 | Int(payload[1]) }
    }

    /// Shakes hands by the example of RFC 6455, section 1.3.
    func openWebSocket(path: String = "/", fields: String = "") throws {
        send(
            """
            GET \(path) HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r
            Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r
            \(fields)\r\n
            """)
        let answer = try answer()
        guard answer.status == 101,
            answer.fields["sec-websocket-accept"] == "s3pPLMBiTxaQ9kYGzzhZRbK+xOo="
        else { throw Unexpected(description: "no handshake: \(answer)") }
    }

    static func frame(
        _ opcode: UInt8, _ payload: [UInt8], isFinal: Bool = true, isMasked: Bool = true,
        reserved: UInt8 = 0
    ) -> [UInt8] {
        var bytes = [(isFinal ? 0x80 : 0) | reserved | opcode]
        let mask: UInt8 = isMasked ? 0x80 : 0
        switch payload.count {
        case ..<126: bytes.append(mask | UInt8(payload.count))
        case ..<65_536:
            bytes += [mask | 126, UInt8(payload.count >> 8), UInt8(payload.count & 0xff)]
        default:
            bytes.append(mask | 127)
            bytes += (0..<8).map { UInt8(payload.count >> (56 - 8 * $0) & 0xff) }
        }
        guard isMasked else { return bytes + payload }
        let key: [UInt8] = [0x37, 0xfa, 0x21, 0x3d]
        bytes += key
        return bytes + payload.enumerated().map { $1 ^ key[$0 % 4] }
    }

    @discardableResult
    func sendText(_ text: String, opcode: UInt8 = 1) -> Bool {
        send(RawClient.frame(opcode, Array(text.utf8)))
    }

    func frame() throws -> Frame {
        let head = try take(2)
        var count = Int(head[1] & 0x7f)
        guard head[1] & 0x80 == 0 else { throw Unexpected(description: "a masked frame") }
        if count == 126 { count = try take(2).reduce(0) { $0 << 8 | Int($1) } }
        if count == 127 { count = try take(8).reduce(0) { $0 << 8 | Int($1) } }
        return Frame(
            opcode: head[0] & 0x0f, isFinal: head[0] & 0x80 != 0, payload: try take(count))
    }
}
