import SimulationKernel
import TestSupport
import Testing
import WideIntegers

@testable import PriceOracles

@Suite struct PoolVenueTests {
    private let timeline = Timeline(start: SimulatedTime(seconds: 1_000))

    private func venue(
        base: String = "1000", quote: String = "2000000", delayMicros: Distribution = .constant(0)
    ) throws -> PoolVenue {
        let venue = PoolVenue(
            name: "pool",
            pool: try ConstantProductPool(
                baseReserve: wad(base), quoteReserve: wad(quote), fee: #require(Ratio(3, 1000))),
            orders: try DelayLine(
                timeline, delayMicros: delayMicros, stream: RandomStream(seed: 1, name: "pool")))
        try venue.ledger.deposit(baseWad: wad("5000"), quoteWad: wad("9000000"), to: "ann")
        return venue
    }

    private func send(
        _ order: SpotOrder, to venue: PoolVenue, from account: String = "ann"
    ) -> Result<SpotFill, SpotVenueError>? {
        var answer: Result<SpotFill, SpotVenueError>?
        venue.submit(order, from: account) { answer = $0 }
        timeline.run(until: timeline.now)
        return answer
    }

    @Test("moves what it quoted, to the account and the reserves")
    func settlesQuote() throws {
        let venue = try venue()
        let order = SpotOrder(.buy, .quote(wad("1000")))
        let quoted = try venue.quote(order, at: timeline.now)
        #expect(try send(order, to: venue)?.get() == quoted)
        // 997 of 1,000 against 2,000,000 : 1,000.
        #expect(quoted.baseWad == (try wad("997").mulDivDown(wad("1000"), wad("2000997"))))
        #expect(quoted.feeQuoteWad == wad("3"))
        #expect(venue.ledger.balance(of: "ann").baseWad == wad("5000") &+ quoted.baseWad)
        #expect(venue.ledger.balance(of: "ann").quoteWad == wad("8999000"))
        #expect(venue.pool.quoteReserve == wad("2001000"))
        #expect(venue.spotPriceWad(at: timeline.now) == quoted.spotAfterWad)
        try venue.checkInvariants()
    }

    @Test("gives exactly the amount that is asked for, for the least input")
    func exactOutputs() throws {
        let venue = try venue()
        let bought = try #require(try send(SpotOrder(.buy, .base(wad("10"))), to: venue)?.get())
        #expect(bought.baseWad == wad("10"))
        let sold = try #require(try send(SpotOrder(.sell, .quote(wad("77"))), to: venue)?.get())
        #expect(sold.quoteWad == wad("77"))
        try venue.checkInvariants()
        // One unit of base costs many of quote here, and one of quote buys a unit where base is cheap.
        let cheap = try self.venue(base: "2000000", quote: "1")
        let fill = try #require(try send(SpotOrder(.buy, .base(5)), to: cheap)?.get())
        #expect(fill.baseWad == 5)
        #expect(fill.quoteWad == 1)
        try cheap.checkInvariants()
    }

    @Test("a push reaches its price and one unit less does not", arguments: [3, 5, 1, 2])
    func pushes(times: UInt64) throws {
        let venue = try venue()
        for targetWad in [
            wad("2000") &* UInt256(times),
            wad("2000").quotientAndRemainder(
                dividingBy: UInt256(times)
            ).quotient,
        ] {
            let push = try venue.push(toPriceWad: targetWad, at: timeline.now)
            guard times > 1 else {
                #expect(push.baseWad.isZero && push.quoteWad.isZero)
                continue
            }
            let isBuy = targetWad > wad("2000")
            let amountIn = isBuy ? push.quoteWad : push.baseWad
            func spot(after amount: UInt256) throws -> (UInt256, UInt256) {
                let pool = try venue.pool.trading(amount, push.side).pool
                return (pool.quoteReserve, pool.baseReserve)
            }
            func isThere(_ reserves: (quote: UInt256, base: UInt256)) -> Bool {
                let price = UInt512(reserves.quote, times: .wad)
                let target = UInt512(reserves.base, times: targetWad)
                if price == target { return true }
                let isAbove =
                    price.high == target.high ? price.low > target.low : price.high > target.high
                return isAbove == isBuy
            }
            #expect(isThere(try spot(after: amountIn)))
            #expect(!isThere(try spot(after: amountIn &- .one)))
        }
    }

    @Test("a limit is never passed, and cuts no more than it must")
    func limits() throws {
        let venue = try venue()
        for (side, limit) in [(SpotSide.buy, "2100"), (.sell, "1900")] {
            let order = SpotOrder(
                side, side == .buy ? .quote(wad("5000000")) : .base(wad("3000")),
                limitPriceWad: wad(limit))
            let fill = try venue.quote(order, at: timeline.now)
            let gap =
                side == .buy
                ? wad(limit) &- fill.spotAfterWad : fill.spotAfterWad &- wad(limit)
            #expect(gap < 10_000)
            let push = try venue.push(toPriceWad: wad(limit), at: timeline.now)
            #expect(push.quoteWad >= fill.quoteWad && push.quoteWad &- fill.quoteWad < 10_000)
        }
        let small = SpotOrder(.buy, .quote(wad("1")), limitPriceWad: wad("2100"))
        #expect(try venue.quote(small, at: timeline.now).quoteWad == wad("1"))
        for order in [
            SpotOrder(.buy, .quote(1), limitPriceWad: wad("1999")),
            SpotOrder(.sell, .base(1), limitPriceWad: wad("2001")),
            SpotOrder(.buy, .base(wad("1")), limitPriceWad: .zero),
        ] {
            #expect(throws: SpotVenueError.limitReached) {
                try venue.quote(order, at: timeline.now)
            }
        }
    }

    @Test("refuses what it cannot fill or the account cannot pay, and changes nothing")
    func refusals() throws {
        let venue = try venue()
        let before = venue.pool
        func refusal(_ order: SpotOrder, from account: String = "ann") -> SpotVenueError? {
            if case .failure(let error) = send(order, to: venue, from: account) { return error }
            return nil
        }
        #expect(
            refusal(SpotOrder(.buy, .base(wad("1000"))))
                == .depthExhausted(baseWadMax: wad("1000") &- .one))
        #expect(refusal(SpotOrder(.buy, .quote(0))) == .amountOutOfRange(0))
        #expect(refusal(SpotOrder(.buy, .quote(.max))) == .amountOutOfRange(.max))
        #expect(
            refusal(SpotOrder(.buy, .quote(wad("9000001"))))
                == .insufficientFunds(needed: wad("9000001"), held: wad("9000000")))
        #expect(
            refusal(SpotOrder(.sell, .base(wad("1"))), from: "bob")
                == .insufficientFunds(needed: wad("1"), held: 0))
        venue.isHalted = true
        #expect(refusal(SpotOrder(.buy, .quote(wad("1")))) == .halted)
        #expect(throws: SpotVenueError.halted) {
            try venue.push(toPriceWad: wad("3000"), at: timeline.now)
        }
        venue.isHalted = false
        for price in [UInt256.zero, .max, wad("99999999999999999999")] {
            #expect(throws: SpotVenueError.unreachablePrice(price)) {
                try venue.push(toPriceWad: price, at: timeline.now)
            }
        }
        #expect(venue.pool == before)
        try venue.checkInvariants()
    }

    @Test("keeps all money through a hundred thousand orders, deposits and withdrawals")
    func conservation() throws {
        let venue = try venue(delayMicros: .uniform(low: 0, high: 50))
        var random = SeededGenerator(seed: 5)
        var fills = 0
        for turn in 0..<100_000 {
            let name = ["ann", "bob", "cyd"][random.below(3)]
            let amount = UInt256(random.next(), UInt64(random.below(40)), 0, 0)
            switch random.below(12) {
            case 0:
                try venue.ledger.deposit(baseWad: amount, quoteWad: amount &* 3, to: name)
            case 1: try? venue.ledger.withdraw(baseWad: amount, from: name)
            case 2: try? venue.ledger.withdraw(quoteWad: amount, from: name)
            default:
                let side: SpotSide = random.next() & 1 == 0 ? .buy : .sell
                let order = SpotOrder(
                    side, random.next() & 1 == 0 ? .base(amount) : .quote(amount),
                    limitPriceWad: random.below(3) == 0 ? wad("2000") : nil)
                venue.submit(order, from: name) { if case .success = $0 { fills += 1 } }
            }
            timeline.run(until: timeline.now + 7)
            if turn % 500 == 0 { try venue.checkInvariants() }
        }
        try venue.checkInvariants()
        #expect(fills > 10_000)
    }
}
