import ContractRuntime
import EthereumPrimitives
import PerpContracts
import PriceOracles
import WideIntegers

/// One market of Perpetual Protocol v1 with its token, feed and fund, and traders who may use it.
public struct TradingWorld {
    /// The contracts and their state.
    public let host: ContractHost
    private let token: ERC20Token
    private let calls: TradeCalls

    private static let house = Address(truncating: 0xc1ea)
    private static let market = Address(truncating: 0xa33)
    private static let fund = Address(truncating: 0xf00d)
    private static let tokenAddress = Address(truncating: 0x70ce)
    private static let feed = Address(truncating: 0xfeed)
    private static let admin = Address(truncating: 0xad)
    private static let start: UInt64 = 1_600_000_000

    /// Places the contracts and funds the traders, in one sealed block.
    public init(traders: Int, historyBlocks: Int = 8) throws {
        guard let schedule = GasSchedule(.london) else { throw MissingDeclaration("london") }
        host = ContractHost(
            state: WorldState(historyBlocks: historyBlocks), schedule: schedule)
        host.computeCosts = PerpV1ComputeCosts.table
        calls = try TradeCalls(market: TradingWorld.market)
        token = try ERC20Token(
            at: TradingWorld.tokenAddress, in: host, name: "USD Coin", symbol: "USDC",
            decimals: 6, owner: TradingWorld.admin, behaviour: .traceMock)
        try token.setGenesisBalance(1_000_000_000_000, of: TradingWorld.fund, in: host.state)
        try TradingWorld.place(in: host)
        try fund(0..<traders)
        host.state.sealBlock()
    }

    private static func place(in host: ContractHost) throws {
        _ = try SettablePriceFeed(
            at: feed, in: host, priceWad: try wad(500), twapPriceWad: try wad(500))
        _ = InsuranceFund(at: fund, in: host, owner: admin)
        _ = try Amm(
            at: market, in: host,
            AmmParameters(
                owner: admin, quoteReserveWad: try wad(10_000_000),
                baseReserveWad: try wad(20_000), tradeLimitRatioWad: try wad(9) / 10,
                fundingPeriodSeconds: 3_600, priceFeed: feed, priceFeedKey: .zero,
                quoteAsset: tokenAddress, fluctuationLimitRatioWad: 0, tollRatioWad: 0,
                spreadRatioWad: try wad(1) / 1_000),
            block: block(0))
        _ = try ClearingHouse(
            at: house, in: host,
            ClearingHouseParameters(
                owner: admin, initMarginRatioWad: try wad(1) / 10,
                maintenanceMarginRatioWad: try wad(1) / 16,
                liquidationFeeRatioWad: try wad(1) / 80, insuranceFund: fund))
        let calls: [(Address, ContractABI, String, [ABIValue])] = [
            (fund, PerpV1ABI.insuranceFund, "setBeneficiary", [.address(house)]),
            (fund, PerpV1ABI.insuranceFund, "addAmm", [.address(market)]),
            (market, PerpV1ABI.amm, "setCounterParty", [.address(house)]),
            (market, PerpV1ABI.amm, "setOpen", [.bool(true)]),
        ]
        for (recipient, abi, name, values) in calls {
            guard let function = abi.function(named: name) else { throw MissingDeclaration(name) }
            let data = try function.encodeCall(values)
            let outcome = host.execute(
                Message(sender: admin, recipient: recipient, data: data), in: block(0))
            if let revert = outcome.revert { throw FailedTrade(name, revert) }
        }
    }

    /// Gives traders a million each, and leave for the clearing house to take it.
    public func fund(_ traders: Range<Int>) throws {
        for index in traders {
            try token.setGenesisBalance(
                1_000_000_000_000, of: TradingWorld.trader(index), in: host.state)
            token.setGenesisAllowance(
                1_000_000_000_000_000, of: TradingWorld.trader(index), for: TradingWorld.house,
                in: host.state)
        }
    }

    /// The block at a height; blocks are 15 seconds apart.
    public static func block(_ number: Int) -> BlockEnvironment {
        BlockEnvironment(
            number: UInt64(1 + number), timestampSeconds: start + 15 * UInt64(number))
    }

    private static func trader(_ index: Int) -> Address {
        Address(truncating: UInt256(UInt64(0x1000 + index), 0x7ade, 0, 0))
    }

    /// A trade as call data from its trader.
    public func message(_ trade: Trade, of trader: Int) throws -> Message {
        Message(
            sender: TradingWorld.trader(trader), recipient: TradingWorld.house,
            data: try calls.data(trade))
    }

    /// A transfer of one base unit of the token to oneself.
    public func transfer(of trader: Int) throws -> Message {
        guard let function = token.abi.function(named: "transfer") else {
            throw MissingDeclaration("transfer")
        }
        let sender = TradingWorld.trader(trader)
        return Message(
            sender: sender, recipient: TradingWorld.tokenAddress,
            data: try function.encodeCall([.address(sender), .uint(1)]))
    }
}
