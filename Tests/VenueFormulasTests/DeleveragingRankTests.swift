import TestSupport
import Testing
import VenueFormulas
import WideIntegers

@Suite struct DeleveragingRankTests {
    private func wads(_ text: String) -> Fraction { Fraction(wad: signedWad(text)) }

    private func bitMEX(
        mark: String, entry: String = "100", bankruptcy: String, size: String
    ) throws -> BitMEXRank {
        try BitMEXRank(
            mark: wads(mark), entry: wads(entry), bankruptcy: wads(bankruptcy), size: wads(size))
    }

    @Test(
        "multiplies a profit by the leverage, divides a loss by it",
        arguments: [
            ("120", "80", "3", (1, 5), (3, 1), (3, 5)),
            ("90", "80", "3", (-1, 10), (9, 1), (-1, 90)),
            ("80", "125", "-7", (1, 5), (16, 9), (16, 45)),
            ("120", "125", "-7", (-1, 5), (24, 1), (-1, 120)),
            ("100", "80", "1", (0, 1), (5, 1), (0, 1)),
            // A short whose asset is worth nothing owes nothing.
            ("0", "125", "-1", (1, 1), (0, 1), (0, 1)),
        ] as [(String, String, String, (Int64, UInt64), (Int64, UInt64), (Int64, UInt64))])
    func ranks(
        mark: String, bankruptcy: String, size: String, profit: (Int64, UInt64),
        leverage: (Int64, UInt64), score: (Int64, UInt64)
    ) throws {
        let rank = try bitMEX(mark: mark, bankruptcy: bankruptcy, size: size)
        func fraction(_ terms: (Int64, UInt64)) throws -> Fraction {
            try Fraction(Int256(terms.0), over: UInt256(terms.1))
        }
        #expect(try rank.profitRatio == fraction(profit))
        #expect(try rank.effectiveLeverage == fraction(leverage))
        #expect(try rank.score == fraction(score))
    }

    @Test("keeps the rank when the unit of price or the size changes")
    func homogeneity() throws {
        let rank = try bitMEX(mark: "123.4", entry: "99.9", bankruptcy: "77.7", size: "2")
        let other = try bitMEX(
            mark: "123400", entry: "99900", bankruptcy: "77700", size: "0.000000000000000001")
        #expect(rank == other)
    }

    @Test("is the opening leverage at the entry price", arguments: [2, 3, 7, 100] as [Int64])
    func openingLeverage(leverage: Int64) throws {
        let entry = wads("64123.456789012345678901")
        for side in [1, -1] as [Int64] {
            let margin = try entry / Fraction(Int256(leverage * side))
            let rank = try BitMEXRank(
                mark: entry, entry: entry, bankruptcy: entry - margin,
                size: Fraction(Int256(side)))
            #expect(rank.effectiveLeverage == Fraction(Int256(leverage)))
        }
    }

    @Test("has negative leverage beyond the bankruptcy price")
    func beyondBankruptcy() throws {
        let rank = try bitMEX(mark: "75", bankruptcy: "80", size: "1")
        #expect(rank.effectiveLeverage == Fraction(-15))
        #expect(try rank.score == Fraction(1, over: 60))
    }

    @Test("refuses what it would divide by zero")
    func refusals() {
        #expect(throws: VenueFormulaError.isZero(.positionSize)) {
            try bitMEX(mark: "1", bankruptcy: "2", size: "0")
        }
        #expect(throws: VenueFormulaError.isZero(.entryPrice)) {
            try bitMEX(mark: "1", entry: "0", bankruptcy: "2", size: "1")
        }
        #expect(throws: VenueFormulaError.isZero(.distanceToBankruptcy)) {
            try bitMEX(mark: "90", bankruptcy: "90", size: "1")
        }
        #expect(throws: VenueFormulaError.isZero(.effectiveLeverage)) {
            try bitMEX(mark: "0", bankruptcy: "-5", size: "1")
        }
    }

    @Test(
        "multiplies profit over wallet with maintenance over equity",
        arguments: [
            ("40.2", "4.27", "5.967874"), ("2500", "10000", "125"), ("30", "0.5", "10"),
            ("30", "-10", "10"), ("0", "10", "1"), ("-5", "10", "1"), ("7", "1", "0"),
        ])
    func binance(profit: String, wallet: String, maintenance: String) throws {
        let (u, w, m) = (wads(profit), wads(wallet), wads(maintenance))
        let rank = try BinanceRank(
            unrealizedProfit: u, walletBalance: w, maintenanceMargin: m)
        // Every divisor brought to the other side.
        #expect(try rank.marginRatio * (w + u) == m)
        #expect(try rank.profitRatio * max(.one, w) == max(.zero, u))
        #expect(try rank.score * max(.one, w) * (w + u) == max(.zero, u) * m)
    }

    @Test(
        "ranks an account without equity at zero",
        arguments: [("-10", "10"), ("-11", "10"), ("5", "-5"), ("5", "-6")])
    func noEquity(profit: String, wallet: String) throws {
        let rank = try BinanceRank(
            unrealizedProfit: wads(profit), walletBalance: wads(wallet), maintenanceMargin: .one)
        #expect(rank.marginRatio == .zero)
        #expect(rank.score == .zero)
    }
}
