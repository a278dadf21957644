import JSONRPCNode
import Testing

@Suite struct HTTPConnectionTests {
    @Test("a connection is kept for one request after the other")
    func keepAlive() throws {
        let test = try ShellUnderTest()
        let client = try test.client()
        for text in ["one", "two", "three"] {
            let answer = try client.ask(text)
            #expect(answer.status == 200)
            #expect(answer.body == text)
            #expect(answer.fields["content-type"] == "application/json")
            #expect(answer.fields["access-control-allow-origin"] == "*")
            #expect(answer.fields["connection"] == nil)
        }
    }

    @Test("a client that wants the connection closed has it closed")
    func close() throws {
        let test = try ShellUnderTest()
        let client = try test.client()
        let answer = try client.ask("one", fields: "Connection: close\r\n")
        #expect(answer.body == "one")
        #expect(answer.fields["connection"] == "close")
        #expect(try client.rest() == "")
    }

    @Test("HTTP/1.0 is closed unless the client wants it kept")
    func oldVersion() throws {
        let test = try ShellUnderTest()
        let client = try test.client()
        client.send("POST / HTTP/1.0\r\nConnection: keep-alive\r\nContent-Length: 3\r\n\r\none")
        let kept = try client.answer()
        #expect(kept.body == "one")
        #expect(kept.fields["connection"] == "keep-alive")
        client.send("POST / HTTP/1.0\r\nContent-Length: 3\r\n\r\ntwo")
        #expect(try client.answer().body == "two")
        #expect(try client.rest() == "")
    }

    @Test("a body in chunks is put together")
    func chunks() throws {
        let test = try ShellUnderTest()
        let client = try test.client()
        client.send("POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n")
        client.send("3\r\none\r\n")
        client.send("4;ext=1\r\n two\r\n0\r\nTrailer: 1\r\n\r\n")
        #expect(try client.answer().body == "one two")
        #expect(try client.ask("three").body == "three")
    }

    @Test("requests that come in one packet are answered in order, one at a time")
    func pipeline() throws {
        let test = try ShellUnderTest()
        let client = try test.client()
        client.send(["hold 1", "two", "three"].map { RawClient.post($0) }.joined())
        guard case .asked("hold 1", _) = try test.backend.event() else {
            Issue.record("the first was not asked first")
            return
        }
        #expect(client.isQuiet(millis: 50))
        test.backend.reply("one")
        #expect(try client.answer().body == "one")
        #expect(try client.answer().body == "two")
        #expect(try client.answer().body == "three")
    }

    @Test("many requests behind one that waits need no deep stack")
    func longPipeline() throws {
        let test = try ShellUnderTest()
        let client = try test.client()
        client.send(RawClient.post("hold") + String(repeating: RawClient.post("x"), count: 500))
        _ = try test.backend.event()
        test.backend.reply("held")
        #expect(try client.answer().body == "held")
        for _ in 0..<500 { #expect(try client.answer().body == "x") }
        #expect(test.backend.depthMax == 1)
    }

    @Test("a body that waits for leave gets it before it is sent")
    func continues() throws {
        let test = try ShellUnderTest()
        let client = try test.client()
        client.send(
            "POST / HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n"
        )
        #expect(try client.line() == "HTTP/1.1 100 Continue")
        #expect(try client.line() == "")
        client.send("one")
        #expect(try client.answer().body == "one")
    }

    @Test("any content type is taken")
    func contentType() throws {
        let test = try ShellUnderTest()
        let client = try test.client()
        #expect(try client.ask("one", fields: "Content-Type: text/plain\r\n").status == 200)
        #expect(try client.ask("two", fields: "").status == 200)
    }

    @Test("GET has a short text, OPTIONS leave for all fields, others 405")
    func methods() throws {
        let test = try ShellUnderTest()
        let client = try test.client()
        client.send("GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n")
        let get = try client.answer()
        #expect(get.status == 200)
        #expect(get.body.contains("JSON-RPC"))
        client.send(
            "OPTIONS / HTTP/1.1\r\nHost: localhost\r\nOrigin: http://a.example\r\n"
                + "Access-Control-Request-Headers: authorization, x-a\r\n\r\n")
        let options = try client.answer()
        #expect(options.status == 204)
        #expect(options.fields["access-control-allow-origin"] == "*")
        #expect(options.fields["access-control-allow-methods"] == "POST, GET, OPTIONS")
        #expect(options.fields["access-control-allow-headers"] == "authorization, x-a")
        #expect(options.fields["access-control-max-age"] != nil)
        client.send("PUT / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\n\r\n1")
        let put = try client.answer()
        #expect(put.status == 405)
        #expect(put.fields["allow"] == "POST, GET, HEAD, OPTIONS")
        #expect(put.fields["access-control-allow-origin"] == "*")
        #expect(try client.rest() == "")
    }

    @Test("an answer to HEAD is that to GET without its body")
    func head() throws {
        let test = try ShellUnderTest()
        let client = try test.client()
        client.send("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
        let get = try client.answer()
        client.send("HEAD / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
        let head = try client.rest()
        #expect(head.hasPrefix("HTTP/1.1 200 "))
        #expect(head.hasSuffix("\r\n\r\n"))
        #expect(head.contains("Content-Length: \(get.body.utf8.count)\r\n"))
    }

    @Test("what a backend says besides answers is an answer, a status, silence or the end")
    func replies() throws {
        let test = try ShellUnderTest()
        let client = try test.client()
        let nothing = try client.ask("nothing")
        #expect(nothing.status == 200)
        #expect(nothing.fields["content-length"] == "0")
        let busy = try client.ask("busy")
        #expect(busy.status == 429)
        #expect(busy.fields["retry-after"] == "7")
        #expect(busy.body == "too many calls\n")
        #expect(try client.ask("elsewhere").body == "from elsewhere")
        client.send(RawClient.post("hang up"))
        #expect(try client.rest() == "")

        let silent = try test.client()
        silent.send(RawClient.post("silence"))
        #expect(silent.isQuiet(millis: 100))
        silent.endOutput()
        #expect(try silent.rest() == "")
    }

    @Test("one who has asked and sends no more is answered, then closed")
    func halfClosed() throws {
        let test = try ShellUnderTest()
        let client = try test.client()
        client.send(RawClient.post("hold"))
        client.endOutput()
        _ = try test.backend.event()
        test.backend.reply("late")
        #expect(try client.answer().body == "late")
        #expect(try client.rest() == "")
    }

    @Test("the backend hears of the end of a connection that has asked")
    func closed() throws {
        let test = try ShellUnderTest()
        let client = try test.client()
        _ = try client.ask("one")
        guard case .asked("one", let who) = try test.backend.event() else { return }
        #expect(who.transport == .http)
        client.hangUp()
        #expect(
            try test.backend.event()
                == .closed(NodeClient(id: who.id, transport: .http, mayControl: false)))
    }

    @Test("two connections have two numbers")
    func numbers() throws {
        let test = try ShellUnderTest()
        let (first, second) = (try test.client(), try test.client())
        _ = try first.ask("one")
        _ = try second.ask("two")
        guard case .asked("one", let one) = try test.backend.event(),
            case .asked("two", let two) = try test.backend.event()
        else {
            Issue.record("asked otherwise")
            return
        }
        #expect(one.id != two.id)
    }
}

@Suite struct RequestRefusalTests {
    @Test("a host by a name is refused unless it is allowed")
    func host() throws {
        let test = try ShellUnderTest { $0.allowedHosts = ["Node.example"] }
        func status(_ host: String) throws -> Int {
            let client = try test.client()
            client.send("POST / HTTP/1.1\r\n\(host)Content-Length: 1\r\n\r\n1")
            return try client.answer().status
        }
        #expect(try status("Host: evil.example\r\n") == 403)
        #expect(try status("Host: localhost.evil.example:80\r\n") == 403)
        #expect(try status("Host: 127.0.0.1.evil.example\r\n") == 403)
        #expect(try status("") == 400)
        #expect(try status("Host: localhost\r\nHost: localhost\r\n") == 403)
        #expect(try status("Host: LOCALHOST:8545\r\n") == 200)
        #expect(try status("Host: 10.0.0.1:8545\r\n") == 200)
        #expect(try status("Host: [::1]:8545\r\n") == 200)
        #expect(try status("Host: node.example:8545\r\n") == 200)
    }

    @Test("only a client without an origin, or with an allowed one, may control")
    func origin() throws {
        let test = try ShellUnderTest { $0.allowedOrigins = ["http://localhost:3000"] }
        let client = try test.client()
        defer { client.hangUp() }
        func mayControl(_ fields: String) throws -> Bool {
            #expect(try client.ask("one", fields: fields).status == 200)
            guard case .asked(_, let who) = try test.backend.event() else { return false }
            return who.mayControl
        }
        #expect(try mayControl(""))
        #expect(try !mayControl("Origin: http://evil.example\r\n"))
        #expect(try !mayControl("Origin: null\r\n"))
        #expect(try mayControl("Origin: http://localhost:3000\r\n"))
        let (_, page) = try test.webSocket(fields: "Origin: http://evil.example\r\n")
        #expect(!page.mayControl)
        let (_, bot) = try test.webSocketAfterEvents()
        #expect(bot.mayControl)
        #expect(bot.transport == .webSocket)
    }

    @Test("a star lets all hosts and all origins in")
    func stars() throws {
        let test = try ShellUnderTest {
            $0.allowedHosts = ["*"]
            $0.allowedOrigins = ["*"]
        }
        let client = try test.client()
        client.send(
            "POST / HTTP/1.1\r\nHost: any.example\r\nOrigin: http://any.example\r\n"
                + "Content-Length: 1\r\n\r\n1")
        #expect(try client.answer().status == 200)
        guard case .asked(_, let who) = try test.backend.event() else { return }
        #expect(who.mayControl)
    }

    @Test("a body beyond the limit is refused, announced or not")
    func length() throws {
        let test = try ShellUnderTest { $0.limits.bodyBytesMax = 10 }
        let fit = try test.client()
        #expect(try fit.ask("0123456789").status == 200)
        let announced = try test.client()
        announced.send(
            "POST / HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\nContent-Length: 11\r\n\r\n"
        )
        #expect(try announced.answer().status == 413)
        #expect(try announced.rest() == "")
        let sent = try test.client()
        sent.send(RawClient.post(String(repeating: "1", count: 1 << 20)))
        #expect(try sent.answer().status == 413)
        let chunked = try test.client()
        chunked.send(
            "POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n"
                + "6\r\n012345\r\n5\r\n01234\r\n")
        #expect(try chunked.answer().status == 413)
        guard case .asked("0123456789", _) = try test.backend.event() else {
            Issue.record("asked otherwise")
            return
        }
        test.shell.stop()
        guard case .closed = try test.backend.event() else {
            Issue.record("a body that is too long was handed over")
            return
        }
    }

    @Test("a header beyond the limits is refused")
    func header() throws {
        let test = try ShellUnderTest {
            $0.limits.headerBytesMax = 1_000
            $0.limits.headerFieldsMax = 20
        }
        let long = try test.client()
        #expect(
            try long.ask("1", fields: "X: \(String(repeating: "x", count: 1_000))\r\n").status
                == 431)
        let many = try test.client()
        #expect(try many.ask("1", fields: String(repeating: "X: 1\r\n", count: 20)).status == 431)
        let endless = try test.client()
        endless.send("GET /\(String(repeating: "x", count: 200_000))")
        #expect(try endless.rest().hasPrefix("HTTP/1.1 4"))
    }

    @Test("what is no HTTP gets 400")
    func malformed() throws {
        let test = try ShellUnderTest()
        for text in [
            "\u{0}\u{1}\u{2}\r\n\r\n", "POST / HTTP/1.1\r\nContent-Length: x\r\n\r\n",
            "POST / HTTP/9.9\r\nHost: localhost\r\n\r\n",
            "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\n"
                + "Transfer-Encoding: chunked\r\n\r\n",
        ] {
            let client = try test.client()
            client.send(text)
            #expect(try client.rest().hasPrefix("HTTP/1.1 4"), "\(text)")
        }
    }
}
