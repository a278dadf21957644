import SeededRandom

/// Bodies that are nearly requests.
enum HostileBody {
    private static let address = "0x0000000000000000000000000000000000000001"
    private static let hash = "0x" + String(repeating: "ab", count: 32)

    /// Requests of every shape, none of which changes the chain.
    private static let samples: [String] = [
        call("eth_blockNumber", ""), call("eth_chainId", ""), call("net_version", ""),
        call("web3_clientVersion", ""), call("eth_syncing", ""), call("eth_gasPrice", ""),
        call("eth_accounts", ""), call("eth_feeHistory", #""0x5","latest",[10,50.5]"#),
        call("eth_getBalance", #""\#(address)","latest""#),
        call("eth_getTransactionCount", #""\#(address)","pending""#),
        call("eth_getCode", #""\#(address)",{"blockHash":"\#(hash)"}"#),
        call("eth_getStorageAt", #""\#(address)","0x0","latest""#),
        call("eth_call", #"{"to":"\#(address)","data":"0x70a08231"},"latest",{},{}"#),
        call("eth_estimateGas", #"{"from":"\#(address)","to":"\#(address)","value":"0x1"}"#),
        call("eth_sendRawTransaction", #""0x02f8""#),
        call("eth_getTransactionByHash", #""\#(hash)""#),
        call("eth_getTransactionReceipt", #""\#(hash)""#),
        call("eth_getBlockByNumber", #""0x0",true"#),
        call("eth_getBlockByHash", #""\#(hash)",false"#),
        call("eth_getBlockReceipts", #""latest""#),
        call(
            "eth_getLogs",
            #"{"fromBlock":"0x0","address":["\#(address)"],"topics":[null,["\#(hash)"]]}"#),
        call("eth_newFilter", "{}"), call("eth_getFilterChanges", #""0x1""#),
        call("eth_uninstallFilter", #""0x1""#), call("eth_subscribe", #""newHeads""#),
        call("eth_unsubscribe", #""0x1""#), call("txpool_content", ""), call("no_such", "1,2"),
        "[" + call("eth_blockNumber", "") + "," + call("eth_chainId", "") + "]", "[]", "{}",
        "[1,{}]",
    ]

    private static func call(_ method: String, _ params: String) -> String {
        #"{"jsonrpc":"2.0","id":1,"method":"\#(method)","params":[\#(params)]}"#
    }

    private static let tokens: [String] = [
        "null", "true", "-1", "0", "1e999", "18446744073709551616", "\"0x\"", "\"0x00\"",
        "\"\\ud800\"", "[]", "{}", "\"latest\"", "\"0xffffffffffffffffffffffffffffffffff\"", ",",
        ":",
        "\"", "\\", "\u{0}", "\u{feff}", "[[[[[[[[", "\"id\":", "{\"a\":1,\"a\":2}",
        "\"0x" + String(repeating: "f", count: 2_000) + "\"",
    ]

    static func sample(_ random: inout SeededRandom) -> [UInt8] {
        Array(random.pick(samples).utf8)
    }

    /// A request with some bytes or tokens changed, left out, put in or said again; now and then as it was.
    static func mutated(_ random: inout SeededRandom) -> [UInt8] {
        var body = sample(&random)
        for _ in 0..<random.below(5) where !body.isEmpty {
            let place = random.below(body.count)
            let end = min(body.count, place + 1 + random.below(8))
            switch random.below(6) {
            case 0: body[place] = random.byte()
            case 1: body.removeSubrange(place..<end)
            case 2: body.insert(contentsOf: random.bytes(1 + random.below(4)), at: place)
            case 3: body.insert(contentsOf: body[place..<end], at: place)
            case 4: body.replaceSubrange(place..<end, with: random.pick(tokens).utf8)
            default: body = Array(body.prefix(place))
            }
        }
        return body
    }

    /// Levels without end.
    static func nested(_ random: inout SeededRandom) -> [UInt8] {
        let opening = Array(random.pick(["[", "{\"a\":", "[[],", "{\"params\":["]).utf8)
        let count = random.pick([63, 64, 65, 1_000, 100_000])
        var body: [UInt8] = []
        body.reserveCapacity(count * opening.count)
        for _ in 0..<count { body += opening }
        return body + (random.below(2) == 0 ? [] : [UInt8](repeating: 0x5d, count: count))
    }
}

/// Frames that are nearly those of a WebSocket.
enum HostileFrames {
    static func bytes(_ random: inout SeededRandom) -> [UInt8] {
        var bytes: [UInt8] = []
        for _ in 0..<1 + random.below(4) {
            let first = random.pick([
                0x81, 0x82, 0x01, 0x80, 0x00, 0x88, 0x89, 0x8a, 0x09, 0xf1, random.byte(),
            ])
            let payload = random.bytes(random.below(random.pick([4, 130, 400])))
            switch random.below(6) {
            case 0: bytes += [first, UInt8(min(125, payload.count))] + payload
            case 1: bytes += [first, 0xff] + random.bytes(8)
            case 2: bytes += [first, 0xfe, 0, 1] + random.bytes(5)
            case 3: bytes += random.bytes(1 + random.below(20))
            default:
                bytes += [
                    first, 0x80 | 126, UInt8(payload.count >> 8), UInt8(payload.count & 0xff),
                ]
                bytes += [0, 0, 0, 0] + payload
            }
        }
        return bytes
    }
}
