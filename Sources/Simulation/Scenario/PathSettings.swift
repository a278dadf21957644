import PriceOracles
import SimulationKernel
import WideIntegers

/// A price from outside: the true price of an asset, which nothing in the run moves.
public struct PathSettings: Hashable, Sendable {
    /// Its name.
    public var name = ""
    /// How it moves.
    public var model = PathModel.points(PointsPath())

    /// A path of one price.
    public init() {}
}

/// How a path moves.
public enum PathModel: Hashable, Sendable {
    /// Through given points.
    case points(PointsPath)
    /// By chance.
    case diffusion(DiffusionSettings)
    /// As in a data file.
    case file(FilePath)
}

/// A path through given points.
public struct PointsPath: Hashable, Sendable {
    /// A point.
    public struct Point: Hashable, Sendable {
        /// When, microseconds after the start.
        public var atMicros: UInt64 = 0
        /// The price, wad.
        public var priceWad: UInt256 = .wad

        /// One at the start.
        public init() {}
    }

    /// Between the points.
    public enum Interpolation: String, Hashable, Sendable, CaseIterable {
        /// The last point holds.
        case step
        /// A straight line.
        case linear
    }

    /// The points in order.
    public var points = [Point()]
    /// Between them.
    public var interpolation = Interpolation.linear

    /// A price of one.
    public init() {}
}

/// A path by chance: a geometric Brownian motion, with jumps where wanted.
public struct DiffusionSettings: Hashable, Sendable {
    /// The first price, wad.
    public var startPriceWad: UInt256 = .wad &* 2_000
    /// Drift in a year.
    public var driftPerYear = 0.0
    /// Volatility of a year.
    public var volatilityPerYear = 0.6
    /// From one step to the next, microseconds.
    public var stepMicros: UInt64 = 1_000_000
    /// Jumps in an hour, on average.
    public var jumpsPerHour = 0.0
    /// Mean of a jump's logarithm.
    public var jumpMean = 0.0
    /// Standard deviation of a jump's logarithm.
    public var jumpDeviation = 0.02

    /// An asset of 2,000 and 60 % volatility.
    public init() {}
}

/// A path from a data file.
public struct FilePath: Hashable, Sendable {
    /// The order of extremes inside a bar.
    public enum Extremes: String, Hashable, Sendable, CaseIterable {
        case lowFirst = "low-first"
        case highFirst = "high-first"
        case bridge
    }

    /// What is done with holes between rows.
    public enum Gaps: String, Hashable, Sendable, CaseIterable {
        /// The file is refused.
        case refuse
        /// The price before the hole holds.
        case hold
    }

    /// The file, as the scenario names it.
    public var file = ""
    /// The order of extremes inside a bar.
    public var intrabar = Extremes.bridge
    /// What is done with holes.
    public var gaps = Gaps.refuse
    /// What prices are multiplied by, wad.
    public var scaleWad: UInt256 = .wad
    /// Rows before this moment are left out; the run's start if it is not given.
    public var from: SimulatedTime?

    /// No file.
    public init() {}
}
