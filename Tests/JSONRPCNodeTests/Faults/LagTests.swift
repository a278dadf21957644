import Chain
import JSONRPCNode
import Simulation
import SimulationKernel
import Testing

@Suite struct LagTests {
    /// A bed in which the node is behind, and the head that it shows.
    private func lagging(_ kind: NodeFault.Kind = .lag) throws -> (FaultTestBed, UInt64) {
        for seed in 1...100 as ClosedRange<UInt64> {
            let bed = FaultTestBed(kind, seed: seed) { $0.blocks = 8 }
            bed.begin()
            let shown = try #require(
                UInt64(bed.result("eth_blockNumber").dropFirst(3).dropLast(), radix: 16))
            if shown + 2 < bed.stub.head { return (bed, shown) }
        }
        throw RawClient.Unexpected(description: "no seed is behind")
    }

    private func hex(_ number: UInt64) -> String { "\"0x" + String(number, radix: 16) + "\"" }

    @Test("tags and missing blocks are the shown head, later ones do not exist")
    func blocks() throws {
        let (bed, shown) = try lagging()
        let head = hex(shown)
        for tag in [#","latest""#, #","pending""#, #","safe""#, #","finalized""#, ",null", ""] {
            #expect(bed.result("eth_getBalance", #""0xaa"\#(tag)"#) == #"["0xaa",\#(head)]"#)
        }
        #expect(bed.result("eth_getStorageAt", #""0xaa","0x0""#) == #"["0xaa","0x0",\#(head)]"#)
        #expect(bed.result("eth_call", #"{},"earliest""#) == #"[{},"earliest"]"#)
        #expect(bed.result("eth_call", "{},\(head)") == "[{},\(head)]")
        #expect(
            bed.result("eth_call", "{},\(hex(shown + 1))")
                == #"{"code":-32000,"message":"header not found"}"#)
        #expect(
            bed.result("eth_call", #"{},{"blockNumber":\#(hex(shown + 1))}"#)
                == #"{"code":-32000,"message":"header not found"}"#)
        #expect(bed.result("eth_getBlockByNumber", #""latest",false"#) == "[\(head),false]")
        #expect(bed.result("eth_getBlockByNumber", "\(hex(shown + 1)),false") == "null")
        #expect(bed.result("eth_getBlockReceipts", hex(shown + 1)) == "null")
        #expect(bed.result("eth_feeHistory", #""0x5","latest",[]"#) == #"["0x5",\#(head),[]]"#)
        #expect(bed.result("eth_getBalance") == "[]")
        #expect(bed.shell.counts.count(of: .lag) > 10)
        #expect(bed.shell.load.staleHeads > 10)
    }

    @Test("what later blocks hold is not there yet")
    func results() throws {
        let (bed, shown) = try lagging()
        #expect(bed.result("eth_getTransactionReceipt", hex(shown + 1)) == "null")
        #expect(bed.result("eth_getTransactionReceipt", hex(shown)).contains("0xaa"))
        #expect(bed.result("eth_getBlockByHash", hex(shown + 1)) == "null")
        #expect(bed.result("eth_getBlockByHash", hex(shown)).contains("number"))
        #expect(
            bed.result("eth_getTransactionByHash", hex(shown + 1))
                == #"{"blockNumber":null,"blockHash":null,"transactionIndex":null}"#)
        func logs(_ filter: String) -> Int {
            bed.result("eth_getLogs", filter).split(separator: "blockNumber").count - 1
        }
        #expect(logs("{}") == 1)
        #expect(logs(#"{"fromBlock":\#(hex(shown - 1))}"#) == 2)
        #expect(logs(#"{"fromBlock":\#(hex(shown)),"toBlock":\#(hex(shown + 2))}"#) == 1)
        #expect(bed.result("eth_getLogs", #"{"fromBlock":\#(hex(shown + 1))}"#) == "[]")
        // The stub has one log of its head for a hash.
        #expect(bed.result("eth_getLogs", #"{"blockHash":"0xaa"}"#) == "[]")
    }

    @Test("a batch is behind as a whole, each part by its own rule")
    func batch() throws {
        let (bed, shown) = try lagging()
        bed.ask(
            #"[{"id":1,"method":"eth_blockNumber"},{"id":2,"method":"eth_gasPrice"},"#
                + #"{"id":3,"method":"eth_getBalance","params":["0xaa","latest"]}]"#)
        #expect(
            bed.takeHeard() == [
                #"[{"jsonrpc":"2.0","id":1,"result":\#(hex(shown))},{"jsonrpc":"2.0","id":2,"result":[]},"#
                    + #"{"jsonrpc":"2.0","id":3,"result":["0xaa",\#(hex(shown))]}]"#
            ])
    }

    @Test(
        "the shown head never goes back while the chain grows, is at most so far behind, and moves",
        arguments: [1, 4] as [UInt64])
    func heads(blocks: UInt64) {
        let bed = FaultTestBed(.lag) { $0.blocks = blocks }
        bed.begin()
        var before: UInt64 = 0
        var distances: Set<UInt64> = []
        for _ in 0..<300 {
            bed.stub.head += 1
            let text = bed.result("eth_blockNumber").dropFirst(3).dropLast()
            let shown = UInt64(text, radix: 16) ?? 0
            #expect(shown >= before)
            #expect(shown <= bed.stub.head)
            #expect(shown + blocks >= bed.stub.head)
            distances.insert(bed.stub.head - shown)
            before = shown
            #expect(bed.result("eth_blockNumber") == hex(shown))
        }
        #expect(distances.contains(0))
        #expect(distances.contains(1))
        // One head of `blocks + 1` is in time: of 600 calls 300 or 480 are not, with a deviation of 17.
        let expected = 600 * blocks / (blocks + 1)
        #expect(bed.shell.load.staleHeads.distance(to: expected).magnitude < 70)
    }

    @Test("behind a balancer each request meets a node of its own, some of them in time")
    func balancer() {
        let bed = FaultTestBed(.balancer) {
            $0.blocks = 3
            $0.probabilityWad = 300_000_000_000_000_000
        }
        bed.begin()
        var heads: [String: Int] = [:]
        for _ in 0..<1_000 { heads[bed.result("eth_blockNumber"), default: 0] += 1 }
        #expect(heads.keys.sorted() == (97...100).map(hex))
        // 70 % in time, and a quarter of the others: 775, with a deviation of 13.
        #expect((700...850).contains(heads[hex(100)] ?? 0))
        #expect(bed.shell.counts.count(of: .balancer) == 1_000 - UInt64(heads[hex(100)] ?? 0))
    }

    @Test("heads and logs wait until the node shows their block, in their order")
    func pushes() {
        let bed = FaultTestBed(.lag) { $0.blocks = 4 }
        bed.open()
        bed.begin()
        var numbers: [UInt64] = []
        var waited = false
        func listen() {
            for text in bed.takeHeard() {
                let parts = text.split(separator: #"umber":"0x"#)
                numbers.append(UInt64(parts[1].prefix { $0 != "\"" }, radix: 16) ?? 0)
            }
        }
        for _ in 0..<100 {
            bed.stub.seal()
            listen()
            let shown = bed.result("eth_blockNumber", from: FaultTestBed.socket)
            #expect(numbers.last.map(hex) ?? shown == shown)
            waited = waited || shown != hex(bed.stub.head)
        }
        #expect(waited)
        bed.end()
        bed.shell.timePassed()
        listen()
        #expect(numbers == (101...200).flatMap { [$0, $0] })
        #expect(bed.shell.counts.entries.contains { $0.method == "eth_subscription" })
    }

    @Test("a filter tells of logs and of blocks when the node shows them, each once")
    func filters() throws {
        let (bed, shown) = try lagging()
        #expect(bed.result("eth_newBlockFilter") == "[]")
        let hidden = Int(bed.stub.head - shown)
        // The stub's filter `[]` has, at each call, what the call says besides.
        let log = #"{"blockNumber":\#(hex(shown + 1))}"#
        bed.stub.changes = "[{\"blockNumber\":\(hex(shown))},\(log)]"
        #expect(
            bed.result("eth_getFilterChanges", #""0x1""#) == "[{\"blockNumber\":\(hex(shown))}]")
        bed.stub.changes = "[]"
        #expect(bed.result("eth_getFilterChanges", #""0x1""#) == "[]")
        bed.stub.changes = #"["0x01","0x02","0x03","0x04","0x05","0x06","0x07","0x08","0x09"]"#
        let seen = bed.result("eth_getFilterChanges", "[]").split(separator: ",").count
        #expect(seen == 9 - hidden)
        bed.end()
        bed.stub.changes = "[]"
        #expect(bed.result("eth_getFilterChanges", #""0x1""#) == "[\(log)]")
        #expect(bed.result("eth_getFilterChanges", #""0x1""#) == "[]")
        let later = bed.result("eth_getFilterChanges", "[]").split(separator: ",").count
        #expect(later == hidden)
    }

    @Test("pushes that are about no block pass a node that is behind")
    func otherPushes() {
        let bed = FaultTestBed(.lag) { $0.blocks = 4 }
        bed.open()
        bed.begin()
        let push = #"{"method":"eth_subscription","params":{"subscription":"0x2","result":"0xaa"}}"#
        bed.stub.send(push)
        #expect(bed.takeHeard() == [push])
    }
}

@Suite struct LogFaultTests {
    private func logs(_ bed: FaultTestBed, _ filter: String) -> [String] {
        bed.result("eth_getLogs", filter).split(separator: "\"").map(String.init)
            .filter { $0.hasPrefix("0x") && $0 != "0x0" }
    }

    @Test("the newest block's logs are missing, without an error")
    func gap() {
        let bed = FaultTestBed(.logGap)
        bed.begin()
        #expect(logs(bed, #"{"fromBlock":"0x62"}"#) == ["0x62", "0x63"])
        #expect(logs(bed, #"{"fromBlock":"0x62","toBlock":"0x63"}"#) == ["0x62", "0x63"])
        #expect(bed.shell.counts.count(of: .logGap) == 1)
        bed.end()
        #expect(logs(bed, #"{"fromBlock":"0x62"}"#) == ["0x62", "0x63", "0x64"])
    }

    @Test("a range of more blocks than the cap is refused, also one to the head")
    func rangeCap() {
        let bed = FaultTestBed(.rangeCap) { $0.limit = 3 }
        bed.begin()
        let refusal = #"{"code":-32005,"message":"exceed maximum block range: 3"}"#
        #expect(logs(bed, #"{"fromBlock":"0x62"}"#) == ["0x62", "0x63", "0x64"])
        #expect(bed.result("eth_getLogs", #"{"fromBlock":"0x61"}"#) == refusal)
        #expect(
            bed.result("eth_getLogs", #"{"fromBlock":"earliest","toBlock":"latest"}"#) == refusal)
        #expect(bed.result("eth_getLogs", #"{"fromBlock":"0x1","toBlock":"0x4"}"#) == refusal)
        #expect(logs(bed, #"{"fromBlock":"0x1","toBlock":"0x3"}"#) == ["0x1", "0x2", "0x3"])
        #expect(bed.shell.counts.count(of: .rangeCap) == 3)
    }

    @Test("more results than the cap are refused in the providers' words")
    func resultCap() {
        let bed = FaultTestBed(.resultCap) { $0.limit = 3 }
        bed.begin()
        #expect(logs(bed, #"{"fromBlock":"0x62"}"#).count == 3)
        #expect(
            bed.result("eth_getLogs", #"{"fromBlock":"0x61"}"#)
                == #"{"code":-32005,"message":"query returned more than 3 results"}"#)
        #expect(bed.shell.counts.count(of: .resultCap) == 1)
    }
}
