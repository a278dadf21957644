import SimulationKernel
import WideIntegers

/// A gap between two prices that comes and goes (Ornstein and Uhlenbeck), in the logarithm.
public struct BasisModel: Hashable, Sendable {
    /// Where it starts.
    public var startLog: Double
    /// Where it tends to.
    public var meanLog: Double
    /// The rate at which it tends there: the distance falls by `exp(-reversionPerSecond * seconds)`.
    public var reversionPerSecond: Double
    /// Its standard deviation in the long run. The volatility per square root of a second is this times
    /// the square root of twice the reversion.
    public var deviationLog: Double

    /// A gap from its parts.
    public init(
        startLog: Double = 0, meanLog: Double = 0, reversionPerSecond: Double, deviationLog: Double
    ) {
        self.startLog = startLog
        self.meanLog = meanLog
        self.reversionPerSecond = reversionPerSecond
        self.deviationLog = deviationLog
    }

    func validate() throws(PathError) {
        try PathError.require("basis_start_log", startLog, in: -10...10)
        try PathError.require("basis_mean_log", meanLog, in: -10...10)
        try PathError.require("basis_reversion_per_second", reversionPerSecond, in: 0...1e9)
        try PathError.require("basis_deviation_log", deviationLog, in: 0...10)
    }
}

/// A venue's price: an index times the exponential of a gap.
///
/// The gap steps by its exact law: `b <- m + (b - m) r + s sqrt(1 - r^2) Z` with `r = exp(-reversion *
/// stepSeconds)`. Stream: `path/<name>/basis`, one draw a step. The index is a copy, so that several
/// venues stand beside the same one.
/// - Source: Gillespie, "Exact numerical simulation of the Ornstein-Uhlenbeck process" (1996).
public struct BasisPath: PricePath {
    /// The name of the path.
    public let name: String
    private var index: any PricePath
    private let mean: Double
    private let retention: Double
    private let deviationPerStep: Double
    private var cursor: StepCursor
    private var stream: RandomStream
    /// The logarithm of the price over the index.
    package private(set) var logBasis: Double

    /// A path beside an index.
    /// - Throws: `.parameter`.
    public init(
        _ model: BasisModel, over index: any PricePath, name: String, grid: StepGrid,
        source: RandomSource
    ) throws(PathError) {
        try model.validate()
        self.name = name
        self.index = index
        mean = model.meanLog
        retention = ExactMath.exp(-model.reversionPerSecond * grid.stepSeconds)
        deviationPerStep = model.deviationLog * (1 - retention * retention).squareRoot()
        cursor = StepCursor(path: name, grid: grid, drawsPerStep: 1)
        stream = source.stream("path/\(name)/basis")
        logBasis = model.startLog
    }

    /// The index's price now, times the exponential of the gap at the last step.
    public mutating func priceWad(at time: SimulatedTime) throws(PathError) -> UInt256 {
        let indexWad = try index.priceWad(at: time)
        try advance(to: time)
        // A gap of nothing leaves the index's last digit alone.
        if logBasis == 0 { return indexWad }
        let price = PriceQuantization.price(indexWad) * ExactMath.exp(logBasis)
        guard let wad = PriceQuantization.wad(price) else {
            throw .priceOutOfRange(path: name, price: price, at: time)
        }
        return wad
    }

    /// Takes the gap's steps up to a moment.
    package mutating func advance(to time: SimulatedTime) throws(PathError) {
        let count = try cursor.advance(to: time)
        for _ in 0..<count {
            let normal = ExactMath.inverseNormal(stream.openUnit())
            logBasis = mean + (logBasis - mean) * retention + deviationPerStep * normal
        }
    }
}
