import VenueFormulas

/// The tables of costs that the closed forms reproduce, figure by figure.
///
/// - Source: pushes and holds of constant-product pools from the formulas of Uniswap v2 and v3; arbitrage
///   loss simulated over two million blocks for the formula of arXiv 2505.05113; the four plans of Bentley's
///   note on Uniswap v3 averages (Euler).
public enum PublishedTables {
    /// All figures, table by table.
    public static var figures: [PublishedFigure] {
        pushes + arbitrage + holds + breakEvens + proposers + bentley
    }

    // MARK: - Spot

    private static let pushRows = """
        1.01 0.004988 0.000025 0.004995 0.000040 0.000030
        1.05 0.024695 0.000595 0.024732 0.000668 0.000145
        1.1 0.048809 0.002271 0.048882 0.002411 0.000279
        1.2 0.095445 0.008316 0.095589 0.008579 0.000523
        1.3 0.140175 0.017233 0.140386 0.017606 0.000738
        1.5 0.224745 0.041241 0.225083 0.041804 0.001102
        2 0.414214 0.121320 0.414836 0.122254 0.001760
        3 0.732051 0.309401 0.733151 0.310868 0.002541
        5 1.236068 0.683282 1.237926 0.685511 0.003325
        10 2.162278 1.478505 2.165528 1.482080 0.004115
        23 3.795832 3.004346 3.801537 3.010300 0.004766
        100 9.000000 8.100000 9.013529 8.113665 0.005422
        """

    private static var pushes: [PublishedFigure] {
        rows(of: pushRows).flatMap { row -> [PublishedFigure] in
            guard let factor = Double(row[0]) else { return [] }
            let free = PoolPushShares(factor: factor, fee: 0)
            let paid = PoolPushShares(factor: factor, fee: 0.003)
            let columns: [(String, Double)] = [
                ("input, fee 0", free.input), ("loss, fee 0", free.loss),
                ("input, 0.3%", paid.input), ("loss, 0.3%", paid.loss),
                ("round trip, 0.3%", paid.roundTrip),
            ]
            return zip(row.dropFirst(), columns).map { published, column in
                PublishedFigure("spot push", "m = \(row[0])", column.0, published, column.1)
            }
        }
    }

    /// Sigma, fee and loss per block.
    private static let arbitrageRows = """
        0.001 0 1.248e-7
        0.001 0.0005 6.74e-8
        0.001 0.003 2.03e-8
        0.0005 0.003 2.75e-9
        0.002 0.001 2.69e-7
        """

    private static var arbitrage: [PublishedFigure] {
        rows(of: arbitrageRows).compactMap { row in
            guard let sigma = Double(row[0]), let fee = Double(row[1]) else { return nil }
            return PublishedFigure(
                "arbitrage loss", "sigma \(row[0]), fee \(row[1])", "share per block", row[2],
                ArbitrageLoss.closedForm(sigma: sigma, fee: fee), rule: .relative(0.01))
        }
    }

    // MARK: - Averages

    /// Target, held blocks of 150, and factor and total loss of either mean.
    private static let holdRows = """
        1.1 1 16 2.25 1.62e6 1.27e3
        1.1 2 8.5 2.517 1272 67.4
        1.1 5 4 2.5 17.45 12.08
        1.1 30 1.5 1.237 1.611 1.711
        1.1 150 1.1 0.3407 1.1 0.3407
        1.2 1 31 3.747 7.54e11 8.68e5
        1.2 2 16 4.5 8.68e5 1.86e3
        1.2 3 11 4.854 9100 280
        1.2 10 4 5 15.41 21.8
        1.2 150 1.2 1.247 1.2 1.247
        2 1 151 10.37 1.4e45 -
        2 10 16 22.5 3.28e4 1790
        2 30 6 25.7 32 115
        2 150 2 18.2 2 18.2
        """

    private static var holds: [PublishedFigure] {
        rows(of: holdRows).flatMap { row -> [PublishedFigure] in
            guard let target = try? Fraction(text: row[0]), let held = UInt64(row[1]) else {
                return []
            }
            return TwapHold.Mean.allCases.enumerated().flatMap { index, mean in
                let hold = TwapHold(
                    windowBlocks: 150, heldBlocks: held, targetFactor: target, mean: mean)
                let name = "T = \(row[0]), n = \(row[1]) of 150"
                let columns = [
                    ("\(mean.rawValue) factor", row[2 + 2 * index], hold.push?.factor),
                    ("\(mean.rawValue) total loss", row[3 + 2 * index], hold.totalLoss),
                ]
                return columns.filter { $0.1 != "-" }.map {
                    PublishedFigure("average held", name, $0.0, $0.1, $0.2)
                }
            }
        }
    }

    private static var breakEvens: [PublishedFigure] {
        [(10, "1.65"), (50, "0.846"), (150, "0.551"), (300, "0.425")].map { blocks, published in
            PublishedFigure(
                "one block against all", "N = \(blocks)", "break-even rise", published,
                TwapHold.breakEvenRise(windowBlocks: UInt64(blocks)))
        }
    }

    /// Window of 144 blocks, T = 1.35, reserves 50,000 each, no fee: held blocks, factor, capital, loss
    /// per block and loss in all; a dash where the note prints none.
    private static let bentleyRows = """
        1 5.862e18 121060185709756 - -
        10 75.30 383884 339645 3396454
        20 8.5 - - -
        72 1.8225 - - -
        """

    private static var bentley: [PublishedFigure] {
        let reserve = 50_000.0
        return rows(of: bentleyRows).flatMap { row -> [PublishedFigure] in
            guard let held = UInt64(row[0]), let target = try? Fraction(text: "1.35") else {
                return []
            }
            let hold = TwapHold(
                windowBlocks: 144, heldBlocks: held, targetFactor: target, mean: .geometric)
            let columns = [
                ("factor", row[1], hold.push?.factor),
                ("capital", row[2], hold.push.map { $0.input * reserve }),
                ("loss per block", row[3], hold.push.map { $0.loss * reserve }),
                ("loss in all", row[4], hold.totalLoss.map { $0 * reserve }),
            ]
            return columns.filter { $0.1 != "-" }.map {
                PublishedFigure("Bentley's plans", "n = \(row[0]) of 144", $0.0, $0.1, $0.2)
            }
        }
    }

    // MARK: - Proposers

    private static let proposerRows = """
        0.01 0.00307 2.97e-5 2.87e-7 2.77e-9 2.7e-11
        0.05 0.0715 0.00356 1.72e-4 8.33e-6 4.0e-7
        0.10 0.249 0.0268 0.00262 2.53e-4 2.4e-5
        0.20 0.663 0.179 0.0369 0.00722 0.00139
        0.30 0.907 0.459 0.157 0.0476 0.0139
        """

    private static var proposers: [PublishedFigure] {
        rows(of: proposerRows).flatMap { row -> [PublishedFigure] in
            guard let share = Double(row[0]) else { return [] }
            return (2...6).map { length in
                PublishedFigure(
                    "proposer runs", "share \(row[0])", "k = \(length)", row[length - 1],
                    ProposerRun(share: share, runLength: length).probability)
            }
        }
    }

    private static func rows(of table: String) -> [[String]] {
        table.split(separator: "\n").map { $0.split(separator: " ").map(String.init) }
    }
}
