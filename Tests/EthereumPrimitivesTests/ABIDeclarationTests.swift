import EthereumPrimitives
import TestSupport
import Testing

@Suite struct ABIDeclarationTests {
    // Selectors from the Solidity ABI specification, "Examples", and of ERC-20.
    @Test(
        "hashes signatures to selectors",
        arguments: [
            ("baz(uint32,bool)", 0xcdcd_77c0), ("bar(bytes3[2])", 0xfce3_53f6),
            ("sam(bytes,bool,uint[])", 0xa564_3bf2),
            ("f(uint256,uint32[],bytes10,bytes)", 0x8be6_5246),
            ("g(uint256[][],string[])", 0x2289_b18c),
            ("function transfer(address to, uint256 amount) returns (bool)", 0xa905_9cbb),
        ] as [(String, UInt32)]
    )
    func selectors(text: String, selector: UInt32) throws {
        #expect(try ABIFunction(parsing: text).selector == Selector(selector))
    }

    @Test("reads all parts of a function")
    func function() throws {
        let function = try ABIFunction(
            parsing: """
                  function  swap ( uint [ ] calldata path , address payable to, (int a,bytes b) memory extra )
                  external virtual\tpayable override returns(uint[] memory amounts ,bool) ;
                """
        )
        #expect(function.signature == "swap(uint256[],address,(int256,bytes))")
        #expect(function.inputs.map(\.name) == ["path", "to", "extra"])
        #expect(
            function.outputs == [
                ABIParameter("amounts", .array(of: .uint256)), ABIParameter("", .bool),
            ]
        )
        #expect(function.stateMutability == .payable)
        #expect(try ABIFunction(parsing: "f() constant").stateMutability == .view)
        #expect(try ABIFunction(parsing: "function f() public pure").stateMutability == .pure)
        #expect(try ABIFunction(parsing: "f()").stateMutability == .nonpayable)
        #expect(try ABIFunction(parsing: "function error(uint)").name == "error")
    }

    @Test(
        "refuses what is no function",
        arguments: [
            "", "f", "f(", "f)", "f()x", "f() view pure", "f() public external", "f() returns",
            "1f()", "f()()",
            "f(uint indexed a)", "f(uint memory a)", "f(frob)", "f() returns (frob)", "event E()",
            "f(uint256[9223372036854775807])", "f(uint a b)", "f(uint a,)", "function f g()",
            "f();;", "function (uint)", "function function(uint)", "returns(uint)", "event(uint)",
            "returns (uint) view", "f(uint returns)", "f() override(", "f() override()",
            "f(bytes memory calldata a)", "f(bytes memory memory a)", "f() @", "f() @x",
            "f() @29000 @29000", "f(uint payable a)", "f(address payable payable a)",
        ]
    )
    func refusesFunction(text: String) {
        #expect(throws: ABIDeclarationError.self) { try ABIFunction(parsing: text) }
    }

    @Test("reads events, errors and constructors")
    func others() throws {
        let event = try ABIEvent(
            parsing: "event E(address indexed from, string tag, uint[] indexed x) anonymous;"
        )
        #expect(event.signature == "E(address,string,uint256[])")
        #expect(event.isAnonymous)
        #expect(event.inputs.map(\.isIndexed) == [true, false, true])
        let error = try ABIErrorDeclaration(parsing: "error Bad(uint a, (bool ok) b)")
        #expect(error.signature == "Bad(uint256,(bool))")
        let constructor = try ABIConstructor(parsing: "constructor(string memory name) payable")
        #expect(constructor.inputs == [ABIParameter("name", .string)] && constructor.isPayable)
        #expect(throws: ABIDeclarationError.self) {
            try ABIEvent(parsing: "event E(uint indexed indexed a)")
        }
        #expect(throws: ABIDeclarationError.self) {
            try ABIErrorDeclaration(parsing: "error E(uint indexed a)")
        }
        #expect(throws: ABIDeclarationError.self) {
            try ABIConstructor(parsing: "constructor() view")
        }
        #expect(throws: ABIDeclarationError.self) { try ABIConstructor(parsing: "function f()") }
    }

    @Test(
        "skips words that change no encoding",
        arguments: [
            ("function f(address payable[] calldata to) payable", "f(address[])"),
            ("f((address payable to, uint a)[2] memory x)", "f((address,uint256)[2])"),
            ("f() public override(Base, lib.Other) view returns (uint)", "f()"),
            ("f(uint a) view returns (uint) @29000;", "f(uint256)"), ("f() @29000", "f()"),
        ]
    )
    func skippedWords(text: String, signature: String) throws {
        #expect(try ABIFunction(parsing: text).signature == signature)
    }

    @Test("reads locations in events and errors")
    func locations() throws {
        let event = try ABIEvent(
            parsing: "event E(string indexed memory a, bytes memory indexed b)")
        #expect(event.inputs.map(\.isIndexed) == [true, true])
        #expect(event.inputs.map(\.name) == ["a", "b"])
        let error = try ABIErrorDeclaration(parsing: "error E(uint[] memory values)")
        #expect(error.inputs.map(\.name) == ["values"])
    }

    @Test("allows three indexed parameters, and four when anonymous")
    func indexedCount() throws {
        func text(_ count: Int, _ tail: String) -> String {
            "event E(" + (0..<count).map { "uint indexed a\($0)" }.joined(separator: ",") + ")"
                + tail
        }
        #expect(throws: Never.self) { try ABIEvent(parsing: text(3, "")) }
        #expect(throws: ABIDeclarationError.tooManyIndexed(4, max: 3, in: "E")) {
            try ABIEvent(parsing: text(4, ""))
        }
        #expect(throws: Never.self) { try ABIEvent(parsing: text(4, " anonymous")) }
        #expect(throws: ABIDeclarationError.tooManyIndexed(5, max: 4, in: "E")) {
            try ABIEvent(parsing: text(5, " anonymous"))
        }
    }

    @Test("refuses names and types made in code that do not exist")
    func typedInitialisers() {
        #expect(throws: ABIDeclarationError.invalidName("f(uint256)")) {
            try ABIFunction("f(uint256)")
        }
        #expect(throws: ABIDeclarationError.invalidName("")) { try ABIEvent("") }
        #expect(throws: ABIDeclarationError.invalidType(.invalidBits(9), in: "f")) {
            try ABIFunction("f", outputs: [ABIParameter("", .int(bits: 9))])
        }
    }

    @Test("survives any text", arguments: 0..<UInt64(20))
    func arbitraryText(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let pieces = [
            "function", "event", "error", "constructor", " ", "(", ")", ",", "uint", "[", "]", "3",
            "returns", "view",
            "indexed", "memory", "x", ";", "@", "///", "\n", "override", "receive", "fallback",
            "tuple", "anonymous", "\u{0}", "é", "payable", "address",
        ]
        for _ in 0..<500 {
            let text = (0..<generator.below(14)).map { _ in pieces[generator.below(pieces.count)] }
                .joined()
            _ = try? ContractABI("C", declarations: [text])
            _ = try? ABIEvent(parsing: text)
            _ = try? ABIErrorDeclaration(parsing: text)
            if let function = try? ABIFunction(parsing: text) {
                #expect(throws: Never.self, "seed \(seed)") {
                    try ABIFunction(parsing: function.signature)
                }
            }
        }
    }
}

@Suite struct ABIContractTests {
    static func token() throws -> ContractABI {
        try ContractABI(
            "Token",
            declarations: [
                "constructor(string name, (address to, uint256 amount)[] grants)",
                "function transfer(address to, uint256 amount) returns (bool)",
                "balanceOf(address owner) view returns (uint256)",
                "event Transfer(address indexed from, address indexed to, uint256 value)",
                "error Insufficient(uint256 available)",
            ]
        )
    }

    @Test("finds declarations by selector, topic and name")
    func lookup() throws {
        let token = try Self.token()
        #expect(token.function(Selector(0xa905_9cbb))?.name == "transfer")
        #expect(token.functionIndex(Selector(0x70a0_8231)) == 1)
        #expect(token.function(Selector(0)) == nil)
        #expect(token.function(named: "balanceOf(address)")?.selector == Selector(0x70a0_8231))
        #expect(token.error(Selector(signature: "Insufficient(uint256)"))?.name == "Insufficient")
        let topic = Keccak256.hash(Array("Transfer(address,address,uint256)".utf8))
        #expect(token.event(topic0: topic)?.name == "Transfer")
        #expect(token.constructor?.inputs.count == 2)
        // The first topic of an anonymous event's log can be anything.
        let silent = try ContractABI("C", declarations: ["event E() anonymous"])
        #expect(silent.event(topic0: Keccak256.hash(Array("E()".utf8))) == nil)
        #expect(silent.event(named: "E")?.isAnonymous == true)
    }

    @Test("writes the JSON that Solidity's compiler writes")
    func json() throws {
        // The members and their order are those of `solc --abi`, without `internalType`.
        let grants =
            #"{"components":[{"name":"to","type":"address"},{"name":"amount","type":"uint256"}],"#
            + #""name":"grants","type":"tuple[]"}"#
        let items = [
            #"{"inputs":[{"name":"name","type":"string"},\#(grants)],"stateMutability":"nonpayable","type":"constructor"}"#,
            #"{"inputs":[{"name":"available","type":"uint256"}],"name":"Insufficient","type":"error"}"#,
            #"{"anonymous":false,"inputs":[{"indexed":true,"name":"from","type":"address"},"#
                + #"{"indexed":true,"name":"to","type":"address"},{"indexed":false,"name":"value","type":"uint256"}],"#
                + #""name":"Transfer","type":"event"}"#,
            #"{"inputs":[{"name":"owner","type":"address"}],"name":"balanceOf","#
                + #""outputs":[{"name":"","type":"uint256"}],"stateMutability":"view","type":"function"}"#,
            #"{"inputs":[{"name":"to","type":"address"},{"name":"amount","type":"uint256"}],"name":"transfer","#
                + #""outputs":[{"name":"","type":"bool"}],"stateMutability":"nonpayable","type":"function"}"#,
        ]
        #expect(try Self.token().json == "[" + items.joined(separator: ",") + "]")
    }

    @Test("escapes names in JSON")
    func jsonEscapes() throws {
        let function = try ABIFunction(
            "f",
            inputs: [ABIParameter("a\"\\\n\u{1}\u{1f}\u{20}é🚀", .bool)]
        )
        #expect(function.json.contains(#""name":"a\"\\\u000a\u0001\u001f é🚀""#))
    }

    @Test("refuses two declarations that cannot be told apart")
    func duplicates() throws {
        // Two names with one selector, both in use on mainnet.
        #expect(
            throws: ABIDeclarationError.duplicateSelector(
                Selector(0x42966c68),
                "burn(uint256)",
                "collate_propagate_storage(bytes16)"
            )
        ) {
            try ContractABI(
                "C",
                declarations: ["burn(uint256)", "collate_propagate_storage(bytes16)"]
            )
        }
        #expect(throws: ABIDeclarationError.self) {
            try ContractABI("C", declarations: ["f(uint)", "f(uint256 x)"])
        }
        #expect(throws: Never.self) { try ContractABI("C", declarations: ["f(uint)", "f(int)"]) }
        #expect(throws: ABIDeclarationError.duplicate("E()")) {
            try ContractABI("C", declarations: ["event E()", "event E()"])
        }
        #expect(throws: ABIDeclarationError.inLine(2, .duplicate("constructor"))) {
            try ContractABI("C", declarations: ["constructor()", "constructor(uint)"])
        }
        #expect(throws: ABIDeclarationError.inLine(2, .duplicate("receive"))) {
            try ContractABI("C", declarations: ["receive() payable", "receive() payable"])
        }
        #expect(throws: ABIDeclarationError.inLine(2, .duplicate("fallback"))) {
            try ContractABI("C", declarations: ["fallback()", "fallback() payable"])
        }
    }

    @Test("reads receive and fallback, which have no selector")
    func withoutSelector() throws {
        let contract = try ContractABI(
            "C",
            declarations: [
                "receive() external payable", "f()",
                "fallback(bytes calldata input) external payable returns (bytes memory)",
            ]
        )
        #expect(contract.hasReceive && contract.fallback == .payable)
        #expect(contract.functions.map(\.name) == ["f"])
        #expect(
            contract.json
                == #"[{"stateMutability":"payable","type":"fallback"},\#(contract.functions[0].json),"#
                + #"{"stateMutability":"payable","type":"receive"}]"#
        )
        #expect(try ContractABI("C", declarations: ["fallback();"]).fallback == .nonpayable)
        for text in [
            "receive()", "receive() view", "receive(uint a) payable", "receive() payable x",
            "fallback() view", "fallback(uint a) returns (uint)", "fallback(bytes a)",
        ] {
            #expect(throws: ABIDeclarationError.self, "\(text)") {
                try ContractABI("C", declarations: [text])
            }
        }
    }

    @Test("sorts JSON by name, and functions of one name by selector")
    func jsonOrder() throws {
        let contract = try ContractABI(
            "C",
            declarations: [
                "b()", "a(uint256)", "a(bool)", "_c()", "event Z(bool)", "event Z(int)",
                "event Y()", "error B()", "error A()",
            ]
        )
        let names = contract.json.matches(of: /"name":"(\w+)","(outputs|type)"/).map { $0.1 }
        #expect(names == ["A", "B", "Y", "Z", "Z", "_c", "a", "a", "b"])
        let selectors = contract.functions.filter { $0.name == "a" }
            .sorted { $0.selector.rawValue < $1.selector.rawValue }
        #expect(contract.json.contains(selectors.map(\.json).joined(separator: ",")))
    }

    @Test("takes lines with three slashes as documentation, and writes a page of it")
    func documentation() throws {
        let token = try ContractABI(
            "Token",
            declarations: [
                """
                /// Moves tokens of the caller.
                ///   Reverts when there are too few.
                function transfer(address to, (uint256 amount, bytes32 memo)[] parts) returns (bool)
                """,
                "  /// A move.\nevent Moved(address indexed from, uint256)",
                "///Too few.\nerror Short(uint256 have)", "/// Sets up.\nconstructor() payable",
                "/// Takes ether.\nreceive() payable",
            ]
        )
        #expect(
            token.functions[0].documentation
                == "Moves tokens of the caller.\n  Reverts when there are too few."
        )
        #expect(
            token.markdown == """
                # Token

                ## Constructor

                ```solidity
                constructor() payable
                ```

                Sets up.

                ## Functions

                ### transfer

                ```solidity
                function transfer(address to, (uint256 amount, bytes32 memo)[] parts) returns (bool)
                ```

                Selector `\(token.functions[0].selector)`

                Moves tokens of the caller.
                  Reverts when there are too few.

                ## Calls without a selector

                ```solidity
                receive() external payable
                ```

                ## Events

                ### Moved

                ```solidity
                event Moved(address indexed from, uint256)
                ```

                Topic `\(token.events[0].topic0)`

                A move.

                ## Errors

                ### Short

                ```solidity
                error Short(uint256 have)
                ```

                Selector `\(token.errors[0].selector)`

                Too few.

                """
        )
        for function in token.functions {
            #expect(
                try ABIFunction(
                    parsing: function.declaration, documentation: function.documentation)
                    == function
            )
        }
        #expect(try ABIEvent(parsing: token.events[0].declaration).inputs == token.events[0].inputs)
    }
}
