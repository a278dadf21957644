import Agents
import Chain
import PriceOracles
import Testing
import WideIntegers

@Suite struct FlashRoundTripTests {
    private static let trip = FlashRoundTrip(
        on: PushWorld.route, lender: PushWorld.lender, lenderFeeBasisPoints: 9,
        scriptAccount: PushWorld.script)
    private static let target = PushWorld.price.scaled(perMille: 1_210)

    private func intent(_ world: PushWorld) throws -> CallIntent {
        try #require(
            Self.trip.intent(
                toPriceWad: Self.target,
                meanwhile: [FlashRoundTrip.Call(to: PushWorld.witness, data: [])],
                pool: try world.pool()))
    }

    @Test("shows a pushed price within one transaction, for the fees of pair and lender")
    func atomic() throws {
        let world = try PushWorld()
        let task = world.fixture.wallet(0).send(try intent(world), bid: PushWorld.bid)
        world.fixture.run(seconds: 3)
        #expect(task.outcome.isWon)
        #expect(world.seenPrice >= Self.target)
        #expect(try world.spot() < PushWorld.price.scaled(perMille: 1_002))
        let bill = try Self.trip.bill(of: task)
        #expect(try bill.total(of: .base) == .zero)
        #expect(try bill.total(of: .quote) == world.change(PushWorld.quote, of: PushWorld.script))
        let lent = try bill.total(of: .loanFee, in: .quote)
        #expect(lent.isNegative)
        #expect(lent.magnitude == world.change(PushWorld.quote, of: PushWorld.lender).magnitude)
        // The loan is some 10 % of the quote reserve, of which 9 parts in 10,000 stay.
        #expect(lent.magnitude > 180_000_000 && lent.magnitude < 181_000_000)
        #expect(try bill.total(of: .native) == (try world.nativeChange(of: 0)))
    }

    @Test("fails as a whole where the pair has moved, and costs the gas")
    func moved() throws {
        let world = try PushWorld()
        let stale = try intent(world)
        let other = SpotPush(
            SpotPushPlan(
                .buy, targetPriceWad: PushWorld.price.scaled(perMille: 1_010), blocks: 1,
                bid: GasBid(tipWei: gwei(9), capWei: gwei(100)), isUndone: false),
            on: PushWorld.route, wallet: world.fixture.wallet(1))
        other.start()
        let task = world.fixture.wallet(0).send(stale, bid: PushWorld.bid)
        world.fixture.run(seconds: 3)
        #expect(task.outcome.isReverted)
        let bill = try Self.trip.bill(of: task)
        #expect(bill.assets == [.native])
        #expect(world.seenPrice.isZero)
        #expect(world.change(PushWorld.quote, of: PushWorld.script) == .zero)
    }

    @Test("there is no round trip to a price that is there or out of reach")
    func unreachable() throws {
        let world = try PushWorld()
        for target in [UInt256.one, .max] {
            let none = Self.trip.intent(
                toPriceWad: target, meanwhile: [], pool: try world.pool())
            #expect(none == nil)
        }
    }
}
