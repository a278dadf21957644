import ContractRuntime
import EthereumPrimitives
import PerpContracts
import PriceOracles
import Testing
import WideIntegers

/// A clearing house with one market of 1000 quote and 100 base, and a viewer beside it.
final class PerpV1World {
    static let owner = Address(truncating: 0x0a)
    static let alice = Address(truncating: 0xa11ce)
    static let bob = Address(truncating: 0xb0b)
    static let carol = Address(truncating: 0xca401)

    let host: ContractHost
    var block = BlockEnvironment(number: 1, timestampSeconds: 1_600_000_000)
    let token = Address(truncating: 0x70)
    let feed = Address(truncating: 0xfeed)
    let fund = Address(truncating: 0xf0)
    let house = Address(truncating: 0xc4)
    let market = Address(truncating: 0xa33)
    let viewer = Address(truncating: 0x1e)
    let dollars: ERC20Token
    let feedABI: ContractABI
    let viewerABI: ContractABI
    var deployment: PerpV1Deployment

    init() throws {
        host = ContractHost(state: WorldState(), schedule: try #require(GasSchedule(.london)))
        dollars = try ERC20Token(
            at: token, in: host, name: "Dollar", symbol: "USD", owner: PerpV1World.owner)
        feedABI = try SettablePriceFeed(
            at: feed, in: host, priceWad: PerpV1World.wad(10), twapPriceWad: PerpV1World.wad(10)
        ).abi
        deployment = try PerpV1Deployment(
            in: host, clearingHouse: house, insuranceFund: fund,
            feePool: .zero,
            ClearingHouseParameters(
                owner: PerpV1World.owner, initMarginRatioWad: PerpV1World.wad(1, over: 10),
                maintenanceMarginRatioWad: PerpV1World.wad(1, over: 16),
                liquidationFeeRatioWad: PerpV1World.wad(1, over: 80),
                insuranceFund: fund),
            block: block)
        viewerABI = try ClearingHouseViewer(at: viewer, in: host, clearingHouse: house).abi
        try deployment.addMarket(at: market, parameters(quoteAsset: token))
        for trader in [PerpV1World.alice, PerpV1World.bob, PerpV1World.carol] {
            try mint(PerpV1World.wad(5_000), to: trader)
            try ok(dollars.abi, token, "approve", [.address(house), .uint(.max)], from: trader)
        }
    }

    static func wad(_ whole: UInt64, over part: UInt64 = 1) -> UInt256 {
        UInt256(UInt128(whole) * 1_000_000_000_000_000_000 / UInt128(part))
    }

    /// Parameters of a market without fees and limits.
    func parameters(
        quoteAsset: Address, key: [UInt8] = Array("ETH".utf8)
    ) throws -> AmmParameters {
        let padding = [UInt8](repeating: 0, count: 32 - key.count)
        return AmmParameters(
            owner: PerpV1World.owner, quoteReserveWad: Self.wad(1_000),
            baseReserveWad: Self.wad(100), tradeLimitRatioWad: Self.wad(9, over: 10),
            fundingPeriodSeconds: 86_400, priceFeed: feed,
            priceFeedKey: try #require(Hash256(bytes: key + padding)), quoteAsset: quoteAsset,
            fluctuationLimitRatioWad: 0, tollRatioWad: 0, spreadRatioWad: 0)
    }

    /// Runs a call as a transaction of its own.
    func send(
        _ abi: ContractABI, _ contract: Address, _ name: String, _ values: [ABIValue],
        from sender: Address = PerpV1World.owner
    ) throws -> ExecutionOutcome {
        let function = try #require(abi.function(named: name), "no function \(name)")
        return host.execute(
            Message(sender: sender, recipient: contract, data: try function.encodeCall(values)),
            in: block)
    }

    /// Runs a call that must succeed.
    @discardableResult
    func ok(
        _ abi: ContractABI, _ contract: Address, _ name: String, _ values: [ABIValue],
        from sender: Address = PerpV1World.owner,
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws -> [UInt8] {
        let outcome = try send(abi, contract, name, values, from: sender)
        #expect(outcome.revert == nil, "\(name)", sourceLocation: sourceLocation)
        return outcome.output
    }

    /// Opens a position at any price.
    func open(
        _ trader: Address, _ side: PerpV1Side, margin: UInt64, leverage: UInt64
    ) throws {
        try ok(
            PerpV1ABI.clearingHouse, house, "openPosition",
            [
                .address(market), .uint(UInt256(UInt64(side.rawValue))),
                .tuple([.uint(Self.wad(margin))]), .tuple([.uint(Self.wad(leverage))]),
                .tuple([.uint(0)]),
            ], from: trader)
    }

    /// Pays funding a day later for which the feed's average was so much.
    func payFunding(indexWad: UInt256) throws {
        advance(86_400)
        try ok(feedABI, feed, "setTwapPrice", [.uint(indexWad)])
        try ok(PerpV1ABI.clearingHouse, house, "payFunding", [.address(market)])
    }

    func advance(_ seconds: UInt64) {
        block.number += 1
        block.timestampSeconds += seconds
    }

    /// The words that a view returns.
    func words(
        _ abi: ContractABI, _ contract: Address, _ name: String, _ values: [ABIValue]
    ) throws -> [UInt256] {
        let output = try ok(abi, contract, name, values)
        // What a failed call returns is no row of words.
        return stride(from: 0, to: output.count - 31, by: 32).compactMap {
            UInt256(bigEndianBytes: output[$0..<($0 + 32)])
        }
    }
    /// The first word that a view returns.
    func word(
        _ abi: ContractABI, _ contract: Address, _ name: String, _ values: [ABIValue]
    ) throws -> UInt256 {
        try #require(try words(abi, contract, name, values).first, "\(name) returns nothing")
    }
}
