import JSONRPCNode
import Testing

@Suite struct ShellLimitTests {
    @Test("a connection beyond the number is told so, and another place is taken up again")
    func connections() throws {
        let test = try ShellUnderTest { $0.limits.connectionsMax = 2 }
        let (first, second) = (try test.client(), try test.client())
        _ = try first.ask("one")
        _ = try second.ask("two")
        _ = try test.backend.event()
        _ = try test.backend.event()
        #expect(try test.client().answer().status == 503)
        first.hangUp()
        guard case .closed = try test.backend.event() else { return }
        #expect(try test.client().ask("three").status == 200)
    }

    @Test("connections of one address are counted")
    func connectionsPerAddress() throws {
        let test = try ShellUnderTest { $0.limits.connectionsPerAddressMax = 1 }
        let first = try test.client()
        _ = try first.ask("one")
        _ = try test.backend.event()
        #expect(try test.client().answer().status == 503)
        first.hangUp()
        guard case .closed = try test.backend.event() else { return }
        #expect(try test.client().ask("two").status == 200)
    }

    @Test("who is told that the connection ends, and does not end it, has it ended")
    func end() throws {
        let test = try ShellUnderTest { $0.times.closingMillis = 100 }
        let (socket, who) = try test.webSocket()
        socket.send(RawClient.frame(1, [1], isMasked: false))
        #expect(try socket.frame().opcode == 8)
        #expect(try test.backend.event() == .closed(who))
        #expect(try socket.rest() == "")
    }

    @Test("a request line without end is not waited for")
    func endlessLine() throws {
        let test = try ShellUnderTest { $0.limits.headerBytesMax = 1_000 }
        let client = try test.client()
        client.send("GET /")
        for _ in 0..<100 { client.send(String(repeating: "x", count: 900)) }
        #expect(try client.rest().hasPrefix("HTTP/1.1 431"))
    }

    @Test("requests beyond the rate get 429, on a WebSocket the end")
    func rate() throws {
        let test = try ShellUnderTest { $0.limits.requestsPerSecondMax = 2 }
        let client = try test.client()
        // In one packet, so that no time passes between them.
        client.send(String(repeating: RawClient.post("x"), count: 5))
        let statuses = try (0..<5).map { _ in try client.answer().status }
        #expect(statuses.prefix(2) == [200, 200])
        #expect(statuses.contains(429))
        let (socket, _) = try test.webSocketAfterEvents()
        socket.send((0..<5).flatMap { _ in RawClient.frame(1, Array("x".utf8)) })
        #expect(try socket.frame().text == "x")
        #expect(try socket.frame().text == "x")
        #expect(try socket.frame().code == 1008)
    }

    @Test("a header, a body or a message that stops half-way is not waited for")
    func halves() throws {
        let test = try ShellUnderTest {
            $0.times.headerMillis = 100
            $0.times.bodyMillis = 100
        }
        let header = try test.client()
        header.send("POST / HTTP/1.1\r\nHost:")
        #expect(try header.rest() == "")
        let body = try test.client()
        body.send("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\n\r\n12")
        #expect(try body.rest() == "")
        let (frame, _) = try test.webSocket()
        frame.send(Array(RawClient.frame(1, [1, 2, 3, 4]).dropLast(2)))
        #expect(try frame.rest() == "")
        let (message, _) = try test.webSocketAfterEvents()
        message.send(RawClient.frame(1, [1, 2, 3, 4], isFinal: false))
        #expect(try message.rest() == "")
    }

    @Test("an idle connection is closed; one that waits for the backend is not")
    func idle() throws {
        let test = try ShellUnderTest { $0.times.idleMillis = 1_000 }
        let idle = try test.client()
        let waiting = try test.client()
        waiting.send(RawClient.post("hold"))
        _ = try idle.ask("one")
        #expect(try idle.rest() == "")
        test.backend.reply("late")
        #expect(try waiting.answer().body == "late")
    }

    @Test("a mute WebSocket is pinged, and dropped when it stays so; one that answers is kept")
    func pings() throws {
        let strict = try ShellUnderTest {
            $0.times.pingMillis = 100
            $0.times.pongMillis = 100
        }
        let (mute, _) = try strict.webSocket()
        #expect(try mute.frame() == .init(opcode: 9, payload: []))
        #expect(try mute.rest() == "")
        let patient = try ShellUnderTest { $0.times.pingMillis = 100 }
        let (lively, _) = try patient.webSocket()
        for _ in 0..<5 {
            #expect(try lively.frame().opcode == 9)
            lively.send(RawClient.frame(10, []))
        }
    }

    @Test("who does not read pushes is dropped, whoever else reads")
    func slowReader() throws {
        let test = try ShellUnderTest { $0.limits.outputBytesMax = 1 << 20 }
        let raw = try RawClient(port: test.port, receiveBufferBytes: 4_096)
        try raw.openWebSocket()
        guard case .opened(let slow) = try test.backend.event() else { return }
        let (reader, fast) = try test.webSocket()
        let text = String(repeating: "x", count: 100_000)
        for _ in 0..<200 {
            test.backend.push(text, to: slow)
            test.backend.push("head", to: fast)
            #expect(try reader.frame().text == "head")
        }
        #expect(try test.backend.event() == .closed(slow))
    }

    @Test("who does not read its answer is dropped after a time")
    func unreadAnswer() throws {
        let test = try ShellUnderTest { $0.times.readingMillis = 200 }
        let client = try RawClient(port: test.port, receiveBufferBytes: 4_096)
        client.send(RawClient.post("long 20000000"))
        guard case .asked = try test.backend.event() else { return }
        guard case .closed = try test.backend.event() else {
            Issue.record("not dropped")
            return
        }
    }

    @Test("what all connections hold together is bounded")
    func held() throws {
        let test = try ShellUnderTest { $0.limits.heldBytesMax = 100_000 }
        let first = try test.client()
        first.send(RawClient.post("hold" + String(repeating: "x", count: 80_000)))
        guard case .asked = try test.backend.event() else { return }
        let second = try test.client()
        second.send(RawClient.post(String(repeating: "x", count: 80_000)))
        #expect(try second.rest() == "")
        test.backend.reply("one")
        #expect(try first.answer().body == "one")
        #expect(try test.client().ask(String(repeating: "x", count: 80_000)).status == 200)
    }

    @Test("bytes held are given back, frame by frame and answer by answer")
    func heldAndReleased() throws {
        let test = try ShellUnderTest { $0.limits.heldBytesMax = 100_000 }
        let (socket, _) = try test.webSocket()
        let client = try test.client()
        let text = String(repeating: "x", count: 20_000)
        for _ in 0..<50 {
            socket.sendText(text)
            #expect(try socket.frame().text == text)
            #expect(try client.ask(text).body == text)
        }
    }
}

@Suite struct NodeShellTests {
    @Test("a port in use, a foreign address and a port out of range are told apart")
    func errors() throws {
        let test = try ShellUnderTest()
        func error(_ address: ShellAddress) -> ShellError? {
            var settings = ShellSettings()
            settings.address = address
            do throws(ShellError) {
                _ = try NodeShell(settings: settings, backend: ScriptedBackend()).start()
                return nil
            } catch {
                return error
            }
        }
        let taken = ShellAddress(port: test.port)
        #expect(error(taken) == .addressInUse(taken))
        let foreign = ShellAddress(host: "203.0.113.1", port: 0)
        #expect(error(foreign) == .addressUnknown(foreign))
        let high = ShellAddress(port: 65_536)
        #expect(error(high) == .portOutOfRange(high))
        guard case .system? = error(ShellAddress(host: "no.such.name.invalid", port: 0)) else {
            Issue.record("a name that is none")
            return
        }
    }

    @Test("a shell listens once")
    func twice() throws {
        let test = try ShellUnderTest()
        #expect(throws: ShellError.startedBefore) { try test.shell.start() }
    }

    @Test("stopping closes what is idle at once and lets an answer out")
    func stop() throws {
        let test = try ShellUnderTest { $0.times.closingMillis = 20_000 }
        let idle = try test.client()
        _ = try idle.ask("one")
        let (socket, _) = try test.webSocketAfterEvents()
        let waiting = try test.client()
        waiting.send(RawClient.post("hold"))
        _ = try test.backend.event()
        let stopping = StoppingThread(test.shell)
        #expect(try idle.rest() == "")
        let close = try socket.frame()
        #expect(close.opcode == 8)
        #expect(close.code == 1001)
        socket.send(RawClient.frame(8, close.payload))
        #expect(try socket.rest() == "")
        test.backend.reply("late")
        let answer = try waiting.answer()
        #expect(answer.body == "late")
        #expect(answer.fields["connection"] == "close")
        #expect(try waiting.rest() == "")
        waiting.hangUp()
        stopping.join()
        #expect(throws: RawClient.Unexpected.self) { try test.client() }
    }

    @Test("stopping does not wait for one who never ends")
    func forcedStop() throws {
        let test = try ShellUnderTest { $0.times.closingMillis = 100 }
        let waiting = try test.client()
        waiting.send(RawClient.post("hold"))
        _ = try test.backend.event()
        test.shell.stop()
        #expect(try waiting.rest() == "")
        test.shell.stop()
    }
}
