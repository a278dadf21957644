import JSONRPCNode
import Testing

@Suite struct WebSocketConnectionTests {
    @Test("text and binary messages are requests; answers are text", arguments: [1, 2] as [UInt8])
    func messages(opcode: UInt8) throws {
        let test = try ShellUnderTest()
        let (client, who) = try test.webSocket()
        for text in [
            "one", String(repeating: "x", count: 300), String(repeating: "y", count: 70_000),
        ] {
            client.sendText(text, opcode: opcode)
            #expect(try client.frame() == .init(opcode: 1, payload: Array(text.utf8)))
            #expect(try test.backend.event() == .asked(text, who))
        }
    }

    @Test("any path will do, on the second address too")
    func addresses() throws {
        let backend = ScriptedBackend()
        var settings = ShellSettings()
        settings.address.port = 0
        settings.webSocketAddress = ShellAddress(port: 0)
        let shell = NodeShell(settings: settings, backend: backend)
        let addresses = try shell.start()
        let second = try #require(addresses.webSocket)
        #expect(second.port != addresses.main.port)
        #expect(addresses.webSocketURL == "ws://127.0.0.1:\(second.port)")
        for port in [addresses.main.port, second.port] {
            let client = try RawClient(port: port)
            try client.openWebSocket(path: "/ws/v3/key?x=1")
            client.sendText("one")
            #expect(try client.frame().text == "one")
            #expect(try RawClient(port: port).ask("two").body == "two")
        }
    }

    @Test("a connection that has carried requests can become a WebSocket, as pools of clients do")
    func late() throws {
        let test = try ShellUnderTest()
        let client = try test.client()
        for text in ["one", "two"] { #expect(try client.ask(text).body == text) }
        try client.openWebSocket()
        client.sendText("three")
        #expect(try client.frame().text == "three")
    }

    @Test("a request that would rather speak HTTP/2 is answered as it is")
    func otherUpgrade() throws {
        let test = try ShellUnderTest()
        let client = try test.client()
        let fields = "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\n"
        client.send("GET / HTTP/1.1\r\nHost: localhost\r\n\(fields)\r\n")
        let answer = try client.answer()
        #expect(answer.status == 200)
        // Nothing that follows would be read.
        #expect(answer.fields["connection"] == "close")
        #expect(try client.rest() == "")
        #expect(try test.client().ask("one", fields: fields).body == "one")
    }

    @Test("a message in frames is put together, pings between them answered")
    func fragments() throws {
        let test = try ShellUnderTest()
        let (client, _) = try test.webSocket()
        client.send(RawClient.frame(1, Array("one ".utf8), isFinal: false))
        client.send(RawClient.frame(9, Array("ping".utf8)))
        client.send(RawClient.frame(0, Array("two ".utf8), isFinal: false))
        client.send(RawClient.frame(0, Array("three".utf8)))
        #expect(try client.frame() == .init(opcode: 10, payload: Array("ping".utf8)))
        #expect(try client.frame().text == "one two three")
    }

    @Test("frames that the protocol forbids end the connection with 1002")
    func forbidden() throws {
        let test = try ShellUnderTest()
        let text = Array("x".utf8)
        for frames in [
            RawClient.frame(1, text, isMasked: false), RawClient.frame(1, text, reserved: 0x40),
            RawClient.frame(3, text), RawClient.frame(0, text),
            RawClient.frame(1, text, isFinal: false) + RawClient.frame(1, text),
            RawClient.frame(9, text, isFinal: false),
            RawClient.frame(9, [UInt8](repeating: 0, count: 126)),
        ] {
            let (client, who) = try test.webSocket()
            client.send(frames)
            let close = try client.frame()
            #expect(close.opcode == 8, "\(frames)")
            #expect(close.code == 1002, "\(frames)")
            client.hangUp()
            #expect(try test.backend.event() == .closed(who))
        }
    }

    @Test("a message beyond the limit ends the connection with 1009, in one frame or in several")
    func length() throws {
        let test = try ShellUnderTest { $0.limits.messageBytesMax = 1_000 }
        let part = [UInt8](repeating: 0x20, count: 600)
        for frames in [
            RawClient.frame(1, part + part),
            RawClient.frame(1, part, isFinal: false) + RawClient.frame(0, part),
        ] {
            let (client, who) = try test.webSocket()
            client.send(frames)
            #expect(try client.frame().code == 1009)
            client.hangUp()
            #expect(try test.backend.event() == .closed(who))
        }
    }

    @Test("a close is answered by one of the same code, and the connection ends")
    func close() throws {
        let test = try ShellUnderTest()
        for (payload, code) in [([], 0), ([0x03, 0xe8], 1000), ([0x03, 0xed], 1002)]
            as [([UInt8], Int)]
        {
            let (client, who) = try test.webSocket()
            client.send(RawClient.frame(8, payload))
            let frame = try client.frame()
            #expect(frame.opcode == 8)
            #expect(frame.code == code)
            #expect(try client.rest() == "")
            #expect(try test.backend.event() == .closed(who))
        }
    }

    @Test("replies go out in the order of requests, pushes behind the replies before them")
    func order() throws {
        let test = try ShellUnderTest()
        let (client, who) = try test.webSocket()
        for text in ["hold 1", "hold 2"] {
            client.sendText(text)
            #expect(try test.backend.event() == .asked(text, who))
        }
        test.backend.push("early", to: who)
        #expect(try client.frame().text == "early")
        test.backend.reply("second", index: 1)
        test.backend.push("of the second", to: who)
        test.backend.reply("first")
        #expect(try client.frame().text == "first")
        #expect(try client.frame().text == "second")
        #expect(try client.frame().text == "of the second")
    }

    @Test("requests go on to the backend while others wait, up to a limit")
    func waiting() throws {
        let test = try ShellUnderTest { $0.limits.requestsWaitingMax = 2 }
        let (client, who) = try test.webSocket()
        let texts = ["hold 1", "hold 2", "three", "four"]
        client.send(texts.flatMap { RawClient.frame(1, Array($0.utf8)) })
        for text in texts.prefix(2) { #expect(try test.backend.event() == .asked(text, who)) }
        #expect(test.backend.isQuiet(millis: 100))
        test.backend.reply("one")
        test.backend.reply("two")
        for text in ["one", "two", "three", "four"] { #expect(try client.frame().text == text) }
    }

    @Test("many messages behind one that waits need no deep stack, and come back in order")
    func longPipeline() throws {
        let test = try ShellUnderTest { $0.limits.requestsWaitingMax = 1 }
        let (client, _) = try test.webSocket()
        client.sendText("hold")
        client.send((0..<2_000).flatMap { RawClient.frame(1, Array("\($0)".utf8)) })
        _ = try test.backend.event()
        test.backend.reply("held")
        #expect(try client.frame().text == "held")
        for number in 0..<2_000 { #expect(try client.frame().text == "\(number)") }
        #expect(test.backend.depthMax == 1)
    }

    @Test("answers of any length and number reach one who reads, whatever pushes may take up")
    func longAnswers() throws {
        let test = try ShellUnderTest { $0.limits.outputBytesMax = 1_000 }
        let (client, _) = try test.webSocket()
        client.send((0..<20).flatMap { _ in RawClient.frame(1, Array("long 1000000".utf8)) })
        for _ in 0..<20 { #expect(try client.frame().payload.count == 1_000_000) }
    }

    @Test("nothing and silence send no frame; a status and hanging up end the connection")
    func replies() throws {
        let test = try ShellUnderTest()
        let (client, _) = try test.webSocket()
        for text in ["nothing", "silence", "after"] { client.sendText(text) }
        #expect(try client.frame().text == "after")
        client.sendText("busy")
        let close = try client.frame()
        #expect(close.opcode == 8)
        #expect(String(decoding: close.payload.dropFirst(2), as: UTF8.self) == "too many calls")
        let (other, _) = try test.webSocketAfterEvents()
        other.sendText("hang up")
        #expect(try other.rest() == "")
    }

    @Test("a push can hang up, or make the connection mute for ever")
    func faults() throws {
        let test = try ShellUnderTest()
        let (dropped, who) = try test.webSocket()
        test.backend.push(.hangUp, to: who)
        #expect(try dropped.rest() == "")
        #expect(try test.backend.event() == .closed(who))
        let (mute, other) = try test.webSocket()
        mute.sendText("fall silent")
        #expect(try test.backend.event() == .asked("fall silent", other))
        test.backend.push("unheard", to: other)
        mute.sendText("one")
        mute.send(RawClient.frame(9, []))
        #expect(mute.isQuiet(millis: 100))
        mute.hangUp()
        #expect(try test.backend.event() == .closed(other))
    }

    @Test("what is no handshake is refused and the connection kept for requests")
    func handshake() throws {
        let test = try ShellUnderTest()
        let client = try test.client()
        client.send(
            "GET / HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 8\r\n\r\n")
        let answer = try client.answer()
        #expect(answer.status == 400)
        #expect(answer.fields["sec-websocket-version"] == "13")
        let rebound = try test.client()
        rebound.send(
            "GET / HTTP/1.1\r\nHost: evil.example\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n"
        )
        #expect(try rebound.answer().status == 403)
    }
}

extension ShellUnderTest {
    /// A WebSocket, with the events before its opening left out.
    func webSocketAfterEvents() throws -> (RawClient, NodeClient) {
        let raw = try client()
        try raw.openWebSocket()
        while true {
            if case .opened(let client) = try backend.event() { return (raw, client) }
        }
    }
}
