import ContractRuntime
import EthereumPrimitives
import PerpContracts
import PriceOracles
import Testing
import WideIntegers

/// A house with one market at a price of 10, a long and a short, and the books of both.
final class ReferencePerpInvariantsWorld {
    static let alice = Address(truncating: 0xa11ce)
    static let bob = Address(truncating: 0xb0b)
    static let fund = Address(truncating: 0xf0)
    static let marketAddress = Address(truncating: 0xa33)
    private static let houseAddress = Address(truncating: 0xc4)
    private static let feed = Address(truncating: 0xfeed)

    let host: ContractHost
    let block = BlockEnvironment(number: 1, timestampSeconds: 1_600_000_000)
    let token: ERC20Token
    let house: ReferenceHouse
    let market: ReferenceMarket
    var books: ReferencePerpInvariants

    init() throws {
        host = ContractHost(state: WorldState(), schedule: try #require(GasSchedule(.london)))
        token = try ERC20Token(
            at: Address(truncating: 0x70), in: host, name: "Dollar", symbol: "USD")
        let thousand = UInt256.wad &* 1_000
        for trader in [Self.alice, Self.bob] {
            try token.setGenesisBalance(thousand, of: trader, in: host.state)
            token.setGenesisAllowance(.max, of: trader, for: Self.houseAddress, in: host.state)
        }
        try token.setGenesisBalance(.wad, of: Self.houseAddress, in: host.state)
        _ = try SettablePriceFeed(
            at: Self.feed, in: host, priceWad: .wad &* 10, twapPriceWad: .wad &* 10)
        house = try ReferenceHouse(
            at: Self.houseAddress, in: host,
            ReferenceHouseParameters(
                owner: Self.alice, token: host.state.address(of: token.account)))
        house.addFund(Self.fund, balanceWad: .wad, in: host.state)
        var parameters = ReferenceMarketParameters(
            feed: Self.feed, fund: Self.fund,
            curve: CurveParameters(quoteReserveWad: thousand, baseReserveWad: .wad &* 100),
            tiers: [
                MarginTier(
                    notionalUpToWad: MarginTier.unbounded,
                    initialWad: UInt256.wad.evmDiv(10), maintenanceWad: UInt256.wad.evmDiv(20))
            ])
        parameters.marginPrice = .oracle
        parameters.funding.payer = .receiverCapped
        market = try house.addMarket(at: Self.marketAddress, parameters, in: host, block: block)
        books = ReferencePerpInvariants(
            house: house, markets: [market], token: token, in: host.state)
        try open(Self.alice, side: 0, marginWad: .wad &* 20)
        try open(Self.bob, side: 1, marginWad: .wad &* 10)
    }

    /// Opens a position with twice its margin, and books it.
    private func open(_ trader: Address, side: UInt256, marginWad: UInt256) throws {
        let function = try #require(ReferencePerpABI.house.function(named: "openPosition"))
        let amounts = [marginWad, .wad &* 2, .zero].map { ABIValue.tuple([.uint($0)]) }
        let outcome = host.execute(
            Message(
                sender: trader, recipient: Self.houseAddress,
                data: try function.encodeCall(
                    [.address(Self.marketAddress), .uint(side)] + amounts)),
            in: block)
        #expect(outcome.isSuccess)
        try books.book(outcome, isHouseCall: true, in: host, block: block)
    }

    /// Checks every statement that is about the state.
    func checkAll() throws {
        try books.checkR1(host.state)
        try books.checkR3(host.state)
        try books.checkR4(host.state)
        try books.checkR5(host.state)
        try books.checkR6(host.state)
        try books.checkI1(host.state)
        try books.checkI2(host.state)
        try books.checkI3(host.state)
        try books.checkI4(host.state)
        try books.checkI6(host.state)
    }

    // MARK: - Corruption

    func add(_ amount: Int256, to slot: Slot) {
        host.state.write(host.state[slot] &+ amount.bitPattern, to: slot)
    }

    func add(_ amount: Int256, to field: MarketField) { add(amount, to: market.slots[field]) }

    /// Adds to a word of Alice's position: size, open notional, margin, index, socialised loss.
    func add(_ amount: Int256, toWord offset: Int) {
        let trader = host.state.account(Self.alice)
        add(
            amount,
            to: host.state.record(in: market.slots.positions, trader).advanced(by: offset))
    }
}
