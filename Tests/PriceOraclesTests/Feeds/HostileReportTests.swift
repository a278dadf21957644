import ContractRuntime
import EthereumPrimitives
import PriceOracles
import TestSupport
import Testing
import WideIntegers

/// Call data that no reporter makes, for every contract that takes reports.
@Suite struct HostileReportTests {
    private let world: FeedWorld
    private let contracts: [(program: any Contract, address: Address)]

    init() throws {
        let network = try OracleNetwork()
        let world = network.world
        self.world = world
        let host = world.host
        let admin = FeedWorld.admin
        let places = (0..<7).map { Address(truncating: UInt256(UInt64(0x8000 + $0))) }
        let aggregator = network.aggregator
        let feeds = network.keys.map(\.address)
        contracts = [
            (aggregator.program, aggregator.address),
            (
                try AggregatorProxy(
                    at: places[0], in: host, owner: admin, aggregator: aggregator.address),
                places[0]
            ),
            (
                try ChainlinkStatusFeed(
                    at: places[1], in: host, aggregator: places[0], ageSecondsMax: 60), places[1]
            ),
            (
                try PythFeed(
                    at: places[2], in: host, owner: admin,
                    guardians: try PythGuardians(feeds, quorum: 3)), places[2]
            ),
            (
                try Medianizer(
                    at: places[3], in: host, owner: admin, assetTag: .zero,
                    quorum: try MedianQuorum(feeds: feeds, bar: 3)), places[3]
            ),
            (
                try OracleSecurityModule(
                    at: places[4], in: host, owner: admin, source: places[3]), places[4]
            ),
            (
                try PostedPriceFeed(
                    at: places[5], in: host, owner: admin,
                    validators: .single(Address(truncating: 0x77))), places[5]
            ),
            (
                try BondedPriceFeed(
                    at: places[6], in: host, owner: admin, bondWei: 1, disputeSeconds: 60),
                places[6]
            ),
        ]
    }

    private func send(
        _ data: [UInt8], to recipient: Address, valueWei: UInt256 = .zero
    ) -> ExecutionOutcome {
        world.host.simulate(
            Message(
                sender: FeedWorld.stranger, recipient: recipient, valueWei: valueWei, data: data),
            in: world.block)
    }

    @Test("short data and unknown selectors revert without data")
    func short() {
        for (program, address) in contracts {
            #expect(send([], to: address).revert == .empty)
            #expect(send([1, 2, 3], to: address).revert == .empty)
            #expect(send([1, 2, 3, 4], to: address).revert == .empty)
            for function in program.abi.functions where !function.inputs.isEmpty {
                let size = function.inputsLayout.size
                let data = function.selector.bytes + [UInt8](repeating: 0, count: size - 1)
                #expect(
                    send(data, to: address).revert == .empty,
                    "\(program.abi.name).\(function.name)")
            }
        }
    }

    @Test("pointers and lengths of any size are refused, and none is believed")
    func huge() {
        let words: [UInt256] = [
            .max, .one << 255, .one << 64, (.one << 63) &- 1, .one << 40, .one << 20,
        ]
        for (program, address) in contracts {
            for function in program.abi.functions where function.inputsLayout.size > 0 {
                for word in words {
                    let count = function.inputsLayout.size / 32
                    // As pointers, and as lengths where the pointers lead to the data's end.
                    let pointers = (0..<count).flatMap { _ in word.bigEndianBytes }
                    let outcome = send(function.selector.bytes + pointers, to: address)
                    let isWrite =
                        function.stateMutability != .view
                        && function.inputs.contains { $0.type == .bytes || $0.type.isArray }
                    if isWrite { #expect(outcome.revert != nil) }
                    let end = UInt256(UInt64(32 * count))
                    let lengths = (0..<count).flatMap { _ in end.bigEndianBytes }
                    let other = send(
                        function.selector.bytes + lengths + word.bigEndianBytes, to: address)
                    if isWrite { #expect(other.revert != nil) }
                }
            }
        }
    }

    @Test("random data never changes anything and never crashes")
    func random() {
        var random = SeededGenerator(seed: 29)
        for _ in 0..<3_000 {
            let (program, address) = contracts[random.below(contracts.count)]
            let functions = program.abi.functions
            let function = functions[random.below(functions.count)]
            var data = function.selector.bytes
            for _ in 0..<random.below(14) {
                // Small words make pointers and lengths that lead somewhere.
                let word =
                    random.below(2) == 0
                    ? UInt256(UInt64(random.below(12)) * 32) : random.wide()
                data += word.bigEndianBytes
            }
            let outcome = send(data, to: address)
            let isWrite =
                function.stateMutability != .view && function.stateMutability != .payable
            if isWrite && !function.inputs.isEmpty {
                #expect(outcome.revert != nil || outcome.logs.count == 0)
            }
        }
    }

    @Test("native asset is taken by the functions that charge a fee and by no others")
    func value() {
        let state = world.host.state
        state.setBalanceWei(1, of: state.account(FeedWorld.stranger))
        for (program, address) in contracts {
            for function in program.abi.functions where function.stateMutability != .payable {
                let data =
                    function.selector.bytes
                    + [UInt8](repeating: 0, count: function.inputsLayout.size)
                #expect(send(data, to: address, valueWei: 1).revert == .empty)
            }
        }
    }

    @Test("an aggregator's proxy over nothing, or over itself, ends in a failure")
    func brokenProxies() throws {
        let host = world.host
        let itself = Address(truncating: 0x8100)
        let proxy = try AggregatorProxy(
            at: itself, in: host, owner: FeedWorld.admin, aggregator: itself)
        let empty = Address(truncating: 0x8101)
        _ = try AggregatorProxy(
            at: empty, in: host, owner: FeedWorld.admin, aggregator: Address(truncating: 0x8102))
        let call = try #require(proxy.abi.function(named: "latestRoundData")).selector.bytes
        #expect(send(call, to: itself).revert != nil)
        #expect(send(call, to: empty).revert == .empty)
    }
}

extension ABIType {
    fileprivate var isArray: Bool {
        if case .array = self { true } else { false }
    }
}
