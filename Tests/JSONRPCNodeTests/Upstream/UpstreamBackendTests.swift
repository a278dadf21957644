import Dispatch
import JSONRPCNode
import Synchronization
import Testing

/// A shell whose backend asks another shell.
private struct Relay {
    let upstream: ShellUnderTest
    let backend: UpstreamBackend
    let shell: NodeShell
    let port: Int

    init(_ change: (inout ShellSettings) -> Void = { _ in }) throws {
        upstream = try ShellUnderTest(change)
        backend = try UpstreamBackend(url: "http://127.0.0.1:\(upstream.port)/key?x=1")
        var settings = ShellSettings()
        settings.address.port = 0
        shell = NodeShell(settings: settings, backend: backend)
        port = try shell.start().main.port
    }

    func client() throws -> RawClient { try RawClient(port: port) }

    func webSocket() throws -> (RawClient, NodeClient) {
        let raw = try client()
        try raw.openWebSocket()
        guard case .opened(let client) = try upstream.backend.event() else {
            throw RawClient.Unexpected(description: "not opened upstream")
        }
        return (raw, client)
    }
}

@Suite struct UpstreamBackendTests {
    @Test("requests and answers pass byte for byte, of all clients over one kept connection")
    func http() throws {
        let relay = try Relay()
        let body = #" { "id" : 1 , "method":"x"}"#
        var numbers: Set<ClientID> = []
        for _ in 0..<3 {
            let client = try relay.client()
            #expect(try client.ask(body).body == body)
            guard case .asked(body, let who) = try relay.upstream.backend.event() else {
                Issue.record("asked otherwise")
                return
            }
            numbers.insert(who.id)
        }
        #expect(numbers.count == 1)
    }

    @Test("a long body passes both ways")
    func length() throws {
        let relay = try Relay()
        let body = String(repeating: "x", count: 4_000_000)
        #expect(try relay.client().ask(body).body == body)
    }

    @Test("an answer to nothing, and a status with when to come back, pass")
    func status() throws {
        let relay = try Relay()
        let client = try relay.client()
        #expect(try client.ask("nothing").fields["content-length"] == "0")
        let busy = try client.ask("busy")
        #expect(busy.status == 429)
        #expect(busy.fields["retry-after"] == "7")
    }

    @Test("a node that hangs up, or is not there, is status 502 with a text")
    func failures() throws {
        let relay = try Relay()
        let client = try relay.client()
        let cut = try client.ask("hang up")
        #expect(cut.status == 502)
        #expect(cut.body.contains("upstream"))
        relay.upstream.shell.stop()
        let gone = try client.ask("one")
        #expect(gone.status == 502)
        #expect(gone.body.contains("upstream"))
    }

    @Test("a kept connection that was closed over there is replaced")
    func stale() throws {
        let relay = try Relay { $0.times.idleMillis = 500 }
        let client = try relay.client()
        for _ in 0..<3 {
            #expect(try client.ask("one").status == 200)
            guard case .asked = try relay.upstream.backend.event(),
                case .closed = try relay.upstream.backend.event()
            else {
                Issue.record("not closed")
                return
            }
        }
    }

    @Test("what a kept connection does not answer is asked once more over a new one")
    func again() throws {
        let relay = try Relay()
        let client = try relay.client()
        #expect(try client.ask("one").status == 200)
        #expect(try client.ask("hang up").status == 502)
        #expect(try client.ask("two").status == 200)
        var asked: [String] = []
        while asked.last != "two" {
            if case .asked(let text, _) = try relay.upstream.backend.event() { asked.append(text) }
        }
        #expect(asked == ["one", "hang up", "hang up", "two"])
    }

    @Test("each WebSocket has its own, with its answers and its pushes")
    func sockets() throws {
        let relay = try Relay()
        let (first, firstThere) = try relay.webSocket()
        let (second, secondThere) = try relay.webSocket()
        #expect(firstThere.id != secondThere.id)
        relay.upstream.backend.push(#"{"method":"eth_subscription","params":1}"#, to: firstThere)
        #expect(try first.frame().text == #"{"method":"eth_subscription","params":1}"#)
        relay.upstream.backend.push(#"{"method":"eth_subscription","params":2}"#, to: secondThere)
        #expect(try second.frame().text == #"{"method":"eth_subscription","params":2}"#)
        for text in [
            #"{"id":7,"method":"x"}"#, #"[{"id":8,"method":"x"},{"method":"y"}]"#, "no JSON",
        ] {
            second.sendText(text)
            #expect(try second.frame().text == text)
        }
    }

    @Test("a push that comes while an answer is awaited is no answer")
    func pushBetween() throws {
        let upstream = try ShellUnderTest()
        let backend = try UpstreamBackend(url: "ws://127.0.0.1:\(upstream.port)")
        let heard = Mutex<[String]>([])
        let signal = DispatchSemaphore(value: 0)
        @Sendable func hear(_ what: String, _ bytes: [UInt8]) {
            heard.withLock { $0.append(what + String(decoding: bytes, as: UTF8.self)) }
            signal.signal()
        }
        let client = NodeClient(id: ClientID(rawValue: 5), transport: .webSocket)
        backend.opened(client) { push in if case .text(let bytes) = push { hear("push ", bytes) } }
        backend.answer(Array("hold".utf8), from: client) { reply in
            if case .body(let bytes) = reply { hear("reply ", bytes) }
        }
        guard case .opened(let there) = try upstream.backend.event(),
            case .asked("hold", _) = try upstream.backend.event()
        else {
            Issue.record("asked otherwise")
            return
        }
        upstream.backend.push(#"{"method":"eth_subscription"}"#, to: there)
        upstream.backend.reply("done")
        for _ in 0..<2 { _ = signal.wait(timeout: .now() + 20) }
        #expect(heard.withLock(\.self) == [#"push {"method":"eth_subscription"}"#, "reply done"])
        backend.stop()
    }

    @Test("a notification is not waited for")
    func notification() throws {
        let relay = try Relay()
        let (client, _) = try relay.webSocket()
        client.sendText(#"{"method":"nobody answers"}"#)
        client.sendText(#"{"id":1,"method":"x"}"#)
        // The upstream of this test echoes the notification, which is no answer to anything.
        let heard = try [client.frame().text, client.frame().text]
        #expect(heard.contains(#"{"id":1,"method":"x"}"#))
    }

    @Test("a socket ends with the one over there, and the other way round")
    func ends() throws {
        let relay = try Relay()
        let (client, there) = try relay.webSocket()
        relay.upstream.backend.push(.hangUp, to: there)
        #expect(try client.rest() == "")
        #expect(try relay.upstream.backend.event() == .closed(there))
        let (other, otherThere) = try relay.webSocket()
        other.hangUp()
        #expect(try relay.upstream.backend.event() == .closed(otherThere))
        relay.upstream.shell.stop()
        let late = try relay.client()
        try late.openWebSocket()
        #expect(try late.rest() == "")
    }

    @Test("an address says what it is, or what is wrong with it")
    func addresses() throws {
        let address = try UpstreamAddress("ws://node.example:8546/v3/key?x=1")
        #expect(address.host == "node.example")
        #expect(address.port == 8_546)
        #expect(address.target == "/v3/key?x=1")
        #expect(try UpstreamAddress("HTTP://[::1]:1").host == "::1")
        #expect(try UpstreamAddress("http://a").port == 80)
        #expect(try UpstreamAddress("http://a?x").target == "/?x")
        for url in ["https://a", "wss://a"] {
            #expect(throws: UpstreamError.encrypted(url)) { try UpstreamBackend(url: url) }
        }
        #expect(UpstreamError.encrypted("https://a").description.contains("TLS is not offered"))
        for url in [
            "a", "http://", "http://a:0", "http://a:x", "http://a:70000", "http://u@a",
            "http://a/\r\nX: 1",
        ] {
            #expect(throws: UpstreamError.malformed(url), "\(url)") { try UpstreamAddress(url) }
        }
    }
}
