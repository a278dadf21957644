import PriceOracles
import TestSupport
import Testing
import VenueFormulas
import WideIntegers

@Suite struct PriceApartnessTests {
    @Test(
        "at the share is not over it, one unit more is",
        arguments: [1, 3, 7, 1_000_003] as [UInt64])
    func edge(denominator: UInt64) throws {
        let tolerance = try share(2, denominator)
        for scale in [UInt256.one, wad("1"), UInt256.one << 180] {
            let reference = scale &* UInt256(denominator)
            let distance = scale &* 2
            for price in [reference &+ distance, reference &- min(distance, reference)] {
                if distance > reference { continue }
                let farther = price > reference ? price &+ .one : price &- .one
                #expect(!PriceApartness.isOver(price, from: reference, by: tolerance))
                #expect(PriceApartness.isOverOrEqual(price, from: reference, by: tolerance))
                #expect(PriceApartness.isOver(farther, from: reference, by: tolerance))
            }
        }
    }

    @Test("no size of price or share overflows")
    func extremes() throws {
        let edges: [UInt256] = [.zero, .one, .wad, .max &- .one, .max]
        let shares = [
            Fraction.zero, try share(1, 3), Fraction(Int256.max),
            try Fraction(Int256.max, over: .max),
        ]
        for price in edges {
            for reference in edges {
                for one in shares {
                    let distance = price > reference ? price &- reference : reference &- price
                    if distance.isZero {
                        #expect(!PriceApartness.isOver(price, from: reference, by: one))
                    }
                    if reference.isZero && !price.isZero {
                        #expect(PriceApartness.isOver(price, from: reference, by: one))
                    }
                    let band = PriceApartness.band(around: reference, one)
                    #expect(band.contains(reference))
                }
            }
        }
    }

    @Test("the ends of a band are within the share, and the next numbers are not")
    func band() throws {
        var generator = SeededGenerator(seed: 5)
        for _ in 0..<300 {
            let reference = generator.wide() >> 60 &+ .one
            let tolerance = try share(Int64(generator.below(900)), 1_000)
            let band = PriceApartness.band(around: reference, tolerance)
            for end in [band.lowerBound, band.upperBound] {
                #expect(!PriceApartness.isOver(end, from: reference, by: tolerance))
            }
            #expect(
                PriceApartness.isOver(band.upperBound &+ .one, from: reference, by: tolerance))
            if !band.lowerBound.isZero {
                #expect(
                    PriceApartness.isOver(band.lowerBound &- .one, from: reference, by: tolerance))
            }
        }
    }

    @Test("a factor holds either way round, and exactly at it is not over it")
    func factor() throws {
        let five = try share(5, 1)
        #expect(!PriceApartness.isOverFactor(500, 100, five))
        #expect(PriceApartness.isOverFactor(501, 100, five))
        #expect(PriceApartness.isOverFactor(100, 501, five))
        #expect(PriceApartness.isOverFactor(1, 0, five))
    }

    @Test("the spread limit includes its edge, on both sides of the oracle")
    func spread() throws {
        let tenth = try SpreadLimit(try share(1, 10))
        let cases: [(mark: UInt256, oracle: UInt256, isOver: Bool)] = [
            (1_099, 1_000, false), (1_100, 1_000, true), (901, 1_000, false),
            (900, 1_000, true), (1_210, 1_100, true), (1_209, 1_100, false), (0, 1, true),
        ]
        for one in cases {
            #expect(tenth.isOver(mark: one.mark, oracle: one.oracle) == one.isOver, "\(one)")
        }
        #expect(try SpreadLimit(try share(1, 4)).isOver(mark: 75, oracle: 100))
        #expect(throws: GuardParameterError.self) { try SpreadLimit(try share(-1, 10)) }
    }

    @Test("over the limit the better of two margin ratios counts, under it the market's")
    func ratios() throws {
        let tenth = try SpreadLimit(try share(1, 10))
        #expect(tenth.marginRatioWad(markBased: -5, oracleBased: 7, mark: 89, oracle: 100) == 7)
        #expect(tenth.marginRatioWad(markBased: 8, oracleBased: 7, mark: 89, oracle: 100) == 8)
        #expect(tenth.marginRatioWad(markBased: -5, oracleBased: 7, mark: 95, oracle: 100) == -5)
    }

    @Test(
        "a report is anchored up to the tolerance and with it",
        arguments: [
            ("130", "109", true), ("130.8", "109", true), ("131", "109", false),
            ("80", "100", true), ("79.999", "100", false), ("120", "100", true),
            ("1.3", "1.0834", true), ("1.3", "1.0833", false),
        ])
    func anchored(reported: String, anchor: String, isAnchored: Bool) throws {
        #expect(
            PriceGuard.isAnchored(wad(reported), to: wad(anchor), tolerance: try share(1, 5))
                == isAnchored)
    }
}
