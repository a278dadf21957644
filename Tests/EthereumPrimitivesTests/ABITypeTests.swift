import EthereumPrimitives
import TestSupport
import Testing

@Suite struct ABITypeTests {
    @Test(
        "reads types and gives their canonical names",
        arguments: [
            ("uint", "uint256"), ("int", "int256"), ("uint8", "uint8"), ("int248", "int248"),
            ("address", "address"), ("bool", "bool"), ("bytes1", "bytes1"), ("bytes32", "bytes32"),
            ("bytes", "bytes"), ("string", "string"), ("function", "function"),
            ("address payable[]", "address[]"), ("uint[]", "uint256[]"),
            ("int[3][]", "int256[3][]"), ("()", "()"), ("()[0]", "()[0]"),
            ("(address,(uint,bool)[])[2][]", "(address,(uint256,bool)[])[2][]"),
            ("tuple(uint a, bytes b)[]", "(uint256,bytes)[]"),
            (" ( address to ,\tuint amount )\n[ 4 ] ", "(address,uint256)[4]"),
        ]
    )
    func canonicalName(text: String, name: String) throws {
        #expect(try ABIType(text).canonicalName == name)
    }

    @Test("keeps the names of components, which are no part of the canonical name")
    func componentNames() throws {
        let expected = ABIType.tuple([ABIParameter("to", .address), ABIParameter("", .uint256)])
        #expect(try ABIType("(address to,uint256)") == expected)
    }

    @Test(
        "refuses what is no type",
        arguments: [
            "", " ", "address payable payable", "uint payable", "uint7", "uint0", "uint264",
            "int-8", "uint08", "bytes0", "bytes33", "bytes01",
            "Uint256", "uint256 x", "address payable x", "uint[", "uint]", "uint[-1]", "uint[01]",
            "uint[]]", "(uint", "uint)", "(uint,)", "(,uint)", "(uint uint8 x)", "fixed",
            "ufixed128x18",
            "fixed8x1[]", "mapping(uint=>uint)", "[]", "uint256[99999999999999999999]", "é",
            "uint\u{0}",
            "tuple", "uint[1 2]", "(uint indexed a)", "(bytes memory a)",
            "uint99999999999999999999",
        ]
    )
    func refuses(text: String) {
        #expect(throws: ABIParseError.self) { try ABIType(text) }
    }

    @Test("names the place and what is allowed")
    func messages() {
        #expect(
            failure(ABIParseError.self) { try ABIType("(bool,uint12)") }?.description
                == "an integer has 8 to 256 bits in steps of 8, not 12 at offset 6"
        )
        #expect(
            failure(ABIParseError.self) { try ABIType("bytes33[]") }?.description
                == "fixed bytes are bytes1 to bytes32, not bytes33 at offset 0"
        )
        #expect(
            failure(ABIParseError.self) { try ABIType("(int,fixed)") }?.problem
                == .unsupportedType("fixed")
        )
        #expect(failure(ABIParseError.self) { try ABIType("(int,frob)") }?.offset == 5)
    }

    @Test("refuses a type whose head is larger than any data")
    func tooLarge() throws {
        let count = ABILayout.sizeMax / 32
        #expect(try ABIType("uint[\(count)]").layout().size == ABILayout.sizeMax)
        for text in [
            "uint[\(count + 1)]", "uint[\(count)][2]", "uint[\(count / 2)][3]",
            "(uint[\(count)],bool)", "string[\(count + 1)]", "uint[\(Int.max)]",
        ] {
            #expect(
                failure(ABIParseError.self) { try ABIType(text) }?.problem
                    == .invalidType(.tooLarge),
                "\(text)"
            )
        }
    }

    @Test("nests 64 types and no more")
    func depth() throws {
        func tuples(_ count: Int) -> String {
            String(repeating: "(", count: count) + "uint8" + String(repeating: ")", count: count)
        }
        #expect(throws: Never.self) { try ABIType(tuples(63)) }
        #expect(throws: ABIParseError.self) { try ABIType(tuples(64)) }
        #expect(throws: ABIParseError.self) { try ABIType(tuples(100_000)) }
        #expect(throws: Never.self) { try ABIType("uint" + String(repeating: "[]", count: 63)) }
        #expect(throws: ABIParseError.self) {
            try ABIType("uint" + String(repeating: "[1]", count: 64))
        }
        #expect(throws: ABIParseError.self) {
            try ABIType("uint" + String(repeating: "[]", count: 100_000))
        }
        #expect(throws: ABIParseError.self) {
            try ABIType("(" + tuples(40) + String(repeating: "[]", count: 40) + ")")
        }
    }

    @Test("measures heads")
    func layouts() throws {
        func layout(_ text: String) throws -> ABILayout { try ABIType(text).layout() }
        #expect(try layout("(uint8,bool[3])[2]") == ABILayout(isDynamic: false, size: 256))
        #expect(try layout("(uint8[2],string)") == ABILayout(isDynamic: true, size: 96))
        #expect(try layout("string[5]") == ABILayout(isDynamic: true, size: 160))
        #expect(try layout("string[0]") == ABILayout(isDynamic: true, size: 0))
        #expect(try layout("(uint8,bool)[]") == .lengthPrefixed)
        #expect(try layout("(uint8,bool)[]").slotSize == 32)
        #expect(try ABIType("(string)[2]").isDynamic && !ABIType("uint8[2][2]").isDynamic)
    }

    @Test("refuses types made in code that do not exist")
    func typedInitialisers() {
        #expect(throws: ABITypeError.invalidBits(7)) { try ABIType.uint(bits: 7).layout() }
        #expect(throws: ABITypeError.invalidBits(0)) { try ABIType.int(bits: 0).layout() }
        #expect(throws: ABITypeError.invalidByteCount(33)) {
            try ABIType.fixedBytes(count: 33).layout()
        }
        #expect(throws: ABITypeError.negativeCount(-1)) {
            try ABIType.fixedArray(of: .bool, count: -1).layout()
        }
        #expect(throws: ABITypeError.tooLarge) {
            try ABIType.fixedArray(of: .bool, count: .max).layout()
        }
    }

    @Test("reads any bytes without a trap, and its own names back", arguments: 0..<UInt64(20))
    func arbitraryText(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let alphabet = Array("uint8()[],, bytes string ab1290\u{0}\u{ff}".utf8)
        for _ in 0..<500 {
            let text = (0..<generator.below(30)).map { _ in
                alphabet[generator.below(alphabet.count)]
            }
            if let type = try? ABIType(String(decoding: text, as: UTF8.self)) {
                #expect(
                    try ABIType(type.canonicalName).canonicalName == type.canonicalName,
                    "seed \(seed)"
                )
            }
            _ = try? ABIType(String(decoding: generator.bytes(12), as: UTF8.self))
            let type = generator.abiType(depth: 4)
            #expect(
                try ABIType(type.canonicalName).canonicalName == type.canonicalName,
                "seed \(seed)"
            )
        }
    }
}
