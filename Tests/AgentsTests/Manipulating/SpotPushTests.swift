import Agents
import BigInt
import Chain
import EthereumPrimitives
import PriceOracles
import TestSupport
import Testing
import WideIntegers

@Suite struct SpotPushTests {
    private func push(
        _ world: PushWorld, _ plan: SpotPushPlan, account: Int = 0
    ) -> SpotPush {
        let wallet = world.fixture.wallet(account)
        let push = SpotPush(plan, on: PushWorld.route, wallet: wallet)
        world.fixture.observe { push.handle($0) }
        push.start()
        return push
    }

    @Test(
        "the least amount reaches the target, one unit less does not",
        arguments: [SpotSide.buy, .sell])
    func least(side: SpotSide) throws {
        let world = try PushWorld()
        let pool = try world.pool()
        for parts in [1_001, 1_210, 3_000] as [UInt64] {
            let target =
                side == .buy
                ? try PushWorld.price.mulDivDown(UInt256(parts), 1_000)
                : try PushWorld.price.mulDivDown(1_000, UInt256(parts))
            let amount = try #require(PushWorld.route.amountIn(to: target, side, pool))
            func isReached(_ amount: UInt256) throws -> Bool {
                let after = try pool.trading(amount, side).pool
                let quote = BigInt(after.quoteReserve) * BigInt(UInt256.wad)
                let wanted = BigInt(after.baseReserve) * BigInt(target)
                return side == .buy ? quote >= wanted : quote <= wanted
            }
            #expect(try isReached(amount))
            #expect(try !isReached(amount &- .one))
            // Without the fee it takes the square root: 10 % of the reserve for a factor of 1.21.
            if parts == 1_210 {
                let reserveIn = side == .buy ? pool.quoteReserve : pool.baseReserve
                let tenth = reserveIn.quotientAndRemainder(dividingBy: 10).quotient
                #expect(amount > tenth && amount < tenth.scaled(perMille: 1_003))
            }
        }
        let here = try #require(PushWorld.route.amountIn(to: PushWorld.price, side, pool))
        #expect(here.isZero)
    }

    @Test(
        "buys or sells, holds over its blocks, trades back, and the bill is what the account lost",
        arguments: [SpotSide.buy, .sell])
    func roundTrip(side: SpotSide) throws {
        let world = try PushWorld()
        let target = PushWorld.price.scaled(perMille: side == .buy ? 1_210 : 830)
        let push = push(
            world, SpotPushPlan(side, targetPriceWad: target, blocks: 3, bid: PushWorld.bid))
        var held: [UInt64] = []
        world.fixture.observe { notice in
            guard case .head = notice, let spot = try? world.spot() else { return }
            if side == .buy ? spot >= target : spot <= target {
                held.append(world.fixture.head.number)
            }
        }
        world.fixture.run(seconds: 10)
        #expect(push.state == .finished && push.tasks.count == 2)
        #expect(held == [1, 2, 3])
        let bill = try push.bill()
        let account = world.fixture.accounts[0]
        #expect(try bill.total(of: .quote) == world.change(PushWorld.quote, of: account))
        #expect(try bill.total(of: .base) == world.change(PushWorld.base, of: account))
        #expect(try bill.total(of: .native) == (try world.nativeChange(of: 0)))
        let input: BillAsset = side == .buy ? .quote : .base
        #expect(try bill.total(of: side == .buy ? .base : .quote) == .zero)
        // Two fees of 0.3 % of some 2 * 10^11 quote or 10^11 base are lost, and nothing else.
        let lost = try bill.total(of: input).magnitude
        let size: UInt256 = side == .buy ? 200_000_000_000 : 100_000_000_000
        #expect(lost > size.scaled(perMille: 4) && lost < size.scaled(perMille: 7), "\(lost)")
        #expect(try bill.total(of: .tip, in: .native).isNegative)
    }

    @Test("pushes again after others have traded against it, and can keep what it bought")
    func again() throws {
        let world = try PushWorld()
        let target = PushWorld.price.scaled(perMille: 1_100)
        let plan = SpotPushPlan(
            .buy, targetPriceWad: target, blocks: 6, bid: PushWorld.bid, isUndone: false)
        let push = push(world, plan)
        let rival = world.fixture.wallet(1)
        var resets: [SpotPush] = []
        world.fixture.observe { notice in
            guard case .head = notice, world.fixture.head.number < 6,
                resets.last?.tasks.last?.isOpen != true,
                let spot = try? world.spot(), spot > PushWorld.price.scaled(perMille: 1_050)
            else { return }
            let reset = SpotPush(
                SpotPushPlan(
                    .sell, targetPriceWad: PushWorld.price, blocks: 1, bid: PushWorld.bid,
                    isUndone: false),
                on: PushWorld.route, wallet: rival)
            resets.append(reset)
            reset.start()
        }
        world.fixture.run(seconds: 12)
        #expect(push.state == .finished)
        #expect(push.tasks.count == 3 && resets.count == 3)
        let bill = try push.bill()
        let account = world.fixture.accounts[0]
        #expect(try bill.total(of: .quote) == world.change(PushWorld.quote, of: account))
        #expect(try bill.total(of: .base) == world.change(PushWorld.base, of: account))
        #expect(try bill.total(of: .base).signum > 0)
    }

    @Test("fails where no amount leads to the target, or a swap fails, whose gas is billed")
    func failure() throws {
        let world = try PushWorld()
        let there = push(
            world, SpotPushPlan(.buy, targetPriceWad: .one, blocks: 1, bid: PushWorld.bid))
        #expect(there.state == .failed && there.tasks.isEmpty)
        let beyond = push(
            world, SpotPushPlan(.buy, targetPriceWad: .max, blocks: 1, bid: PushWorld.bid),
            account: 1)
        #expect(beyond.state == .failed)
        // More than the account holds.
        let poor = push(
            world,
            SpotPushPlan(
                .buy, targetPriceWad: PushWorld.price &* 4, blocks: 1, bid: PushWorld.bid),
            account: 2)
        world.fixture.run(seconds: 3)
        #expect(poor.state == .failed && poor.tasks.count == 1)
        let bill = try poor.bill()
        #expect(bill.assets == [.native])
        #expect(try bill.total(of: .native) == (try world.nativeChange(of: 2)))
    }

    @Test("a push again that fails ends the hold, and what was bought before is sold")
    func failedAgain() throws {
        let world = try PushWorld()
        // A push takes 3 * 10^11 of the 5 * 10^11 quote that the account has.
        let plan = SpotPushPlan(
            .buy, targetPriceWad: PushWorld.price.scaled(perMille: 1_322), blocks: 6,
            bid: PushWorld.bid)
        let push = push(world, plan)
        world.fixture.run(seconds: 1)
        let reset = SpotPush(
            SpotPushPlan(
                .sell, targetPriceWad: PushWorld.price, blocks: 1, bid: PushWorld.bid,
                isUndone: false),
            on: PushWorld.route, wallet: world.fixture.wallet(1))
        reset.start()
        world.fixture.run(seconds: 10)
        #expect(push.state == .failed && push.tasks.count == 3)
        #expect(push.tasks.map(\.outcome.isWon) == [true, false, true])
        #expect(try push.bill().total(of: .base) == .zero)
        #expect(world.change(PushWorld.base, of: world.fixture.accounts[0]) == .zero)
    }

    @Test("a failed swap that succeeds after a reorg is held and traded back")
    func turnedRound() throws {
        let world = try PushWorld()
        // 8 * 10^11 quote are needed, and 5 * 10^11 there.
        let plan = SpotPushPlan(
            .buy, targetPriceWad: PushWorld.price.scaled(perMille: 1_960), blocks: 3,
            bid: PushWorld.bid)
        let push = push(world, plan)
        world.fixture.run(seconds: 1)
        #expect(push.state == .failed && push.tasks[0].outcome.isReverted)
        let gift: UInt256 = 400_000_000_000
        let transfer = try ABIFunction(parsing: "transfer(address to, uint256 amount)")
        try world.fixture.send(
            1, nonce: 0, to: PushWorld.quote, tip: gwei(9), gas: 100_000,
            data: transfer.encodeCall([.address(world.fixture.accounts[0]), .uint(gift)]))
        try world.fixture.chain.reorganize(depth: 1, keep: .never, order: .same)
        world.fixture.run(seconds: 1)
        #expect(push.state == .holding && push.tasks[0].outcome.isWon)
        world.fixture.run(seconds: 10)
        #expect(push.state == .finished && push.tasks.count == 2)
        let bill = try push.bill()
        let account = world.fixture.accounts[0]
        #expect(try bill.total(of: .base) == .zero)
        #expect(world.change(PushWorld.base, of: account) == .zero)
        let change = world.change(PushWorld.quote, of: account) &- Int256(bitPattern: gift)
        #expect(try bill.total(of: .quote) == change)
    }

    @Test("a hold without end goes on")
    func endless() throws {
        let world = try PushWorld()
        let plan = SpotPushPlan(
            .buy, targetPriceWad: PushWorld.price.scaled(perMille: 1_100), blocks: .max,
            bid: PushWorld.bid)
        let push = push(world, plan)
        world.fixture.run(seconds: 4)
        #expect(push.state == .holding && push.tasks.count == 1)
    }

    @Test("what a reorg takes back is not paid")
    func reorg() throws {
        let world = try PushWorld()
        let plan = SpotPushPlan(
            .buy, targetPriceWad: PushWorld.price.scaled(perMille: 1_100), blocks: 5,
            bid: PushWorld.bid)
        let push = push(world, plan)
        world.fixture.run(seconds: 1)
        #expect(try !push.bill().entries.isEmpty)
        try world.fixture.chain.reorganize(depth: 1, keep: .never, order: .same)
        world.fixture.run(micros: 1_000)
        #expect(try push.bill().entries.isEmpty)
    }
}
