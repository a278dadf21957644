import ContractRuntime
import EthereumPrimitives
import PerpContracts
import PriceOracles
import TestSupport
import Testing
import WideIntegers

/// A ReferencePerp house with one market of 1,000,000 quote and 10,000 base, a pegged curve.
final class ReferenceWorld {
    static let owner = Address(truncating: 0x0a)
    static let alice = Address(truncating: 0xa11ce)
    static let bob = Address(truncating: 0xb0b)
    static let carol = Address(truncating: 0xca401)
    static let accounts = [owner, alice, bob, carol]

    static let token = Address(truncating: 0x70)
    static let feed = Address(truncating: 0xfeed)
    static let fund = Address(truncating: 0xf0)
    static let house = Address(truncating: 0xc4)
    static let market = Address(truncating: 0xa33)

    let host: ContractHost
    var block = BlockEnvironment(number: 1, timestampSeconds: 1_600_000_000)
    let house: ReferenceHouse
    let market: ReferenceMarket
    private let feedABI: ContractABI

    init(_ change: (inout ReferenceMarketParameters) -> Void = { _ in }) throws {
        host = ContractHost(state: WorldState(), schedule: try #require(GasSchedule(.london)))
        let dollars = try ERC20Token(
            at: Self.token, in: host, name: "Dollar", symbol: "USD", owner: Self.owner)
        for account in Self.accounts {
            try dollars.setGenesisBalance(wad("10000000"), of: account, in: host.state)
            dollars.setGenesisAllowance(.max, of: account, for: Self.house, in: host.state)
        }
        try dollars.setGenesisBalance(wad("100000"), of: Self.house, in: host.state)
        feedABI = try SettablePriceFeed(
            at: Self.feed, in: host, priceWad: wad("100"), twapPriceWad: wad("100"),
            timestampSeconds: UInt256(block.timestampSeconds)
        ).abi
        house = try ReferenceHouse(
            at: Self.house, in: host,
            ReferenceHouseParameters(owner: Self.owner, token: Self.token))
        house.addFund(Self.fund, balanceWad: wad("100000"), in: host.state)
        market = try house.addMarket(
            at: Self.market, Self.parameters(change), in: host, block: block)
    }

    static func parameters(
        _ change: (inout ReferenceMarketParameters) -> Void = { _ in }
    ) -> ReferenceMarketParameters {
        var parameters = ReferenceMarketParameters(
            feed: feed, fund: fund,
            curve: CurveParameters(
                form: .pegged, quoteReserveWad: wad("1000000"), baseReserveWad: wad("10000"),
                kStepLimitWad: wad("0.1")),
            tiers: [
                MarginTier(
                    notionalUpToWad: MarginTier.unbounded, initialWad: wad("0.1"),
                    maintenanceWad: wad("0.05"))
            ])
        parameters.backstops = [carol]
        change(&parameters)
        return parameters
    }

    // MARK: - Calls

    func advance(_ seconds: UInt64) {
        block.number += 1
        block.timestampSeconds += seconds
    }

    func setFeed(_ price: UInt256, at time: UInt256? = nil) throws {
        let function = try #require(feedABI.function(named: "setLatest"))
        let data = try function.encodeCall([
            .uint(price), .uint(time ?? UInt256(block.timestampSeconds)),
        ])
        let outcome = host.execute(
            Message(sender: Self.owner, recipient: Self.feed, data: data), in: block)
        #expect(outcome.isSuccess)
    }

    /// Calls a function of the house.
    func call(
        _ name: String, _ values: [ABIValue], from sender: Address
    ) throws -> ExecutionOutcome {
        let function = try #require(ReferencePerpABI.house.function(named: name))
        return host.execute(
            Message(
                sender: sender, recipient: Self.house, data: try function.encodeCall(values)),
            in: block)
    }

    /// Calls a function whose first argument is the market, and which must succeed.
    @discardableResult
    func ok(
        _ name: String, _ values: [ABIValue] = [], from sender: Address = alice,
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws -> ExecutionOutcome {
        let outcome = try call(name, [.address(Self.market)] + values, from: sender)
        #expect(outcome.revert == nil, "\(name)", sourceLocation: sourceLocation)
        return outcome
    }

    static func amount(_ value: UInt256) -> ABIValue { .tuple([.uint(value)]) }

    @discardableResult
    func trade(
        _ trader: Address, _ side: PerpV1Side, _ quote: UInt256, leverage: UInt256 = .wad,
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws -> ExecutionOutcome {
        try ok(
            "openPosition",
            [
                .uint(UInt256(UInt64(side.rawValue))), Self.amount(quote),
                Self.amount(leverage), Self.amount(0),
            ], from: trader, sourceLocation: sourceLocation)
    }

    /// What a view of the market answers.
    func view(_ name: String, _ values: [ABIValue] = []) throws -> ExecutionOutcome {
        let function = try #require(ReferencePerpABI.market.function(named: name))
        return host.simulate(
            Message(
                sender: Self.bob, recipient: Self.market, data: try function.encodeCall(values)),
            in: block)
    }

    /// The words of a view's answer, none for a failure.
    func words(_ name: String, _ values: [ABIValue] = []) throws -> [UInt256] {
        let outcome = try view(name, values)
        guard outcome.isSuccess else { return [] }
        return stride(from: 0, to: outcome.output.count, by: 32).compactMap {
            UInt256(bigEndianBytes: outcome.output[$0..<($0 + 32)])
        }
    }

    func marginRatio(_ trader: Address) throws -> ExecutionOutcome {
        try call(
            "getMarginRatio", [.address(Self.market), .address(trader)], from: Self.bob)
    }

    func position(_ trader: Address) -> ReferencePositionSummary {
        market.position(of: trader, in: host.state)
    }

    var summary: ReferenceMarketSummary { market.summary(in: host.state) }

    /// The logs of an outcome.
    func logs(_ outcome: ExecutionOutcome) -> [EventLog] {
        (0..<outcome.logs.count).map { outcome.logs.log($0, in: host.state) }
    }

    /// R1: the vault is the sum of what it is held for.
    func checkVault(sourceLocation: SourceLocation = #_sourceLocation) {
        var sum = Int256.zero
        func add(_ amount: UInt256) { sum = sum &+ Int256(bitPattern: amount) }
        for account in Self.accounts {
            add(position(account).marginWad)
            add(house.depositWad(of: account, in: host.state))
        }
        add(house.summary(in: host.state).claimsWad)
        add(house.fundWad(Self.fund, in: host.state))
        let market = summary
        add(market.feePoolWad)
        sum = sum &+ market.curveAccountWad &+ market.imbalanceAccountWad
        sum = sum &- Int256(bitPattern: market.uncoveredWad &+ market.socialisedOwedWad)
        #expect(
            sum.bitPattern == house.summary(in: host.state).vaultWad,
            sourceLocation: sourceLocation)
    }
}
