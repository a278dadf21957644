import EthereumPrimitives
import TestSupport
import Testing
import WideIntegers

@Suite struct ABICodingTests {
    @Test("encodes the examples of the Solidity specification")
    func examples() throws {
        // Solidity ABI specification, "Examples" and "Use of Dynamic Types".
        let sam = try ABIFunction(parsing: "sam(bytes,bool,uint256[])")
        let call = try sam.encodeCall([
            .bytes(Array("dave".utf8)), .bool(true), .array([.uint(1), .uint(2), .uint(3)]),
        ])
        let dave = "0x6461766500000000000000000000000000000000000000000000000000000000"
        let tail = words("0x60", "0x1", "0xa0", "0x4", dave, "0x3", "0x1", "0x2", "0x3")
        #expect(call == [0xa5, 0x64, 0x3b, 0xf2] + tail)
        #expect(try sam.decodeCall(call, rules: .strict) == sam.decodeCall(call, rules: .solidity))

        let g = try ABIFunction(parsing: "g(uint256[][],string[])")
        let nested = try g.encodeCall([
            .array([.array([.uint(1), .uint(2)]), .array([.uint(3)])]),
            .array([.text("one"), .text("two"), .text("three")]),
        ])
        func text(_ digits: String) -> String {
            "0x" + digits + String(repeating: "0", count: 64 - digits.count)
        }
        let expected = words(
            "0x40",
            "0x140",
            "0x2",
            "0x40",
            "0xa0",
            "0x2",
            "0x1",
            "0x2",
            "0x1",
            "0x3",
            "0x3",
            "0x60",
            "0xa0",
            "0xe0",
            "0x3",
            text("6f6e65"),
            "0x3",
            text("74776f"),
            "0x5",
            text("7468726565")
        )
        #expect(nested == [0x22, 0x89, 0xb1, 0x8c] + expected)
    }

    @Test("decodes what it encodes under both rules", arguments: 0..<UInt64(40))
    func roundTrip(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<100 {
            let parameters = generator.abiParameters(generator.below(5), depth: 4)
            let types = parameters.map(\.type)
            let values = types.map { generator.abiValue(of: $0) }
            let data = try ABIEncoder.encode(values, as: parameters)
            #expect(data.count.isMultiple(of: 32))
            for rules in [ABIDecodingRules.strict, .solidity] {
                #expect(
                    try ABIDecoder.decode(data, as: types, rules: rules) == values,
                    "seed \(seed) \(types)"
                )
                // What precedes or follows the encoding does not matter.
                let longer = generator.bytes(4) + data + generator.bytes(generator.below(40))
                #expect(
                    try ABIDecoder.decode(longer, from: 4, as: types, rules: rules) == values,
                    "seed \(seed) \(types)"
                )
            }
        }
    }

    @Test("refuses values that are not of the type and names the way to them")
    func encodingErrors() {
        func message(_ value: ABIValue, _ type: String) -> String? {
            failure(ABIEncodingError.self) {
                try ABIEncoder.encode([.bool(true), value], as: [.bool, ABIType(type)])
            }?
            .description
        }
        #expect(message(.uint(256), "uint8") == "[1]: 256 is out of the range of uint8")
        #expect(message(.uint(255), "uint8") == nil)
        #expect(message(.int(-129), "int8") == "[1]: -129 is out of the range of int8")
        #expect(message(.int(128), "int8") == "[1]: 128 is out of the range of int8")
        #expect(message(.int(-128), "int8") == nil)
        #expect(message(.int(1), "uint8") == "[1]: a signed integer where uint8 belongs")
        #expect(message(.fixedBytes([1, 2]), "bytes3") == "[1]: 2 bytes where 3 belong")
        #expect(message(.fixedBytes([1]), "function") == "[1]: 1 bytes where 24 belong")
        #expect(message(.bytes([]), "string") == "[1]: bytes where string belongs")
        #expect(message(.tuple([]), "uint[]") == "[1]: a tuple where uint256[] belongs")
        #expect(message(.array([.bool(true)]), "bool[2]") == "[1]: 1 values where 2 belong")
        #expect(
            message(.array([.tuple([.uint(1)]), .tuple([.uint(300)])]), "(uint8 amount)[]")
                == "[1][1].amount: 300 is out of the range of uint8"
        )
        #expect(
            message(.tuple([.tuple([.bool(true)])]), "((uint8) inner)")
                == "[1].inner[0]: a bool where uint8 belongs"
        )
        #expect(
            failure(ABIEncodingError.self) {
                try ABIFunction(parsing: "f(uint8 a)").encodeCall([.uint(999)])
            }?.path
                == "a"
        )
        #expect(
            failure(ABIEncodingError.self) { try ABIEncoder.encode([], as: [.bool]) }?.problem
                == .wrongCount(0, expected: 1)
        )
    }

    @Test("calls and results fit their function")
    func function() throws {
        let function = try ABIFunction(parsing: "f(uint8 a) returns (bool, string)")
        let call = try function.encodeCall([.uint(7)])
        #expect(try function.decodeCall(call, rules: .solidity) == [.uint(7)])
        let other = try ABIFunction(parsing: "g(uint8 a)")
        #expect(
            failure(ABIDecodingError.self) { try other.decodeCall(call, rules: .solidity) }?.problem
                == .wrongSelector(expected: other.selector)
        )
        #expect(throws: ABIDecodingError.self) {
            try function.decodeCall(Array(call.prefix(3)), rules: .solidity)
        }
        let result = try function.encodeResult([.bool(true), .text("é")])
        #expect(try function.decodeResult(result, rules: .strict) == [.bool(true), .text("é")])
        #expect(try function.decodeResult(result, rules: .strict).last?.textValue == "é")
    }
}

@Suite struct ABIPackedTests {
    @Test("packs the example of the Solidity specification")
    func example() throws {
        // Solidity ABI specification, "Non-standard Packed Mode".
        let packed = try ABIEncoder.encodePacked(
            [.int(-1), .fixedBytes([0x42]), .uint(3), .text("Hello, world!")],
            as: [.int(bits: 16), .fixedBytes(count: 1), .uint(bits: 16), .string]
        )
        #expect(packed.hex == "0xffff42000348656c6c6f2c20776f726c6421")
    }

    @Test("pads elements of arrays and nothing else")
    func arrays() throws {
        let packed = try ABIEncoder.encodePacked(
            [
                .bool(true), .array([.uint(1), .uint(2)]), .array([.fixedBytes([9])]),
                .address(Address(truncating: 5)),
            ],
            as: [
                .bool, .array(of: .uint(bits: 8)), .fixedArray(of: .fixedBytes(count: 1), count: 1),
                .address,
            ]
        )
        let nine = [9] + [UInt8](repeating: 0, count: 31)
        #expect(packed == [1] + words("0x1", "0x2") + nine + [UInt8](repeating: 0, count: 19) + [5])
    }

    @Test(
        "refuses what Solidity cannot pack",
        arguments: ["(uint8)", "uint8[][]", "uint8[1][1]", "string[]", "()[]"]
    )
    func refuses(type: String) throws {
        let type = try ABIType(type)
        var generator = SeededGenerator(seed: 1)
        #expect(
            failure(ABIEncodingError.self) {
                try ABIEncoder.encodePacked([generator.abiValue(of: type)], as: [type])
            }?.problem == .notPackable(type)
        )
    }

    @Test("checks ranges and counts")
    func ranges() {
        #expect(throws: ABIEncodingError.self) {
            try ABIEncoder.encodePacked([.uint(256)], as: [.uint(bits: 8)])
        }
        #expect(throws: ABIEncodingError.self) {
            try ABIEncoder.encodePacked([.bool(true)], as: [])
        }
        #expect(throws: ABIEncodingError.self) {
            try ABIEncoder.encodePacked([.array([])], as: [.fixedArray(of: .bool, count: 1)])
        }
        #expect(throws: ABIEncodingError.self) {
            try ABIEncoder.encodePacked([.uint(1)], as: [.uint(bits: 9)])
        }
    }
}
