import EthereumPrimitives
import JSONRPCNode
import JSONText
import Testing
import WideIntegers

@Suite struct SigningTests {
    private let node: NodeFixture
    private let key: PrivateKey

    init() throws {
        // The key of the examples of EIP-712 is the hash of "cow".
        let cow = try PrivateKey(bytes: Keccak256.hash(Array("cow".utf8)).bytes)
        node = try NodeFixture { settings in
            settings.accounts = [cow]
            for number in [1_000, 1_001] as [UInt64] {
                if let key = try? PrivateKey(UInt256(number)) { settings.accounts.append(key) }
            }
        }
        key = cow
    }

    @Test("the node's accounts are listed")
    func accounts() throws {
        let accounts = try node.result("eth_accounts")
        #expect(
            accounts.elements.map(\.text)
                == [key.address, node.keys[0].address, node.keys[1].address].map { "\($0)" })
        #expect(try node.result("eth_requestAccounts").json == accounts.json)
    }

    @Test("messages are signed so that their signer is recovered")
    func messages() throws {
        let message = Array("hello".utf8)
        let digest = PersonalMessage.digest(message)
        let expected = key.sign(digest: digest)
        let bytes = expected.r.bigEndianBytes + expected.s.bigEndianBytes + [27 + expected.yParity]
        #expect(try node.text("eth_sign", "\"\(key.address)\",\"\(message.hex)\"") == bytes.hex)
        #expect(
            try node.text("personal_sign", "\"\(message.hex)\",\"\(key.address)\"") == bytes.hex)
        #expect(try node.text("personal_sign", "\"hello\",\"\(key.address)\",\"\"") == bytes.hex)
        #expect(
            try node.error("eth_sign", "\"\(node.keys[3].address)\",\"0x\"").message
                == "unknown account")
    }

    private static let mail = """
        {"types":{"EIP712Domain":[{"name":"name","type":"string"},{"name":"version","type":"string"},\
        {"name":"chainId","type":"uint256"},{"name":"verifyingContract","type":"address"}],\
        "Person":[{"name":"name","type":"string"},{"name":"wallet","type":"address"}],\
        "Mail":[{"name":"from","type":"Person"},{"name":"to","type":"Person"},\
        {"name":"contents","type":"string"}]},"primaryType":"Mail",\
        "domain":{"name":"Ether Mail","version":"1","chainId":1,\
        "verifyingContract":"0xCcCCccccCCCCcCCCCCCcCcCccCcCCCcCcccccccC"},\
        "message":{"from":{"name":"Cow","wallet":"0xCD2a3d9F938E13CD947Ec05AbC7FE734Df8DD826"},\
        "to":{"name":"Bob","wallet":"0xbBbBBBBbbBBBbbbBbbBbbbbBBbBbbbbBbBbbBBbB"},\
        "contents":"Hello, Bob!"}}
        """

    @Test("typed data gives the signature of EIP-712's own example, as an object and as a text")
    func typedData() throws {
        let expected =
            "0x4355c47d63924e8a72e509b65029052eb6c299d53a04e167c5775fd466751c9d"
            + "07299936d304c153f6443dfa05f40ff007d72911b6f72307f996231605b915621c"
        let account = "\"\(key.address)\","
        #expect(try node.text("eth_signTypedData_v4", account + SigningTests.mail) == expected)
        var writer = JSONWriter()
        writer.string(SigningTests.mail)
        let text = String(decoding: writer.bytes, as: UTF8.self)
        #expect(try node.text("eth_signTypedData_v4", account + text) == expected)
        // Without its declaration the domain's type follows from its members.
        let start = try #require(SigningTests.mail.firstRange(of: "\"EIP712Domain\""))
        let end = try #require(SigningTests.mail.firstRange(of: "\"Person\":["))
        let short = SigningTests.mail.replacingCharacters(
            start.lowerBound..<end.lowerBound)
        #expect(try node.text("eth_signTypedData_v4", account + short) == expected)
    }

    @Test(
        "typed data that cannot be hashed is refused",
        arguments: [
            "{}", "5", "\"x\"", #"{"types":{},"primaryType":"A","domain":{},"message":{}}"#,
            #"{"types":{"A":[{"name":"x","type":"uint8"}]},"primaryType":"A","domain":{},"message":{"x":256}}"#,
            #"{"types":{"A":[{"name":"x","type":"uint8"}]},"primaryType":"A","domain":{},"message":{"x":-1}}"#,
            #"{"types":{"A":[{"name":"x","type":"uint8"}]},"primaryType":"A","domain":{},"message":{}}"#,
            #"{"types":{"A":[{"name":"x","type":"A"}]},"primaryType":"A","domain":{},"message":{"x":{}}}"#,
            #"{"types":{"A":[{"name":"x","type":"A[]"}]},"primaryType":"A","domain":{},"message":{"x":5}}"#,
        ])
    func badTypedData(_ data: String) throws {
        #expect(
            try node.error("eth_signTypedData_v4", "\"\(key.address)\",\(data)").code == "-32602")
    }

    @Test("a transaction of the node's account is filled in, signed and sent")
    func sending() throws {
        let (from, to) = (node.keys[0].address, node.keys[3].address)
        let call = "{\"from\":\"\(from)\",\"to\":\"\(to)\",\"value\":\"0x5\"}"
        let first = try node.text("eth_sendTransaction", call)
        let second = try node.text("eth_sendTransaction", call)
        #expect(first != second)
        _ = try node.result("evm_mine")
        let mined = try node.result("eth_getTransactionByHash", "\"\(second)\"")
        #expect(mined["nonce"]?.text == "0x1")
        #expect(mined["gas"]?.text == "0x5208")
        #expect(mined["type"]?.text == "0x2")
        // Twice the base fee of the head, and the tip.
        let tip = try UInt256(hex: try #require(mined["maxPriorityFeePerGas"]?.text))
        #expect(mined["maxFeePerGas"]?.text == (tip &+ 2_000_000_000).hex)
        let legacy =
            "{\"from\":\"\(from)\",\"to\":\"\(to)\",\"gasPrice\":\"0x77359400\",\"nonce\":\"0x2\",\"gas\":\"0x7530\"}"
        let third = try node.text("eth_sendTransaction", legacy)
        #expect(try node.result("eth_getTransactionByHash", "\"\(third)\"")["type"]?.text == "0x0")
        let raw = try [UInt8](hex: try node.text("eth_signTransaction", legacy))
        #expect(Keccak256.hash(raw).description == third)
        let capped =
            "{\"from\":\"\(from)\",\"to\":\"\(to)\",\"maxFeePerGas\":\"0x64\",\"gas\":\"0x5208\"}"
        let raised = try [UInt8](hex: try node.text("eth_signTransaction", capped))
        let envelope = try SignedTransaction(decoding: raised, fork: .cancun).transaction.envelope
        #expect(envelope == .dynamicFee(maxPriorityFeePerGasWei: 100, maxFeePerGasWei: 100))
        let failing =
            "{\"from\":\"\(node.keys[1].address)\",\"to\":\"\(NodeFixture.token)\",\"data\":\"\(NodeFixture.transfer(to: to, 1).hex)\"}"
        #expect(try node.error("eth_sendTransaction", failing).code == "3")
        #expect(
            try node.error("eth_sendTransaction", "{\"to\":\"\(to)\"}").message == "unknown account"
        )
    }
}

extension String {
    /// Without the characters of a range.
    fileprivate func replacingCharacters(_ range: Range<Index>) -> String {
        String(self[..<range.lowerBound]) + String(self[range.upperBound...])
    }
}
