import ContractRuntime
import EthereumPrimitives
import PerpContracts
import PriceOracles
import TestSupport
import Testing
import WideIntegers

/// Native value that comes with a call of a function which is not declared payable.
@Suite struct ValueRefusalTests {
    private let world: PerpV1World
    private let contracts: [Address]
    private let sender = PerpV1World.alice

    /// One of each kind that can be deployed.
    init() throws {
        world = try PerpV1World()
        let host = world.host
        var count: UInt64 = 0x2000
        func next() -> Address {
            count += 1
            return Address(count)
        }
        let (other, wrapped, reader) = (next(), next(), next())
        _ = try ERC20Token(at: other, in: host, name: "Euro", symbol: "EUR")
        _ = try WrappedNative(at: wrapped, in: host)
        _ = try AmmReader(at: reader, in: host)
        let (pairAddress, registryAddress, router) = (next(), next(), next())
        let pair = try SpotPair(at: pairAddress, in: host, tokens: (world.token, other))
        let registry = try SpotPairRegistry(at: registryAddress, in: host, pairs: [pair])
        _ = try SpotRouter(at: router, in: host, registry: registry)
        let (account, lender, multicall) = (next(), next(), next())
        _ = try ScriptAccount(at: account, in: host, owner: sender)
        _ = try FlashLender(at: lender, in: host, tokens: [other], feeBasisPoints: 9)
        _ = try Multicall3(at: multicall, in: host)
        let (chainlink, relay, pushed, bridge, aggregator) =
            (next(), next(), next(), next(), next())
        let owner = PerpV1World.owner
        _ = try ChainlinkPriceFeed(at: chainlink, in: host, owner: owner)
        _ = try ChainlinkL1(
            at: relay, in: host, owner: owner, rootBridge: bridge, priceFeedL2: pushed)
        _ = try L2PriceFeed(
            at: pushed, in: host, owner: owner, bridge: bridge, rootBridge: owner)
        _ = try BridgeMock(at: bridge, in: host, messageSender: owner)
        _ = try AggregatorMock(at: aggregator, in: host, decimals: 8)
        contracts =
            [
                world.house, world.market, world.fund, world.token, world.feed, world.viewer,
                other, wrapped, reader, pairAddress, registryAddress, router,
            ] + [account, lender, multicall, chainlink, relay, pushed, bridge, aggregator]
        host.state.setBalanceWei(1_000, of: host.state.account(sender))
    }

    private func program(_ address: Address) throws -> any Contract {
        try #require(world.host.contract(at: world.host.state.account(address)))
    }

    private func call(
        _ address: Address, _ data: [UInt8], valueWei: UInt256
    ) -> ExecutionOutcome {
        world.host.simulate(
            Message(sender: sender, recipient: address, valueWei: valueWei, data: data),
            in: world.block)
    }

    @Test("is refused without data and before anything is charged, whatever the arguments")
    func nonpayable() throws {
        var kinds: Set<String> = []
        for address in contracts {
            let abi = try program(address).abi
            kinds.insert(abi.name)
            var differing = 0
            for function in abi.functions where function.stateMutability != .payable {
                let data = function.selector.bytes + [UInt8](repeating: 0, count: 32 * 12)
                let label = Comment(rawValue: "\(abi.name).\(function.name)")
                for valueWei in [1, 1_000] as [UInt256] {
                    let outcome = call(address, data, valueWei: valueWei)
                    #expect(outcome.revert == .empty, label)
                    #expect(outcome.gasParts.total == outcome.gasParts[.intrinsic], label)
                    #expect(outcome.logs.count == 0, label)
                }
                let without = call(address, data, valueWei: 0)
                if without.revert != .empty { differing += 1 }
            }
            // Without value the same calls do something, or fail for a reason.
            #expect(differing > 0 || abi.functions.count < 2, "\(abi.name)")
        }
        #expect(kinds.count == 19)
    }

    @Test("a payable function takes it")
    func payable() throws {
        var names: [String] = []
        let emptyArray = UInt256(32).bigEndianBytes + UInt256.zero.bigEndianBytes
        for address in contracts {
            let abi = try program(address).abi
            for function in abi.functions where function.stateMutability == .payable {
                // An empty list of calls, for functions that take a flag and for those that do not.
                let plain = function.selector.bytes + emptyArray
                let flagged =
                    function.selector.bytes + UInt256.one.bigEndianBytes
                    + UInt256(64).bigEndianBytes + UInt256.zero.bigEndianBytes
                let data = function.inputs.count == 2 ? flagged : plain
                let outcome = call(address, data, valueWei: 5)
                names.append(function.name)
                // This one counts what its calls send on.
                let expected: Revert? =
                    function.name == "aggregate3Value"
                    ? .reason("Multicall3: value mismatch") : nil
                #expect(outcome.revert == expected, "\(abi.name).\(function.name)")
            }
        }
        #expect(
            names.sorted() == [
                "aggregate", "aggregate3", "aggregate3Value", "blockAndAggregate", "deposit",
                "execute", "tryAggregate", "tryBlockAndAggregate",
            ])
    }

    @Test("a refused call gives the value back")
    func valueReturns() {
        let state = world.host.state
        let message = Message(
            sender: sender, recipient: world.feed, valueWei: 10,
            data: Selector(signature: "setPrice(uint256)").bytes + UInt256.one.bigEndianBytes)
        #expect(world.host.execute(message, in: world.block).revert == .empty)
        #expect(state.balanceWei(of: state.account(sender)) == 1_000)
        #expect(state.balanceWei(of: state.account(world.feed)).isZero)
    }
}
