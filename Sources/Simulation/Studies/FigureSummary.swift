/// A run that holds the record of a figure.
public struct FigureExtreme: Hashable, Sendable, Codable {
    /// The exact decimal text.
    public let value: String
    /// The seed of the run, the least of those that share the record.
    public let seed: UInt64
}

/// One figure of a variant over the seeds.
public struct FigureSummary: Hashable, Sendable, Codable {
    /// The figure's name.
    public let name: String
    /// Its unit.
    public let unit: String
    /// What the sample looks like.
    public let statistics: SampleStatistics
    /// The bootstrap interval of the mean.
    public let meanInterval: ConfidenceInterval?
    /// The bootstrap interval of the median.
    public let medianInterval: ConfidenceInterval?
    /// The exact minimum.
    public let least: FigureExtreme?
    /// The exact maximum.
    public let greatest: FigureExtreme?
    /// Variant less reference on common seeds; nil for the base.
    public let difference: PairedDifference?
}

/// The values of one figure of one variant, a place for each seed.
struct FigureSample {
    let name: String
    let figures: [RunFigure?]
    /// The reference's values; nil for the base.
    let reference: [RunFigure?]?

    var values: [Double] { figures.compactMap { $0?.real } }

    /// Variant less reference where both have the figure.
    var differences: [Double] {
        guard let reference else { return [] }
        return zip(figures, reference).compactMap { figure, other in
            guard let value = figure?.real, let base = other?.real else { return nil }
            return (value - base).ifFinite
        }
    }

    var unit: String { figures.compactMap { $0?.unit }.first ?? "" }

    /// The run with the least (or greatest) value.
    ///
    /// The exact texts decide where two values are one `Double`.
    func extreme(seeds: [UInt64], greatest: Bool) -> FigureExtreme? {
        var best: (figure: RunFigure, real: Double, seed: UInt64)?
        for (figure, seed) in zip(figures, seeds) {
            guard let figure, let real = figure.real else { continue }
            if let held = best {
                let isFurther: Bool
                if real != held.real {
                    isFurther = greatest ? real > held.real : real < held.real
                } else if let exact = figure.exact, let heldExact = held.figure.exact {
                    isFurther = greatest ? exact > heldExact : exact < heldExact
                } else {
                    isFurther = false
                }
                if !isFurther { continue }
            }
            best = (figure, real, seed)
        }
        return best.map { FigureExtreme(value: $0.figure.value, seed: $0.seed) }
    }
}
