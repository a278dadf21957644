import EthereumPrimitives
import JSONRPCNode
import JSONText
import PerpContracts
import Testing
import WideIntegers

@Suite struct CallTests {
    private let node: NodeFixture
    private let token = NodeFixture.token

    init() throws {
        node = try NodeFixture()
    }

    private func balanceOf(_ address: Address) -> String {
        (Selector(0x70a0_8231).bytes + Hash256(address.number).bytes).hex
    }

    private func word(_ value: UInt256) -> String { Hash256(value).description }

    /// A transfer of the token as a call object.
    private func transfer(_ amount: UInt256, from account: Int = 0, _ more: String = "") -> String {
        let data = NodeFixture.transfer(to: node.keys[2].address, amount).hex
        return
            "{\"from\":\"\(node.keys[account].address)\",\"to\":\"\(token)\",\"data\":\"\(data)\"\(more)}"
    }

    @Test("reads a balance by data, input or both, in any case, with members nobody knows")
    func reads() throws {
        let data = balanceOf(node.keys[0].address)
        let expected = word(.wad &* 500)
        for members in [
            "\"data\":\"\(data)\"", "\"input\":\"\(data)\"",
            "\"data\":\"\(data)\",\"input\":\"\(data)\"",
            "\"data\":\"\(data)\",\"type\":\"0x2\",\"accessList\":[],\"value\":\"0x0\"",
            "\"data\":\"\(data)\",\"from\":null,\"gas\":\"0x100000\",\"nonce\":\"0x9\",\"foo\":[{}]",
        ] {
            for to in ["\(token)", token.checksummed] {
                for block in [
                    "", ",\"latest\"", ",\"pending\"", ",null", ",{\"blockNumber\":\"0x0\"}",
                ] {
                    let text = try node.text("eth_call", "{\"to\":\"\(to)\",\(members)}\(block)")
                    #expect(text == expected)
                }
            }
        }
        let error = try node.error(
            "eth_call", "{\"to\":\"\(token)\",\"data\":\"0x01\",\"input\":\"0x02\"}")
        #expect(error.message.contains("both \"data\" and \"input\" are set and not equal"))
    }

    @Test("an account without code returns nothing; a contract refuses what it does not know")
    func code() throws {
        #expect(
            try node.text(
                "eth_call", #"{"to":"0x00000000000000000000000000000000000000aa","data":"0x1234"}"#)
                == "0x")
        for data in ["0x", "0x12", "0x123456", "0xdeadbeef", "0x70a08231", "0x70a0823100"] {
            for contract in [token, Multicall3.usualAddress] {
                let error = try node.error(
                    "eth_call", "{\"to\":\"\(contract)\",\"data\":\"\(data)\"}")
                #expect(error == ("3", "execution reverted", "0x"), "\(contract) \(data)")
            }
        }
        #expect(
            try node.error("eth_call", #"{"data":"0x6001"}"#).message.hasPrefix(
                "contract creation not supported"))
        let stub = try node.text("eth_getCode", "\"\(token)\"")
        #expect(stub == ([0xfe] + Array("perplab ERC20Token".utf8)).hex)
        #expect(try node.text("eth_getCode", "\"\(token)\",\"pending\"") == stub)
        #expect(try node.text("eth_getCode", "\"\(node.keys[0].address)\",\"latest\"") == "0x")
        #expect(try node.error("eth_getCode", "\"\(token)\",\"0x5\"").message == "header not found")
        _ = try node.result("evm_mine")
        #expect(try node.text("eth_getCode", "\"\(token)\",\"0x1\"") == stub)
        #expect(
            try node.text("eth_getStorageAt", "\"\(token)\",\"0x0\",\"latest\"")
                == word(.zero))
        for key in ["0", "0x00", "0x", "0x\(String(repeating: "0", count: 64))"] {
            #expect(try node.text("eth_getStorageAt", "\"\(token)\",\"\(key)\"") == word(.zero))
        }
        #expect(
            try node.error("eth_getStorageAt", "\"\(token)\",\"zz\"") == (
                "-32602", "invalid hex in storage key: \"zz\"", nil
            ))
        let long = "0x\(String(repeating: "0", count: 65))"
        #expect(
            try node.error("eth_getStorageAt", "\"\(token)\",\"\(long)\"") == (
                "-32602", "storage key too long (want at most 32 bytes): \"\(long)\"", nil
            ))
        #expect(try node.error("eth_getStorageAt", "\"\(token)\",0").code == "-32602")
    }

    @Test("a revert has code 3, its reason in words and its data")
    func reverts() throws {
        let error = try node.error("eth_call", transfer(1, from: 1))
        #expect(error.code == "3")
        #expect(error.message == "execution reverted: ERC20: transfer amount exceeds balance")
        let data = try [UInt8](hex: try #require(error.data))
        #expect(
            RevertData(decoding: data) == .error(reason: "ERC20: transfer amount exceeds balance"))
        #expect(try node.error("eth_estimateGas", transfer(1, from: 1)) == error)
    }

    @Test("of overrides, balance and nonce count, and the rest is refused")
    func overrides() throws {
        let sender = node.keys[3].address
        let poor = Address(truncating: 0xdead)
        let call = "{\"from\":\"\(poor)\",\"to\":\"\(sender)\",\"value\":\"0x5\"}"
        #expect(
            try node.error("eth_call", call).message
                == "insufficient funds for transfer: address \(poor.checksummed)")
        #expect(
            try node.text("eth_call", "\(call),\"latest\",{\"\(poor)\":{\"balance\":\"0x5\"}}")
                == "0x")
        #expect(
            try node.text(
                "eth_estimateGas", "\(call),\"latest\",{\"\(poor)\":{\"balance\":\"0x5\"}}")
                == "0x5208")
        #expect(try node.text("eth_getBalance", "\"\(poor)\"") == "0x0")
        for member in ["code", "state", "stateDiff"] {
            let value = member == "code" ? "\"0x60\"" : "{}"
            let error = try node.error(
                "eth_call", "\(call),\"latest\",{\"\(token)\":{\"\(member)\":\(value)}}")
            #expect(error.code == "-32602")
            #expect(error.message.contains("\(member) cannot be overridden"))
        }
        let number = "{\"to\":\"\(Multicall3.usualAddress)\",\"data\":\"0x42cbb15c\"}"
        #expect(
            try node.text("eth_call", "\(number),\"latest\",{},{\"number\":\"0x77\"}") == word(0x77)
        )
        #expect(try node.text("eth_call", "\(number),\"pending\"") == word(1))
        for (selector, member) in [("0x0f28c97d", "time"), ("0xa8b0574e", "feeRecipient")] {
            let call = "{\"to\":\"\(Multicall3.usualAddress)\",\"data\":\"\(selector)\"}"
            let value = member == "time" ? "0x77" : "\(Address(truncating: 0x77))"
            #expect(
                try node.text("eth_call", "\(call),\"latest\",{},{\"\(member)\":\"\(value)\"}")
                    == word(0x77))
        }
        #expect(
            try node.error(
                "eth_call", "\(number),\"latest\",{},{\"number\":\"0x4000000000000000\"}"
            )
            .code == "-32602")
        #expect(try node.text("eth_call", number) == word(0))
    }

    @Test("without fees nothing is paid and the base fee is zero; with fees funds are checked")
    func fees() throws {
        let baseFee = "{\"to\":\"\(Multicall3.usualAddress)\",\"data\":\"0x3e64a696\""
        #expect(try node.text("eth_call", baseFee + "}") == word(.zero))
        let rich = ",\"from\":\"\(node.keys[0].address)\""
        #expect(
            try node.text("eth_call", baseFee + rich + ",\"gasPrice\":\"0x77359400\"}")
                == word(1_000_000_000))
        #expect(try node.text("eth_call", baseFee + rich + ",\"gasPrice\":\"0x0\"}") == word(.zero))
        let low = try node.error(
            "eth_call",
            baseFee + rich + ",\"maxFeePerGas\":\"0x1\",\"maxPriorityFeePerGas\":\"0x1\"}")
        #expect(
            low == (
                "-32000",
                "max fee per gas less than block base fee: address "
                    + "\(node.keys[0].address.checksummed), maxFeePerGas: 1, baseFee: 1000000000",
                nil
            ))
        let poor = Address(truncating: 0xdead)
        let funds = try node.error(
            "eth_call",
            baseFee + ",\"from\":\"\(poor)\",\"gas\":\"0x7530\",\"gasPrice\":\"0x77359400\"}")
        #expect(
            funds.message == "insufficient funds for gas * price + value: address "
                + "\(poor.checksummed) have 0 want 60000000000000")
        let tip = try node.error(
            "eth_call",
            baseFee + rich
                + ",\"maxFeePerGas\":\"0x77359400\",\"maxPriorityFeePerGas\":\"0x77359401\"}")
        #expect(tip.message.hasPrefix("max priority fee per gas higher than max fee per gas"))
        let both = try node.error(
            "eth_call", baseFee + ",\"gasPrice\":\"0x1\",\"maxFeePerGas\":\"0x1\"}")
        #expect(
            both.message == "both gasPrice and (maxFeePerGas or maxPriorityFeePerGas) specified")
        let chain = try node.error("eth_call", baseFee + ",\"chainId\":\"0x1\"}")
        #expect(chain.message == "chainId does not match node's (have=1, want=31337)")
        let gas = try node.error("eth_call", baseFee + ",\"gas\":\"0x5207\"}")
        #expect(gas.message == "intrinsic gas too low: have 20999, want 21064")
        #expect(
            try node.error("eth_call", baseFee + ",\"gas\":\"0x5250\"}").message == "out of gas")
        // More than the cap is as good as the cap.
        #expect(
            try node.text("eth_call", baseFee + ",\"gas\":\"0xffffffffffffffff\"}") == word(.zero))
    }

    @Test("calls see the state and the block after any kept block, by number and by hash")
    func history() throws {
        let data = balanceOf(node.keys[2].address)
        let call = "{\"to\":\"\(token)\",\"data\":\"\(data)\"}"
        for nonce in 0..<3 as Range<UInt64> {
            let raw = node.signed(
                0, nonce: nonce, to: token, data: NodeFixture.transfer(to: node.keys[2].address, 10)
            )
            _ = try node.result("eth_sendRawTransaction", raw)
            let pending = try node.text("eth_call", "\(call),\"pending\"")
            #expect(pending == word(10 &* UInt256(nonce + 1)))
            _ = try node.result("evm_mine")
        }
        for number in 0...3 as ClosedRange<UInt64> {
            let tag = UInt256(number).hex
            #expect(
                try node.text("eth_call", "\(call),\"\(tag)\"") == word(10 &* UInt256(number)))
            let block = try node.result("eth_getBlockByNumber", "\"\(tag)\",false")
            let hash = try #require(block["hash"]?.text)
            #expect(
                try node.text("eth_call", "\(call),{\"blockHash\":\"\(hash)\"}")
                    == word(10 &* UInt256(number)))
            let time = "{\"to\":\"\(Multicall3.usualAddress)\",\"data\":\"0x0f28c97d\"}"
            let stamp = try UInt256(hex: try #require(block["timestamp"]?.text))
            #expect(try node.text("eth_call", "\(time),\"\(tag)\"") == word(stamp))
            let nonce = try node.text(
                "eth_getTransactionCount", "\"\(node.keys[0].address)\",\"\(tag)\"")
            #expect(nonce == tag)
        }
        for method in ["eth_getBalance", "eth_getTransactionCount"] {
            let error = try node.error(method, "\"\(token)\",\"0x4\"")
            #expect(error == ("-32000", "header not found", nil))
        }
        #expect(try node.error("eth_call", "\(call),\"0x4\"").message == "header not found")
        #expect(try node.error("eth_estimateGas", "\(call),\"0x4\"").message == "header not found")
    }

    @Test(
        "tags of blocks that are none are refused",
        arguments: [
            ("\"0x01\"", "leading zero digits"), ("\"\"", "empty hex string"), ("\"0x\"", "\"0x\""),
            ("\"12\"", "without 0x prefix"), ("12", "number"), ("true", "bool"), ("[]", "array"),
            ("\"0xg\"", "invalid hex string"), ("\"0xffffffffffffffff\"", "larger than int64"),
            ("\"0x10000000000000000\"", "hex number > 64 bits"),
            ("\"Latest\"", "without 0x prefix"),
            ("{}", "at least one of"),
            ("{\"blockHash\":\"0x12\"}", "hex string has length 2, want 64"),
            (
                "{\"blockNumber\":\"0x1\",\"blockHash\":\"0x12\"}",
                "cannot specify both BlockHash and BlockNumber"
            ),
        ])
    func tags(_ tag: String, _ words: String) throws {
        for method in ["eth_getBalance", "eth_getTransactionCount", "eth_getCode"] {
            let error = try node.error(method, "\"\(token)\",\(tag)")
            #expect(error.code == "-32602")
            #expect(error.message.hasPrefix("invalid argument 1: "))
            #expect(error.message.contains(words), "\(error.message)")
        }
    }

    @Test(
        "addresses that are none are refused",
        arguments: [
            ("\"0x12\"", "hex string has length 2, want 40 for common.Address"),
            ("\"0x123\"", "hex string of odd length"), ("\"\"", "hex string without 0x prefix"),
            ("\"vitalik.eth\"", "hex string without 0x prefix"), ("5", "non-string"),
            ("{}", "non-string"),
            ("\"0x\(String(repeating: "g", count: 40))\"", "invalid hex string"),
        ])
    func addresses(_ address: String, _ words: String) throws {
        let error = try node.error("eth_getBalance", "\(address),\"latest\"")
        #expect(error.code == "-32602")
        #expect(error.message.hasPrefix("invalid argument 0: "))
        #expect(error.message.contains(words), "\(error.message)")
    }

    // MARK: - Estimates

    @Test("an estimate suffices when it is sent, and one unit in sixty less does not")
    func estimates() throws {
        let call = transfer(5)
        let gas = try UInt256(hex: try node.text("eth_estimateGas", call)).w0
        #expect(try UInt256(hex: try node.text("eth_estimateGas", "\(call),\"latest\"")).w0 == gas)
        #expect(
            try node.text("eth_call", transfer(5, from: 0, ",\"gas\":\"\(UInt256(gas).hex)\""))
                == word(1))
        let less = gas - gas / 60
        #expect(
            try node.error("eth_call", transfer(5, from: 0, ",\"gas\":\"\(UInt256(less).hex)\""))
                .message
                == "out of gas")
        let raw = node.signed(
            0, nonce: 0, to: token, gas: gas,
            data: NodeFixture.transfer(to: node.keys[2].address, 5))
        let hash = try node.text("eth_sendRawTransaction", raw)
        _ = try node.result("evm_mine")
        #expect(
            try node.result("eth_getTransactionReceipt", "\"\(hash)\"")["status"]?.text == "0x1")
        let plain = "{\"to\":\"0x00000000000000000000000000000000000000aa\",\"value\":\"0x0\"}"
        #expect(try node.text("eth_estimateGas", plain) == "0x5208")
    }

    @Test("an estimate is made in the block to come, after what waits")
    func pendingEstimates() throws {
        // The account has nothing before the transfer that waits.
        #expect(try node.error("eth_estimateGas", transfer(3, from: 1)).code == "3")
        let raw = node.signed(
            0, nonce: 0, to: token, data: NodeFixture.transfer(to: node.keys[1].address, 3))
        _ = try node.result("eth_sendRawTransaction", raw)
        #expect(try node.ask("eth_estimateGas", transfer(3, from: 1))["result"] != nil)
        #expect(try node.error("eth_estimateGas", "\(transfer(3, from: 1)),\"0x0\"").code == "3")
        #expect(try node.error("eth_call", transfer(3, from: 1)).code == "3")
    }

    @Test("estimates that cannot be say what is short")
    func estimateErrors() throws {
        let little = try node.error("eth_estimateGas", transfer(5, from: 0, ",\"gas\":\"0x7530\""))
        #expect(little.message == "gas required exceeds allowance (30000)")
        let poor = Address(truncating: 0xdead)
        let value = "{\"from\":\"\(poor)\",\"to\":\"\(token)\",\"value\":\"0x1\"}"
        #expect(
            try node.error("eth_estimateGas", value).message == "insufficient funds for transfer")
        let fees = "{\"from\":\"\(poor)\",\"to\":\"\(token)\",\"gasPrice\":\"0x77359400\"}"
        #expect(
            try node.error("eth_estimateGas", fees).message == "gas required exceeds allowance (0)")
        #expect(
            try node.ask("eth_estimateGas", transfer(5, from: 0, ",\"nonce\":\"0xff\""))["result"]
                != nil)
        let list = try node.result("eth_createAccessList", "\(transfer(5)),\"latest\"")
        #expect(list["accessList"]?.count == 0)
        #expect(list["gasUsed"]?.text != nil)
        let failing = try node.result("eth_createAccessList", transfer(5, from: 1))
        #expect(failing["error"]?.text?.hasPrefix("execution reverted: ERC20") == true)
    }

    @Test("many reads in one through Multicall3")
    func multicall() throws {
        let calls = node.keys.map { key in
            ABIValue.tuple([
                .address(token), .bool(true),
                .bytes(Selector(0x70a0_8231).bytes + Hash256(key.address.number).bytes),
            ])
        }
        let abi = try ContractABI(
            "Multicall3",
            declarations: [
                "function aggregate3((address target, bool allowFailure, bytes callData)[] calls) "
                    + "payable returns ((bool success, bytes returnData)[] returnData)"
            ])
        let data = try abi.functions[0].encodeCall([.array(calls)])
        let output = try node.text(
            "eth_call",
            "{\"to\":\"\(Multicall3.usualAddress)\",\"data\":\"\(data.hex)\"},\"latest\"")
        #expect(output.contains(word(.wad &* 500).dropFirst(2)))
        #expect(output.utf8.count == 2 + 64 * (2 + 4 + 4 * 4))
    }
}
