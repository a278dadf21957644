import ContractRuntime
import EthereumPrimitives
import PerpContracts
import Testing
import WideIntegers

@Suite struct MulticallTests {
    private static let good = Address(0x600d)
    private static let bad = Address(0xbad)
    private static let home = Multicall3.usualAddress

    private func place() throws -> (TokenWorld, Multicall3) {
        var world = try TokenWorld()
        world.block.coinbase = Address(0xc0)
        world.block.baseFeePerGasWei = 11
        let multicall = try Multicall3(in: world.host)
        // One contract echoes, the other fails with what it was given as reason or takes all gas.
        try Probe(at: Self.good, in: world.host) { input, context in
            input + context.frame.valueWei.minimalBigEndianBytes
        }
        try Probe(at: Self.bad, in: world.host) { input, _ throws(Revert) in
            throw input.isEmpty ? .invalidOpcode : .data(input)
        }
        world.state.setBalanceWei(100, of: world.state.account(Address(0xa)))
        return (world, multicall)
    }

    private func call(_ target: Address, _ data: [UInt8]) -> ABIValue {
        .tuple([.address(target), .bytes(data)])
    }

    private func call3(_ target: Address, _ mayFail: Bool, _ data: [UInt8]) -> ABIValue {
        .tuple([.address(target), .bool(mayFail), .bytes(data)])
    }

    private func run(
        _ setting: (TokenWorld, Multicall3), _ name: String, _ values: [ABIValue],
        valueWei: UInt256 = 0
    ) throws -> (Revert?, [ABIValue]) {
        let (world, multicall) = setting
        let function = try #require(multicall.abi.function(named: name))
        let outcome = try world.send(
            Address(0xa), Self.home, multicall.abi, name, values, valueWei: valueWei)
        guard outcome.isSuccess else { return (outcome.revert, []) }
        return (nil, try function.decodeResult(outcome.output, rules: .strict))
    }

    private static func result(_ success: Bool, _ data: [UInt8]) -> ABIValue {
        .tuple([.bool(success), .bytes(data)])
    }

    @Test("stands at the address and has the selectors that tools know")
    func place3() throws {
        let (_, multicall) = try place()
        #expect(Self.home.checksummed == "0xcA11bde05977b3631167028862bE2a173976CA11")
        for (name, selector) in [
            ("aggregate", 0x252d_ba42), ("aggregate3", 0x82ad_56cb),
            ("aggregate3Value", 0x174d_ea71), ("tryAggregate", 0xbce3_8bd7),
            ("tryBlockAndAggregate", 0x399_542e9), ("blockAndAggregate", 0xc307_7fa9),
            ("getEthBalance", 0x4d23_01cc), ("getCurrentBlockTimestamp", 0x0f28_c97d),
        ] as [(String, UInt32)] {
            #expect(multicall.abi.function(named: name)?.selector == Selector(selector))
        }
    }

    @Test("aggregate returns the block and all results, or fails")
    func aggregate() throws {
        let setting = try place()
        let fine: ABIValue = .array([call(Self.good, [1]), call(Self.good, [2, 3])])
        let (revert, values) = try run(setting, "aggregate", [fine])
        #expect(revert == nil)
        #expect(values == [.uint(7), .array([.bytes([1]), .bytes([2, 3])])])
        let mixed: ABIValue = .array([call(Self.good, [1]), call(Self.bad, [2])])
        #expect(
            try run(setting, "aggregate", [mixed]).0 == .reason("Multicall3: call failed"))
        #expect(
            try run(setting, "blockAndAggregate", [mixed]).0
                == .reason("Multicall3: call failed"))
        let nothing = try run(setting, "aggregate", [.array([])])
        #expect(nothing.1 == [.uint(7), .array([])])
    }

    @Test("tryAggregate and its like tell failures with their data")
    func tryAggregate() throws {
        let setting = try place()
        let calls: ABIValue = .array([
            call(Self.bad, [9, 9]), call(Self.good, [1]), call(Self.bad, []),
            call(Address(0x404), [5]),
        ])
        let results: ABIValue = .array([
            Self.result(false, [9, 9]), Self.result(true, [1]), Self.result(false, []),
            Self.result(true, []),
        ])
        #expect(try run(setting, "tryAggregate", [.bool(false), calls]).1 == [results])
        #expect(
            try run(setting, "tryAggregate", [.bool(true), calls]).0
                == .reason("Multicall3: call failed"))
        #expect(
            try run(setting, "tryBlockAndAggregate", [.bool(false), calls]).1
                == [.uint(7), .bytes32(.zero), results])
    }

    @Test("aggregate3 fails only where a call may not")
    func aggregate3() throws {
        let setting = try place()
        let tolerated: ABIValue = .array([
            call3(Self.bad, true, [4]), call3(Self.good, false, [5]),
        ])
        #expect(
            try run(setting, "aggregate3", [tolerated]).1
                == [.array([Self.result(false, [4]), Self.result(true, [5])])])
        let strict: ABIValue = .array([call3(Self.bad, false, [4])])
        #expect(
            try run(setting, "aggregate3", [strict]).0 == .reason("Multicall3: call failed"))
    }

    @Test("aggregate3Value hands out exactly what came in")
    func aggregate3Value() throws {
        let setting = try place()
        func calls(_ first: UInt256, _ second: UInt256) -> ABIValue {
            .array(
                [first, second].map {
                    .tuple([.address(Self.good), .bool(true), .uint($0), .bytes([1])])
                })
        }
        let name = "aggregate3Value"
        let (_, values) = try run(setting, name, [calls(3, 4)], valueWei: 7)
        #expect(values == [.array([Self.result(true, [1, 3]), Self.result(true, [1, 4])])])
        #expect(
            try run(setting, name, [calls(3, 4)], valueWei: 8).0
                == .reason("Multicall3: value mismatch"))
        // What cannot be paid fails as a call, and the sum differs from the value too.
        #expect(
            try run(setting, name, [calls(3, 4)], valueWei: 6).0
                == .reason("Multicall3: value mismatch"))
        let state = setting.0.state
        #expect(state.balanceWei(of: state.account(Self.good)) == 7)
    }

    @Test("facts of the block")
    func facts() throws {
        let setting = try place()
        let facts: [(String, [ABIValue], UInt256)] = [
            ("getBlockNumber", [], 7), ("getCurrentBlockTimestamp", [], 1_700_000_000),
            ("getCurrentBlockCoinbase", [], 0xc0), ("getCurrentBlockGasLimit", [], 30_000_000),
            ("getBasefee", [], 11), ("getChainId", [], 31_337),
            ("getEthBalance", [.address(Address(0xa))], 100),
            ("getBlockHash", [.uint(3)], 0), ("getLastBlockHash", [], 0),
            ("getCurrentBlockDifficulty", [], 0),
        ]
        for (name, values, expected) in facts {
            #expect(try setting.0.word(Self.home, setting.1.abi, name, values) == expected)
        }
    }

    @Test("hostile call data is refused")
    func hostileCallData() throws {
        let (world, multicall) = try place()
        let function = try #require(multicall.abi.function(named: "aggregate3"))
        let good = try function.encodeCall([.array([call3(Self.good, true, [1, 2, 3])])])
        for count in 0..<(good.count - 29) {
            let data = Array(good.prefix(count))
            #expect(world.send(.zero, Self.home, data).revert == .empty)
        }
        // A count beyond the data, and a flag that is no boolean.
        for offset in [4 + 32, 4 + 128] {
            var data = good
            data[offset] = 0xff
            #expect(world.send(.zero, Self.home, data).revert == .empty)
        }
    }
}
