import PriceOracles
import SimulationKernel
import WideIntegers

/// What reporters of a feed look at, by number: its venues in order, and a path.
final class SourcePrices {
    private let venues: [OutsideVenue]
    private let tape: PathTape?
    /// The place of the path that the feed's price is a price of.
    let pathIndex: Int

    /// The sources that a feed names.
    /// - Throws: a problem for an unknown name, and for no source at all.
    init(
        _ settings: SourceSettings, venues known: [OutsideVenue], tapes: [PathTape],
        keyPath: String
    ) throws(ScenarioProblem) {
        var found: [OutsideVenue] = []
        for name in settings.venues {
            guard let venue = known.first(where: { $0.desk.name == name }) else {
                throw ScenarioProblem(
                    "\(keyPath).sources.venues", name,
                    known.isEmpty ? "there are no venues" : "of \(known.map(\.desk.name).listed)")
            }
            found.append(venue)
        }
        let pathPlace = settings.path.flatMap { name in
            tapes.firstIndex { $0.name == name }
        }
        if let name = settings.path, pathPlace == nil {
            throw ScenarioProblem(
                "\(keyPath).sources.path", name,
                tapes.isEmpty ? "there are no paths" : "one of \(tapes.map(\.name).listed)")
        }
        guard let pathIndex = found.first?.pathIndex ?? pathPlace else {
            throw ScenarioProblem("\(keyPath).sources", "none", "a venue or a path")
        }
        venues = found
        tape = pathPlace.map { tapes[$0] }
        self.pathIndex = pathIndex
    }

    /// The sources as reporters ask them, each counted once.
    var providers: [Reporter.Provider] {
        (0..<venues.count + (tape == nil ? 0 : 1)).map { Reporter.Provider($0) }
    }

    /// What a source said at a moment, wad; nil from a venue that is closed.
    func priceWad(_ provider: Int, at time: SimulatedTime) -> UInt256? {
        provider < venues.count
            ? venues[provider].seenPriceWad(at: time) : tape?.priceWad(at: time)
    }

    /// The median of all sources at a moment, wad, as reporters take it.
    func medianWad(at time: SimulatedTime) -> UInt256 {
        UpperMedian.of(providers.compactMap { priceWad($0.number, at: time) }) ?? .zero
    }
}
