import EthereumPrimitives
import TestSupport
import Testing
import WideIntegers

@Suite struct ABIHostileDataTests {
    private func problem(
        _ data: [UInt8],
        _ types: [String],
        _ rules: ABIDecodingRules
    ) -> ABIDecodingError.Problem? {
        failure(ABIDecodingError.self) {
            try ABIDecoder.decode(data, as: types.map { try ABIType($0) }, rules: rules)
        }?.problem
    }

    @Test(
        "accepts under strict rules only what contracts accept, with the same values",
        arguments: 0..<UInt64(40)
    )
    func damagedData(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        var accepted = 0
        for _ in 0..<200 {
            let parameters = generator.abiParameters(1 + generator.below(3), depth: 3)
            let types = parameters.map(\.type)
            let values = types.map { generator.abiValue(of: $0) }
            let data = generator.damaged(try ABIEncoder.encode(values, as: parameters))
            let strict = try? ABIDecoder.decode(data, as: types, rules: .strict)
            let solidity = try? ABIDecoder.decode(data, as: types, rules: .solidity)
            if let strict {
                accepted += 1
                #expect(solidity == strict, "seed \(seed) \(types) \(data.hex)")
                let canonical = try ABIEncoder.encode(strict, as: types)
                #expect(
                    try ABIDecoder.decode(canonical, as: types, rules: .strict) == strict,
                    "seed \(seed)"
                )
            }
            _ = try? ABIDecoder.decode(
                generator.bytes(generator.below(400)),
                as: types,
                rules: .solidity
            )
        }
        #expect(accepted > 0, "seed \(seed)")
    }

    @Test(
        "refuses every truncation of data without padding at the end",
        arguments: [ABIDecodingRules.strict, .solidity]
    )
    func truncations(rules: ABIDecodingRules) throws {
        let types = try ["uint8[][2]", "(bool,bytes)[]", "address"].map { try ABIType($0) }
        var generator = SeededGenerator(seed: 3)
        let values: [ABIValue] = [
            .array([.array([.uint(1)]), .array([.uint(2), .uint(3)])]),
            .array([.tuple([.bool(true), .bytes(generator.bytes(64))])]), .address(.zero),
        ]
        let data = try ABIEncoder.encode(values, as: types)
        for count in 0..<data.count {
            #expect(throws: ABIDecodingError.self) {
                try ABIDecoder.decode(Array(data.prefix(count)), as: types, rules: rules)
            }
        }
    }

    @Test(
        "refuses values that lack the parts of a large type before it makes room for them",
        arguments: [
            ("uint256[1000000][]", ABIValue.array([]), "wrongCount"),
            (
                "(uint256[500000],uint256[500000])[]", .tuple([.array([]), .array([])]),
                "wrongCount"
            ),
            ("uint256[1000000][]", .uint(1), "wrongKind"),
            ("(bool[1000000],string)[]", .array([]), "wrongKind"),
        ]
    )
    func missingParts(text: String, element: ABIValue, problem: String) throws {
        let type = try ABIType(text)
        // Heads of 64 GB, were they made.
        let value = ABIValue.array(Array(repeating: element, count: 2_000))
        let error = failure(ABIEncodingError.self) {
            try ABIEncoder.encode([value], as: [type])
        }
        #expect(error.map { "\($0.problem)".hasPrefix(problem) } == true)
        #expect(error?.path.hasPrefix("[0][0]") == true)
    }

    @Test("refuses a type made in code that is larger than any data")
    func hugeType() {
        let type = ABIType.fixedArray(of: .uint256, count: 99_999_999_999_999)
        #expect(
            failure(ABIEncodingError.self) { try ABIEncoder.encode([.array([])], as: [type]) }?
                .problem == .invalidType(.tooLarge)
        )
        #expect(throws: ABIDeclarationError.self) {
            try ABIFunction("f", inputs: [ABIParameter("", type)])
        }
    }

    @Test("is as lenient as Solidity with tails and pointers, under its rules only")
    func leniency() {
        let dirty = words("0x20", "0x1") + [UInt8](repeating: 0x61, count: 32)
        #expect(problem(dirty, ["bytes"], .strict) == .dirtyPadding)
        #expect(problem(dirty, ["bytes"], .solidity) == nil)
        let unpadded = Array(words("0x20", "0x1") + [0x61])
        #expect(problem(unpadded, ["string"], .strict) == .truncated)
        #expect(problem(unpadded, ["string"], .solidity) == nil)
        let notText = words("0x20", "0x1") + [0xff] + [UInt8](repeating: 0, count: 31)
        #expect(problem(notText, ["string"], .strict) == .invalidUTF8)
        #expect(problem(notText, ["bytes"], .strict) == nil)
        #expect(problem(notText, ["string"], .solidity) == nil)
        let intoHead = words("0x20", "0x0")
        #expect(problem(intoHead, ["uint256[]", "uint256"], .strict) == .invalidPointer)
        #expect(problem(intoHead, ["uint256[]", "uint256"], .solidity) == nil)
        // A pointer to itself: the word 0x0 is both the pointer and the length.
        #expect(problem(words("0x0"), ["bytes"], .strict) == .invalidPointer)
        #expect(problem(words("0x0"), ["bytes"], .solidity) == nil)
    }

    @Test("checks padding up to its last byte under strict rules", arguments: 1...64)
    func padding(count: Int) throws {
        let data = try ABIEncoder.encode([.bytes(Array(repeating: 7, count: count))], as: [.bytes])
        #expect(problem(data, ["bytes"], .strict) == nil)
        guard !count.isMultiple(of: 32) else { return }
        var dirty = data
        dirty[data.count - 1] = 1
        #expect(problem(dirty, ["bytes"], .strict) == .dirtyPadding)
        #expect(problem(data.dropLast(), ["bytes"], .strict) == .truncated)
        #expect(problem(data.dropLast(), ["bytes"], .solidity) == nil)
    }

    @Test(
        "keeps words in their range under both rules",
        arguments: [
            ("uint8", "0x100"), ("int8", "0x80"), ("bool", "0x2"),
            ("address", "0x10000000000000000000000000000000000000000"),
            ("int16", "0xffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7fff"),
            ("bytes31", "0x1"), ("function", "0x1"),
        ]
    )
    func ranges(type: String, word: String) {
        for rules in [ABIDecodingRules.strict, .solidity] {
            #expect(problem(words(word), [type], rules) == .outOfRange)
        }
    }

    @Test(
        "refuses lengths and offsets that overflow",
        arguments: [
            "0xffffffffffffffff", "0x10000000000000000", "0x7fffffffffffffff", "0x7fffffffffffffe0",
            "0x0400000000000001",
            "0x8000000000000000000000000000000000000000000000000000000000000000",
            "0xffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe0", "0x100000000",
        ]
    )
    func overflows(word: String) {
        for rules in [ABIDecodingRules.strict, .solidity] {
            for type in [
                "bytes", "string", "uint256[]", "string[]", "(uint256,bytes)[]", "uint256[2][]",
            ] {
                #expect(problem(words("0x20", word, "0x0", "0x0"), [type], rules) == .invalidLength)
                #expect(problem(words(word, "0x0", "0x0"), [type], rules) == .invalidPointer)
            }
            #expect(problem(words(word, "0x0", "0x0"), ["string[2]"], rules) == .invalidPointer)
            #expect(
                problem(words(word, "0x0", "0x0"), ["(uint256,bytes)"], rules) == .invalidPointer
            )
        }
    }

    @Test("refuses arrays of nothing beyond the limit, at once", .timeLimit(.minutes(1)))
    func emptyElements() throws {
        for rules in [ABIDecodingRules.strict, .solidity] {
            for type in ["()[]", "uint256[0][]", "()[3][]", "uint256[0][1000000000000][]"] {
                #expect(problem(words("0x20", "0xffffffffff"), [type], rules) == .tooManyWords)
            }
            #expect(problem([], ["uint256[0][1000000000000]"], rules) == .tooManyWords)
            #expect(problem(words("0x20", "0x1ff00"), ["uint256[0][]"], rules) == nil)
            #expect(problem(words("0x20", "0x20000"), ["uint256[0][]"], rules) == .tooManyWords)
            // An element's own components count, too.
            #expect(problem(words("0x20", "0x1ff00"), ["(()[2])[]"], rules) == .tooManyWords)
        }
    }

    @Test(
        "refuses tails that share words to unfold to more than the limit",
        .timeLimit(.minutes(1))
    )
    func sharedTails() throws {
        // Each level is an array of 64 pointers to the next one: 64^5 numbers in 11 kilobytes.
        let levels = 5
        var data = words("0x20")
        for _ in 1..<levels {
            data += words("0x40")
            for _ in 0..<64 { data += UInt256(UInt64(2048)).bigEndianBytes }
        }
        data += words("0x40") + [UInt8](repeating: 0, count: 64 * 32)
        let type = "uint256" + String(repeating: "[]", count: levels)
        for rules in [ABIDecodingRules.strict, .solidity] {
            #expect(problem(data, [type], rules) == .tooManyWords)
        }
        // Pointers to one long row of bytes.
        var rows = words("0x20", "0x400")
        for _ in 0..<1024 { rows += UInt256(UInt64(32768)).bigEndianBytes }
        rows += words("0x8000") + [UInt8](repeating: 0, count: 0x8000)
        for rules in [ABIDecodingRules.strict, .solidity] {
            #expect(problem(rows, ["bytes[]"], rules) == .tooManyWords)
        }
    }

    @Test("does not limit data that is as long as its values")
    func longData() throws {
        let values = ABIValue.array(
            Array(repeating: .tuple([.uint(1), .bool(true)]), count: 200_000)
        )
        let type = try ABIType("(uint8,bool)[]")
        let data = try ABIEncoder.encode([values], as: [type])
        for rules in [ABIDecodingRules.strict, .solidity] {
            #expect(try ABIDecoder.decode(data, as: [type], rules: rules) == [values])
        }
    }
}
