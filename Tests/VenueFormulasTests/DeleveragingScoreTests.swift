import TestSupport
import Testing
import VenueFormulas
import WideIntegers

@Suite struct DeleveragingScoreTests {
    private func score(_ value: String, _ profit: String, _ equity: String) throws
        -> DeleveragingScore
    {
        try DeleveragingScore(
            valueWad: wad(value), profitWad: signedWad(profit), equityWad: wad(equity))
    }

    /// Figures of a model in unbounded integers.
    @Test(
        "rounds each quotient as soon as it is made",
        arguments: [
            ("10", "1", "3", "3", "3.333333333333333333", "1.111111111111111109"),
            ("10", "-1", "3", "3", "3.333333333333333333", "-0.099999999999999999"),
            (
                "2.333333333333333333", "0.142857142857142857", "0.090909090909090909", "2",
                "25.666666666666666688", "1.833333333333333320"
            ),
            (
                "2.333333333333333333", "-0.142857142857142858", "0.090909090909090909", "2",
                "25.666666666666666688", "-0.002782931354359925"
            ),
            // Divisors of zero count as one wei.
            ("0", "-0.000000000000000001", "5", "0", "0", "-1000000000000000000"),
        ])
    func profitTimesLeverage(
        value: String, profit: String, equity: String, openNotional: String, leverage: String,
        expected: String
    ) throws {
        let score = try score(value, profit, equity)
        #expect(try score.leverageWad() == wad(leverage))
        #expect(
            try score.profitTimesLeverageWad(openNotionalWad: wad(openNotional))
                == signedWad(expected))
    }

    @Test(
        "rounds the requirement up and what is made of it down",
        arguments: [
            ("10", "1", "3", "0.0625", "3", "0.069444444444444444"),
            (
                "0.000000000000000001", "1", "0.000000000000000007", "0.000000000000000001",
                "0.5", "0.142857142857142857"
            ),
            ("10", "1", "3", "0.1", "-5", "0.333333333333333333"),
            ("10", "-1", "3", "0.1", "1", "0"), ("10", "0", "3", "0.1", "1", "0"),
        ])
    func leverageProfit(
        value: String, profit: String, equity: String, maintenance: String, wallet: String,
        expected: String
    ) throws {
        let got = try score(value, profit, equity).leverageProfitWad(
            maintenanceRatioWad: wad(maintenance), walletWad: signedWad(wallet))
        #expect(got == wad(expected))
    }

    @Test("stays near the exact ranks of the venues", arguments: [1, 2] as [UInt64])
    func nearExact(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<300 {
            // A long of size one: amounts from 0.001 to about a thousand.
            func amount() -> UInt256 {
                UInt256(generator.next() % 1_000 + 1) &* (wad("0.001") &+ 1)
            }
            let (mark, entry, equity) = (amount(), amount(), amount())
            let profit = Int256(bitPattern: mark &- entry)
            let comment = Comment("mark \(mark), entry \(entry), equity \(equity), seed \(seed)")
            let score = try DeleveragingScore(
                valueWad: mark, profitWad: profit, equityWad: equity)
            let exact = try BitMEXRank(
                mark: Fraction(wad: Int256(bitPattern: mark)),
                entry: Fraction(wad: Int256(bitPattern: entry)),
                bankruptcy: Fraction(wad: Int256(bitPattern: mark &- equity)), size: .one
            ).score
            let rounded = Fraction(wad: try score.profitTimesLeverageWad(openNotionalWad: entry))
            // A profit is only ever cut; a leverage that is cut makes a loss greater.
            if !profit.isNegative { #expect(rounded <= exact, comment) }
            // Units of either factor times the other, up to a million.
            let cut = try (exact - rounded).absoluteValue()
            #expect(cut < Fraction(wad: 3_000_000_000_000), comment)
        }
    }

    @Test("refuses a position without equity, and scores beyond 256 bits")
    func refusals() throws {
        #expect(throws: VenueFormulaError.isZero(.equity)) {
            try DeleveragingScore(valueWad: 1, profitWad: 1, equityWad: 0)
        }
        let huge = try DeleveragingScore(valueWad: .max, profitWad: .max, equityWad: 1)
        #expect(throws: VenueFormulaError.overflow) { try huge.leverageWad() }
        #expect(throws: VenueFormulaError.overflow) {
            try huge.leverageProfitWad(maintenanceRatioWad: .max, walletWad: 1)
        }
        let large = try DeleveragingScore(valueWad: 1, profitWad: .max, equityWad: 1)
        #expect(throws: VenueFormulaError.overflow) {
            try large.profitTimesLeverageWad(openNotionalWad: 1)
        }
    }
}
