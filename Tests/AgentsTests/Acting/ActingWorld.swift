import Agents
import Chain
import ContractRuntime
import EthereumPrimitives
import PerpContracts
import PriceOracles
import SimulationKernel
import Testing
import WideIntegers

/// A number of whole units in wad.
func units(_ amount: UInt64) -> UInt256 { UInt256(amount) &* .wad }

/// So many thousandths in wad.
func perMille(_ parts: UInt64) -> UInt256 { UInt256(parts) &* 1_000_000_000_000_000 }

/// A chain with a market of ReferencePerp whose mark and feed begin at 100, a feed that anyone sets,
/// an exchange whose fair price a test sets, a pair at 100, and agents at one node.
///
/// Each of the accounts has 100,000 of collateral and 1,000 of native asset; the last one sets the feed.
final class ActingWorld {
    static let market = Address(truncating: 0x3a)
    static let house = Address(truncating: 0x40)
    static let feed = Address(truncating: 0xfe)
    static let fund = Address(truncating: 0xf0)
    static let collateral = Address(truncating: 0x20)
    static let base = Address(truncating: 0x10)
    static let pair = Address(truncating: 0x41)
    static let router = Address(truncating: 0x60)
    static let lender = Address(truncating: 0xf1)
    static let script = Address(truncating: 0x5c)
    static let route = SpotSwapRoute(
        router: router, pair: pair, quoteToken: collateral, baseToken: base)
    static let means = units(100_000)
    private static let accountCount = 12

    let fixture: AgentsFixture
    let desk: AgentDesk
    let exchange: OffChainExchange
    let outside: Outside
    let token: ERC20Token
    private(set) var notes: [(kind: String, agent: String, text: String)] = []
    private var setter: Wallet?
    /// Receipts of the canonical chain.
    private var included: [Receipt] = []

    /// The fair price of the exchange.
    final class Outside {
        var priceWad = units(100)
    }

    /// Where the market of the test can be made otherwise.
    typealias Change = (inout ReferenceMarketParameters) -> Void

    init(
        _ overrides: [(key: String, value: String)] = [], feedAt feedAddress: Address = feed,
        depthBase: UInt64 = 1_000_000, takerFeePpm: UInt32 = 0, change: Change = { _ in }
    ) throws {
        var placed: (ReferenceHouse, ReferenceMarket, ERC20Token)?
        fixture = try AgentsFixture(overrides, accounts: Self.accountCount) { host in
            placed = try Self.place(in: host, feedAt: feedAddress, change)
        }
        let (house, market, token) = try #require(placed)
        self.token = token
        let chain = fixture.chain
        let outside = Outside()
        let depth = try DepthCurve(
            PowerLawDepth(sizeWad: units(depthBase), exponent: 1, distanceWadMax: perMille(900)))
        exchange = try OffChainExchange(
            ExchangeSettings(
                name: "exchange", asks: depth, bids: depth,
                replenishment: .halfLife(micros: 30_000_000), takerFeePpm: takerFeePpm),
            orders: try DelayLine(
                chain.timeline, stream: RandomSource(seed: 1).stream("exchange"))
        ) { _ in outside.priceWad }
        self.outside = outside
        let view = fixture.view
        let venues = [
            VenueDesk(
                name: "exchange", place: .exchange(exchange, exchange.ledger),
                timeline: chain.timeline, node: { view }),
            VenueDesk(
                name: "pair", place: .pair(Self.route), timeline: chain.timeline, node: { view }),
        ]
        desk = AgentDesk(
            node: fixture.node, chain: chain, runStart: AgentsFixture.start,
            markets: [
                PerpMarket(
                    name: "ETH", index: 0, address: Self.market, house: Self.house,
                    fund: Self.fund, collateral: Self.collateral,
                    design: ReferencePerpDesign(house: house, market: market))
            ], venues: venues, collateral: token, nativePriceWad: units(2_000))
        desk.onNote = { [weak self] kind, agent, text, _ in
            self?.notes.append((kind, agent, text))
        }
        let setter = fixture.wallet(Self.accountCount - 1, isHearing: false)
        desk.add(setter)
        self.setter = setter
        fixture.observe { [weak self] notice in
            guard let self, case .head(let removed, let added) = notice else { return }
            let undone = removed.flatMap(\.receipts)
            included.removeAll { receipt in undone.contains { $0 === receipt } }
            included += added.flatMap(\.receipts)
        }
    }

    private static func place(
        in host: ContractHost, feedAt feedAddress: Address, _ change: Change
    ) throws -> (ReferenceHouse, ReferenceMarket, ERC20Token) {
        let holders = try (0..<accountCount).map {
            try PrivateKey(UInt256(UInt64(1_000 + $0))).address
        }
        let token = try ERC20Token(at: collateral, in: host, name: "", symbol: "")
        let baseToken = try ERC20Token(at: base, in: host, name: "", symbol: "")
        for holder in holders + [house, lender] {
            try token.setGenesisBalance(means, of: holder, in: host.state)
            for spender in [house, router] {
                token.setGenesisAllowance(.max, of: holder, for: spender, in: host.state)
            }
            try baseToken.setGenesisBalance(units(100), of: holder, in: host.state)
            baseToken.setGenesisAllowance(.max, of: holder, for: router, in: host.state)
        }
        _ = try SettablePriceFeed(
            at: feed, in: host, priceWad: units(100), twapPriceWad: units(100),
            timestampSeconds: UInt256(AgentsFixture.start.seconds))
        let spot = try SpotPair(at: pair, in: host, tokens: (base, collateral))
        try spot.setGenesisReserves(
            (units(1_000), units(100_000)), provider: Address(truncating: 0x7b),
            timestampSeconds: AgentsFixture.start.seconds, in: host)
        let registry = try SpotPairRegistry(
            at: Address(truncating: 0x61), in: host, pairs: [spot])
        _ = try SpotRouter(at: router, in: host, registry: registry)
        _ = try FlashLender(at: lender, in: host, tokens: [collateral], feeBasisPoints: 9)
        _ = try ScriptAccount(at: script, in: host, owner: holders[0])
        _ = try PairPriceFeed(in: host)

        let house = try ReferenceHouse(
            at: Self.house, in: host,
            ReferenceHouseParameters(owner: holders[0], token: collateral))
        house.addFund(fund, balanceWad: means, in: host.state)
        var parameters = ReferenceMarketParameters(
            feed: feedAddress, fund: fund,
            curve: CurveParameters(
                quoteReserveWad: units(1_000_000), baseReserveWad: units(10_000),
                tradeLimitRatioWad: perMille(900)),
            tiers: [
                MarginTier(
                    notionalUpToWad: MarginTier.unbounded, initialWad: perMille(100),
                    maintenanceWad: perMille(60))
            ])
        parameters.marginPrice = .oracle
        parameters.fees.spreadRatioWad = perMille(1)
        parameters.liquidation.feeRatioWad = perMille(20)
        parameters.liquidation.liquidatorShareWad = perMille(500)
        parameters.liquidation.insuranceShareWad = perMille(500)
        change(&parameters)
        let block = BlockEnvironment(
            number: 0, timestampSeconds: AgentsFixture.start.seconds, baseFeePerGasWei: .zero,
            gasLimit: 30_000_000, chainID: 1)
        let market = try house.addMarket(at: market, parameters, in: host, block: block)
        return (house, market, token)
    }

    // MARK: - Agents

    /// An agent of an account, which by default reacts at once and offers a gwei for gas.
    @discardableResult
    func add(
        _ mind: any Agent, as name: String, account: Int, baseWad: UInt256 = .zero,
        quoteWad: UInt256 = .zero, tipWei: UInt256 = gwei(1), reactionMicros: Double = 0
    ) throws -> AgentBody {
        try exchange.ledger.deposit(baseWad: baseWad, quoteWad: quoteWad, to: name)
        let body = AgentBody(
            name: name, population: name, mind: mind,
            wallet: fixture.wallet(account, isHearing: false), desk: desk,
            rules: SendingRules(
                fees: FeeRule(.fixed(tipWei: tipWei)), resend: ResendPolicy()),
            reactionMicros: .constant(reactionMicros), start: AgentsFixture.start,
            end: AgentsFixture.start + 1_000_000_000_000, random: RandomSource(seed: 1))
        desk.add(body)
        return body
    }

    /// An account that does what it is told at seconds after the start.
    @discardableResult
    func script(
        _ account: Int, _ steps: [(second: UInt64, action: ScriptedTrader.Step.Action)]
    ) throws -> AgentBody {
        try add(
            ScriptedTrader(
                steps.map {
                    ScriptedTrader.Step(atMicros: $0.second * 1_000_000, market: 0, $0.action)
                }), as: "script-\(account)", account: account, quoteWad: units(1_000_000))
    }

    func run(seconds: UInt64) { fixture.run(seconds: seconds) }

    /// Has the feed tell a price from the next block on.
    func setFeed(_ priceWad: UInt256) throws {
        let declaration = "setLatest(uint256 price, uint256 timestamp)"
        let data = try ABIFunction(parsing: declaration).encodeCall([
            .uint(priceWad), .uint(UInt256(fixture.chain.timeline.now.seconds)),
        ])
        setter?.send(
            CallIntent(to: Self.feed, data: data, gasLimit: 200_000),
            bid: GasBid(tipWei: gwei(50), capWei: gwei(1_000)))
    }

    // MARK: - Looking

    var quote: MarketQuote {
        fixture.view.inspect { self.desk.markets[0].design.quote(in: $0, block: $1) }
            ?? MarketQuote()
    }

    func position(_ body: AgentBody) -> PositionQuote? {
        fixture.view.inspect {
            self.desk.markets[0].design.position(of: body.address, in: $0, block: $1)
        } ?? nil
    }

    func size(_ body: AgentBody) -> Int256 { position(body)?.sizeWad ?? .zero }

    func collateral(_ body: AgentBody) -> UInt256 {
        let state = fixture.chain.host.state
        return token.balanceRaw(of: state.account(body.address), in: state)
    }

    /// Receipts of an agent's transactions, in order.
    func receipts(_ body: AgentBody) -> [Receipt] {
        included.filter { $0.transaction.sender == body.address }
    }

    /// How many of an agent's transactions have failed.
    func failures(_ body: AgentBody) -> Int { receipts(body).count { !$0.isSuccess } }

    func notes(_ kind: String) -> [String] { notes.filter { $0.kind == kind }.map(\.text) }
}

/// A feed whose price is the pair's of the moment: what a flash loan bends.
final class PairPriceFeed: PriceFeedInterface {
    static let address = Address(truncating: 0xfd)
    let abi: ContractABI

    init(in host: ContractHost) throws {
        abi = try ContractABI("PairPriceFeed", declarations: [])
        host.deploy(self, at: host.state.account(Self.address))
    }

    func price(of key: Hash256, in context: CallContext) throws(Revert) -> UInt256 {
        let output = try context.call(
            context.state.account(ActingWorld.pair), Selector(signature: "getReserves()").bytes)
        guard let base = UInt256(bigEndianBytes: output[0..<32]),
            let quote = UInt256(bigEndianBytes: output[32..<64]),
            let price = try? quote.mulDivDown(.wad, base)
        else { throw .empty }
        return price
    }

    func twapPrice(
        of key: Hash256, intervalSeconds: UInt256, in context: CallContext
    ) throws(Revert) -> UInt256 { try price(of: key, in: context) }

    func latestTimestamp(of key: Hash256, in context: CallContext) throws(Revert) -> UInt256 {
        UInt256(context.block.timestampSeconds)
    }

    func run(_ input: [UInt8], in context: CallContext) throws(Revert) -> [UInt8] { throw .empty }
}
