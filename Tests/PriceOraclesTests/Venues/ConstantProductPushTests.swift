import BigInt
import SimulationKernel
import TestSupport
import Testing
import VenueFormulas
import WideIntegers

@testable import PriceOracles

@Suite struct ConstantProductPushTests {
    private func pool(
        _ base: UInt256, _ quote: UInt256, _ fee: (UInt64, UInt64)
    ) throws -> ConstantProductPool {
        try ConstantProductPool(
            baseReserve: base, quoteReserve: quote, fee: #require(Ratio(fee.0, fee.1)))
    }

    /// Counts inputs up from nothing until the pool's rule, in plain integers, has the ratio there.
    private func countedInput(
        _ reserveIn: Int, _ reserveOut: Int, _ fee: (Int, Int), rise: Int, over: Int
    ) -> Int {
        var amount = 0
        while true {
            let effective = amount * (fee.1 - fee.0)
            let out = effective * reserveOut / (reserveIn * fee.1 + effective)
            if (reserveIn + amount) * reserveOut * over >= rise * reserveIn * (reserveOut - out) {
                return amount
            }
            amount += 1
        }
    }

    @Test("finds the least input that counting finds, for all small pools")
    func smallPools() throws {
        for fee in [(0, 1), (3, 1000), (1, 4), (9, 10)] {
            for base in [1, 2, 3, 7, 40, 1000] {
                for quote in [1, 2, 5, 33, 999] {
                    for (rise, over) in [(1, 1), (21, 20), (3, 2), (2, 1), (7, 1), (50, 3)] {
                        let pool = try pool(
                            UInt256(UInt64(base)), UInt256(UInt64(quote)),
                            (UInt64(fee.0), UInt64(fee.1)))
                        let up = try Fraction(Int256(Int64(rise)), over: UInt256(UInt64(over)))
                        let down = try Fraction(Int256(Int64(over)), over: UInt256(UInt64(rise)))
                        let pump = try pool.push(.buy, toFactor: up).amountIn
                        let dump = try pool.push(.sell, toFactor: down).amountIn
                        let counted = countedInput(quote, base, fee, rise: rise, over: over)
                        let mirrored = countedInput(base, quote, fee, rise: rise, over: over)
                        #expect(pump == UInt256(UInt64(counted)))
                        #expect(dump == UInt256(UInt64(mirrored)))
                    }
                }
            }
        }
    }

    @Test("finds the most input within a limit that counting finds, for small pools")
    func smallLimits() throws {
        for (base, quote) in [(4, 4), (7, 12), (30, 10), (1, 9)] {
            for fee in [(0, 1), (1, 4)] {
                let pool = try pool(
                    UInt256(UInt64(base)), UInt256(UInt64(quote)), (UInt64(fee.0), UInt64(fee.1)))
                // Limits in sixths, of which many are met exactly.
                for sixths in 1...60 {
                    let limitWad = wad("1") &* UInt256(UInt64(sixths))
                    let limit = limitWad.quotientAndRemainder(dividingBy: 6).quotient
                    var counted: Int?
                    for amount in 0...300 {
                        let effective = amount * (fee.1 - fee.0)
                        let out = effective * base / (quote * fee.1 + effective)
                        let isWithin =
                            UInt256(UInt64(quote + amount)) &* .wad
                            <= limit &* UInt256(UInt64(base - out))
                        if isWithin { counted = amount }
                    }
                    let most = pool.mostInput(.buy, withinPriceWad: limit)
                    #expect((most ?? .max) == (counted.map { UInt256(UInt64($0)) } ?? .max))
                }
            }
        }
    }

    @Test("is reached by the input and missed by one unit less, whatever the size")
    func leastOfLargePools() throws {
        var random = SeededGenerator(seed: 11)
        for _ in 0..<3_000 {
            let base = reserve(&random)
            let quote = reserve(&random)
            let denominator = random.next() >> (random.next() % 64) | 1
            let fee = (random.next() % denominator, denominator)
            let (rise, over) = factor(&random)
            let side: SpotSide = random.next() & 1 == 0 ? .buy : .sell
            let (top, bottom) = side == .buy ? (rise, over) : (over, rise)
            let push = try pool(base, quote, fee).push(
                side, toFactor: Fraction(#require(Int256(exactly: top)), over: bottom))
            let (reserveIn, reserveOut) = side == .buy ? (quote, base) : (base, quote)
            func isReached(_ amount: BigInt) -> Bool {
                let effective = amount * BigInt(fee.1 - fee.0)
                let out =
                    effective * BigInt(reserveOut) / (BigInt(reserveIn) * BigInt(fee.1) + effective)
                return (BigInt(reserveIn) + amount) * BigInt(reserveOut) * BigInt(over)
                    >= BigInt(rise) * BigInt(reserveIn) * (BigInt(reserveOut) - out)
            }
            let amount = BigInt(push.amountIn)
            #expect(isReached(amount), "\(base) \(quote) \(fee) \(rise)/\(over) \(side)")
            #expect(
                amount == 0 || !isReached(amount - 1),
                "\(base) \(quote) \(fee) \(rise)/\(over) \(side)")
        }
    }

    private func reserve(_ random: inout SeededGenerator) -> UInt256 {
        let bits = 1 + random.below(112)
        return UInt256(random.next(), random.next(), 0, 0) >> (128 - bits) | .one
    }

    /// From one to 10^12, in terms of up to 80 bits.
    private func factor(_ random: inout SeededGenerator) -> (rise: UInt256, over: UInt256) {
        let over = UInt256(random.next() >> (random.next() % 64) | 1)
        let widest = over &* 1_000_000_000_000
        let excess =
            UInt256(random.next(), random.next(), 0, 0)
            >> (random.below(128))
        return (min(over &+ excess, widest), over)
    }

    /// One row of the published table: in/y and c(m)/y at no fee; in/y, loss/y, round trip/y at 0.3 %.
    struct Row: Sendable {
        let factor: (Int64, UInt64)
        let figures: [Double]
    }

    static let rows = [
        Row(factor: (101, 100), figures: [0.004988, 0.000025, 0.004995, 0.000040, 0.000030]),
        Row(factor: (11, 10), figures: [0.048809, 0.002271, 0.048882, 0.002411, 0.000279]),
        Row(factor: (3, 2), figures: [0.224745, 0.041241, 0.225083, 0.041804, 0.001102]),
        Row(factor: (2, 1), figures: [0.414214, 0.121320, 0.414836, 0.122254, 0.001760]),
        Row(factor: (5, 1), figures: [1.236068, 0.683282, 1.237926, 0.685511, 0.003325]),
        Row(factor: (23, 1), figures: [3.795832, 3.004346, 3.801537, 3.010300, 0.004766]),
        Row(factor: (100, 1), figures: [9.000000, 8.100000, 9.013529, 8.113665, 0.005422]),
    ]

    @Test("costs what the closed forms say, upwards and mirrored downwards", arguments: rows)
    func closedForms(row: Row) throws {
        let reserve = wad("1000000")
        func share(_ amount: UInt256) -> Double { Double(amount.low128) / 1e24 }
        let up = try Fraction(Int256(row.factor.0), over: UInt256(row.factor.1))
        let down = try Fraction(
            Int256(Int64(row.factor.1)), over: UInt256(UInt64(row.factor.0)))
        for (side, factor) in [(SpotSide.buy, up), (.sell, down)] {
            let free = try pool(reserve, reserve, (0, 1000)).push(side, toFactor: factor)
            let paid = try pool(reserve, reserve, (3, 1000)).push(side, toFactor: factor)
            let figures = [
                share(free.amountIn), share(free.markToOutsideLossQuote), share(paid.amountIn),
                share(paid.markToOutsideLossQuote), share(paid.roundTripLoss),
            ]
            for (figure, expected) in zip(figures, row.figures) {
                #expect(abs(figure - expected) <= 6e-7, "\(factor) \(side)")
            }
            // Undisturbed and free, all comes back but what rounding keeps.
            #expect(free.roundTripLoss < 1_000)
            for push in [free, paid] {
                let gap = Double(push.amountIn.low128) - Double(push.closedFormAmountIn.low128)
                #expect(abs(gap) <= 1e3)
            }
        }
    }

    @Test("values base at the price before, rounded down")
    func lossRounding() throws {
        // 5 quote in gives floor(7 * 5 / 15) = 2 base, worth 2 * 10/7 = 2.857.
        let pump = try pool(7, 10, (0, 1)).push(.buy, toFactor: Fraction(2, over: 1))
        #expect([pump.amountIn, pump.amountOut, pump.markToOutsideLossQuote] == [5, 2, 3])
        // 3 base in gives floor(10 * 3 / 10) = 3 quote; 3 base are worth 4.286.
        let dump = try pool(7, 10, (0, 1)).push(.sell, toFactor: Fraction(1, over: 2))
        #expect([dump.amountIn, dump.amountOut, dump.markToOutsideLossQuote] == [3, 3, 1])
        #expect(pump.poolAfter.quoteReserve == 15)
        #expect(pump.poolAfter.baseReserve == 5)
        #expect(dump.poolAfter.baseReserve == 10)
    }

    @Test("repeats the first attack on bZx's price")
    func bZx() throws {
        let pool = try pool(wad("77.08"), wad("2817.77"), (3, 1000))
        let (bought, after) = try pool.trading(wad("5637.62"), .buy)
        func number(_ value: UInt256) -> Double { Double(value.low128) / 1e18 }
        #expect(abs(number(bought) - 51.3415) < 5e-5)
        #expect(abs(number(pool.spotPriceWad) - 36.556) < 1e-3)
        #expect(abs(number(after.spotPriceWad) - 328.51) < 5e-3)
        #expect(abs(number(try after.amountOut(for: wad("112"), .sell)) - 6871.51) < 5e-3)
    }

    @Test("finds the least input for an output", arguments: [(0, 1), (3, 1000), (1, 2)])
    func exactOutput(fee: (Int, Int)) throws {
        let pool = try pool(997, 4_001, (UInt64(fee.0), UInt64(fee.1)))
        for side in [SpotSide.buy, .sell] {
            for wanted in 1..<(side == .buy ? 997 : 4_001) {
                let amount = try pool.amountIn(for: UInt256(UInt64(wanted)), side)
                #expect(try pool.amountOut(for: amount, side) >= UInt256(UInt64(wanted)))
                #expect(try pool.amountOut(for: amount &- .one, side) < UInt256(UInt64(wanted)))
            }
        }
        #expect(throws: ConstantProductError.outputTooLarge(997)) {
            try pool.amountIn(for: 997, .buy)
        }
    }

    @Test("refuses what is out of range by name")
    func refusals() throws {
        #expect(throws: ConstantProductError.reserveOutOfRange(0)) { try self.pool(0, 1, (0, 1)) }
        #expect(throws: ConstantProductError.reserveOutOfRange((.one << 112) &+ .one)) {
            try self.pool(1, (.one << 112) &+ .one, (0, 1))
        }
        #expect(throws: ConstantProductError.feeTooHigh(.always)) { try self.pool(1, 1, (5, 5)) }
        let pool = try self.pool(1_000, 1_000, (0, 1))
        #expect(throws: ConstantProductError.factorOnOtherSide("0.5", .buy)) {
            try pool.push(.buy, toFactor: Fraction(1, over: 2))
        }
        #expect(throws: ConstantProductError.factorOnOtherSide("2", .sell)) {
            try pool.push(.sell, toFactor: Fraction(2, over: 1))
        }
        for factor in [
            Fraction.zero, Fraction(-2), Fraction(1_000_000_000_001),
            try Fraction(1, over: 1_000_000_000_001),
        ] {
            #expect(throws: ConstantProductError.factorOutOfRange("\(factor)")) {
                try pool.push(factor > .one ? .buy : .sell, toFactor: factor)
            }
        }
        #expect(throws: ConstantProductError.self) {
            try pool.trading((.one << 160) &+ .one, .buy)
        }
    }

    @Test("pushes a pool that has been pushed far, or says that it cannot")
    func pushedAgain() throws {
        var pool = try pool(.one << 112, .one << 112, (999_999, 1_000_000))
        for _ in 0..<20 {
            guard let push = try? pool.push(.buy, toFactor: Fraction(1_000_000_000_000)) else {
                return
            }
            #expect(push.poolAfter.quoteReserve >= pool.quoteReserve)
            pool = push.poolAfter
        }
        Issue.record("a pool took twenty pushes by 10^12")
    }
}
