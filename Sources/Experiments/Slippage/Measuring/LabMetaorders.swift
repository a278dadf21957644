import SimulationKernel
import VenueFormulas

/// How far orders that are worked over minutes move two kinds of book, by their size.
///
/// The exponent is found, never set; the square-root law of the literature is told beside it.
struct LabMetaorders {
    let study: SlippageStudy

    /// The results for each book, and for one that the study's settings do not allow, why; none where the
    /// study asks for no runs.
    func results() -> (found: [MetaorderResult], refused: [CheckRow]) {
        let runs = study.metaorderRuns
        guard runs >= 2 else { return ([], []) }
        var (found, refused) = ([MetaorderResult](), [CheckRow]())
        for (book, run) in [("cont-stoikov-talreja", orderFlow), ("power-law", powerLaw)] {
            do {
                found.append(MetaorderResult(book: book, study: try run(runs)))
            } catch {
                refused.append(
                    CheckRow(
                        name: "metaorders", holds: false,
                        text: "\(book): \(error); metaorder_runs: 0 leaves it out"))
            }
        }
        return (found, refused)
    }

    /// Unit orders by their distance, at the rates of a stock in Tokyo; half a minute between children.
    private func orderFlow(_ runs: Int) throws -> MetaorderStudy {
        let rates = try ContStoikovTalrejaFlow.Rates.skyPerfect()
        return try MetaorderExperiment(
            sizes: [1, 2, 4, 8, 16, 32], childLots: 1, intervalMicros: 30_000_000, runs: runs,
            resamples: resamples
        ).run(RandomSource(seed: study.firstSeed)) { stream in
            try OrderFlowMarket(
                rates, around: 100_000, settleMicros: 600_000_000, stream: stream)
        }
    }

    /// A book of 20,000 lots within a percent, with the exponent and the recovery of the study's.
    private func powerLaw(_ runs: Int) throws -> MetaorderStudy {
        let book = try ReplenishingBook(
            PowerLawBook(
                depth: 20_000, distanceBps: 100, exponent: study.book.beta),
            midHalfTicks: 200_000, spreadTicks: 2, levels: 2_000,
            rules: .init(
                depthPerSecond: study.book.recoveryPerSecond, spreadPerSecond: 1,
                delayMicros: study.market.blockMicros, permanentTicksPerLot: 0.002),
            blockMicros: study.market.blockMicros, at: SimulatedTime(micros: 0))
        return try MetaorderExperiment(
            sizes: [200, 400, 800, 1_600, 3_200, 6_400], childLots: 200,
            intervalMicros: 10_000_000, runs: runs, resamples: resamples
        ).run(RandomSource(seed: study.firstSeed)) { stream in
            try ReplenishingMarket(
                book, noise: .init(perSecond: 0.2, meanLots: 50), settleMicros: 300_000_000,
                stream: stream)
        }
    }

    private var resamples: Int { min(max(study.resamples, 100), 100_000) }
}
