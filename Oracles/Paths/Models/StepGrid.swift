import SimulationKernel

/// The moments at which a model's price changes: its start, and every step after it.
///
/// Between two of them the price holds. The grid is a part of the model: another step is another path,
/// also from the same streams.
public struct StepGrid: Hashable, Sendable {
    /// The moment of the first price.
    public let start: SimulatedTime
    /// Microseconds from one price to the next.
    public let stepMicros: UInt64

    /// A day, the longest step.
    public static let stepMicrosMax: UInt64 = 86_400_000_000
    /// Random draws that one question may take in the mean, a minute's work or less: it may take so many
    /// steps as these are over the draws of a step.
    public static let drawsMax: UInt64 = 1_000_000_000
    /// Seconds of the year by which drifts and volatilities are stated, 365 days.
    public static let secondsPerYear = 31_536_000.0

    /// A grid from its parts.
    /// - Throws: `.parameter`.
    public init(start: SimulatedTime, stepMicros: UInt64) throws(PathError) {
        guard (1...Self.stepMicrosMax).contains(stepMicros) else {
            throw .parameter(
                name: "step_micros", value: "\(stepMicros)",
                allowed: "from 1 to \(Self.stepMicrosMax)")
        }
        self.start = start
        self.stepMicros = stepMicros
    }

    /// Seconds of a step.
    public var stepSeconds: Double { Double(stepMicros) / 1e6 }
}

/// Where a path stands on its grid, and how far it was asked.
struct StepCursor: Sendable {
    let path: String
    let grid: StepGrid
    /// Steps that one question may take.
    let stepsMax: UInt64
    private(set) var steps: UInt64 = 0
    private var last: SimulatedTime?

    /// A cursor at the start of a path whose steps take so many draws in the mean, one or more.
    init(path: String, grid: StepGrid, drawsPerStep: Double) {
        self.path = path
        self.grid = grid
        stepsMax = UInt64(Double(StepGrid.drawsMax) / max(1, drawsPerStep))
    }

    /// Moves to a moment and tells how many steps lie before it; changes nothing when it throws.
    mutating func advance(to time: SimulatedTime) throws(PathError) -> UInt64 {
        if time < grid.start { throw .beforeStart(path: path, asked: time, start: grid.start) }
        if let last, time < last {
            throw .timeRunsBackwards(path: path, asked: time, last: last)
        }
        let due = time.micros(since: grid.start) / grid.stepMicros
        let count = due - steps
        if count > stepsMax {
            throw .tooManySteps(path: path, steps: count, max: stepsMax)
        }
        steps = due
        last = time
        return count
    }
}
