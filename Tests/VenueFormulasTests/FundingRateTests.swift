import TestSupport
import Testing
import VenueFormulas
import WideIntegers

@Suite struct FundingRateTests {
    private func wads(_ text: String) -> Fraction { Fraction(wad: signedWad(text)) }

    /// Rates of all signs around the width of 0.0005.
    private static let rates = [
        "-0.9", "-0.0011", "-0.0005", "-0.0004", "-0.000000000000000001", "0", "0.0001", "0.0004",
        "0.0006", "0.000600000000000001", "0.3",
    ]

    @Test("is the interest inside the band, else the premium moved by the whole width")
    func band() throws {
        let width = wads("0.0005")
        for (p, i) in Self.rates.flatMap({ p in Self.rates.map { (p, $0) } }) {
            let (premium, interest) = (wads(p), wads(i))
            let funding = try FundingRate.eightHour(
                averagePremium: premium, interest: interest, clampWidth: width)
            let distance = try (interest - premium).absoluteValue()
            #expect(funding.isClamped == (distance > width), "\(p), \(i)")
            if distance <= width {
                #expect(funding.rate == interest, "\(p), \(i)")
            } else {
                #expect(try (funding.rate - premium).absoluteValue() == width, "\(p), \(i)")
                // Towards the interest: nearer to it than the premium is, by the width.
                let left = try (interest - funding.rate).absoluteValue()
                #expect(try left + width == distance, "\(p), \(i)")
            }
            #expect(!funding.isCapped)
        }
    }

    @Test("changes its sign with its inputs, capped or not")
    func oddness() throws {
        for (p, i) in Self.rates.flatMap({ p in Self.rates.map { (p, $0) } }) {
            for cap in [nil, wads("0.00375"), .zero] {
                let funding = try FundingRate.eightHour(
                    averagePremium: wads(p), interest: wads(i), clampWidth: wads("0.0005"),
                    cap: cap)
                let mirrored = try FundingRate.eightHour(
                    averagePremium: -wads(p), interest: -wads(i), clampWidth: wads("0.0005"),
                    cap: cap)
                #expect(try mirrored.rate == -funding.rate, "\(p), \(i)")
            }
        }
    }

    @Test(
        "binds at the cap from the first digit beyond it",
        arguments: [
            ("0.003", "0.003", false), ("0.003000000000000001", "0.003", true),
            ("-0.003", "-0.003", false), ("-0.003000000000000001", "-0.003", true),
        ])
    func cap(premium: String, rate: String, isCapped: Bool) throws {
        // A width of zero leaves the premium.
        let funding = try FundingRate.eightHour(
            averagePremium: wads(premium), interest: .zero, clampWidth: .zero, cap: wads("0.003"))
        #expect(funding.rate == wads(rate))
        #expect(funding.isCapped == isCapped)
    }

    @Test("refuses a width or cap below zero")
    func refusals() {
        #expect(throws: VenueFormulaError.isNegative(.clampWidth)) {
            try FundingRate.eightHour(
                averagePremium: .zero, interest: .zero, clampWidth: wads("-0.1"))
        }
        #expect(throws: VenueFormulaError.isNegative(.cap)) {
            try FundingRate.eightHour(
                averagePremium: .zero, interest: .zero, clampWidth: .zero, cap: wads("-0.1"))
        }
    }

    @Test("pays the eighth part each hour, without rounding it, up to the cap")
    func hyperliquid() throws {
        func hourly(_ premium: String) throws -> HourlyFunding {
            try HourlyFunding.hyperliquid(
                averagePremium: wads(premium), interest: wads("0.0001"),
                clampWidth: wads("0.0005"), hourlyCap: wads("0.04"))
        }
        for premium in Self.rates {
            let funding = try hourly(premium)
            #expect(funding.isCapped == (premium == "-0.9"))
            if funding.isCapped {
                #expect(funding.ratePerHour == wads("-0.04"))
            } else {
                #expect(try funding.ratePerHour * Fraction(8) == funding.ratePerEightHours)
            }
            // The cap is the hour's alone.
            #expect(
                try funding.ratePerEightHours
                    == FundingRate.eightHour(
                        averagePremium: wads(premium), interest: wads("0.0001"),
                        clampWidth: wads("0.0005")
                    ).rate)
        }
        // One unit of the last decimal survives the division by eight.
        let least = try hourly("0.000600000000000001").ratePerHour
        #expect(try least.wadUp() == signedWad("0.000012500000000001"))
        #expect(try hourly("0.3205").isCapped == false)
        #expect(try hourly("0.320500000000000001").isCapped)
    }
}
