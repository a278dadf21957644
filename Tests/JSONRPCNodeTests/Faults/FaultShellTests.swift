import Chain
import JSONRPCNode
import Simulation
import SimulationKernel
import Testing
import WideIntegers

@Suite struct FaultShellTests {
    static let send = #"{"id":1,"method":"eth_sendRawTransaction","params":["0x00"]}"#

    @Test(
        "before and after a fault all passes byte for byte",
        arguments: NodeFault.Kind.allCases)
    func outside(kind: NodeFault.Kind) {
        let bed = FaultTestBed(kind)
        func passes() {
            for body in [
                #" {"id": 1, "method":"eth_blockNumber" }"#, "no JSON", "[]",
                #"{"id":2,"method":"eth_getLogs","params":[{"fromBlock":"0x1"}]}"#,
            ] {
                let count = bed.stub.asked.count
                bed.ask(body)
                #expect(bed.stub.asked.dropFirst(count) == [body])
            }
            let heard = bed.takeHeard()
            #expect(heard.first == #"{"jsonrpc":"2.0","id":1,"result":"0x64"} "#)
            #expect(heard.last?.hasSuffix("] ") == false)
            #expect(heard.count == 4)
        }
        passes()
        bed.time.pass(micros: 11_000_000)
        passes()
        #expect(bed.shell.counts.entries.isEmpty)
    }

    @Test("during a fault that concerns other methods bytes are left as they are")
    func untouched() {
        for kind in [NodeFault.Kind.lag, .logGap, .rangeCap, .resultCap, .sendUnknown] {
            let bed = FaultTestBed(kind) { $0.blocks = 8 }
            bed.begin()
            let body = #" { "method" : "eth_gasPrice", "id" : 7 } "#
            bed.ask(body)
            #expect(bed.stub.asked == [body])
            #expect(bed.takeHeard() == [#"{"jsonrpc":"2.0","id":7,"result":[]} "#])
        }
    }

    @Test("a transaction is taken and not answered")
    func sendUnknown() {
        let bed = FaultTestBed(.sendUnknown)
        bed.begin()
        bed.ask(FaultShellTests.send)
        #expect(bed.takeHeard() == ["silence"])
        #expect(bed.stub.asked == [FaultShellTests.send])
        #expect(bed.shell.counts.count(of: .sendUnknown) == 1)
        #expect(bed.shell.load.failed == 1)
        #expect(bed.result("eth_gasPrice") == "[]")
    }

    @Test("calls beyond the rate get 429 and when to come back, on a socket an error of each")
    func rateLimit() {
        let bed = FaultTestBed(.rateLimit) { $0.limit = 3 }
        bed.begin()
        bed.open()
        bed.ask(#"[{"id":1,"method":"a"},{"id":2,"method":"b"}]"#)
        bed.ask(#"{"id":3,"method":"a"}"#)
        #expect(bed.takeHeard().count == 2)
        #expect(bed.stub.asked.count == 2)
        bed.ask(#"{"id":4,"method":"a"}"#)
        #expect(bed.takeHeard() == ["429 after 1"])
        bed.ask(#"{"id":5,"method":"a"}"#, from: FaultTestBed.socket)
        #expect(
            bed.takeHeard() == [
                #"{"jsonrpc":"2.0","id":5,"error":{"code":-32005,"message":"too many requests"}}"#
            ])
        #expect(bed.stub.asked.count == 2)
        #expect(bed.shell.load.refusedByRate == 2)
        #expect(bed.shell.counts.count(of: .rateLimit) == 2)
        bed.time.pass(micros: 340_000)
        bed.ask(#"{"id":6,"method":"a"}"#)
        #expect(bed.stub.asked.count == 3)
    }

    @Test("errors come in all their kinds, as often as they are probable")
    func errors() {
        let bed = FaultTestBed(.errors) { $0.probabilityWad = UInt256(250_000_000_000_000_000) }
        bed.begin()
        var heard: [String: Int] = [:]
        for _ in 0..<4_000 {
            bed.ask(#"{"id":1,"method":"eth_chainId"}"#)
            for text in bed.takeHeard() { heard[text, default: 0] += 1 }
        }
        let answered = #"{"jsonrpc":"2.0","id":1,"result":[]} "#
        #expect(heard.keys.sorted() == ["429 after 1", "500", "502", "503", "silence", answered])
        // Each kind 5 %: 200 of 4000, with a deviation of 14.
        for (text, count) in heard where text != answered { #expect((130...270).contains(count)) }
        #expect(bed.stub.asked.count == heard[answered])
        #expect(Int(bed.shell.counts.count(of: .errors)) == 4_000 - (heard[answered] ?? 0))
    }

    @Test("the same requests meet the same faults, whatever the other faults are")
    func chance() {
        func outcomes(_ seed: UInt64, with more: Bool) -> [String] {
            var errors = NodeFault()
            errors.kind = .errors
            errors.probabilityWad = UInt256(500_000_000_000_000_000)
            var unknown = errors
            unknown.kind = .sendUnknown
            var faults = [PlannedNodeFault(atMicros: 0, forMicros: .max, fault: errors)]
            if more {
                faults.append(PlannedNodeFault(atMicros: 0, forMicros: .max, fault: unknown))
            }
            let bed = FaultTestBed(faults, seed: seed)
            for _ in 0..<100 { bed.ask(#"{"id":1,"method":"eth_chainId"}"#) }
            return bed.takeHeard()
        }
        #expect(outcomes(1, with: false) == outcomes(1, with: false))
        #expect(outcomes(1, with: false) == outcomes(1, with: true))
        #expect(outcomes(1, with: false) != outcomes(2, with: false))
    }

    @Test("answers are late, and pushes do not overtake them")
    func latency() {
        let bed = FaultTestBed(.latency) { $0.latencyMillis = .constant(250) }
        bed.begin()
        bed.open()
        bed.ask(#"{"id":1,"method":"eth_subscribe"}"#, from: FaultTestBed.socket)
        #expect(bed.stub.asked.count == 1)
        bed.stub.send("push")
        bed.time.pass(micros: 249_999)
        #expect(bed.takeHeard() == [])
        bed.time.pass(micros: 1)
        #expect(bed.takeHeard() == [#"{"jsonrpc":"2.0","id":1,"result":[]} "#, "push"])
        bed.stub.send("push")
        #expect(bed.takeHeard() == ["push"])
        #expect(bed.shell.counts.count(of: .latency) == 1)
    }

    @Test("sockets are dropped when the fault begins, and new ones until it ends")
    func socketsDropped() {
        let bed = FaultTestBed(.socketsDropped)
        bed.open()
        bed.begin()
        #expect(bed.takeHeard() == [])
        bed.shell.timePassed()
        #expect(bed.takeHeard() == ["hang up"])
        bed.shell.timePassed()
        #expect(bed.takeHeard() == [])
        bed.shell.closed(FaultTestBed.socket)
        let later = NodeClient(id: ClientID(rawValue: 3), transport: .webSocket)
        bed.open(later)
        #expect(bed.takeHeard() == ["hang up"])
        bed.shell.closed(later)
        #expect(bed.stub.opened == 1)
        #expect(bed.stub.closed == [FaultTestBed.socket.id])
        #expect(bed.result("eth_blockNumber") == #""0x64""#)
        bed.end()
        bed.open(NodeClient(id: ClientID(rawValue: 4), transport: .webSocket))
        bed.stub.send("push")
        #expect(bed.takeHeard().contains("push"))
        #expect(bed.shell.counts.count(of: .socketsDropped) == 2)
        #expect(bed.shell.load.webSocketsOpened == 3)
    }

    @Test("sockets fall silent when the fault begins, by a clock that is watched")
    func socketsSilent() {
        let bed = FaultTestBed(.socketsSilent)
        bed.shell.watchClock()
        bed.open()
        bed.begin()
        #expect(bed.takeHeard() == ["fall silent"])
        bed.open(NodeClient(id: ClientID(rawValue: 3), transport: .webSocket))
        #expect(bed.takeHeard() == ["fall silent"])
        bed.end()
        bed.open(NodeClient(id: ClientID(rawValue: 4), transport: .webSocket))
        #expect(bed.takeHeard() == [])
    }

    @Test("what is asked is counted by method and by client")
    func load() {
        let bed = FaultTestBed([])
        bed.ask(#"[{"id":1,"method":"a"},{"id":2,"method":"b"},3]"#)
        bed.ask(#"{"id":1,"method":"a"}"#, from: FaultTestBed.socket)
        bed.ask("no JSON")
        let load = bed.shell.load
        #expect(load.requests == 3)
        #expect(load.calls == 4)
        #expect(load.callsByMethod.map(\.method) == ["a", "b", "invalid"])
        #expect(load.callsByMethod.map(\.count) == [2, 1, 1])
        #expect(load.clients.map(\.client) == [FaultTestBed.http.id, FaultTestBed.socket.id])
        #expect(load.clients.map(\.requests) == [2, 1])
        #expect(load.clients.map(\.calls) == [3, 1])
    }

    @Test("names that come from outside cannot fill the memory")
    func loadBound() {
        let bed = FaultTestBed([])
        for index in 0..<2_000 { bed.ask(#"{"id":1,"method":"m\#(index)"}"#) }
        let load = bed.shell.load
        #expect(load.calls == 2_000)
        #expect(load.callsByMethod.count == 257)
        #expect(load.callsByMethod.first { $0.method == "other" }?.count == 2_000 - 256)
    }
}
