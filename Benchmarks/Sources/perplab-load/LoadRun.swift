import PlainSockets

/// Connections that ask and connections that listen, on one thread.
struct LoadRun {
    struct Refused: Error, CustomStringConvertible {
        let description: String
    }

    private struct Asker {
        let socket: PlainSocket
        var sentAtNanos: UInt64 = 0
    }

    private struct Listener {
        let socket: PlainSocket
        var isOpen = false
        var heads = 0
    }

    private let request: [UInt8]
    private var askers: [Asker]
    private var listeners: [Listener]
    private var latenciesNanos: [UInt64] = []
    private var nanos: UInt64 = 0
    /// Answers of another status, without a result, or none at all.
    private(set) var failures = 0
    private var firstFailure: String?

    init(_ address: NodeAddress, body: [UInt8], connections: Int, subscribers: Int) throws {
        func connect() throws -> PlainSocket {
            guard let socket = PlainSocket(address) else {
                throw Refused(description: "nobody answers at \(address.host):\(address.port)")
            }
            return socket
        }
        request = PlainRequest.post(body, to: address)
        askers = try (0..<connections).map { _ in Asker(socket: try connect()) }
        listeners = try (0..<subscribers).map { _ in
            let socket = try connect()
            socket.send(PlainRequest.handshake(with: address))
            return Listener(socket: socket)
        }
    }

    /// Asks and listens for so long.
    mutating func drive(seconds: Int) throws {
        let start = monotonicNanos()
        let end = start + UInt64(seconds) * 1_000_000_000
        for index in askers.indices { ask(index) }
        while case let now = monotonicNanos(), now < end {
            let sockets = askers.map(\.socket) + listeners.map(\.socket)
            let open = sockets.filter { !$0.isOver }
            if open.isEmpty { break }
            PlainSocket.wait(for: open, millis: Int32((end - now) / 1_000_000 + 1))
            for index in askers.indices { takeAnswers(index) }
            for index in listeners.indices { listen(index) }
        }
        nanos = monotonicNanos() - start
        failures += (askers.map(\.socket) + listeners.map(\.socket)).count(where: \.isOver)
    }

    private mutating func ask(_ index: Int) {
        askers[index].sentAtNanos = monotonicNanos()
        askers[index].socket.send(request)
    }

    private mutating func takeAnswers(_ index: Int) {
        guard !askers[index].socket.rest.isEmpty, let answer = askers[index].socket.takeAnswer()
        else { return }
        latenciesNanos.append(monotonicNanos() - askers[index].sentAtNanos)
        let text = String(decoding: answer.body.prefix(400), as: UTF8.self)
        if answer.status != 200 || !text.contains("\"result\"") {
            failures += 1
            firstFailure = firstFailure ?? "status \(answer.status): \(text.prefix(200))"
        }
        ask(index)
    }

    private mutating func listen(_ index: Int) {
        let socket = listeners[index].socket
        if !listeners[index].isOpen {
            guard let answer = socket.takeAnswer() else { return }
            guard answer.status == 101 else { return socket.end() }
            listeners[index].isOpen = true
            let text = #"{"jsonrpc":"2.0","id":1,"method":"eth_subscribe","params":["newHeads"]}"#
            socket.send(PlainRequest.frame(opcode: 1, Array(text.utf8)))
        }
        while let (opcode, payload) = socket.takeFrame() {
            switch opcode {
            case 1:
                let text = String(decoding: payload.prefix(100), as: UTF8.self)
                if text.contains("eth_subscription") { listeners[index].heads += 1 }
            case 9: socket.send(PlainRequest.frame(opcode: 10, payload))
            case 8: socket.end()
            default: break
            }
        }
    }
}

// MARK: - Report

extension LoadRun {
    /// Prints rates, latencies and the heads that were heard.
    mutating func printReport(batch: Int) {
        let seconds = Double(nanos) / 1e9
        if !askers.isEmpty {
            latenciesNanos.sort()
            let rate = Double(latenciesNanos.count) / seconds
            print("requests  \(latenciesNanos.count) in \(places(seconds)) s, \(Int(rate)) /s")
            print("calls     \(Int(rate * Double(batch))) /s")
            print("latency   p50 \(micros(50)) us, p99 \(micros(99)) us, max \(micros(100)) us")
        }
        if !listeners.isEmpty {
            let heads = listeners.map(\.heads)
            let (low, high) = (heads.min() ?? 0, heads.max() ?? 0)
            print("heads     \(listeners.count) subscribers heard from \(low) to \(high) each")
        }
        print("failures  \(failures)" + (firstFailure.map { "; the first: \($0)" } ?? ""))
    }

    private func micros(_ percent: Int) -> UInt64 {
        guard !latenciesNanos.isEmpty else { return 0 }
        return latenciesNanos[(latenciesNanos.count - 1) * percent / 100] / 1_000
    }

    private func places(_ value: Double) -> String {
        let hundredths = Int(value * 100)
        let rest = hundredths % 100
        return "\(hundredths / 100).\(rest < 10 ? "0" : "")\(rest)"
    }
}
