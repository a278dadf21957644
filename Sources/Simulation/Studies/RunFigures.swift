import PriceOracles
import WideIntegers

/// A named figure that a run came to: a row of the table `figures`.
public struct RunFigure: Hashable, Sendable, Codable {
    /// Its name.
    public let name: String
    /// Exact decimal text in whole units.
    public let value: String
    /// The same for statistics; nil where the run left the figure undefined.
    public let real: Double?
    /// The unit of `value`.
    public let unit: String

    /// A figure; a value that is not finite counts as undefined.
    public init(_ name: String, value: String, real: Double?, unit: String) {
        self.name = name
        self.value = value
        // Adding zero turns minus zero, which stores do not keep, into zero.
        self.real = real.flatMap(\.ifFinite).map { $0 + 0 }
        self.unit = unit
    }

    /// The text as an exact number of 10^-18; nil where it is none.
    var exact: Int256? {
        try? ExactDecimal(ArraySlice(value.utf8)).rounded(toDecimals: 18)
    }
}

/// All figures of a run, in the order in which it gave them.
public struct RunFigures: Hashable, Sendable, Codable {
    /// The figures; no two have one name.
    public let figures: [RunFigure]

    /// Figures in order; of two with one name the first is kept.
    public init(_ figures: [RunFigure]) {
        var names = Set<String>()
        self.figures = figures.filter { names.insert($0.name).inserted }
    }

    /// The figure of a name.
    public subscript(name: String) -> RunFigure? {
        figures.first { $0.name == name }
    }
}
