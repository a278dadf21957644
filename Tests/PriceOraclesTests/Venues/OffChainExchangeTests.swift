import SimulationKernel
import TestSupport
import Testing
import WideIntegers

@testable import PriceOracles

@Suite struct OffChainExchangeTests {
    private let timeline = Timeline(start: SimulatedTime(seconds: 1_000))

    private func power(_ exponent: Double, farthest: String) throws -> DepthCurve {
        try DepthCurve(
            PowerLawDepth(
                sizeWad: wad("1000"), exponent: exponent, distanceWadMax: wad(farthest)))
    }

    private func exchange(
        asks: DepthCurve? = nil, bids: DepthCurve? = nil,
        replenishment: Replenishment = .none, takerFeePpm: UInt32 = 0,
        feedback: SpotFeedback = .off, delayMicros: Distribution = .constant(0),
        fairPriceWad: @escaping (SimulatedTime) -> UInt256 = { _ in wad("2000") }
    ) throws -> OffChainExchange {
        let exchange = try OffChainExchange(
            ExchangeSettings(
                name: "book", asks: asks ?? power(1.5, farthest: "30"),
                bids: bids ?? power(1.5, farthest: "0.9"), replenishment: replenishment,
                takerFeePpm: takerFeePpm, feedback: feedback),
            orders: DelayLine(
                timeline, delayMicros: delayMicros, stream: RandomStream(seed: 2, name: "book")),
            fairPriceWad: fairPriceWad)
        try exchange.ledger.deposit(
            baseWad: wad("1000000"), quoteWad: wad("1000000000000"), to: "ann")
        return exchange
    }

    private func send(
        _ order: SpotOrder, to exchange: OffChainExchange, from account: String = "ann"
    ) -> Result<SpotFill, SpotVenueError>? {
        var answer: Result<SpotFill, SpotVenueError>?
        exchange.submit(order, from: account) { answer = $0 }
        timeline.run(until: timeline.now)
        return answer
    }

    private func number(_ value: UInt256) -> Double {
        (Double(value.low128) / 1e18)
    }

    // MARK: - Depth

    @Test("base that brings nothing in is not taken, and a push that sells brings something in")
    func gifts() throws {
        let flat = try DepthCurve([.init(nearWad: 0, farWad: wad("0.5"), sizeWad: wad("1000"))])
        let exchange = try exchange(asks: flat, bids: flat) { _ in wad("0.5") }
        let held = exchange.ledger.balance(of: "ann")
        #expect(
            send(SpotOrder(.sell, .base(1)), to: exchange) == .failure(.amountOutOfRange(1)))
        #expect(exchange.ledger.balance(of: "ann") == held)
        _ = send(SpotOrder(.buy, .base(wad("100"))), to: exchange)
        let push = try exchange.push(toPriceWad: wad("0.5"), at: timeline.now)
        #expect(push.baseWad == 2 && push.quoteWad == 1)
        #expect(send(SpotOrder(.sell, .base(push.baseWad)), to: exchange) == .success(push))
        #expect(exchange.spotPriceWad(at: timeline.now) == wad("0.5"))
    }

    @Test(
        "a push takes the power law's depth and loses its closed form",
        arguments: [1.0001, 1.01, 1.3, 2, 13, 23])
    func pushUpwards(factor: Double) throws {
        let exchange = try exchange()
        let target = UInt256(UInt128(factor * 1e18)) &* 2_000
        let push = try exchange.push(toPriceWad: target, at: timeline.now)
        let depth = 1_000 * ExactMath.exp(1.5 * ExactMath.log(factor - 1))
        let loss = 2_000 * depth * (factor - 1) * 1.5 / 2.5
        #expect(abs(number(push.baseWad) / depth - 1) < 1e-6)
        #expect(abs(number(push.quoteWad) / (2_000 * depth + loss) - 1) < 1e-6)
        #expect(push.spotAfterWad >= target && push.spotAfterWad &- target < 100_000)
        #expect(push.spotBeforeWad == wad("2000"))
    }

    @Test("and the same downwards", arguments: [0.999, 0.8, 0.3])
    func pushDownwards(factor: Double) throws {
        let exchange = try exchange()
        let target = UInt256(UInt128(factor * 1e18)) &* 2_000
        let push = try exchange.push(toPriceWad: target, at: timeline.now)
        let depth = 1_000 * ExactMath.exp(1.5 * ExactMath.log(1 - factor))
        let loss = 2_000 * depth * (1 - factor) * 1.5 / 2.5
        #expect(push.side == .sell)
        #expect(abs(number(push.baseWad) / depth - 1) < 1e-6)
        #expect(abs(number(push.quoteWad) / (2_000 * depth - loss) - 1) < 1e-6)
        #expect(push.spotAfterWad <= target && target &- push.spotAfterWad < 100_000)
    }

    @Test("walks the levels of a given book")
    func ladder() throws {
        let levels = [("101", "1"), ("102", "2"), ("110", "5")]
        let asks = try DepthCurve(
            takenBy: .buy,
            levels: levels.map { .init(priceWad: wad($0.0), sizeWad: wad($0.1)) },
            referencePriceWad: wad("100"))
        // The fair price is twice the reference: so are all prices of the book.
        let exchange = try exchange(asks: asks, takerFeePpm: 1_000) { _ in wad("200") }
        let order = SpotOrder(.buy, .base(wad("2.5")))
        let fill = try #require(try send(order, to: exchange)?.get())
        // 1 at 202 and 1.5 at 204, and a thousandth on top.
        #expect(fill.feeQuoteWad == wad("0.508"))
        #expect(fill.quoteWad == wad("508.508"))
        #expect(fill.spotAfterWad == wad("204"))
        // 0.5 at 204 is left before 220.
        let push = try exchange.push(toPriceWad: wad("219"), at: timeline.now)
        #expect(push.baseWad == wad("0.5"))
        #expect(push.spotAfterWad == wad("220"))
        let limited = try exchange.quote(
            SpotOrder(.buy, .base(wad("100")), limitPriceWad: wad("204")), at: timeline.now)
        #expect(limited.baseWad == wad("0.5"))
        #expect(throws: SpotVenueError.limitReached) {
            try exchange.quote(
                SpotOrder(.buy, .base(1), limitPriceWad: wad("203.9")), at: timeline.now)
        }
        #expect(throws: SpotVenueError.depthExhausted(baseWadMax: wad("5.5"))) {
            try exchange.quote(SpotOrder(.buy, .base(wad("5.6"))), at: timeline.now)
        }
        #expect(throws: SpotVenueError.unreachablePrice(wad("221"))) {
            try exchange.push(toPriceWad: wad("221"), at: timeline.now)
        }
    }

    @Test("one order or many immediate ones pay the same, but for roundings")
    func splitting() throws {
        let whole = try exchange()
        let parts = try exchange()
        let once = try #require(try send(SpotOrder(.buy, .base(wad("640"))), to: whole)?.get())
        var paid = UInt256.zero
        for _ in 0..<64 {
            paid =
                paid
                &+ (try #require(try send(SpotOrder(.buy, .base(wad("10"))), to: parts)?.get())
                    .quoteWad)
        }
        #expect(paid >= once.quoteWad && paid &- once.quoteWad <= 64)
        #expect(whole.spotPriceWad(at: timeline.now) == parts.spotPriceWad(at: timeline.now))
    }

    @Test("an amount of quote buys the most that it pays for, and sells the least that brings it")
    func quoteAmounts() throws {
        let exchange = try exchange(takerFeePpm: 2_500)
        let now = timeline.now
        for amount in [wad("1"), wad("777.7"), wad("123456")] {
            let bought = try exchange.quote(SpotOrder(.buy, .quote(amount)), at: now)
            #expect(bought.quoteWad <= amount)
            let more = try exchange.quote(
                SpotOrder(.buy, .base(bought.baseWad &+ .one)), at: now)
            #expect(more.quoteWad > amount)
            let sold = try exchange.quote(SpotOrder(.sell, .quote(amount)), at: now)
            #expect(sold.quoteWad >= amount)
            let less = try exchange.quote(SpotOrder(.sell, .base(sold.baseWad &- .one)), at: now)
            #expect(less.quoteWad < amount)
        }
    }

    @Test("a round trip loses the premium of both ways and two fees")
    func roundTrip() throws {
        let exchange = try exchange(takerFeePpm: 1_000)
        let bought = try #require(
            try send(SpotOrder(.buy, .base(wad("500"))), to: exchange)?.get())
        let sold = try #require(
            try send(SpotOrder(.sell, .base(wad("500"))), to: exchange)?.get())
        // Q = 1000 u^1.5: 500 are within u = 0.63, and each way loses 2000 * 500 u * 0.6.
        let u = ExactMath.exp(ExactMath.log(0.5) / 1.5)
        let premium = 2_000 * 500 * u * 0.6
        let paid = (1_000_000 + premium) * 1.001
        let received = (1_000_000 - premium) * 0.999
        #expect(abs(number(bought.quoteWad) / paid - 1) < 1e-6)
        #expect(abs(number(sold.quoteWad) / received - 1) < 1e-6)
        #expect(exchange.spotPriceWad(at: timeline.now) < wad("2000"))
    }

    // MARK: - Time

    @Test("what was bought comes back by halves, and the price with it")
    func replenishes() throws {
        let exchange = try exchange(
            asks: try DepthCurve([.init(nearWad: 0, farWad: wad("1"), sizeWad: wad("1000"))]),
            replenishment: .halfLife(micros: 60_000_000))
        _ = send(SpotOrder(.buy, .base(wad("400"))), to: exchange)
        let start = timeline.now
        #expect(exchange.spotPriceWad(at: start) == wad("2800"))
        #expect(exchange.spotPriceWad(at: start + 60_000_000) == wad("2400"))
        #expect(exchange.spotPriceWad(at: start + 120_000_000) == wad("2200"))
        #expect(exchange.availableBaseWad(.buy, at: start + 60_000_000) == wad("800"))
        #expect(exchange.spotPriceWad(at: start + 60_000_000 * 100) == wad("2000"))
        // Holding the price costs what has come back, at the price that it is bought at.
        timeline.run(until: start + 60_000_000)
        let push = try exchange.push(toPriceWad: wad("2800"), at: timeline.now)
        #expect(push.baseWad == wad("200"))
        #expect(push.quoteWad == wad("520000"))
    }

    @Test("the book follows the path of the fair price")
    func followsPath() throws {
        let exchange = try exchange { $0.seconds < 1_060 ? wad("2000") : wad("1500") }
        _ = send(SpotOrder(.buy, .base(wad("125"))), to: exchange)
        // Q = 1000 u^1.5 is 125 at u = 1/4.
        let before = number(exchange.spotPriceWad(at: timeline.now))
        #expect(abs(before / 2_500 - 1) < 1e-6)
        let after = number(exchange.spotPriceWad(at: SimulatedTime(seconds: 1_060)))
        #expect(abs(after / before - 0.75) < 1e-12)
    }

    @Test("a path of nothing or of everything is brought into range")
    func pathEdges() throws {
        for (price, fair) in [(UInt256.zero, UInt256.one), (.max, .one << 120)] {
            for feedback in [SpotFeedback.off, .on(permanentShare: .always)] {
                let exchange = try exchange(feedback: feedback) { _ in price }
                #expect(exchange.fairPriceWad(at: timeline.now) == fair)
                _ = try? exchange.push(toPriceWad: .max, at: timeline.now)
                _ = try? exchange.push(toPriceWad: .zero, at: timeline.now)
                _ = send(SpotOrder(.buy, .base(wad("1"))), to: exchange)
                _ = send(SpotOrder(.sell, .quote(wad("1"))), to: exchange)
                _ = send(SpotOrder(.sell, .quote(1), limitPriceWad: .max), to: exchange)
                _ = send(SpotOrder(.buy, .quote(1), limitPriceWad: .max), to: exchange)
                try exchange.checkInvariants()
            }
        }
    }

    @Test("orders are dealt with when they arrive, those of one moment as they were sent")
    func arrival() throws {
        let exchange = try exchange(delayMicros: .constant(500))
        try exchange.ledger.deposit(quoteWad: wad("1000000000"), to: "bob")
        var fills: [(String, UInt256, UInt64)] = []
        for name in ["bob", "ann"] {
            exchange.submit(SpotOrder(.buy, .base(wad("10"))), from: name) { answer in
                guard case .success(let fill) = answer else { return }
                fills.append((name, fill.quoteWad, timeline.now.micros))
            }
        }
        #expect(fills.isEmpty)
        timeline.run(until: timeline.now + 10_000)
        #expect(fills.map(\.0) == ["bob", "ann"])
        #expect(fills[0].1 < fills[1].1)
        #expect(fills.map(\.2) == [1_000_000_500, 1_000_000_500])
        // With delays by chance, arrival decides: each fill starts where the one before it ended.
        let random = try self.exchange(delayMicros: .uniform(low: 0, high: 100_000))
        var last = wad("2000")
        var count = 0
        for _ in 0..<200 {
            random.submit(SpotOrder(.buy, .base(wad("1"))), from: "ann") { answer in
                guard case .success(let fill) = answer else { return }
                #expect(fill.spotBeforeWad == last)
                last = fill.spotAfterWad
                count += 1
            }
        }
        timeline.run(until: timeline.now + 200_000)
        #expect(count == 200)
    }

    // MARK: - Books

    @Test("keeps all money through a hundred thousand orders, deposits and withdrawals")
    func conservation() throws {
        let exchange = try exchange(
            replenishment: .halfLife(micros: 200), takerFeePpm: 700,
            delayMicros: .uniform(low: 0, high: 50)
        ) { wad("1000") &+ UInt256($0.micros % 997) &* .wad }
        var random = SeededGenerator(seed: 6)
        var fills = 0
        for turn in 0..<100_000 {
            let name = ["ann", "bob", "cyd"][random.below(3)]
            let amount = UInt256(random.next(), UInt64(random.below(20)), 0, 0)
            switch random.below(12) {
            case 0:
                try exchange.ledger.deposit(baseWad: amount, quoteWad: amount &* 3, to: name)
            case 1: try? exchange.ledger.withdraw(baseWad: amount, from: name)
            case 2: try? exchange.ledger.withdraw(quoteWad: amount, from: name)
            default:
                let side: SpotSide = random.next() & 1 == 0 ? .buy : .sell
                let order = SpotOrder(
                    side, random.next() & 1 == 0 ? .base(amount) : .quote(amount),
                    limitPriceWad: random.below(3) == 0 ? wad("1500") : nil)
                exchange.submit(order, from: name) { if case .success = $0 { fills += 1 } }
            }
            timeline.run(until: timeline.now + 7)
            try exchange.ledger.checkTotals()
            if turn % 500 == 0 { try exchange.checkInvariants() }
        }
        try exchange.checkInvariants()
        #expect(fills > 10_000)
        #expect(!exchange.ledger.quote.feesWad.isZero)
        #expect(exchange.ledger.base.feesWad.isZero)
    }

    @Test("a hole in the books is found")
    func violations() throws {
        let exchange = try exchange()
        exchange.ledger.base.heldWad = exchange.ledger.base.heldWad &+ .one
        #expect(throws: VenueInvariantViolation.self) { try exchange.ledger.checkTotals() }
        exchange.ledger.base.liquidityWad = exchange.ledger.base.liquidityWad &- .one
        try exchange.ledger.checkTotals()
        #expect(throws: VenueInvariantViolation.self) { try exchange.checkInvariants() }
    }

    @Test("deposits have a limit, and nobody withdraws more than is theirs")
    func accounts() throws {
        let ledger = VenueLedger()
        let most = VenueLedger.depositMax
        try ledger.deposit(baseWad: most, to: "ann")
        #expect(throws: SpotVenueError.amountOutOfRange(most &+ .one)) {
            try ledger.deposit(quoteWad: most &+ .one, to: "ann")
        }
        #expect(throws: SpotVenueError.insufficientFunds(needed: 1, held: 0)) {
            try ledger.withdraw(baseWad: 1, from: "bob")
        }
        #expect(throws: SpotVenueError.insufficientFunds(needed: 1, held: 0)) {
            try ledger.withdraw(baseWad: 1, quoteWad: 1, from: "ann")
        }
        #expect(ledger.balance(of: "ann").baseWad == most)
        try ledger.withdraw(baseWad: most, from: "ann")
        #expect(ledger.base.heldWad.isZero && ledger.base.withdrawnWad == most)
        try ledger.checkInvariants()
    }

    @Test("a halted exchange trades nothing and still has a price")
    func halt() throws {
        let exchange = try exchange()
        exchange.isHalted = true
        if case .failure(let error) = send(SpotOrder(.buy, .base(1)), to: exchange) {
            #expect(error == .halted)
        } else {
            Issue.record("a halted exchange traded")
        }
        #expect(throws: SpotVenueError.halted) {
            try exchange.push(toPriceWad: wad("1"), at: timeline.now)
        }
        #expect(exchange.spotPriceWad(at: timeline.now) == wad("2000"))
        exchange.isHalted = false
        #expect(try send(SpotOrder(.buy, .base(1)), to: exchange)?.get().baseWad == 1)
    }

    @Test("settings out of range are refused by name")
    func settings() throws {
        let whole = try DepthCurve([.init(atWad: wad("1"), sizeWad: 1)])
        #expect(throws: VenueSettingsError.bidDistanceWad(wad("1"))) { try exchange(bids: whole) }
        #expect(throws: VenueSettingsError.takerFeePpm(1_000_000)) {
            try exchange(takerFeePpm: 1_000_000)
        }
        #expect(throws: VenueSettingsError.halfLifeIsZero) {
            try exchange(replenishment: .halfLife(micros: 0))
        }
        #expect(throws: VenueSettingsError.returnRate(.max)) {
            try exchange(replenishment: .rate(baseWadPerSecond: .max))
        }
        #expect(throws: VenueSettingsError.self) {
            try exchange(delayMicros: .exponential(mean: -1))
        }
    }

    // MARK: - Feedback

    @Test("flow carried over moves the fair price by its share of the impact, for good")
    func feedback() throws {
        let flat = try DepthCurve([.init(nearWad: 0, farWad: wad("0.5"), sizeWad: wad("1000"))])
        let share = try #require(Ratio(1, 4))
        let on = try exchange(asks: flat, bids: flat, feedback: .on(permanentShare: share))
        let off = try exchange(asks: flat, bids: flat)
        for exchange in [on, off] { exchange.carry(baseWad: signedWad("200")) }
        // 200 of 1,000 move the book by 0.1, of which a quarter stays.
        #expect(on.fairPriceWad(at: timeline.now) == wad("2050"))
        #expect(on.fairPriceWad(at: timeline.now + 1_000_000_000) == wad("2050"))
        #expect(off.fairPriceWad(at: timeline.now) == wad("2000"))
        for exchange in [on, off] { exchange.carry(baseWad: signedWad("-400")) }
        #expect(on.fairPriceWad(at: timeline.now) == wad("1947.5"))
        #expect(on.spotPriceWad(at: timeline.now) == wad("1947.5"))
        #expect(off.fairPriceWad(at: timeline.now) == wad("2000"))
        #expect(off.feedback.carriedBaseWad == signedWad("-200"))
        try on.checkInvariants()
    }

    @Test("more flow than the book holds moves by the whole book, and never to nothing")
    func feedbackEdges() throws {
        let flat = try DepthCurve([.init(nearWad: 0, farWad: wad("0.5"), sizeWad: wad("1000"))])
        let exchange = try exchange(
            asks: flat, bids: flat, feedback: .on(permanentShare: .always))
        exchange.carry(baseWad: .zero)
        #expect(exchange.fairPriceWad(at: timeline.now) == wad("2000"))
        exchange.carry(baseWad: .max)
        #expect(exchange.fairPriceWad(at: timeline.now) == wad("3000"))
        for _ in 0..<200 { exchange.carry(baseWad: .min) }
        #expect(exchange.fairPriceWad(at: timeline.now) == wad("0.000002"))
        for _ in 0..<300 { exchange.carry(baseWad: .max) }
        #expect(exchange.fairPriceWad(at: timeline.now) == wad("2000000000000"))
    }
}
