import Testing
import VenueFormulas

@Suite struct DYdXFundingTests {
    private func cap(
        factor: UInt32, initial: UInt32, fraction: UInt32
    ) throws(VenueFormulaError) -> Int64 {
        try DYdXFunding(
            premiumPpm: 0, defaultFundingPpm: 0, initialMarginPpm: initial,
            maintenanceFractionPpm: fraction, clampFactorPpm: factor
        ).capPpm
    }

    @Test(
        "caps at the factor times the margin distance, both rounded down",
        arguments: [
            (6_000_000, 150_000, 800_000, 180_000), (6_000_000, 450_000, 1_000_000, 0),
            (6_000_000, 1_000_000, 0, 6_000_000), (0, 1_000_000, 0, 0),
            // 33,333 * 0.333333 = 11,110.99; 22,223 * 6.000001 = 133,338.02.
            (6_000_001, 33_333, 333_333, 133_338),
            // 1 * 0.999999 rounds to nothing, so that one ppm is left.
            (1_999_999, 1, 999_999, 1), (999_999, 1, 999_999, 0),
            (.max, 1_000_000, 0, 4_294_967_295),
        ] as [(UInt32, UInt32, UInt32, Int64)])
    func caps(factor: UInt32, initial: UInt32, fraction: UInt32, expected: Int64) throws {
        #expect(try cap(factor: factor, initial: initial, fraction: fraction) == expected)
    }

    @Test(
        "adds premium and default, and stops at the cap on either side",
        arguments: [
            (47_900, 100, 48_000), (47_901, 100, 48_000), (-48_100, 100, -48_000),
            (-48_101, 100, -48_000), (-100, 100, 0), (.max, -1, 48_000), (.min, 1, -48_000),
        ] as [(Int64, Int64, Int64)])
    func rates(premium: Int64, standard: Int64, expected: Int64) throws {
        let funding = try DYdXFunding(
            premiumPpm: premium, defaultFundingPpm: standard, initialMarginPpm: 20_000,
            maintenanceFractionPpm: 600_000, clampFactorPpm: 6_000_000)
        #expect(funding.ratePpm == expected)
    }

    @Test("refuses shares above the whole, and sums beyond 64 bits")
    func refusals() {
        #expect(throws: VenueFormulaError.isAboveMillion(.initialMargin)) {
            try cap(factor: 1, initial: 1_000_001, fraction: 0)
        }
        #expect(throws: VenueFormulaError.isAboveMillion(.maintenanceFraction)) {
            try cap(factor: 1, initial: 1_000_000, fraction: 1_000_001)
        }
        #expect(throws: VenueFormulaError.overflow) {
            try DYdXFunding(
                premiumPpm: .max, defaultFundingPpm: 1, initialMarginPpm: 0,
                maintenanceFractionPpm: 0, clampFactorPpm: 0)
        }
    }
}
