import PriceOracles
import TestSupport
import Testing
import VenueFormulas
import WideIntegers

@Suite struct EMABandTests {
    @Test(
        "a fall beyond the band goes down by its closed form", arguments: [(1, 5), (1, 3), (1, 1)])
    func fall(alpha: (Int64, UInt64)) throws {
        // The average falls by the factor 1 - a/3 at each step, and two thirds of it are used.
        let band = EMABand(alpha: try share(alpha.0, alpha.1), width: try share(1, 3))
        let steps = 24
        let used = try band.used(forWad: [wad("100")] + Array(repeating: 1, count: steps))
        #expect(used[0] == wad("100"))
        var numerator: UInt256 = 2
        var denominator: UInt256 = 3
        for step in 1...steps {
            let exact = try wad("100").mulDivDown(numerator, denominator)
            let error = used[step] > exact ? used[step] &- exact : exact &- used[step]
            #expect(error <= .one, "step \(step): \(used[step]), \(exact)")
            numerator = numerator &* (3 &* UInt256(alpha.1) &- 1)
            denominator = denominator &* (3 &* UInt256(alpha.1))
        }
    }

    @Test("random walks are those of exact fractions, to a unit of the last decimal")
    func walks() throws {
        var generator = SeededGenerator(seed: 11)
        for _ in 0..<60 {
            let alpha = try share(Int64(1 + generator.below(9)), 9)
            let width = try share(Int64(1 + generator.below(6)), 7)
            let raws = (0..<8).map { _ in UInt256(UInt64(1 + generator.below(1_000))) &* .wad }
            let used = try EMABand(alpha: alpha, width: width).used(forWad: raws)
            var average = Fraction(wad: try #require(Int256(exactly: raws[0])))
            for (raw, price) in zip(raws, used) {
                let exact = Fraction(wad: try #require(Int256(exactly: raw)))
                let low = try average * (Fraction.one - width)
                let high = try average * (Fraction.one + width)
                let clipped = min(max(exact, low), high)
                average = try average + alpha * (clipped - average)
                let down = try clipped.wadDown().magnitude
                #expect(price == down || price == down &+ .one)
                if clipped == exact { #expect(price == raw) }
            }
        }
    }

    @Test("a clipped price is rounded half to even")
    func rounding() throws {
        // 90 % of 5 and 15 units are 4.5 and 13.5; the average is the first price.
        let band = EMABand(alpha: .one, width: try share(1, 10))
        #expect(try band.used(forWad: [5, 1]) == [5, 4])
        #expect(try band.used(forWad: [15, 1]) == [15, 14])
    }

    @Test("in a chain the average moves once a second, and prices within pass untouched")
    func chain() throws {
        let band = EMABand(alpha: try share(1, 5), width: try share(1, 10))
        var chain = try GuardChain([.emaBand(band)])
        #expect(chain.evaluate(input("100", at: 1)).decision.isPrice("100"))
        #expect(chain.evaluate(input("40", at: 2)).decision.isPrice("90"))
        for _ in 0..<3 {
            #expect(chain.evaluate(input("40", at: 2)).decision.isPrice("88.2"))
        }
        #expect(chain.evaluate(input("40", at: 3)).decision.isPrice("88.2"))
        #expect(chain.evaluate(input("40", at: 4)).decision.isPrice("86.436"))
        #expect(chain.evaluate(input("100", at: 5)).trips.isEmpty)
        #expect(chain.tallies[0].trips == 6)
    }

    @Test("shares outside zero to one are refused, and prices of 2^192 or more")
    func parameters() throws {
        let most = UInt256(.max, .max, .max, 0)
        let band = EMABand(alpha: .one, width: .one)
        #expect(try band.used(forWad: [most]) == [most])
        #expect(throws: GuardParameterError.price(most &+ .one, atMost: most)) {
            try band.used(forWad: [1, most &+ .one])
        }
        let wide = EMABand(alpha: .one, width: try share(11, 10))
        let negative = EMABand(alpha: try share(-1, 10), width: .zero)
        for band in [wide, negative] {
            #expect(throws: GuardParameterError.self) { try band.used(forWad: [1]) }
            #expect(throws: GuardParameterError.self) { try GuardChain([.emaBand(band)]) }
        }
    }
}
