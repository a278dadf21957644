import EthereumPrimitives
import TestSupport
import Testing
import WideIntegers

/// An order as code for one contract reads and writes it.
private struct Order: Equatable {
    var trader: Address
    var size: Int256
    var limits: [UInt256]
    var legs: [Leg]
    var note: [UInt8]
    var isReduceOnly: Bool

    struct Leg: Equatable {
        var market: Hash256
        var deadline: UInt64
        var ticks: [Int256]
        var data: [UInt8]
    }

    static let typeName =
        "(address,int256,uint128[2],(bytes32,uint64,int24[],bytes)[],string,bool)"
    static let layout = ABILayout(isDynamic: true, size: 7 * 32)
    static let legLayout = ABILayout(isDynamic: true, size: 4 * 32)

    init(_ reader: inout ABIReader) throws(ABIDecodingError) {
        trader = try reader.address()
        size = try reader.int256()
        limits = try reader.fixedArray(of: .word, count: 2) { reader throws(ABIDecodingError) in
            try reader.uint(bits: 128)
        }
        legs = try reader.array(of: Order.legLayout) { reader throws(ABIDecodingError) in
            try reader.tuple(Order.legLayout) { reader throws(ABIDecodingError) in
                try Leg(&reader)
            }
        }
        note = try reader.string()
        isReduceOnly = try reader.bool()
    }

    func write(to writer: inout ABIWriter) {
        writer.append(trader)
        writer.append(size)
        writer.appendFixedArray(limits, of: .word) { $0.append($1) }
        writer.appendArray(legs, of: Order.legLayout) { writer, leg in
            writer.appendTuple(Order.legLayout) { writer in
                writer.append(leg.market)
                writer.append(leg.deadline)
                writer.appendArray(leg.ticks, of: .word) { $0.append($1) }
                writer.append(bytes: leg.data)
            }
        }
        writer.append(bytes: note)
        writer.append(isReduceOnly)
    }

    var value: ABIValue {
        .tuple([
            .address(trader), .int(size), .array(limits.map { .uint($0) }),
            .array(
                legs.map { leg in
                    .tuple([
                        .bytes32(leg.market), .uint(UInt256(leg.deadline)),
                        .array(leg.ticks.map { .int($0) }),
                        .bytes(leg.data),
                    ])
                }
            ), .string(note), .bool(isReduceOnly),
        ])
    }
}

extension Order.Leg {
    init(_ reader: inout ABIReader) throws(ABIDecodingError) {
        market = try reader.bytes32()
        deadline = try reader.uint64()
        ticks = try reader.array(of: .word) { reader throws(ABIDecodingError) in
            try reader.int(bits: 24)
        }
        data = try reader.bytes()
    }
}

@Suite struct ABIReaderTests {
    private func read(_ data: [UInt8], _ rules: ABIDecodingRules) throws -> Order {
        var reader = try ABIReader(data, headSize: 32, rules: rules)
        return try reader.tuple(Order.layout) { reader throws(ABIDecodingError) in
            try Order(&reader)
        }
    }

    @Test("declares the layouts that the type has")
    func layouts() throws {
        #expect(try ABIType(Order.typeName).layout() == Order.layout)
    }

    @Test("reads and writes fields as the coder of values does", arguments: 0..<UInt64(20))
    func sameAsValues(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let type = try ABIType(Order.typeName)
        for _ in 0..<200 {
            let data = try ABIEncoder.encode([generator.abiValue(of: type)], as: [type])
            let order = try read(data, .strict)
            #expect(
                try ABIDecoder.decode(data, as: [type], rules: .strict) == [order.value],
                "seed \(seed)"
            )
            var writer = ABIWriter(headSize: 32)
            writer.appendTuple(Order.layout) { order.write(to: &$0) }
            #expect(writer.bytes == data, "seed \(seed)")
        }
    }

    @Test("fails where the decoder of values does", arguments: 0..<UInt64(20))
    func sameErrors(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let type = try ABIType(Order.typeName)
        var refused = 0
        for _ in 0..<200 {
            let data = generator.damaged(
                try ABIEncoder.encode([generator.abiValue(of: type)], as: [type])
            )
            for rules in [ABIDecodingRules.strict, .solidity] {
                let expected = failure(ABIDecodingError.self) {
                    try ABIDecoder.decode(data, as: [type], rules: rules)
                }
                #expect(
                    failure(ABIDecodingError.self) { try read(data, rules) } == expected,
                    "seed \(seed)"
                )
                if expected != nil { refused += 1 }
            }
        }
        #expect(refused > 0)
    }

    @Test("reads fixed bytes, small integers and calls")
    func smallFields() throws {
        let function = try ABIFunction(parsing: "f(bytes4 id, uint16 a, int8 b, string s)")
        var writer = function.callWriter()
        writer.append(fixedBytes: [1, 2, 3, 4])
        writer.append(UInt256(65535))
        writer.append(Int256(-128))
        writer.append(string: "é")
        let values: [ABIValue] = [.fixedBytes([1, 2, 3, 4]), .uint(65535), .int(-128), .text("é")]
        #expect(try function.encodeCall(values) == writer.bytes)
        var reader = try function.reader(ofCall: writer.bytes, rules: .solidity)
        #expect(try reader.fixedBytes(4) == [1, 2, 3, 4])
        #expect(try reader.uint(bits: 16) == 65535)
        #expect(try reader.int(bits: 8) == -128)
        #expect(try reader.string() == [0xc3, 0xa9])
        #expect(throws: ABIDecodingError.self) {
            try function.reader(ofCall: [1, 2, 3, 4], rules: .solidity)
        }
        #expect(throws: ABIDecodingError.self) {
            try ABIReader([1], from: 2, headSize: 0, rules: .solidity)
        }
    }

    @Test("keeps single fields to the limits of their types")
    func ranges() {
        func isRead(
            _ word: String,
            _ body: (inout ABIReader) throws(ABIDecodingError) -> some Any
        ) -> Bool {
            failure(ABIDecodingError.self) {
                var reader = try ABIReader(words(word), headSize: 32, rules: .solidity)
                return try body(&reader)
            }?.problem != .outOfRange
        }
        let minusOne = "0x" + String(repeating: "f", count: 64)
        let minus129 = "0x" + String(repeating: "f", count: 62) + "7f"
        let minus128 = "0x" + String(repeating: "f", count: 62) + "80"
        #expect(isRead("0x1") { reader throws(ABIDecodingError) in try reader.bool() })
        #expect(!isRead("0x2") { reader throws(ABIDecodingError) in try reader.bool() })
        #expect(!isRead(minusOne) { reader throws(ABIDecodingError) in try reader.bool() })
        let maxAddress = "0x" + String(repeating: "f", count: 40)
        #expect(isRead(maxAddress) { reader throws(ABIDecodingError) in try reader.address() })
        #expect(
            !isRead(maxAddress + "0") { reader throws(ABIDecodingError) in try reader.address() }
        )
        #expect(
            isRead("0xffffffffffffffff") { reader throws(ABIDecodingError) in
                try reader.uint64()
            }
        )
        #expect(
            !isRead("0x10000000000000000") { reader throws(ABIDecodingError) in
                try reader.uint64()
            }
        )
        for (word, expected) in [("0xff", true), ("0x100", false)] {
            let isUInt8 = isRead(word) { reader throws(ABIDecodingError) in
                try reader.uint(bits: 8)
            }
            #expect(isUInt8 == expected)
        }
        for (word, expected) in [
            ("0x7f", true), ("0x80", false), (minusOne, true), (minus128, true), (minus129, false),
        ] {
            let isInt8 = isRead(word) { reader throws(ABIDecodingError) in
                try reader.int(bits: 8)
            }
            #expect(isInt8 == expected)
        }
        let oneByte = "0x" + "ff" + String(repeating: "0", count: 62)
        #expect(isRead(oneByte) { reader throws(ABIDecodingError) in try reader.fixedBytes(1) })
        #expect(!isRead(minusOne) { reader throws(ABIDecodingError) in try reader.fixedBytes(31) })
    }
}
