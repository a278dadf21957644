import PriceOracles
import SimulationKernel
import WideIntegers

/// A figure of a run as it was measured, exact.
public struct MeasuredFigure: Hashable, Sendable {
    /// What a figure counts in.
    public enum Unit: String, Hashable, Sendable, CaseIterable {
        case quote, base, price, ratio, native, count, blocks, seconds
    }

    /// Its name; docs/metrics.md tells the meaning of each.
    public let name: String
    /// The value times 10^18.
    public let valueWad: Int256
    /// What it counts in.
    public let unit: Unit

    /// A figure from its parts.
    public init(_ name: String, _ valueWad: Int256, _ unit: Unit) {
        self.name = name
        self.valueWad = valueWad
        self.unit = unit
    }

    /// A figure as results carry it; nil where its text is no exact number or its unit is unknown.
    public init?(_ figure: RunFigure) {
        guard let value = Int256(wadText: figure.value), let unit = Unit(rawValue: figure.unit)
        else { return nil }
        self.init(figure.name, value, unit)
    }

    /// The value as exact decimal text.
    public var text: String { valueWad.decimalText(decimals: 18) }

    /// The value for statistics and plots.
    public var real: Double {
        let magnitude = valueWad.magnitude.estimate / 1e18
        return valueWad.isNegative ? -magnitude : magnitude
    }
}

/// The figures of a run while they are measured, in order; names are unique.
public struct FigureSheet: Hashable, Sendable {
    /// In order.
    public private(set) var all: [MeasuredFigure] = []
    private var places: [String: Int] = [:]

    /// None.
    public init() {}

    /// The figures as results carry them.
    public var figures: RunFigures {
        RunFigures(
            all.map {
                RunFigure($0.name, value: $0.text, real: $0.real, unit: $0.unit.rawValue)
            })
    }

    /// The figure of a name.
    public subscript(name: String) -> MeasuredFigure? { places[name].map { all[$0] } }

    /// Adds a figure; one of the same name is replaced.
    public mutating func add(_ name: String, _ valueWad: Int256, _ unit: MeasuredFigure.Unit) {
        let figure = MeasuredFigure(name, valueWad, unit)
        if let place = places[name] {
            all[place] = figure
        } else {
            places[name] = all.count
            all.append(figure)
        }
    }

    /// Adds an amount without sign.
    public mutating func add(_ name: String, _ valueWad: UInt256, _ unit: MeasuredFigure.Unit) {
        add(name, Int256(bitPattern: min(valueWad, Int256.max.bitPattern)), unit)
    }

    /// Adds a count.
    public mutating func add(
        _ name: String, count: some BinaryInteger, _ unit: MeasuredFigure.Unit = .count
    ) {
        add(name, Int256(Int64(clamping: count)) &* Int256(bitPattern: .wad), unit)
    }

    /// Adds a duration as seconds.
    public mutating func add(_ name: String, micros: UInt64) {
        add(name, UInt256(micros) &* UInt256(1_000_000_000_000), .seconds)
    }
}

extension Int256 {
    /// A number in whole units with up to 18 decimals, times 10^18; nil for anything else.
    public init?(wadText text: String) {
        guard let value = try? ExactDecimal(ArraySlice(text.utf8)).exactly(atDecimals: 18) else {
            return nil
        }
        self = value
    }
}
