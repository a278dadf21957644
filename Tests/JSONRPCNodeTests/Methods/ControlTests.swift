import EthereumPrimitives
import JSONRPCNode
import JSONText
import Testing
import WideIntegers

@Suite struct ControlTests {
    private let node: NodeFixture

    init() throws {
        node = try NodeFixture()
    }

    private func timestamp(_ tag: String = "latest") throws -> UInt64 {
        let block = try node.result("eth_getBlockByNumber", "\"\(tag)\",false")
        return try UInt256(hex: try #require(block["timestamp"]?.text)).w0
    }

    @Test("blocks are mined one by one and many at a time, under all names")
    func mining() throws {
        #expect(try node.text("evm_mine") == "0x0")
        #expect(try node.result("anvil_mine", #""0x3""#).isNull)
        #expect(try node.result("hardhat_mine", "2").bool == true)
        #expect(try node.text("eth_blockNumber") == "0x6")
        let start = try timestamp()
        #expect(try node.text("evm_mine", "{\"timestamp\":\(start + 100),\"blocks\":2}") == "0x0")
        #expect(try timestamp("0x7") == start + 100)
        #expect(try timestamp("0x8") == start + 101)
        #expect(try node.text("evm_mine", "\(start + 500)") == "0x0")
        #expect(try timestamp() == start + 500)
        _ = try node.result("anvil_mine", #""0x3","0xa""#)
        #expect(try timestamp() == start + 521)
        #expect(try node.error("anvil_mine", "\"0xffffffffffffffff\"").code == "-32602")
        #expect(try node.error("evm_mine", "1").message.hasPrefix("Timestamp error"))
    }

    @Test("timestamps can be moved, pinned and spaced")
    func time() throws {
        _ = try node.result("evm_mine")
        let start = try timestamp()
        #expect(try node.result("evm_increaseTime", "3600").numberText == "3600")
        #expect(try node.result("anvil_increaseTime", #""0x3c""#).numberText == "3660")
        #expect(try timestamp("pending") == start + 3_661)
        _ = try node.result("evm_mine")
        #expect(try timestamp() == start + 3_661)
        _ = try node.result("anvil_setNextBlockTimestamp", "\(start + 10_000)")
        #expect(try timestamp("pending") == start + 10_000)
        let time =
            #"{"to":"0xcA11bde05977b3631167028862bE2a173976CA11","data":"0x0f28c97d"},"pending""#
        #expect(
            try node.text("eth_call", time) == Hash256(UInt256(start + 10_000)).description)
        _ = try node.result("evm_mine")
        #expect(try timestamp() == start + 10_000)
        _ = try node.result("evm_mine")
        #expect(try timestamp() == start + 10_001)
        _ = try node.result("anvil_setBlockTimestampInterval", "7")
        _ = try node.result("anvil_mine", "3")
        #expect(try timestamp() == start + 10_022)
        #expect(try node.result("anvil_removeBlockTimestampInterval").bool == true)
        #expect(try node.result("anvil_removeBlockTimestampInterval").bool == false)
        _ = try node.result("evm_mine")
        #expect(try timestamp() == start + 10_022)
        #expect(
            try node.error("evm_setNextBlockTimestamp", "\(start)").message
                == "Timestamp error: \(start) is lower than or equal to previous block's timestamp")
        #expect(try node.error("evm_increaseTime", #""0xffffffffffffffff""#).code == "-32602")
        #expect(
            try node.error("evm_setNextBlockTimestamp", #""0x4000000000000001""#).message
                .hasSuffix("is too far ahead"))
        #expect(try node.error("evm_increaseTime", "-5").code == "-32602")
        #expect(try node.error("evm_setTime", "5").code == "-32602")
    }

    @Test("balances, nonces and the next base fee are set, also under their other names")
    func state() throws {
        let account = Address(truncating: 0xabc)
        for (method, wei) in [("anvil_setBalance", "0x5"), ("hardhat_setBalance", "0x77")] {
            _ = try node.result(method, "\"\(account)\",\"\(wei)\"")
            #expect(try node.text("eth_getBalance", "\"\(account)\"") == wei)
        }
        for (method, nonce) in [("anvil_setNonce", "0x5"), ("evm_setAccountNonce", "0x9")] {
            _ = try node.result(method, "\"\(account)\",\"\(nonce)\"")
            #expect(try node.text("eth_getTransactionCount", "\"\(account)\"") == nonce)
        }
        _ = try node.result("hardhat_setNextBlockBaseFeePerGas", #""0x1234""#)
        #expect(try node.text("eth_baseFee") == "0x1234")
        _ = try node.result("evm_mine")
        let block = try node.result("eth_getBlockByNumber", #""latest",false"#)
        #expect(block["baseFeePerGas"]?.text == "0x1234")
        for (method, arguments) in [
            ("anvil_setCode", "\"\(account)\",\"0x60\""),
            ("hardhat_setStorageAt", "\"\(account)\",\"0x0\",\"0x1\""),
            ("anvil_setChainId", "1"), ("evm_setBlockGasLimit", "\"0x1\""),
        ] {
            #expect(try node.error(method, arguments).code == "-32004")
        }
        node.control.chain.checksInvariants = true
        _ = try node.result("evm_mine")
        #expect(node.control.chain.violation == nil)
    }

    @Test("a snapshot brings back state, pool and height, and is gone then")
    func snapshots() throws {
        _ = try node.result("eth_sendRawTransaction", node.signed(1, nonce: 0, value: 5))
        let snapshot = try node.text("evm_snapshot")
        #expect(snapshot == "0x1")
        let before = try node.text("eth_getBalance", "\"\(node.keys[0].address)\"")
        _ = try node.result("eth_sendRawTransaction", node.signed(0, nonce: 0, value: 5))
        _ = try node.result("evm_mine")
        #expect(try node.text("eth_getBalance", "\"\(node.keys[0].address)\"") != before)
        #expect(try node.result("txpool_status")["pending"]?.text == "0x0")
        #expect(try node.result("evm_revert", "\"\(snapshot)\"").bool == true)
        #expect(try node.text("eth_getBalance", "\"\(node.keys[0].address)\"") == before)
        #expect(try node.text("eth_blockNumber") == "0x0")
        #expect(try node.result("txpool_status")["pending"]?.text == "0x1")
        #expect(try node.result("evm_revert", "\"\(snapshot)\"").bool == false)
        #expect(try node.text("anvil_snapshot") == "0x2")
        _ = try node.result("anvil_reset")
        #expect(try node.result("txpool_status")["pending"]?.text == "0x0")
        #expect(
            try node.error("hardhat_reset", #"{"forking":{"jsonRpcUrl":"x"}}"#).code == "-32004")
    }

    @Test("impersonated accounts send without a key, and their blocks can be replayed")
    func impersonation() throws {
        let account = Address(truncating: 0xfeed)
        let call = "{\"from\":\"\(account)\",\"to\":\"\(node.keys[0].address)\",\"value\":\"0x1\"}"
        #expect(try node.error("eth_sendTransaction", call).message == "unknown account")
        _ = try node.result("anvil_setBalance", "\"\(account)\",\"0xde0b6b3a7640000\"")
        _ = try node.result("hardhat_impersonateAccount", "\"\(account)\"")
        let hash = try node.text("eth_sendTransaction", call)
        _ = try node.result("evm_mine")
        let receipt = try node.result("eth_getTransactionReceipt", "\"\(hash)\"")
        #expect(receipt["status"]?.text == "0x1")
        #expect(receipt["from"]?.text == account.description)
        let mined = try node.result("eth_getTransactionByHash", "\"\(hash)\"")
        #expect(StrictDecoder.problems(mined, .transaction(type: 2)) == [])
        #expect(try node.result("anvil_stopImpersonatingAccount", "\"\(account)\"").bool == true)
        #expect(try node.result("anvil_stopImpersonatingAccount", "\"\(account)\"").bool == false)
        #expect(try node.error("eth_sendTransaction", call).message == "unknown account")
    }

    @Test("any account can be impersonated at once, and after a return to a snapshot none is")
    func autoImpersonation() throws {
        let account = Address(truncating: 0xfeed)
        let call = "{\"from\":\"\(account)\",\"to\":\"\(node.keys[0].address)\",\"value\":\"0x0\"}"
        let snapshot = try node.text("evm_snapshot")
        _ = try node.result("anvil_setBalance", "\"\(account)\",\"0xde0b6b3a7640000\"")
        _ = try node.result("anvil_autoImpersonateAccount", "true")
        #expect(try node.text("eth_sendTransaction", call).hasPrefix("0x"))
        _ = try node.result("anvil_autoImpersonateAccount", "false")
        #expect(try node.text("eth_sendTransaction", call).hasPrefix("0x"))
        _ = try node.result("evm_revert", "\"\(snapshot)\"")
        #expect(try node.error("eth_sendTransaction", call).message == "unknown account")
    }

    @Test("a reorg gives other blocks of the same heights; one that is too deep is refused")
    func reorg() throws {
        _ = try node.result("eth_sendRawTransaction", node.signed(0, nonce: 0))
        for _ in 0..<3 { _ = try node.result("evm_mine") }
        let old = try node.result("eth_getBlockByNumber", #""0x2",false"#)
        let heads = try node.text("eth_subscribe", #""newHeads""#)
        #expect(try node.result("anvil_reorg", "2").isNull)
        let new = try node.result("eth_getBlockByNumber", #""0x2",false"#)
        #expect(new["hash"]?.text != old["hash"]?.text)
        #expect(new["parentHash"]?.text == old["parentHash"]?.text)
        #expect(new["timestamp"]?.text == old["timestamp"]?.text)
        let hash = try #require(old["hash"]?.text)
        #expect(try node.result("eth_getBlockByHash", "\"\(hash)\",false").json == old.json)
        #expect(node.takePushes().filter { $0.contains(heads) }.count == 2)
        let error = try node.error("anvil_reorg", "77")
        #expect(error.message == "a reorg of 77 blocks; from 1 to 3 can be replaced now")
        #expect(try node.error("anvil_reorg", "1,[[\"0x\",0]]").code == "-32602")
    }

    @Test("what the simulation adds")
    func perplab() throws {
        #expect(try node.text("perplab_ready") == "0x0")
        #expect(node.control.readyCount == 1)
        #expect(try node.text("perplab_pass", "5000") == "0x5")
        node.service.moreStatus = {
            $0.name("more"); $0.bool(true)
        }
        let status = try node.result("perplab_status")
        #expect(status["head"]?.text == "0x5")
        #expect(status["clock"]?["simulatedMicros"]?.numberText == "1700000005000000")
        #expect(status["clock"]?["automine"]?.bool == false)
        #expect(status["more"]?.bool == true)
        let info = try node.result("anvil_nodeInfo")
        #expect(info["currentBlockNumber"]?.text == "0x5")
        #expect(info["environment"]?["chainId"]?.numberText == "31337")
        let metadata = try node.result("hardhat_metadata")
        #expect(metadata["latestBlockNumber"]?.numberText == "5")
        #expect(metadata["clientVersion"]?.text == "perplab/0.1.0/swift")
        _ = try node.result("evm_setIntervalMining", "2")
        #expect(node.control.miningIntervalMicros == 2_000_000)
        _ = try node.result("evm_setIntervalMining", "0")
        #expect(node.control.miningIntervalMicros == nil)
    }

    @Test("small facts")
    func facts() throws {
        #expect(try node.text("net_version") == "31337")
        #expect(try node.result("net_listening").bool == true)
        #expect(try node.text("net_peerCount").hasPrefix("0x"))
        #expect(try node.result("eth_syncing").bool == false)
        #expect(try node.result("eth_mining").bool == false)
        #expect(try node.text("eth_hashrate") == "0x0")
        #expect(try node.text("eth_blobBaseFee") == "0x1")
        #expect(
            try node.text("web3_sha3", #""0x68656c6c6f20776f726c64""#)
                == "0x47173285a8d7341e5e972fc677286384f802f8ef42a5ec5f03bbfa254cb01fad")
        _ = try node.result("evm_mine")
        let block = try node.result("eth_getBlockByNumber", #""latest",false"#)
        #expect(try node.text("eth_coinbase") == block["miner"]?.text)
    }
}
