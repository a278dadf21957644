import ContractRuntime
import EthereumPrimitives
import PerpContracts
import PriceOracles
import TestSupport
import Testing
import WideIntegers

/// The exact PerpV1 and a market of profile `v1-like` beside each other, called alike.
///
/// Each design has a host, a token and a feed of its own at the same addresses. Vaults are rich, so that
/// neither prepaid bad debt nor claims come into play.
final class TwinWorld {
    struct Options {
        var quoteReserve = wad("10000000")
        var baseReserve = wad("20000")
        var fluctuation = UInt256.zero
        var spread = UInt256.zero
        /// Whether a quarter is liquidated while the margin covers the fee, or all always.
        var isPartial = false
        var isVaultRich = true
    }

    /// What both designs made of one call.
    struct Outcomes {
        let v1: ExecutionOutcome
        let reference: ExecutionOutcome

        var areBothSuccessful: Bool { v1.isSuccess && reference.isSuccess }
    }

    static let owner = Address(truncating: 0x0a)
    /// Liquidates and may make bad debt.
    static let keeper = Address(truncating: 0x6e)
    static let whale = Address(truncating: 0x3a1e)
    static let traders = (1...5).map { Address(truncating: UInt256(UInt64($0)) &* 0x111) }

    static let token = Address(truncating: 0x70)
    static let feed = Address(truncating: 0xfeed)
    static let fund = Address(truncating: 0xf0)
    static let house = Address(truncating: 0xc4)
    static let market = Address(truncating: 0xa33)

    /// On the hour, where both designs' funding falls due together.
    var block = BlockEnvironment(number: 1, timestampSeconds: 1_600_002_000)
    let v1Host: ContractHost
    let referenceHost: ContractHost
    let v1Token: ERC20Token
    let referenceToken: ERC20Token
    let deployment: PerpV1Deployment
    let referenceHouse: ReferenceHouse
    let referenceMarket: ReferenceMarket
    let startPrice: UInt256
    private let feedABI: ContractABI

    init(
        _ options: Options = Options(),
        _ change: (inout ReferenceMarketParameters) -> Void = { _ in }
    ) throws {
        let schedule = try #require(GasSchedule(.london))
        v1Host = ContractHost(state: WorldState(), schedule: schedule)
        referenceHost = ContractHost(state: WorldState(), schedule: schedule)
        startPrice = try options.quoteReserve.divD(options.baseReserve)
        let fundBalance = wad("1000000000")
        (v1Token, feedABI) = try Self.place(in: v1Host, priceWad: startPrice)
        (referenceToken, _) = try Self.place(in: referenceHost, priceWad: startPrice)
        try v1Token.setGenesisBalance(fundBalance, of: TwinWorld.fund, in: v1Host.state)
        try referenceToken.setGenesisBalance(
            fundBalance, of: TwinWorld.house, in: referenceHost.state)

        var deployment = try PerpV1Deployment(
            in: v1Host, clearingHouse: TwinWorld.house, insuranceFund: TwinWorld.fund,
            feePool: .zero,
            ClearingHouseParameters(
                owner: TwinWorld.owner, initMarginRatioWad: wad("0.1"),
                maintenanceMarginRatioWad: wad("0.0625"), liquidationFeeRatioWad: wad("0.0125"),
                insuranceFund: TwinWorld.fund), block: block)
        try deployment.addMarket(
            at: TwinWorld.market,
            AmmParameters(
                owner: TwinWorld.owner, quoteReserveWad: options.quoteReserve,
                baseReserveWad: options.baseReserve, tradeLimitRatioWad: wad("0.9"),
                fundingPeriodSeconds: 3_600, priceFeed: TwinWorld.feed, priceFeedKey: .zero,
                quoteAsset: TwinWorld.token, fluctuationLimitRatioWad: options.fluctuation,
                tollRatioWad: 0, spreadRatioWad: options.spread))
        let abi = PerpV1ABI.clearingHouse
        try deployment.set(
            TwinWorld.house, abi, "setBackstopLiquidityProvider",
            [.address(TwinWorld.keeper), .bool(true)])
        if options.isPartial {
            try deployment.set(
                TwinWorld.house, abi, "setPartialLiquidationRatio", [.tuple([.uint(wad("0.25"))])])
        }
        self.deployment = deployment

        referenceHouse = try ReferenceHouse(
            at: TwinWorld.house, in: referenceHost,
            ReferenceHouseParameters(owner: TwinWorld.owner, token: TwinWorld.token))
        referenceHouse.addFund(TwinWorld.fund, balanceWad: fundBalance, in: referenceHost.state)
        var parameters = ReferenceProfile.v1Like.parameters(
            feed: TwinWorld.feed, fund: TwinWorld.fund,
            curve: CurveParameters(
                quoteReserveWad: options.quoteReserve, baseReserveWad: options.baseReserve),
            backstops: [TwinWorld.keeper])
        parameters.limits.fluctuationWad = options.fluctuation
        parameters.fees.spreadRatioWad = options.spread
        if !options.isPartial { parameters.liquidation.size = .full }
        change(&parameters)
        referenceMarket = try referenceHouse.addMarket(
            at: TwinWorld.market, parameters, in: referenceHost, block: block)
        if options.isVaultRich {
            let outcomes = try call(
                "addMargin", [amount(wad("5000000000"))], from: TwinWorld.whale)
            #expect(outcomes.areBothSuccessful)
        }
    }

    /// A token that every account has approved, and a feed.
    private static func place(
        in host: ContractHost, priceWad: UInt256
    ) throws -> (ERC20Token, ContractABI) {
        let dollars = try ERC20Token(
            at: TwinWorld.token, in: host, name: "Dollar", symbol: "USD", owner: owner)
        for holder in [keeper, whale] + traders {
            try dollars.setGenesisBalance(wad("10000000000"), of: holder, in: host.state)
            dollars.setGenesisAllowance(.max, of: holder, for: TwinWorld.house, in: host.state)
        }
        let feed = try SettablePriceFeed(
            at: TwinWorld.feed, in: host, priceWad: priceWad, twapPriceWad: priceWad)
        return (dollars, feed.abi)
    }

    // MARK: - Calls

    func amount(_ value: UInt256) -> ABIValue { .tuple([.uint(value)]) }

    func advance(_ seconds: UInt64) {
        block.number += 1
        block.timestampSeconds += seconds
    }

    /// The same call data to both houses.
    func call(
        _ name: String, _ values: [ABIValue] = [], from sender: Address
    ) throws -> Outcomes {
        let function = try #require(ReferencePerpABI.house.function(named: name))
        let message = Message(
            sender: sender, recipient: TwinWorld.house,
            data: try function.encodeCall([.address(TwinWorld.market)] + values))
        return Outcomes(
            v1: v1Host.execute(message, in: block),
            reference: referenceHost.execute(message, in: block))
    }

    func trade(
        _ trader: Address, _ side: PerpV1Side, _ quote: UInt256, leverage: UInt256 = .wad,
        baseLimit: UInt256 = 0
    ) throws -> Outcomes {
        try call(
            "openPosition",
            [
                .uint(UInt256(UInt64(side.rawValue))), amount(quote), amount(leverage),
                amount(baseLimit),
            ], from: trader)
    }

    func liquidate(_ trader: Address) throws -> Outcomes {
        try call("liquidate", [.address(trader)], from: TwinWorld.keeper)
    }

    /// Sets the price that v1's spread guard reads; averages stay.
    func setGuardPrice(_ price: UInt256) throws {
        let function = try #require(feedABI.function(named: "setPrice"))
        let outcome = v1Host.execute(
            Message(
                sender: TwinWorld.owner, recipient: TwinWorld.feed,
                data: try function.encodeCall([.uint(price)])), in: block)
        #expect(outcome.isSuccess)
    }

    // MARK: - State

    var v1Pool: ConstantProduct { deployment.markets[0].pool(in: v1Host.state) }

    var referencePool: ConstantProduct {
        let summary = referenceMarket.summary(in: referenceHost.state)
        return ConstantProduct(
            quoteReserveWad: summary.quoteReserveWad, baseReserveWad: summary.baseReserveWad)
    }

    func v1Position(_ trader: Address) -> PerpV1Position {
        deployment.clearingHouse.position(
            of: v1Host.state.account(trader), in: v1Host.state.account(TwinWorld.market),
            v1Host.state)
    }

    func referencePosition(_ trader: Address) -> ReferencePositionSummary {
        referenceMarket.position(of: trader, in: referenceHost.state)
    }

    /// Margin less funding owed, and profit at the spot price.
    func v1Equity(_ trader: Address) throws -> Int256 {
        let position = v1Position(trader)
        let margin = Int256(bitPattern: position.margin)
        if position.size.isZero { return margin }
        let function = try #require(
            PerpV1ABI.clearingHouse.function(named: "getLatestCumulativePremiumFraction"))
        let outcome = v1Host.simulate(
            Message(
                sender: .zero, recipient: TwinWorld.house,
                data: try function.encodeCall([.address(TwinWorld.market)])), in: block)
        let latest = Int256(
            bitPattern: try #require(UInt256(bigEndianBytes: outcome.output.prefix(32))))
        let owed = try (latest &- position.lastPremiumFraction).mulD(position.size)
        return try margin &- owed
            &+ profit(position.size, openNotional: position.openNotional, on: v1Pool)
    }

    /// The same of the other design.
    func referenceEquity(_ trader: Address) throws -> Int256 {
        let position = referencePosition(trader)
        let margin = Int256(bitPattern: position.marginWad)
        if position.sizeWad.isZero { return margin }
        let summary = referenceMarket.summary(in: referenceHost.state)
        let index =
            position.sizeWad.isNegative ? summary.fundingShortWad : summary.fundingLongWad
        let size = Int256(bitPattern: position.sizeWad.magnitude)
        let exact = try (index &- position.fundingIndexWad).mulScalar(size)
        var owed = try exact.divScalar(Int256.wad)
        if try exact > .zero && owed.mulScalar(Int256.wad) != exact { owed = owed &+ 1 }
        return try margin &- owed
            &+ profit(
                position.sizeWad, openNotional: position.openNotionalWad, on: referencePool)
    }

    private func profit(
        _ size: Int256, openNotional: UInt256, on pool: ConstantProduct
    ) throws -> Int256 {
        let quote = try pool.quote(forBaseWad: size.magnitude, size.isNegative ? .remove : .add)
        let (worth, paid) = (Int256(bitPattern: quote), Int256(bitPattern: openNotional))
        return size.isNegative ? paid &- worth : worth &- paid
    }

    /// What a wallet has more here than there.
    func walletDifference(_ holder: Address) -> Int256 {
        Int256(
            bitPattern: referenceToken.balanceRaw(
                of: referenceHost.state.account(holder), in: referenceHost.state)
                &- v1Token.balanceRaw(of: v1Host.state.account(holder), in: v1Host.state))
    }

    func equityDifference(_ trader: Address) throws -> Int256 {
        try referenceEquity(trader) &- v1Equity(trader)
    }

    /// The arguments of an event of the houses.
    func event(_ name: String, in outcomes: Outcomes) throws -> (
        v1: [UInt256], reference: [UInt256]
    ) {
        let topic = try #require(ReferencePerpABI.house.event(named: name)).topic0
        func words(_ outcome: ExecutionOutcome, _ host: ContractHost) throws -> [UInt256] {
            let logs = (0..<outcome.logs.count).map { outcome.logs.log($0, in: host.state) }
            let data = try #require(logs.last { $0.topics.first == topic }?.data, "\(name)")
            return stride(from: 0, to: data.count, by: 32).compactMap {
                UInt256(bigEndianBytes: data[$0..<($0 + 32)])
            }
        }
        return (
            try words(outcomes.v1, v1Host), try words(outcomes.reference, referenceHost)
        )
    }
}
