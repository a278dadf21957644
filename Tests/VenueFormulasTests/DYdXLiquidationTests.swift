import TestSupport
import Testing
import VenueFormulas
import WideIntegers

@Suite struct DYdXLiquidationTests {
    private func wads(_ text: String) -> Fraction { Fraction(wad: signedWad(text)) }

    private func price(
        size: String = "10", collateral: String, margin: String = "120", adjustment: String = "1"
    ) throws -> Fraction {
        try DYdXLiquidation.fillablePrice(
            positionSize: wads(size), oraclePrice: wads("1000"),
            totalNetCollateral: wads(collateral), totalMaintenanceMargin: wads(margin),
            positionMaintenanceMargin: wads("120"), spreadToMaintenanceRatio: wads("1.5"),
            bankruptcyAdjustment: wads(adjustment))
    }

    @Test("is the oracle price while the requirement is met", arguments: ["120", "120.01", "9999"])
    func healthy(collateral: String) throws {
        #expect(try price(collateral: collateral) == wads("1000"))
        #expect(try price(size: "-10", collateral: collateral) == wads("1000"))
    }

    @Test("leaves it by the whole spread once nothing is left", arguments: ["0", "-0.01", "-500"])
    func bankrupt(collateral: String) throws {
        // 1.5 times 120 over a size of ten.
        #expect(try price(collateral: collateral) == wads("982"))
        #expect(try price(size: "-10", collateral: collateral) == wads("1018"))
    }

    @Test("widens in a straight line, faster by the adjustment, and mirrored for shorts")
    func between() throws {
        for collateral in ["1", "30", "60", "77.7", "119.999999999999999999"] {
            let shortfall = try wads("120") - wads(collateral)
            let distance = try wads("1000") - price(collateral: collateral)
            #expect(try distance * Fraction(120) == shortfall * Fraction(18))
            #expect(try price(size: "-10", collateral: collateral) - wads("1000") == distance)
            let doubled = try wads("1000") - price(collateral: collateral, adjustment: "2")
            #expect(try doubled == min(distance * Fraction(2), Fraction(18)))
        }
    }

    @Test("stays exact for amounts of 18 decimals")
    func longAmounts() throws {
        let (size, oracle) = (wads("7.123456789012345678"), wads("64123.456789012345678901"))
        let (net, total) = (wads("20123.987654321987654321"), wads("98765.432109876543210987"))
        let position = wads("45678.901234567890123456")
        let got = try DYdXLiquidation.fillablePrice(
            positionSize: size, oraclePrice: oracle, totalNetCollateral: net,
            totalMaintenanceMargin: total, positionMaintenanceMargin: position,
            spreadToMaintenanceRatio: wads("1.5"), bankruptcyAdjustment: .one)
        // The spread in quote, once from the price and once from the shortfall.
        let spread = try (oracle - got) * size
        #expect(try spread / position == (total - net) / total * wads("1.5"))
    }

    @Test("refuses no position, no requirement, and a price below zero")
    func refusals() {
        #expect(throws: VenueFormulaError.isZero(.positionSize)) {
            try price(size: "0", collateral: "1")
        }
        #expect(throws: VenueFormulaError.isZero(.maintenanceMargin)) {
            try price(collateral: "1", margin: "0")
        }
        #expect(throws: VenueFormulaError.isNegative(.maintenanceMargin)) {
            try price(collateral: "1", margin: "-1")
        }
        #expect(throws: VenueFormulaError.priceBelowZero) {
            try price(size: "0.179999999999999999", collateral: "0")
        }
        #expect(throws: Never.self) { try price(size: "0.18", collateral: "0") }
    }

    @Test(
        "gives the fund what is above bankruptcy up to the fee, and takes what is below",
        arguments: [
            (10_000, 9_900, 15_000, 100), (10_000, 9_850, 15_000, 150),
            (10_000, 9_849, 15_000, 150), (9_800, 9_900, 15_000, -100), (9_900, 9_900, 15_000, 0),
            // The fee of 185.175 is rounded down.
            (12_345, 12_000, 15_000, 185), (12_345, 12_160, 15_000, 185), (66, 1, 15_000, 0),
            (10_000, 9_900, 0, 0), (10_000, 5_000, 1_000_000, 5_000),
            // A short pays: less than at bankruptcy leaves something for the fund.
            (-10_000, -10_100, 15_000, 100), (-10_000, -10_200, 15_000, 150),
            (-10_000, -9_900, 15_000, -100),
        ] as [(Int64, Int64, UInt32, Int64)])
    func insurance(received: Int64, bankruptcy: Int64, feePpm: UInt32, expected: Int64) throws {
        let delta = try DYdXLiquidation.insuranceFundDelta(
            quoteReceived: Int256(received), bankruptcyQuote: Int256(bankruptcy),
            maxLiquidationFeePpm: feePpm)
        #expect(delta == Int256(expected))
    }

    @Test("fails for a difference or a fee beyond 256 bits, and takes fees up to it")
    func insuranceBounds() throws {
        func delta(_ received: Int256, _ bankruptcy: Int256, _ ppm: UInt32) throws -> Int256 {
            try DYdXLiquidation.insuranceFundDelta(
                quoteReceived: received, bankruptcyQuote: bankruptcy, maxLiquidationFeePpm: ppm)
        }
        #expect(throws: VenueFormulaError.overflow) { try delta(.max, -1, 0) }
        #expect(throws: VenueFormulaError.overflow) { try delta(.max, 0, .max) }
        #expect(try delta(.max, 1, 1_500_000) == .max &- 1)
        #expect(try delta(.max, 0, 1_000_000) == .max)
    }
}
