import EthereumPrimitives
import TestSupport
import Testing
import WideIntegers

@Suite struct EventLogTests {
    @Test("writes a transfer as ERC-20 contracts do")
    func transfer() throws {
        // The hash of the signature as in EIP-20 logs on mainnet.
        let event = try ABIEvent(
            parsing: "Transfer(address indexed from, address indexed to, uint256 value)"
        )
        let values: [ABIValue] = [
            .address(Address(truncating: 1)), .address(Address(truncating: 2)), .uint(3),
        ]
        let log = try event.log(of: Address(truncating: 9), values)
        #expect(
            log.topics.map(\.bytes).joined().elementsEqual(
                words(
                    "0xddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef",
                    "0x1",
                    "0x2"
                )
            )
        )
        #expect(log.data == words("0x3"))
        #expect(try event.decode(log, rules: .strict) == values.map { .value($0) })
    }

    @Test("hashes indexed values that are no value types in place")
    func indexedHashes() throws {
        func topic(_ type: String, _ value: ABIValue) throws -> Hash256? {
            let event = try ABIEvent(
                "E",
                inputs: [ABIParameter("a", ABIType(type), isIndexed: true)]
            )
            let (topics, data) = try event.encode([value])
            #expect(data.isEmpty)
            #expect(
                try event.decode(topics: topics, data: data, rules: .strict) == [.hash(topics[1])]
            )
            return topics.last
        }
        func padded(_ text: String) -> [UInt8] {
            Array(text.utf8) + Array(repeating: 0, count: -text.utf8.count & 31)
        }
        #expect(try topic("string", .text("abc")) == Keccak256.hash(Array("abc".utf8)))
        #expect(try topic("bytes", .bytes([])) == Keccak256.hash([UInt8]()))
        #expect(
            try topic("uint8[]", .array([.uint(1), .uint(2)]))
                == Keccak256.hash(words("0x1", "0x2"))
        )
        #expect(
            try topic("uint8[2]", .array([.uint(1), .uint(2)]))
                == Keccak256.hash(words("0x1", "0x2"))
        )
        #expect(
            try topic("string[]", .array([.text("abc"), .text("")]))
                == Keccak256.hash(padded("abc"))
        )
        #expect(
            try topic(
                "(bool,string,uint8[][1])",
                .tuple([.bool(true), .text("x"), .array([.array([.uint(5)])])])
            )
                == Keccak256.hash(words("0x1") + padded("x") + words("0x5"))
        )
    }

    @Test("leaves the first topic to anonymous events")
    func anonymous() throws {
        let event = try ABIEvent(parsing: "event E(bool indexed a, bytes b) anonymous")
        let values: [ABIValue] = [.bool(true), .bytes([1, 2])]
        let (topics, data) = try event.encode(values)
        #expect(topics == [Hash256(UInt256.one)])
        #expect(
            try event.decode(topics: topics, data: data, rules: .strict)
                == values.map { .value($0) }
        )
    }

    @Test("refuses logs of other events and values of other types")
    func errors() throws {
        let event = try ABIEvent(parsing: "E(bool indexed a, uint8 b)")
        let (topics, data) = try event.encode([.bool(true), .uint(1)])
        func problem(_ topics: [Hash256], _ data: [UInt8]) -> ABIDecodingError.Problem? {
            failure(ABIDecodingError.self) {
                try event.decode(topics: topics, data: data, rules: .solidity)
            }?.problem
        }
        #expect(problem([.zero, topics[1]], data) == .wrongEvent(expected: event.topic0))
        #expect(problem([], data) == .wrongEvent(expected: event.topic0))
        #expect(problem([topics[0]], data) == .wrongTopicCount(1, expected: 2))
        #expect(problem(topics + [.zero], data) == .wrongTopicCount(3, expected: 2))
        #expect(problem([topics[0], Hash256(UInt256(2))], data) == .outOfRange)
        #expect(problem(topics, words("0x100")) == .outOfRange)
        #expect(
            failure(ABIEncodingError.self) { try event.encode([.uint(1), .uint(1)]) }?.path == "a"
        )
        #expect(
            failure(ABIEncodingError.self) { try event.encode([.bool(true), .uint(256)]) }?.path
                == "b"
        )
        #expect(throws: ABIEncodingError.self) { try event.encode([.bool(true)]) }
    }
}

@Suite struct EventLogBloomTests {
    @Test("sets the bits that go-ethereum sets")
    func knownAnswer() {
        // go-ethereum, core/types/bloom9_test.go, TestBloomExtensively.
        var bloom = LogsBloom()
        for index in 0..<100 { bloom.insert(Array("xxxxxxxxxx data \(index) yyyyyyyyyyyyyy".utf8)) }
        #expect(
            Keccak256.hash(bloom.bytes).description
                == "0xc8d3ca65cdb4874300a9e39475508f23ed6da09fdbc487f89a2dcf50b09eb263"
        )
    }

    @Test("finds what was added, alone and in unions")
    func membership() {
        var generator = SeededGenerator(seed: 5)
        let logs = (0..<20).map { _ in
            EventLog(
                address: Address(truncating: generator.wide()),
                topics: [Hash256(generator.wide())],
                data: [1]
            )
        }
        let whole = LogsBloom(logs)
        let union = LogsBloom(logs.prefix(10)).union(LogsBloom(logs.dropFirst(10)))
        #expect(union == whole)
        #expect(whole.bytes.map(\.nonzeroBitCount).reduce(0, +) <= 120)
        for log in logs {
            #expect(whole.contains(log.address) && whole.contains(log.topics[0]))
            #expect(!LogsBloom().contains(log.address))
        }
        let strangers = (0..<1000).filter { _ in whole.contains(Hash256(generator.wide())) }
        #expect(strangers.count < 20)
        #expect(LogsBloom(bytes: whole.bytes) == whole)
        #expect(LogsBloom(bytes: [UInt8](repeating: 0, count: 255)) == nil)
    }
}
