import SimulationKernel
import VenueFormulas
import WideIntegers

/// An exchange that computes its index of what its venues say: what a posted feed is fed by.
///
/// Each venue is a reporter, whose faults are those of any network: a frozen venue repeats itself
/// with fresh time stamps, a silent one becomes stale with the last that it said.
public struct IndexOperator: Sendable {
    /// The venues and their faults.
    public private(set) var panel: ReporterPanel
    /// The index.
    public private(set) var index: ExchangeIndex

    private let weights: [UInt64]
    private var quotes: [IndexQuote?]

    /// An operator that has heard nothing yet.
    /// - Parameter name: begins the names of the streams of chance, after `index/`.
    /// - Throws: what is wrong with a venue or a fault.
    public init(
        _ venues: [(reporter: Reporter, weight: UInt64)], rule: ExchangeIndexRule,
        faults: FaultSchedule = .none, random: RandomSource, name: String
    ) throws(ReporterNetworkError) {
        panel = try ReporterPanel(
            venues.map(\.reporter), faults: faults, random: random, name: "index/\(name)")
        index = ExchangeIndex(rule)
        weights = venues.map(\.weight)
        quotes = Array(repeating: nil, count: venues.count)
    }

    /// The index at a moment, wad, rounded down, of prices in wad; nil when no venue counts, or
    /// when the exact one does not fit.
    public mutating func valueWad(
        at now: SimulatedTime, prices: ProviderPrices
    ) -> UInt256? {
        for (place, said) in panel.observe(at: now, prices: prices).enumerated() {
            guard let said, let price = Int256(exactly: said.value) else { continue }
            quotes[place] = IndexQuote(
                name: panel.reporters[place].name, price: Fraction(wad: price),
                timeSeconds: now.seconds, weight: weights[place])
        }
        let value = try? index.value(
            of: quotes.compactMap { $0 }, atSeconds: now.seconds)
        return (try? value?.price.wadDown()).flatMap { UInt256(exactly: $0) }
    }
}
