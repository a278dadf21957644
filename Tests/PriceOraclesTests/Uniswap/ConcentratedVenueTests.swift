import BigInt
import PriceOracles
import SimulationKernel
import TestSupport
import Testing
import VenueFormulas
import WideIntegers

@Suite struct ConcentratedVenueTests {
    private static let now = SimulatedTime(seconds: 0)

    private func venue(
        feePpm: UInt32 = 0, price: UInt256 = .wad, ranges: [(Int32, Int32, UInt256)]? = nil
    ) throws -> ConcentratedVenue {
        let parameters = try ConcentratedPoolParameters(feePpm: feePpm, tickSpacing: 60)
        let full = parameters.fullRange
        return try ConcentratedVenue(
            name: "pool", parameters: parameters, priceWad: price,
            ranges: try (ranges ?? [(full.lower, full.upper, wad("1000"))]).map {
                ConcentratedRange(try TickRange(lower: $0.0, upper: $0.1), liquidity: $0.2)
            })
    }

    private func submit(
        _ venue: ConcentratedVenue, _ order: SpotOrder, from account: String = "taker"
    ) -> Result<SpotFill, SpotVenueError> {
        var result = Result<SpotFill, SpotVenueError>.failure(.halted)
        venue.submit(order, from: account) { result = $0 }
        return result
    }

    @Test("over the full range a push costs y (sqrt m - 1) and brings x (1 - 1 / sqrt m)")
    func fullRange() throws {
        let venue = try venue()
        let push = try venue.push(toPriceWad: wad("2.25"), at: Self.now)
        #expect(push.side == .buy)
        // The pool stops at each word of its map, and rounds up by a unit there.
        #expect(push.quoteWad >= wad("500") && push.quoteWad <= wad("500") &+ 4)
        #expect(push.baseWad <= wad("333.333333333333333333"))
        #expect(push.baseWad >= wad("333.333333333333333329"))
        #expect(push.spotBeforeWad == .wad)
        #expect(push.spotAfterWad == wad("2.25"))
        #expect(venue.spotPriceWad(at: Self.now) == .wad)
        let dump = try venue.push(toPriceWad: wad("0.25"), at: Self.now)
        #expect(dump.side == .sell)
        #expect(dump.baseWad >= wad("1000") && dump.baseWad <= wad("1000") &+ 6)
        #expect(dump.quoteWad <= wad("500") && dump.quoteWad &+ 6 >= wad("500"))
    }

    @Test(
        "a push is the least trade that reaches its target",
        arguments: [UInt32(0), 500, 3_000, 10_000])
    func least(feePpm: UInt32) throws {
        for target in ["1.000001", "1.01", "1.7", "23", "0.999999", "0.9", "0.04"] {
            let ranges: [(Int32, Int32, UInt256)] = [
                (-887_220, 887_220, wad("1000")), (-600, 1_200, wad("50000")),
            ]
            let venue = try venue(feePpm: feePpm, ranges: ranges)
            let push = try venue.push(toPriceWad: wad(target), at: Self.now)
            let isBuy = push.side == .buy
            let paid = isBuy ? push.quoteWad : push.baseWad
            func price(_ paid: UInt256) throws -> UInt256 {
                let amount = isBuy ? SpotOrder.Amount.quote(paid) : .base(paid)
                return try venue.quote(SpotOrder(push.side, amount), at: Self.now).spotAfterWad
            }
            let reached = try price(paid)
            let short = try price(paid &- .one)
            if isBuy {
                #expect(reached >= wad(target) && short < wad(target), "\(target)")
            } else {
                #expect(reached <= wad(target), "\(target)")
                // A target from below is met by prices rounded down.
                #expect(short >= wad(target), "\(target)")
            }
        }
    }

    @Test("beyond the last range the price is free and reachable")
    func freePrice() throws {
        let venue = try venue(ranges: [(-600, 600, wad("1000"))])
        let edge = try venue.push(toPriceWad: wad("1.07"), at: Self.now)
        let far = try venue.push(toPriceWad: wad("1000000000000"), at: Self.now)
        #expect(far.quoteWad == edge.quoteWad)
        #expect(far.spotAfterWad >= wad("1000000000000"))
        let down = try venue.push(toPriceWad: 1_000_000, at: Self.now)
        #expect(down.spotAfterWad <= 1_000_000)
        #expect(throws: SpotVenueError.unreachablePrice(.zero)) {
            try venue.push(toPriceWad: .zero, at: Self.now)
        }
        #expect(throws: SpotVenueError.unreachablePrice(.max)) {
            try venue.push(toPriceWad: .max, at: Self.now)
        }
        let top = try TickMath.price(ofSqrtPriceX96: TickMath.sqrtRatioMaxX96 &- .one)
        #expect(try venue.push(toPriceWad: top, at: Self.now).spotAfterWad == top)
        #expect(throws: SpotVenueError.unreachablePrice(top &+ .one)) {
            try venue.push(toPriceWad: top &+ .one, at: Self.now)
        }
        let none = try venue.push(toPriceWad: .wad, at: Self.now)
        #expect(none.quoteWad.isZero && none.baseWad.isZero)
    }

    @Test("orders move accounts and reserves alike, and nothing is made or lost")
    func conservation() throws {
        let venue = try venue(feePpm: 3_000)
        try venue.ledger.deposit(baseWad: wad("5000"), quoteWad: wad("5000"), to: "taker")
        var generator = SeededGenerator(seed: 61)
        var filled = 0
        for _ in 0..<200 {
            let amount = UInt256(UInt64(1 + generator.below(1_000))) &* wad("0.1")
            let order = SpotOrder(
                generator.below(2) == 0 ? .buy : .sell,
                generator.below(2) == 0 ? .base(amount) : .quote(amount))
            let before = venue.spotPriceWad(at: Self.now)
            let quoted = try? venue.quote(order, at: Self.now)
            if case .success(let fill) = submit(venue, order) {
                filled += 1
                #expect(fill == quoted)
                #expect(fill.spotBeforeWad == before)
                #expect(fill.spotAfterWad == venue.spotPriceWad(at: Self.now))
                let average = fill.quoteWad &* .wad
                #expect(fill.feeQuoteWad &* 1_000 <= fill.quoteWad &* 4 &+ 1_000)
                #expect(fill.feeQuoteWad &* 1_000 &+ 4_000 >= fill.quoteWad &* 2)
                #expect(!average.isZero)
            }
            try venue.ledger.checkInvariants()
        }
        #expect(filled > 100)
    }

    @Test("a limit is respected, and one that leaves nothing is refused")
    func limits() throws {
        let venue = try venue()
        let order = SpotOrder(.buy, .quote(wad("900")), limitPriceWad: wad("1.44"))
        let fill = try venue.quote(order, at: Self.now)
        #expect(
            fill.spotAfterWad <= wad("1.44") && fill.spotAfterWad >= wad("1.439999999999999999"))
        #expect(fill.quoteWad <= wad("200") &+ 2 && fill.quoteWad >= wad("199.9999999999"))
        let sell = SpotOrder(.sell, .base(wad("900")), limitPriceWad: wad("0.64"))
        let sold = try venue.quote(sell, at: Self.now)
        #expect(sold.spotAfterWad == wad("0.64"))
        #expect(sold.baseWad >= wad("249.9999999999") && sold.baseWad <= wad("250") &+ 4)
        for (side, limit) in [(SpotSide.buy, "1"), (.buy, "0.5"), (.sell, "1.5")] {
            #expect(throws: SpotVenueError.limitReached) {
                try venue.quote(
                    SpotOrder(side, .base(.wad), limitPriceWad: wad(limit)), at: Self.now)
            }
        }
        #expect(throws: SpotVenueError.limitReached) {
            try venue.quote(SpotOrder(.sell, .base(.wad), limitPriceWad: .max), at: Self.now)
        }
        let free = SpotOrder(.buy, .base(.wad), limitPriceWad: .max)
        #expect(try venue.quote(free, at: Self.now).baseWad == .wad)
    }

    @Test("what cannot be filled or paid is refused and changes nothing")
    func refusals() throws {
        let venue = try venue(ranges: [(-600, 600, wad("1000"))])
        let before = venue.pool
        #expect(
            throws: SpotVenueError.depthExhausted(
                baseWadMax: venue.ledger.base.liquidityWad.magnitude &- 1)
        ) {
            try venue.quote(SpotOrder(.buy, .base(wad("1000"))), at: Self.now)
        }
        for amount in [UInt256.zero, (.one << 112) &+ .one, .max] {
            #expect(throws: SpotVenueError.amountOutOfRange(amount)) {
                try venue.quote(SpotOrder(.buy, .quote(amount)), at: Self.now)
            }
        }
        // Below a price of one a unit of base brings nothing in.
        let cheap = try self.venue(price: wad("0.5"))
        try cheap.ledger.deposit(baseWad: 9, to: "taker")
        #expect(submit(cheap, SpotOrder(.sell, .base(1))) == .failure(.amountOutOfRange(1)))
        #expect(cheap.ledger.balance(of: "taker").baseWad == 9)
        let order = SpotOrder(.buy, .quote(.wad))
        #expect(
            submit(venue, order) == .failure(.insufficientFunds(needed: .wad, held: .zero)))
        #expect(venue.pool == before)
        try venue.ledger.deposit(quoteWad: .wad, to: "taker")
        guard case .success = submit(venue, order) else {
            Issue.record("an order with funds fails")
            return
        }
        #expect(venue.pool != before)
    }
}
