import ContractRuntime
import EthereumPrimitives
import PerpContracts
import TestSupport
import Testing
import WideIntegers

/// Opening and enlarging a position on a pool of 1000 quote and 100 base, whose product is 100,000.
@Suite struct PerpV1OpeningTests {
    private let world: PerpV1World
    private let alice = PerpV1World.alice
    private let bob = PerpV1World.bob

    init() throws {
        world = try PerpV1World()
    }

    private struct Opening: Sendable {
        let side: PerpV1Side
        let margin: String
        let leverage: String
        let size: String
        let quoteAfter: String
        let baseAfter: String
        let priceAfter: String
    }

    private static let openings = [
        Opening(
            side: .buy, margin: "60", leverage: "10", size: "37.5", quoteAfter: "1600",
            baseAfter: "62.5", priceAfter: "25.6"),
        Opening(
            side: .buy, margin: "250", leverage: "1", size: "20", quoteAfter: "1250",
            baseAfter: "80", priceAfter: "15.625"),
        Opening(
            side: .sell, margin: "20", leverage: "10", size: "-25", quoteAfter: "800",
            baseAfter: "125", priceAfter: "6.4"),
        Opening(
            side: .sell, margin: "1000", leverage: "0.5", size: "-100", quoteAfter: "500",
            baseAfter: "200", priceAfter: "2.5"),
    ]

    @Test("a position takes its margin and moves the pool along the product", arguments: openings)
    private func opens(_ opening: Opening) throws {
        let margin = wad(opening.margin)
        let outcome = try world.trade(alice, opening.side, margin, leverage: wad(opening.leverage))
        let event = try world.traded(outcome)
        let notional = try margin.mulDivDown(wad(opening.leverage), .wad)
        #expect(
            world.position(alice)
                == PerpV1Position(
                    size: signedWad(opening.size), margin: margin, openNotional: notional,
                    blockNumber: 1))
        #expect(world.pool.quoteReserveWad == wad(opening.quoteAfter))
        #expect(world.pool.baseReserveWad == wad(opening.baseAfter))
        #expect(event.margin == margin)
        #expect(event.exchangedQuote == notional)
        #expect(event.exchangedSize == signedWad(opening.size))
        #expect(event.sizeAfter == signedWad(opening.size))
        #expect(event.spotPrice == wad(opening.priceAfter))
        #expect(event.fee.isZero && event.badDebt.isZero && event.penalty.isZero)
        #expect(event.realizedPnl.isZero && event.unrealizedPnlAfter.isZero)
        #expect(try world.balance(alice) == wad("5000") - margin)
        #expect(world.balance(world.house) == margin)
    }

    @Test("base is rounded down for a buyer, up for a seller", arguments: ["7", "333.1"])
    func rounding(_ quote: String) throws {
        let amount = wad(quote)
        let (quoteReserve, baseReserve) = (wad("1000"), wad("100"))
        _ = try world.trade(alice, .buy, amount)
        let bought = world.position(alice).size.magnitude
        #expect(try bought == baseReserve.mulDivDown(amount, quoteReserve + amount))

        let other = try PerpV1World()
        _ = try other.trade(bob, .sell, amount)
        let sold = other.position(bob).size.magnitude
        #expect(try sold == baseReserve.mulDivUp(amount, quoteReserve - amount))
    }

    @Test("margin is notional over leverage, which may lose wei of what was offered")
    func marginOfNotional() throws {
        // 1.000...001 at 0.3 is a notional of 0.3; over 0.3 that is 1.
        _ = try world.trade(alice, .buy, wad("1.000000000000000001"), leverage: wad("0.3"))
        #expect(world.position(alice).openNotional == wad("0.3"))
        #expect(world.position(alice).margin == wad("1"))
        #expect(world.balance(alice) == wad("4999"))
    }

    @Test("enlarging adds size, margin and notional, and tells the old part's profit")
    func enlarging() throws {
        _ = try world.trade(alice, .buy, wad("250"))
        let event = try world.traded(world.trade(alice, .buy, wad("35"), leverage: wad("10")))
        #expect(world.position(alice).size == signedWad("37.5"))
        #expect(world.position(alice).margin == wad("285"))
        #expect(world.position(alice).openNotional == wad("600"))
        #expect(event.exchangedSize == signedWad("17.5"))
        #expect(event.realizedPnl.isZero)
        // The old 20 base would bring 1600 * 20 / 82.5 now and were bought for 250.
        let worth = try wad("1600").mulDivDown(wad("20"), wad("82.5"))
        #expect(try event.unrealizedPnlAfter.magnitude == worth - wad("250"))
        #expect(!event.unrealizedPnlAfter.isNegative)
        #expect(world.balance(alice) == wad("4715"))
    }

    @Test("a limit bounds the base: the least for a buyer, the most for a seller")
    func limits() throws {
        let tooDear = try world.trade(
            alice, .buy, wad("60"), leverage: wad("10"), baseLimit: wad("37.500000000000000001"))
        #expect(tooDear.revert == .reason("Less than minimal base token"))
        let tooCheap = try world.trade(
            bob, .sell, wad("200"), baseLimit: wad("24.999999999999999999"))
        #expect(tooCheap.revert == .reason("More than maximal base token"))
        #expect(world.pool.quoteReserveWad == wad("1000"))

        #expect(try world.trade(bob, .sell, wad("200"), baseLimit: wad("25")).isSuccess)
        _ = try world.close(bob)
        let long = try world.trade(
            alice, .buy, wad("60"), leverage: wad("10"), baseLimit: wad("37.5"))
        #expect(long.isSuccess)
    }

    @Test("what a trade is refused for, in the order of the checks")
    func refusals() throws {
        func reason(_ quote: UInt256, _ leverage: UInt256) throws -> Revert? {
            try world.trade(alice, .buy, quote, leverage: leverage).revert
        }
        #expect(try reason(0, 0) == .reason("invalid token amount"))
        #expect(try reason(1, 0) == .reason("input is 0"))
        // One over leverage is rounded down before it is compared with 10 %.
        let criteria = Revert.reason("Margin ratio not meet criteria")
        #expect(try reason(.wad, wad("10.000000000000000001")) == criteria)
        #expect(try reason(.wad, wad("10")) == nil)

        let house = PerpV1ABI.clearingHouse
        let values: [ABIValue] = [
            .address(bob), .uint(0), .tuple([.uint(0)]), .tuple([.uint(0)]), .tuple([.uint(0)]),
        ]
        let unknown = try world.send(house, world.house, "openPosition", values, from: alice)
        #expect(unknown.revert == .reason("amm not found"))
        try world.ok(PerpV1ABI.amm, world.market, "setOpen", [.bool(false)])
        #expect(try reason(0, 0) == .reason("amm was closed"))
        let noFunds = try PerpV1World()
        let owner = PerpV1World.owner
        #expect(
            try noFunds.trade(owner, .buy, .wad).revert
                == .reason("DecimalERC20: transferFrom failed"))
    }

    @Test("one trade takes at most nine tenths of a reserve; what is added has no limit")
    func tradeLimit() throws {
        let over = try world.trade(alice, .sell, wad("900.000000000000000001"))
        #expect(over.revert == .reason("over trading limit"))
        #expect(try world.trade(alice, .sell, wad("900")).isSuccess)
        #expect(world.position(alice).size == signedWad("-900"))
        // A buyer leaves 952 base in the pool, of which closing would take more than nine tenths.
        #expect(try world.trade(bob, .buy, wad("5")).isSuccess)
        #expect(try world.close(alice).revert == .reason("over trading limit"))
        #expect(try world.trade(bob, .buy, wad("4000")).isSuccess)
    }

    @Test("an enlarged position must keep the maintenance margin; a new one need not")
    func maintenance() throws {
        try world.setHouse("setMaintenanceMarginRatio", wad("0.2"))
        #expect(try world.trade(alice, .buy, wad("60"), leverage: wad("10")).isSuccess)
        let tooThin = try world.trade(alice, .buy, wad("1"), leverage: wad("10"))
        #expect(tooThin.revert == .reason("Margin ratio not meet criteria"))
        #expect(try world.trade(alice, .buy, wad("100")).isSuccess)
        #expect(try world.marginRatio(alice) >= signedWad("0.2"))
    }
}
