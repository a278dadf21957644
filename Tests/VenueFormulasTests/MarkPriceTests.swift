import TestSupport
import Testing
import VenueFormulas
import WideIntegers

@Suite struct MarkPriceTests {
    private func wads(_ text: String) -> Fraction { Fraction(wad: signedWad(text)) }

    private func fair(_ hours: String, rate: String = "-0.00012345") throws -> Fraction {
        try MarkPrice.fair(
            index: wads("64123.45"), fundingRate: wads(rate), hoursUntilFunding: wads(hours),
            intervalHours: Fraction(8))
    }

    @Test("falls to the index in a straight line as the payment comes near")
    func fairIsLinear() throws {
        #expect(try fair("0") == wads("64123.45"))
        #expect(try fair("8") == wads("64123.45") * (.one + wads("-0.00012345")))
        for hours in ["0.125", "1", "3.7", "5"] {
            let rest = try wads("8") - wads(hours)
            let other = try MarkPrice.fair(
                index: wads("64123.45"), fundingRate: wads("-0.00012345"),
                hoursUntilFunding: rest, intervalHours: Fraction(8))
            #expect(try fair(hours) + other == fair("0") + fair("8"))
        }
    }

    @Test("depends on the share of the interval alone")
    func fairIsScaleFree() throws {
        for hours in [1, 2, 3, 4] as [Int64] {
            let short = try MarkPrice.fair(
                index: wads("100"), fundingRate: wads("0.01"),
                hoursUntilFunding: Fraction(Int256(hours)), intervalHours: Fraction(4))
            let long = try MarkPrice.fair(
                index: wads("100"), fundingRate: wads("0.01"),
                hoursUntilFunding: Fraction(Int256(hours * 2)), intervalHours: Fraction(8))
            #expect(short == long)
        }
        #expect(throws: VenueFormulaError.isZero(.interval)) {
            try MarkPrice.fair(
                index: .one, fundingRate: .one, hoursUntilFunding: .one, intervalHours: .zero)
        }
    }

    @Test("takes the middle price, whichever it is")
    func medianOfThree() throws {
        let prices = ["99.5", "100", "100.25", "100.25"].map(wads)
        for a in prices {
            for b in prices {
                for c in prices {
                    let sorted = [a, b, c].sorted()
                    #expect(MarkPrice.median(a, b, c) == sorted[1])
                }
            }
        }
    }

    @Test(
        "marks at fair price, index with basis, or last trade",
        arguments: [("2", "99", "101"), ("0.5", "99", "100.5"), ("2", "101.5", "101.5")])
    func binance(basis: String, last: String, expected: String) throws {
        // The fair price is 101: half of 2 % is still to come.
        let mark = try MarkPrice.binanceMedian(
            index: wads("100"), lastFundingRate: wads("0.02"), hoursUntilFunding: wads("4"),
            intervalHours: wads("8"), basisAverage: wads(basis), lastPrice: wads(last))
        #expect(mark == wads(expected))
    }
}
