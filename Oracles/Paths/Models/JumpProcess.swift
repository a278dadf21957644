import SimulationKernel

/// Jumps of a price: when they come, and how far they go.
public struct JumpProcess: Hashable, Sendable {
    /// The law of the moments.
    public enum Arrivals: Hashable, Sendable {
        /// Without memory, at a constant rate.
        case poisson(ratePerYear: Double)
        /// Each jump makes the next more likely (Hawkes): the rate is `baseRatePerYear` plus, for each
        /// jump so far, `excitationPerSecond * exp(-decayPerSecond * secondsSince)`.
        ///
        /// Excitation over decay is the mean number of jumps that one jump sets off directly, and
        /// must be below one. It begins without excitation.
        case hawkes(
            baseRatePerYear: Double, excitationPerSecond: Double, decayPerSecond: Double)
    }

    /// When.
    public var arrivals: Arrivals
    /// The mean of a jump of the logarithm of the price.
    public var logMean: Double
    /// The standard deviation of a jump of the logarithm of the price.
    public var logDeviation: Double

    /// Jumps from their parts, with normal sizes in the logarithm.
    /// - Source: Merton, "Option pricing when underlying stock returns are discontinuous" (1976).
    public init(_ arrivals: Arrivals, logMean: Double, logDeviation: Double) {
        self.arrivals = arrivals
        self.logMean = logMean
        self.logDeviation = logDeviation
    }

    /// The largest ratio of excitation to decay: clusters then have a thousand jumps in the mean.
    public static let branchingRatioMax = 0.999
    /// The largest mean number of jumps in a step.
    public static let jumpsPerStepMax = 10_000.0

    /// Jumps per second at the base rate.
    var basePerSecond: Double {
        switch arrivals {
        case .poisson(let rate), .hawkes(let rate, _, _): rate / StepGrid.secondsPerYear
        }
    }

    /// The mean number of jumps that one jump sets off directly.
    private var branchingRatio: Double {
        guard case .hawkes(_, let excitation, let decay) = arrivals else { return 0 }
        return excitation / decay
    }

    /// Jumps per second in the long run.
    var meanPerSecond: Double { basePerSecond / (1 - branchingRatio) }

    /// Refuses parameters that have no law, or more jumps than can be counted.
    func validate(stepSeconds: Double) throws(PathError) {
        try PathError.require("jump_log_mean", logMean, in: -10...10)
        try PathError.require("jump_log_deviation", logDeviation, in: 0...10)
        switch arrivals {
        case .poisson(let rate):
            try PathError.require("jump_rate_per_year", rate, in: 0...1e12)
        case .hawkes(let base, let excitation, let decay):
            try PathError.require("jump_base_rate_per_year", base, in: 0...1e12)
            try PathError.require("jump_decay_per_second", decay, in: 1e-12...1e9)
            try PathError.require("jump_excitation_per_second", excitation, in: 0...1e9)
            try PathError.require(
                "jump_excitation_per_second / jump_decay_per_second", branchingRatio,
                in: 0...Self.branchingRatioMax)
        }
        try PathError.require(
            "mean number of jumps in a step", meanPerSecond * stepSeconds,
            in: 0...Self.jumpsPerStepMax)
    }
}

/// The jumps of one path, in order.
///
/// Waits are exact and owe nothing to the step. The rate is a constant and a part that decays: each
/// alone gives a wait in closed form, and the next jump comes at the earlier one. A jump takes two
/// draws for its wait and one for its size.
/// - Source: Dassios and Zhao, "Exact simulation of Hawkes process with exponentially decaying
///   intensity" (2013), algorithm 3.1.
struct JumpClock: Sendable {
    /// Draws for one jump.
    static let drawsPerJump = 3.0

    private let process: JumpProcess
    private let base: Double
    private let excitation: Double
    private let decay: Double
    private var stream: RandomStream
    /// What the jumps so far add to the rate, right after the pending one.
    private var excess = 0.0
    /// Seconds from the start to the pending jump.
    private var nextSeconds = 0.0
    /// Jumps so far.
    private(set) var count = 0

    init(_ process: JumpProcess, stream: RandomStream) {
        self.process = process
        self.stream = stream
        base = process.basePerSecond
        if case .hawkes(_, let excitation, let decay) = process.arrivals {
            self.excitation = excitation
            self.decay = decay
        } else {
            excitation = 0
            decay = 1
        }
        drawNext()
    }

    private mutating func drawNext() {
        let ofExcess = ExactMath.log(stream.openUnit())
        let ofBase = ExactMath.log(stream.openUnit())
        var wait = -ofBase / base
        if excess > 0 {
            // The decaying part has a finite integral, so that it may never give a jump.
            let left = 1 + decay * ofExcess / excess
            if left > 0 { wait = min(wait, -ExactMath.log(left) / decay) }
        }
        excess = excess * ExactMath.exp(-decay * wait) + excitation
        nextSeconds += wait
    }

    /// The sum of the jumps of the logarithm up to a moment, in seconds from the start.
    mutating func sum(until seconds: Double) -> Double {
        var sum = 0.0
        while nextSeconds <= seconds {
            sum +=
                process.logMean + process.logDeviation * ExactMath.inverseNormal(stream.openUnit())
            count += 1
            drawNext()
        }
        return sum
    }
}
