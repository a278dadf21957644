import Agents
import ContractRuntime
import EthereumPrimitives
import PerpContracts
import PriceOracles
import SimulationKernel
import TestSupport
import Testing
import WideIntegers

@testable import Simulation

/// A genesis with a collateral and one feed, and markets of a scenario on it.
final class MarketWorld {
    static let owner = Address(truncating: 0x0a)
    static let feed = Address(truncating: 0xfeed)
    static let keepers = [Address(truncating: 0x7e1), Address(truncating: 0x7e2)]

    let host: ContractHost
    var block = BlockEnvironment(number: 0, timestampSeconds: 1_700_000_000)
    let token: ERC20Token
    let feedABI: ContractABI
    let assembly: MarketAssembly

    init(
        _ markets: [MarketSettings], funds: [FundSettings] = [MarketWorld.fund("fund", 100_000)],
        priceWad: UInt256 = wad("100")
    ) throws {
        host = ContractHost(state: WorldState(), schedule: try #require(GasSchedule(.london)))
        token = try ERC20Token(
            at: Address(truncating: 0x70), in: host, name: "Dollar", symbol: "USD",
            owner: Self.owner)
        feedABI = try SettablePriceFeed(
            at: Self.feed, in: host, priceWad: priceWad, twapPriceWad: priceWad,
            timestampSeconds: UInt256(block.timestampSeconds)
        ).abi
        assembly = try MarketAssembly(
            markets, funds: funds,
            on: MarketGround(
                host: host, block: block,
                timeline: Timeline(start: SimulatedTime(seconds: block.timestampSeconds)),
                collateral: token, owner: Self.owner,
                address: Self.address(named:),
                feed: { $0 == "feed" ? (Self.feed, Hash256.zero) : nil },
                startPriceWad: { $0 == "path" ? priceWad : nil },
                accounts: { $0 == "keepers" ? Self.keepers : nil }))
    }

    /// An address that belongs to a name.
    static func address(named name: String) -> Address {
        Address(truncating: UInt256(Keccak256.hash(Array(name.utf8))))
    }

    static func fund(_ name: String, _ balance: UInt64) -> FundSettings {
        var fund = FundSettings()
        (fund.name, fund.balanceWad) = (name, .wad &* UInt256(balance))
        return fund
    }

    /// A market of ReferencePerp with 1,000,000 quote at a price of 100.
    static func reference(
        _ name: String, _ profile: ReferenceProfile = .oracleMargined,
        _ change: (inout ReferenceMarketSettings) -> Void = { _ in }
    ) -> MarketSettings {
        var own = ReferenceMarketSettings()
        own.profile = profile
        change(&own)
        return market(name, .reference(own))
    }

    /// A market of Perpetual Protocol v1 alike.
    static func perpV1(
        _ name: String, _ change: (inout PerpV1MarketSettings) -> Void = { _ in }
    ) -> MarketSettings {
        var own = PerpV1MarketSettings()
        own.fluctuationLimitWad = .zero
        change(&own)
        return market(name, .perpV1(own))
    }

    private static func market(_ name: String, _ design: MarketDesign) -> MarketSettings {
        var market = MarketSettings()
        (market.name, market.truth, market.feed) = (name, "path", "feed")
        market.quoteReserveWad = wad("1000000")
        market.design = design
        return market
    }

    static func position(
        _ trader: String, _ market: String, size: String, margin: String, entry: String? = nil
    ) -> PositionSettings {
        var position = PositionSettings()
        (position.trader, position.market) = (trader, market)
        (position.sizeWad, position.marginWad) = (signedWad(size), wad(margin))
        position.entryPriceWad = entry.map(wad)
        return position
    }

    @discardableResult
    func place(_ positions: [PositionSettings]) throws -> [GenesisPosition] {
        try assembly.place(positions, account: Self.address(named:))
    }

    // MARK: - Calls

    func advance(_ seconds: UInt64) {
        block.number += 1
        block.timestampSeconds += seconds
    }

    func setFeed(_ priceWad: UInt256) throws {
        for (name, values) in [
            ("setLatest", [priceWad, UInt256(block.timestampSeconds)]),
            ("setTwapPrice", [priceWad]),
        ] {
            let function = try #require(feedABI.function(named: name))
            let data = try function.encodeCall(values.map { .uint($0) })
            let outcome = host.execute(
                Message(sender: Self.owner, recipient: Self.feed, data: data), in: block)
            #expect(outcome.isSuccess)
        }
    }

    func send(_ intent: CallIntent, from sender: Address) -> ExecutionOutcome {
        host.execute(
            Message(sender: sender, recipient: intent.recipient, data: intent.data), in: block)
    }

    func simulate(_ intent: CallIntent, from sender: Address) -> ExecutionOutcome {
        host.simulate(
            Message(sender: sender, recipient: intent.recipient, data: intent.data), in: block)
    }

    /// What a view of a house answers for a trader in a market.
    func marginRatio(of trader: Address, in market: PerpMarket) throws -> Int256 {
        let function = try #require(ReferencePerpABI.house.function(named: "getMarginRatio"))
        let data = try function.encodeCall([.address(market.address), .address(trader)])
        let outcome = host.simulate(
            Message(sender: Self.owner, recipient: market.house, data: data), in: block)
        return Int256(bitPattern: try #require(UInt256(bigEndianBytes: outcome.output[...])))
    }

    func balanceWad(_ account: Address) -> UInt256 {
        token.balanceRaw(of: host.state.account(account), in: host.state)
    }
}

/// Random positions at the genesis.
extension SeededGenerator {
    /// A position with a price of entry around 100; profits may exceed margins.
    mutating func recorded(_ number: Int, _ market: String) -> PositionSettings {
        let size = "\(below(60) + 1).\(below(1_000_000))"
        return MarketWorld.position(
            "trader-\(number)", market, size: below(2) == 0 ? size : "-" + size,
            margin: "\(below(4_000)).\(below(1_000_000))",
            entry: "\(below(40) + 80).\(below(1_000_000))")
    }
}
