import ContractRuntime
import EthereumPrimitives
import PriceOracles
import Testing
import WideIntegers

/// A bridged feed with its bridge.
struct L2World {
    static let rootBridge = Address(truncating: 0x1001)

    let world: FeedWorld
    let bridge: Deployed<BridgeMock>
    let l2: Deployed<L2PriceFeed>

    init() throws {
        world = try FeedWorld()
        let bridgeAddress = Address(truncating: 0xb1d9e)
        let feedAddress = Address(truncating: 0xfeed)
        bridge = Deployed(
            world: world,
            program: try BridgeMock(
                at: bridgeAddress, in: world.host, messageSender: L2World.rootBridge),
            address: bridgeAddress)
        l2 = Deployed(
            world: world,
            program: try L2PriceFeed(
                at: feedAddress, in: world.host, owner: FeedWorld.admin, bridge: bridgeAddress,
                rootBridge: L2World.rootBridge),
            address: feedAddress)
    }

    /// The arguments of a push.
    func round(_ name: String, price: UInt256, timestamp: UInt64, _ id: Int) -> [ABIValue] {
        [key(name), .uint(price), .uint(UInt256(timestamp)), .uint(UInt256(UInt64(id)))]
    }

    /// Pushes a round as the bridge does.
    func push(_ name: String, price: UInt256, timestamp: UInt64, _ id: Int = 1) throws {
        try l2.ok(
            "setLatestData", round(name, price: price, timestamp: timestamp, id),
            from: bridge.address)
    }
}

/// A feed over an aggregator.
struct ChainlinkWorld {
    let world: FeedWorld
    let aggregator: Deployed<AggregatorMock>
    let chainlink: Deployed<ChainlinkPriceFeed>

    init(decimals: UInt8) throws {
        world = try FeedWorld()
        let aggregatorAddress = Address(truncating: 0xa99)
        let feedAddress = Address(truncating: 0xfeed)
        aggregator = Deployed(
            world: world,
            program: try AggregatorMock(
                at: aggregatorAddress, in: world.host, decimals: decimals),
            address: aggregatorAddress)
        chainlink = Deployed(
            world: world,
            program: try ChainlinkPriceFeed(
                at: feedAddress, in: world.host, owner: FeedWorld.admin),
            address: feedAddress)
    }

    /// Pushes a round into the aggregator.
    func push(_ answer: Int256, timestamp: UInt64, id: UInt64) throws {
        try aggregator.ok(
            "mockAddAnswer",
            [
                .uint(UInt256(id)), .int(answer), .uint(UInt256(timestamp)),
                .uint(UInt256(timestamp)), .uint(UInt256(id)),
            ])
    }

    /// Registers the aggregator under `ETH`.
    func register() throws {
        try chainlink.ok("addAggregator", [key("ETH"), .address(aggregator.address)])
    }
}

/// A contract that answers every call with the same bytes, `decimals()` aside if it is given.
final class FixedAnswer: Contract {
    let abi: ContractABI
    private let answer: [UInt8]
    private let decimals: UInt64?

    init(
        _ answer: [UInt8], decimals: UInt64? = nil, at address: Address, in host: ContractHost
    ) throws {
        abi = try ContractABI("FixedAnswer", declarations: [])
        self.answer = answer
        self.decimals = decimals
        host.deploy(self, at: host.state.account(address))
    }

    func run(_ input: [UInt8], in context: CallContext) throws(Revert) -> [UInt8] {
        guard let decimals, Selector(prefix: input) == Selector(signature: "decimals()") else {
            return answer
        }
        return CallResult.word(UInt256(decimals))
    }
}
