import PriceOracles
import SimulationKernel
import TestSupport
import Testing
import WideIntegers

@Suite struct HeldPricesTests {
    static func held(_ rows: [(UInt64, UInt64)]) throws -> HeldPrices {
        var held = HeldPrices()
        for (second, price) in rows { try held.record(UInt256(price), at: at(second)) }
        return held
    }

    @Test("averages the price that held in each second", arguments: 0..<200)
    func seconds(seed: Int) throws {
        var random = SeededGenerator(seed: UInt64(seed))
        var rows: [(UInt64, UInt64)] = []
        var second = UInt64(100 + random.below(10))
        for _ in 0..<(1 + random.below(12)) {
            rows.append((second, random.next() >> 8))
            second += UInt64(1 + random.below(20))
        }
        let held = try Self.held(rows)
        for _ in 0..<20 {
            let asked = rows[0].0 + UInt64(random.below(200))
            let window = UInt64(random.below(250))
            let from = max(rows[0].0, asked - min(asked, window))
            var sum: UInt128 = 0
            for second in from..<asked {
                sum += UInt128(rows.last { $0.0 <= second }?.1 ?? 0)
            }
            let last = try #require(rows.last { $0.0 <= asked })
            let expected = asked == from ? UInt128(last.1) : sum / UInt128(asked - from)
            let found = try held.average(at: at(asked), windowMicros: window * 1_000_000)
            #expect(found.average == UInt256(expected))
            #expect(found.lastPrice == UInt256(last.1))
            #expect(found.lastTime == at(last.0))
            #expect(found.coveredMicros == (asked - from) * 1_000_000)
        }
    }

    @Test("rounds down, and counts a price at the moment itself for nothing")
    func edges() throws {
        let held = try Self.held([(10, 1), (11, 2), (13, 100)])
        let found = try held.average(at: at(13), windowMicros: 3_000_000)
        #expect(found.average == 1)
        #expect(found.lastPrice == 100)
        let long = try held.average(at: at(13), windowMicros: .max)
        #expect(long.coveredMicros == 3_000_000)
    }

    @Test("tells when there is no price yet, when time does not rise, and of prices too high")
    func refused() throws {
        #expect(throws: HeldPriceError.noPriceYet(asked: at(1), first: nil)) {
            try HeldPrices().average(at: at(1), windowMicros: 1)
        }
        var held = try Self.held([(10, 1)])
        #expect(throws: HeldPriceError.noPriceYet(asked: at(9), first: at(10))) {
            try held.average(at: at(9), windowMicros: 1)
        }
        #expect(throws: HeldPriceError.timeNotRising(at(10), last: at(10))) {
            try held.record(1, at: at(10))
        }
        #expect(throws: HeldPriceError.priceOutOfRange(.max)) { try held.record(.max, at: at(11)) }
        #expect(held.count == 1)
    }

    @Test("sums the highest price over all of time")
    func extremes() throws {
        var held = HeldPrices()
        let highest = PriceQuantization.priceWadMax
        try held.record(highest, at: SimulatedTime(micros: 0))
        try held.record(highest, at: SimulatedTime(micros: .max - 1))
        let found = try held.average(at: SimulatedTime(micros: .max), windowMicros: .max)
        #expect(found.average == highest)
    }
}
