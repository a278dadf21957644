import ContractRuntime
import EthereumPrimitives
import PerpContracts
import PriceOracles
import WideIntegers

/// A design of perpetuals; all take the same call data.
public enum Design {
    /// Perpetual Protocol v1, with a token of 6 decimals.
    case perpV1
    /// ReferencePerp with changes to a market that is margined by the median of mark, its average and
    /// the oracle; 18 decimals.
    case reference(ClaimsPolicy, (inout ReferenceMarketParameters) -> Void)

    /// ReferencePerp margined by the median.
    public static var oracleMargined: Design { .reference(.firstCome) { _ in } }

    var decimals: UInt8 {
        switch self {
        case .perpV1: 6
        case .reference: 18
        }
    }
}

/// One market with its token, feed and fund, and traders who may use it.
public struct TradingWorld {
    /// The contracts and their state.
    public let host: ContractHost
    private let token: ERC20Token
    private let calls: TradeCalls
    private let unit: UInt256
    private let wallets: [Address]

    private static let house = Address(truncating: 0xc1ea)
    private static let market = Address(truncating: 0xa33)
    private static let fund = Address(truncating: 0xf00d)
    private static let tokenAddress = Address(truncating: 0x70ce)
    private static let feed = Address(truncating: 0xfeed)
    private static let admin = Address(truncating: 0xad)
    /// When the world is made, in seconds since 1970.
    public static let start: UInt64 = 1_600_000_000

    /// Places the contracts and funds the traders, in one sealed block.
    ///
    /// - Parameter wallets: the traders' addresses, where they have keys.
    public init(
        _ design: Design = .perpV1, traders: Int, historyBlocks: Int = 8, wallets: [Address] = []
    ) throws {
        self.wallets = wallets
        guard let schedule = GasSchedule(.london) else { throw MissingDeclaration("london") }
        host = ContractHost(
            state: WorldState(historyBlocks: historyBlocks), schedule: schedule)
        host.computeCosts = PerpV1ComputeCosts.table
        calls = try TradeCalls(market: TradingWorld.market)
        token = try ERC20Token(
            at: TradingWorld.tokenAddress, in: host, name: "USD Coin", symbol: "USDC",
            decimals: design.decimals, owner: TradingWorld.admin, behaviour: .traceMock)
        unit = UInt256(10).evmExp(UInt256(UInt64(design.decimals)))
        switch design {
        case .perpV1:
            try token.setGenesisBalance(
                UInt256(1_000_000) * unit, of: TradingWorld.fund, in: host.state)
            try TradingWorld.place(in: host)
        case .reference(let claimsPolicy, let change):
            try token.setGenesisBalance(
                UInt256(1_000_000) * unit, of: TradingWorld.house, in: host.state)
            try TradingWorld.placeReference(in: host, claimsPolicy, change)
        }
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

    private static func placeReference(
        in host: ContractHost, _ claimsPolicy: ClaimsPolicy,
        _ change: (inout ReferenceMarketParameters) -> Void
    ) throws {
        _ = try SettablePriceFeed(
            at: feed, in: host, priceWad: try wad(500), twapPriceWad: try wad(500))
        let clearing = try ReferenceHouse(
            at: house, in: host,
            ReferenceHouseParameters(
                owner: admin, token: tokenAddress, claimsPolicy: claimsPolicy))
        clearing.addFund(fund, balanceWad: try wad(1_000_000), in: host.state)
        var parameters = ReferenceMarketParameters(
            feed: feed, fund: fund,
            curve: CurveParameters(
                quoteReserveWad: try wad(10_000_000), baseReserveWad: try wad(20_000),
                tradeLimitRatioWad: try wad(9) / 10),
            tiers: [
                MarginTier(
                    notionalUpToWad: MarginTier.unbounded, initialWad: try wad(1) / 10,
                    maintenanceWad: try wad(1) / 16)
            ])
        parameters.marginPrice = .median
        parameters.pnlBasis = .close
        parameters.twapWindowSeconds = 900
        parameters.fees.spreadRatioWad = try wad(1) / 1_000
        change(&parameters)
        try clearing.addMarket(at: market, parameters, in: host, block: block(0))
    }

    /// Gives traders a million each, and leave for the clearing house to take it.
    public func fund(_ traders: Range<Int>) throws {
        for index in traders {
            try token.setGenesisBalance(
                UInt256(1_000_000) * unit, of: trader(index), in: host.state)
            token.setGenesisAllowance(
                try UInt256(1_000_000_000) * unit, of: trader(index),
                for: TradingWorld.house, in: host.state)
        }
    }

    /// The block at a height; blocks are 15 seconds apart.
    public static func block(_ number: Int) -> BlockEnvironment {
        BlockEnvironment(
            number: UInt64(1 + number), timestampSeconds: start + 15 * UInt64(number))
    }

    private func trader(_ index: Int) -> Address {
        wallets.indices.contains(index) ? wallets[index] : TradingWorld.address(of: index)
    }

    /// A trade as call data from its trader.
    public func message(_ trade: Trade, of trader: Int) throws -> Message {
        Message(
            sender: self.trader(trader), recipient: TradingWorld.house,
            data: try calls.data(trade))
    }

    /// Another price of the feed, in whole quote units.
    public func feedMessage(price: UInt64) throws -> Message {
        Message(
            sender: TradingWorld.admin, recipient: TradingWorld.feed,
            data: try Selector(signature: "setPrice(uint256)").bytes
                + wad(price).bigEndianBytes)
    }

    /// The address of a trader without a key.
    public static func address(of trader: Int) -> Address {
        Address(truncating: UInt256(UInt64(0x1000 + trader), 0x7ade, 0, 0))
    }

    /// A transfer of one base unit of the token to oneself.
    public func transfer(of trader: Int) throws -> Message {
        guard let function = token.abi.function(named: "transfer") else {
            throw MissingDeclaration("transfer")
        }
        let sender = self.trader(trader)
        return Message(
            sender: sender, recipient: TradingWorld.tokenAddress,
            data: try function.encodeCall([.address(sender), .uint(1)]))
    }
}
