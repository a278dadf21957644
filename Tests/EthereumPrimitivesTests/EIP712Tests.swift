import EthereumPrimitives
import Testing
import WideIntegers

@Suite struct EIP712Tests {
    private static let mail = [
        EIP712Struct(
            "Mail",
            [
                EIP712Field("from", "Person"), EIP712Field("to", "Person"),
                EIP712Field("contents", "string"),
            ]
        ),
        EIP712Struct("Person", [EIP712Field("name", "string"), EIP712Field("wallet", "address")]),
    ]

    @Test("hashes the example of EIP-712")
    func example() throws {
        let types = try EIP712Types(Self.mail)
        let domain = EIP712Domain(
            name: "Ether Mail",
            version: "1",
            chainId: 1,
            verifyingContract: try Address("0xCcCCccccCCCCcCCCCCCcCcCccCcCCCcCcccccccC")
        )
        let message = ABIValue.tuple([
            .tuple([
                .text("Cow"), .address(try Address("0xCD2a3d9F938E13CD947Ec05AbC7FE734Df8DD826")),
            ]),
            .tuple([
                .text("Bob"), .address(try Address("0xbBbBBBBbbBBBbbbBbbBbbbbBBbBbbbbBbBbbBBbB")),
            ]),
            .text("Hello, Bob!"),
        ])
        #expect(
            try types.encodeType("Mail")
                == "Mail(Person from,Person to,string contents)Person(string name,address wallet)"
        )
        #expect(
            try types.typeHash("Mail").description
                == "0xa0cedeb2dc280ba39b857546d74f5549c3a1d7bdc2dd96bf881f76108e23dac2"
        )
        #expect(
            domain.separator.description
                == "0xf2cee375fa42b42143804025fc449deafd50cc031ca257e0b194a650a912090f"
        )
        #expect(
            try types.hashStruct("Mail", message).description
                == "0xc52c0ee5d84264471806290a3f2c4cecfc5490626bf912d01f240d7a274b371e"
        )
        #expect(
            try types.digest(domain: domain, primaryType: "Mail", message: message).description
                == "0xbe609aee343fb3c4b28e1df9e632fca64fcfaede20f02e86244efddf30957bd2"
        )
    }

    @Test("names the fields of a domain that are present, in their order")
    func domain() {
        #expect(EIP712Domain().encodedType == "EIP712Domain()")
        #expect(
            EIP712Domain(name: "", chainId: .zero, salt: .zero).encodedType
                == "EIP712Domain(string name,uint256 chainId,bytes32 salt)"
        )
        #expect(
            EIP712Domain(version: "1", verifyingContract: .zero).encodedType
                == "EIP712Domain(string version,address verifyingContract)"
        )
    }

    @Test("sorts the structs that a type refers to, through others and arrays")
    func references() throws {
        let types = try EIP712Types([
            EIP712Struct("Z", [EIP712Field("b", "B[2][]"), EIP712Field("a", "A")]),
            EIP712Struct("B", [EIP712Field("c", "C")]),
            EIP712Struct("A", [EIP712Field("x", "uint8")]),
            EIP712Struct("C", [EIP712Field("a", "A"), EIP712Field("z", "Z[]")]),
            EIP712Struct("Unused", []),
        ])
        #expect(try types.encodeType("Z") == "Z(B[2][] b,A a)A(uint8 x)B(C c)C(A a,Z[] z)")
        #expect(try types.encodeType("B") == "B(C c)A(uint8 x)C(A a,Z[] z)Z(B[2][] b,A a)")
        #expect(
            try types.type(named: "B[2][]")
                == .array(of: .array(of: .structure("B"), count: 2), count: nil)
        )
        #expect(
            try types.type(named: "bytes7[]")
                == .array(of: .atomic(.fixedBytes(count: 7)), count: nil)
        )
        #expect(types.fields(of: "A") == [EIP712Field("x", "uint8")])
        #expect(types.fields(of: "D") == nil)
    }

    @Test("hashes arrays as the hash of their elements' words")
    func arrays() throws {
        let types = try EIP712Types([
            EIP712Struct(
                "A",
                [
                    EIP712Field("n", "int16[2][]"), EIP712Field("s", "string[]"),
                    EIP712Field("b", "bytes3"),
                ]
            )
        ])
        let value = ABIValue.tuple([
            .array([.array([.int(-1), .int(2)])]), .array([.text("x")]), .fixedBytes([1, 2, 3]),
        ])
        let inner = Keccak256.hash(Int256(-1).bitPattern.bigEndianBytes + words("0x2"))
        let texts = Keccak256.hash(Keccak256.hash(Array("x".utf8)).bytes)
        let typeHash = Keccak256.hash(Array("A(int16[2][] n,string[] s,bytes3 b)".utf8))
        let fixed: [UInt8] = [1, 2, 3] + Array(repeating: 0, count: 29)
        let expected = Keccak256.hash(
            typeHash.bytes + Keccak256.hash(inner.bytes).bytes + texts.bytes + fixed
        )
        #expect(try types.hashStruct("A", value) == expected)
    }

    @Test("allows a struct to contain itself through an array that may be empty, and no other way")
    func cycles() throws {
        func types(_ field: String) throws -> EIP712Types {
            try EIP712Types([
                EIP712Struct("Node", [EIP712Field("next", field)]),
                EIP712Struct("Other", [EIP712Field("node", "Node")]),
            ])
        }
        let tree = try types("Node[]")
        #expect(try tree.encodeType("Node") == "Node(Node[] next)")
        let leaf = ABIValue.tuple([.array([])])
        #expect(
            try tree.hashStruct("Node", leaf) != tree.hashStruct("Node", .tuple([.array([leaf])]))
        )
        for field in ["Node", "Other", "Node[1]", "Other[2][3]"] {
            #expect(throws: EIP712Error.endlessStruct("Node"), "\(field)") { try types(field) }
        }
        #expect(throws: Never.self) { try types("Other[][3]") }
        var deep = leaf
        for _ in 0..<200 { deep = .tuple([.array([deep])]) }
        #expect(throws: EIP712Error.tooDeep) { try tree.hashStruct("Node", deep) }
    }

    @Test("refuses types that EIP-712 lacks and names that make the type ambiguous")
    func invalidTypes() {
        for name in [
            "uint", "int", "function", "uint7", "Missing", "tuple", "(uint8)", "", "fixed128x18",
            "uint8 ",
        ] {
            #expect(throws: EIP712Error.unknownType(name), "\(name)") {
                try EIP712Types([EIP712Struct("A", [EIP712Field("x", name)])])
            }
        }
        for name in [
            "uint8[", "uint8]x[", "uint8[]]", "uint8[-1]", "uint8[]x", "A[01]", "uint8[ ]",
            "uint8[ 2]", "uint8[] ", "uint8[]\t[2]",
        ] {
            #expect(throws: EIP712Error.self, "\(name)") {
                try EIP712Types([EIP712Struct("A", [EIP712Field("x", name)])])
            }
        }
        for name in ["", "a b", "a,b", "a)", "(a"] {
            #expect(throws: EIP712Error.invalidName(name)) {
                try EIP712Types([EIP712Struct("A", [EIP712Field(name, "bool")])])
            }
            #expect(throws: EIP712Error.invalidName(name)) {
                try EIP712Types([EIP712Struct(name, [])])
            }
        }
        for name in ["uint8", "uint", "bytes33", "int7", "fixed", "ufixed128x18", "tuple"] {
            #expect(throws: EIP712Error.invalidName(name)) {
                try EIP712Types([EIP712Struct(name, [])])
            }
        }
        for name in ["fixedRate", "bytesX", "Tuple", "Uint8"] {
            #expect(throws: Never.self) { try EIP712Types([EIP712Struct(name, [])]) }
        }
        #expect(throws: EIP712Error.duplicateStruct("A")) {
            try EIP712Types([EIP712Struct("A", []), EIP712Struct("A", [])])
        }
        #expect(throws: EIP712Error.duplicateField("x", in: "A")) {
            try EIP712Types([
                EIP712Struct("A", [EIP712Field("x", "bool"), EIP712Field("x", "bool")])
            ])
        }
    }

    @Test("refuses values of other types and names the way to them")
    func wrongValues() throws {
        let types = try EIP712Types([
            EIP712Struct("Order", [EIP712Field("legs", "Leg[]"), EIP712Field("pair", "bool[2]")]),
            EIP712Struct("Leg", [EIP712Field("size", "uint8")]),
        ])
        func message(_ legs: ABIValue, _ pair: ABIValue) -> String? {
            failure(EIP712Error.self) { try types.hashStruct("Order", .tuple([legs, pair])) }?
                .description
        }
        let pair = ABIValue.array([.bool(true), .bool(false)])
        #expect(message(.array([.tuple([.uint(1)])]), pair) == nil)
        #expect(
            message(.array([.tuple([.uint(1)]), .tuple([.uint(256)])]), pair)
                == "legs[1].size: 256 is out of the range of uint8"
        )
        #expect(message(.array([]), .array([.bool(true)])) == "pair: 1 values where 2 belong")
        #expect(message(.bool(true), pair) == "legs: a bool where an array belongs")
        #expect(
            message(.array([.bool(true)]), pair) == "legs[0]: a bool where the struct Leg belongs"
        )
        #expect(message(.array([.tuple([])]), pair) == "legs[0]: 0 values where 1 belong")
        #expect(throws: EIP712Error.unknownType("Leg2")) {
            try types.hashStruct("Leg2", .tuple([]))
        }
        #expect(throws: EIP712Error.unknownType("Leg2")) { try types.type(named: "Leg2[]") }
    }
}
