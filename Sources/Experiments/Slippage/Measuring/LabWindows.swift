import Simulation

/// All windows of a study, by seed and regime, through which every venue goes.
struct LabWindows: Sendable {
    /// By seed, then in the order of `MarketRegime.allCases`.
    let windows: [[MarketWindow]]
    /// How much a stressed window counts where both are taken together.
    let stressedWeight: Double
    let loop: LabLoop

    init(_ study: SlippageStudy, loop: LabLoop) {
        self.loop = loop
        stressedWeight = min(max(study.market.stressedWeight, 0), 1)
        windows = loop.map(study.seeds) { place in
            MarketRegime.allCases.map {
                MarketWindow(study, $0, seed: study.firstSeed &+ UInt64(place))
            }
        }
    }

    /// Windows that were made elsewhere, one for each seed, which stand for both regimes.
    init(_ recorded: [MarketWindow], loop: LabLoop) {
        self.loop = loop
        stressedWeight = 0
        windows = recorded.map { [$0] }
    }

    /// A figure of each window at a venue, by seed and regime.
    func figures<Venue: LabVenue>(
        _ start: Venue, _ figure: @escaping @Sendable (Venue, MarketWindow) -> Int64
    ) -> [[Int64]] {
        loop.map(windows.count) { seed in
            windows[seed].map { window in figure(WindowRun(start, window).end, window) }
        }
    }

    /// What giving liquidity has earned in each window.
    func profits<Venue: LabVenue>(_ start: Venue) -> [[Int64]] {
        figures(start) { end, window in
            end.ledger.liquidity.worth(at: window.index(window.count - 1))
        }
    }

    /// The figure of each seed with both regimes weighed.
    func weighed(_ figures: [[Int64]]) -> [Double] {
        figures.map { row in
            row.count < 2
                ? Double(row[0])
                : (1 - stressedWeight) * Double(row[0]) + stressedWeight * Double(row[1])
        }
    }

    /// The mean over seeds with both regimes weighed.
    func mean(_ figures: [[Int64]]) -> Double {
        weighed(figures).reduce(0, +) / Double(max(figures.count, 1))
    }

    /// The mean loss in the worst hundredth of windows, weighed; below zero where even these gain.
    func expectedShortfall(_ profits: [[Int64]], tail: Double = 0.01) -> Double {
        let weights = profits.first?.count == 2 ? [1 - stressedWeight, stressedWeight] : [1]
        var losses: [(loss: Double, weight: Double)] = []
        for row in profits {
            for (profit, weight) in zip(row, weights) where weight > 0 {
                losses.append((-Double(profit), weight / Double(profits.count)))
            }
        }
        losses.sort { $0.loss > $1.loss }
        var (left, sum) = (tail, 0.0)
        for (loss, weight) in losses where left > 0 {
            let part = min(weight, left)
            sum += part * loss
            left -= part
        }
        return sum / tail
    }
}
