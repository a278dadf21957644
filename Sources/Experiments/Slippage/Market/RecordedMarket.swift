import SimulationKernel
import VenueFormulas

/// A real market over some minutes: its book and its trades, block by block, and the index beside it.
///
/// Prices are parts of the first index, as in simulated windows. There is one history; the laboratory
/// draws the moments at which orders are sent, so that intervals are those of moments in this record,
/// and say nothing of other days.
public struct RecordedMarket: Sendable {
    var books: [RecordedLevels] = []
    var indices: [Int64] = []
    var flow: [LabOrder] = []
    var flowStarts: [Int] = [0]
    var blockMicros: UInt64 = 1_000_000

    /// Blocks.
    public var count: Int { books.count }

    /// The book, with the fees of a study.
    func book(_ study: SlippageStudy) -> RecordedBook {
        RecordedBook(
            books, takerFee: LabUnits.microBps(study.book.takerFeeBps),
            makerFee: LabUnits.microBps(study.book.makerFeeBps),
            gasQuote: LabUnits.quoteMicro(study.orders.bookGasQuote))
    }

    /// A window for each moment that is drawn, in the order of seeds.
    func windows(_ study: SlippageStudy) -> [MarketWindow] {
        var window = MarketWindow()
        window.indices = indices
        window.flow = flow
        window.flowStarts = flowStarts
        window.volatilityRatios = [Int64](repeating: 1_000_000, count: indices.count)
        let horizon = ProbeRules(study, fundingPerDay: 0).horizon
        let places = max(indices.count - horizon - 1, 1)
        return (0..<study.seeds).map { place in
            var stream = RandomSource(seed: study.firstSeed &+ UInt64(place))
                .stream("slippage/recorded/decision")
            window.decision = stream.index(below: places)
            return window
        }
    }

    /// The greatest quote that both sides of a share of all moments hold, millionths.
    func fillableQuote(share: Double) -> Int64 {
        let sums = books.map { book in
            [TakerSide.buy, .sell].map { side in
                book.against(side).reduce(0) {
                    $0 + LabUnits.value(ofBase: $1.base, at: $1.price)
                }
            }.min() ?? 0
        }.sorted()
        guard let least = sums.first else { return 0 }
        let place = Int(Double(sums.count) * (1 - share))
        return sums.indices.contains(place) ? sums[place] : least
    }
}
