import Foundation
import JSONText
import PlainSockets

/// A node that is sent inputs, and what must be true of it.
struct NodeUnderFire {
    /// Something that must not be.
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    private let address: NodeAddress
    private let patienceMillis: UInt64
    private var kept: PlainSocket?
    private var slow: [PlainSocket] = []
    private let slowMax: Int

    init(_ address: NodeAddress, patienceMillis: UInt64, slowMax: Int) {
        self.address = address
        self.patienceMillis = patienceMillis
        self.slowMax = slowMax
    }

    private func connect() throws -> PlainSocket {
        guard let socket = PlainSocket(address) else {
            throw Failure(description: "nobody answers at \(address.host):\(address.port)")
        }
        return socket
    }

    /// Sends an input, waits for what comes of it, and looks at that.
    mutating func send(_ input: HostileInput) throws {
        switch input.kind {
        case .body, .nesting: try ask(input.bytes)
        default:
            let socket = try connect()
            defer { socket.abort() }
            socket.send(input.bytes)
            guard socket.drain(millis: patienceMillis) else {
                throw Failure(description: "the connection is open after \(patienceMillis) ms")
            }
            try check(socket)
        }
    }

    /// What came before the end is answers, and after a handshake frames.
    private func check(_ socket: PlainSocket) throws {
        while let answer = socket.takeAnswer() {
            try check(answer)
            guard answer.status == 101 else { continue }
            while let (opcode, payload) = socket.takeFrame() {
                guard [1, 8, 9, 10].contains(opcode) else {
                    throw Failure(description: "a frame of opcode \(opcode)")
                }
                if opcode == 1 { try check(json: payload) }
            }
        }
    }

    private func check(_ answer: PlainAnswer) throws {
        guard [100, 101, 200, 204, 400, 403, 405, 413, 429, 431, 503].contains(answer.status) else {
            throw Failure(description: "status \(answer.status)")
        }
        let isText = answer.body.first.map { $0 != 0x7b && $0 != 0x5b } ?? true
        // What is no JSON is the text of a GET or of another status.
        if answer.status == 200, !isText { try check(json: answer.body) }
    }

    private func check(json: [UInt8]) throws {
        // An id comes back as it was sent, be it a number that nobody can count with.
        var reader = JSONReader(json)
        var parts: [JSONValue] = []
        if let value = try? reader.document() {
            if case .list(let values) = value { parts = values } else { parts = [value] }
        }
        guard !parts.isEmpty, parts.allSatisfy(NodeUnderFire.isAnswer) else {
            let text = String(decoding: json.prefix(300), as: UTF8.self)
            throw Failure(description: "no answer of JSON-RPC: \(text)")
        }
    }

    private static func isAnswer(_ part: JSONValue) -> Bool {
        guard case .object(let members) = part else { return false }
        func value(_ name: String) -> JSONValue? { members.first { $0.name == name }?.value }
        guard value("jsonrpc") == .text("2.0") else { return false }
        if value("method") == .text("eth_subscription") { return true }
        return value("id") != nil && (value("result") != nil) != (value("error") != nil)
    }

    /// Asks over the kept connection and waits for the answer.
    private mutating func ask(_ bytes: [UInt8]) throws {
        let answer = try answer(to: bytes)
        try check(answer)
        if answer.status != 200 {
            kept?.abort()
            kept = nil
        }
    }

    private mutating func answer(to bytes: [UInt8]) throws -> PlainAnswer {
        let socket: PlainSocket
        if let kept, !kept.isOver { socket = kept } else { socket = try connect() }
        kept = socket
        socket.send(bytes)
        let end = monotonicNanos() + patienceMillis * 1_000_000
        while monotonicNanos() < end {
            if let answer = socket.takeAnswer() { return answer }
            if socket.isOver {
                throw Failure(description: "the connection broke without an answer")
            }
            PlainSocket.wait(for: [socket], millis: Int32(patienceMillis))
        }
        throw Failure(description: "no answer within \(patienceMillis) ms")
    }

    /// That the node answers others as ever, on the kept connection and on a new one.
    mutating func checkAlive() throws {
        for isNew in [false, true] {
            if isNew {
                kept?.abort()
                kept = nil
            }
            let body = Array(
                #"{"jsonrpc":"2.0","id":77,"method":"eth_blockNumber","params":[]}"#.utf8)
            let answer = try answer(to: PlainRequest.post(body, to: address))
            let value = try? JSONSerialization.jsonObject(with: Data(answer.body)) as? [String: Any]
            guard answer.status == 200, value?["id"] as? Int == 77,
                let number = value?["result"] as? String, number.hasPrefix("0x")
            else {
                let text = String(decoding: answer.body.prefix(300), as: UTF8.self)
                throw Failure(description: "eth_blockNumber: status \(answer.status), \(text)")
            }
        }
    }

    /// Keeps connections open that send a byte now and then, in the place of those that the node closed.
    mutating func goSlow(_ number: Int) throws {
        slow.removeAll(where: \.isOver)
        if slow.count < slowMax {
            let socket = try connect()
            socket.send(Array("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n".utf8))
            slow.append(socket)
        }
        if !slow.isEmpty { slow[number % slow.count].send([UInt8(ascii: "X")]) }
        PlainSocket.wait(for: slow, millis: 0)
    }
}
