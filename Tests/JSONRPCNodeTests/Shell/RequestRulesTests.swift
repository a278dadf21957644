import Chain
import Testing

@testable import JSONRPCNode

@Suite struct RequestRulesTests {
    @Test("a host loses its port and its case")
    func names() {
        #expect(RequestRules.name(ofHost: "LocalHost:80") == "localhost")
        #expect(RequestRules.name(ofHost: "[::1]:80") == "[::1]")
        #expect(RequestRules.name(ofHost: "[::1]") == "[::1]")
        #expect(RequestRules.name(ofHost: "") == nil)
        #expect(RequestRules.name(ofHost: ":80") == nil)
        #expect(RequestRules.name(ofHost: "a:b") == nil)
        #expect(RequestRules.name(ofHost: "[::1") == nil)
        #expect(RequestRules.name(ofHost: "[::1]evil") == nil)
    }

    @Test("an address is four numbers below 256, or stands in brackets")
    func addresses() {
        for text in ["127.0.0.1", "0.0.0.0", "255.255.255.255", "[::1]", "[::ffff:1.2.3.4]"] {
            #expect(RequestRules.isAddress(text), "\(text)")
        }
        for text in ["127.0.0.256", "127.0.0", "1.2.3.4.5", "1.2.3.x", "1.2.3.", "a.b", "[evil]"] {
            #expect(!RequestRules.isAddress(text), "\(text)")
        }
    }
}

@Suite struct RequestRateTests {
    @Test("a full bucket gives so many, then as many as the time allows")
    func rate() {
        var rate = RequestRate(perSecond: 10, nowMicros: 5_000_000)
        let taken = [
            rate.take(10, nowMicros: 5_000_000), rate.take(1, nowMicros: 5_099_999),
            rate.take(1, nowMicros: 5_100_000), rate.take(1, nowMicros: 5_100_000),
            rate.take(10, nowMicros: 60_000_000), rate.take(1, nowMicros: 60_000_000),
        ]
        #expect(taken == [true, false, true, false, true, false])
    }

    @Test("more than the bucket holds is never given, nor is any of it taken")
    func batch() {
        var rate = RequestRate(perSecond: 10, nowMicros: 0)
        let taken = [
            rate.take(11, nowMicros: 0), rate.take(.max, nowMicros: 0), rate.take(10, nowMicros: 0),
        ]
        #expect(taken == [false, false, true])
    }

    @Test("time that goes back gives nothing")
    func backwards() {
        var rate = RequestRate(perSecond: 1, nowMicros: 10_000_000)
        let taken = [
            rate.take(1, nowMicros: 10_000_000), rate.take(1, nowMicros: 1_000_000),
            rate.take(1, nowMicros: 10_500_000), rate.take(1, nowMicros: 11_000_000),
        ]
        #expect(taken == [true, false, false, true])
    }
}

@Suite struct ReplyOrderTests {
    @Test("in every order of replies and pushes, replies keep their order and pushes their places")
    func order() {
        // Three requests whose replies are given in each of the six orders, with a push after each.
        for given in [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]] {
            var order = ReplyOrder<String>()
            for _ in 0..<3 { _ = order.request() }
            var sent: [String] = []
            for (step, request) in given.enumerated() {
                order.reply("\(request)", to: UInt64(request))
                order.push("push \(step)")
                while let message = order.next() { sent.append(message) }
            }
            #expect(sent.filter { !$0.hasPrefix("push") } == ["0", "1", "2"])
            #expect(sent.filter { $0.hasPrefix("push") } == ["push 0", "push 1", "push 2"])
            for (step, request) in given.enumerated() {
                let reply = sent.firstIndex(of: "\(request)") ?? .max
                #expect(reply < sent.firstIndex(of: "push \(step)") ?? .max, "\(given)")
            }
            #expect(order.waiting == 0)
        }
    }

    @Test("a push before any reply goes out at once, and a second reply is left out")
    func once() {
        var order = ReplyOrder<String>()
        let request = order.request()
        order.push("early")
        let early = [order.next(), order.next()]
        #expect(early == ["early", nil])
        order.reply("one", to: request)
        order.reply("two", to: request)
        let first = [order.next(), order.next()]
        #expect(first == ["one", nil])
        order.reply("three", to: request)
        order.reply("four", to: 7)
        let none = order.next()
        #expect(none == nil)
        #expect(order.waiting == 0)
    }
}
