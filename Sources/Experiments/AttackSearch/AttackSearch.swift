import Simulation

/// Looks for the choice of an attacker's free settings that earns most.
///
/// A search is a study: each evaluation is a run (or one per seed) of the same scenario with other
/// settings, under the same chance. It knows nothing of how runs are made. It hands out
/// batches of settings and is given profits; what it does depends on these alone, so that a batch
/// may be run on any number of threads.
///
/// First a grid over all keys, then around its best points (local maxima of the grid) a pattern
/// search: all neighbours at a distance are looked at, the best one becomes the centre if it
/// is better, otherwise the distance is halved. Whole stencils, not one key at a time, follow slanted
/// ridges; equal profits move nothing, so that plateaus end it; steps and noise only cost
/// evaluations. A peak narrower than the grid's spacing can be missed.
/// - Source: pattern search after Hooke and Jeeves (1961), with the full stencil of Torczon,
///   "On the convergence of pattern search algorithms" (1997).
public struct AttackSearch: Sendable {
    /// Profits of some settings, in the same order: for each a place per seed, nil for a run that
    /// failed or has no profit.
    public typealias Evaluate = (_ settings: [[ScenarioOverride]]) throws -> [[Double?]]

    /// Keys that a search may have.
    public static let axesMax = 4

    /// The keys that the attacker chooses.
    public let axes: [AttackAxis]
    /// Values of each key in the grid.
    public let gridCount: Int
    /// Settings that grid and refinement may try.
    public let evaluationsMax: Int
    /// Rules that are switched, one at a time, at the best settings.
    public let guards: [StudySwitch]

    /// A search.
    /// - Parameters:
    ///   - gridCount: At least 3; by default 33, 13, 7 or 5 for one to four keys.
    ///   - evaluationsMax: By default 200, 600, 1500 or 3000 for one to four keys.
    public init(
        over axes: [AttackAxis], gridCount: Int? = nil, evaluationsMax: Int? = nil,
        guards: [StudySwitch] = []
    ) throws(AttackSearchError) {
        guard (1...Self.axesMax).contains(axes.count) else { throw .keyCount(axes.count) }
        for (place, axis) in axes.enumerated()
        where axes[..<place].contains(where: { $0.key == axis.key }) {
            throw .repeatedKey(axis.key)
        }
        self.axes = axes
        self.gridCount = gridCount ?? [33, 13, 7, 5][axes.count - 1]
        self.evaluationsMax = evaluationsMax ?? [200, 600, 1500, 3000][axes.count - 1]
        self.guards = guards
        guard self.gridCount >= 3 else { throw .gridTooCoarse(self.gridCount) }
        let points = axes.reduce(1) { count, _ in
            count.multipliedReportingOverflow(by: self.gridCount).overflow
                ? .max : count * self.gridCount
        }
        guard points <= self.evaluationsMax else {
            throw .gridTooFine(points, max: self.evaluationsMax)
        }
    }

    /// Runs the search.
    /// - Throws: what `evaluate` throws.
    public func run(_ evaluate: Evaluate) throws -> AttackResult {
        var board = AttackBoard(axes: axes, evaluationsMax: evaluationsMax)
        let grid = AttackGrid(axes: axes, count: gridCount)
        try board.evaluate(grid.points, evaluate)
        for start in grid.peaks(board).prefix(Self.startsMax) {
            try refine(start, &board, evaluate)
        }
        guard let best = board.best else {
            return AttackResult(
                axes: axes, evaluations: board.evaluations, searched: board.count, best: nil,
                surface: AttackSurface(axes: axes, board: board, at: grid.points[0]), guards: [])
        }
        let searched = board.count
        if axes.count > 2 {
            // The surface of the first two keys needs points that the search had no use for.
            board.evaluationsMax = .max
            try board.evaluate(
                AttackSurface.slice(axes, at: best, count: Self.sliceCount), evaluate)
        }
        return AttackResult(
            axes: axes, evaluations: board.evaluations, searched: searched, best: board[best],
            surface: AttackSurface(
                axes: axes, board: board, at: best,
                count: axes.count > 2 ? Self.sliceCount : gridCount),
            guards: try guarded(best, board, evaluate))
    }

    // MARK: - Refinement

    /// Local maxima of the grid from which the search goes on.
    private static let startsMax = 3
    /// Values of each of two keys in the surface, where there are more keys.
    private static let sliceCount = 13
    /// How often the distance is halved: down to 1/4096 of the grid's spacing.
    private static let halvingsMax = 12
    /// Where all profits of a stencil agree to this share of the best, the peak is found.
    private static let agreement = 1e-7

    private func refine(
        _ start: [Int64], _ board: inout AttackBoard, _ evaluate: Evaluate
    ) throws {
        var centre = start
        var distance = 0.5 / Double(gridCount - 1)
        for _ in 0..<Self.halvingsMax {
            while true {
                let stencil = self.stencil(around: centre, distance: distance)
                if stencil.isEmpty || board.isFull { return }
                try board.evaluate(stencil, evaluate)
                guard let next = board.best(of: stencil), let held = board[centre]?.profit,
                    let profit = board[next]?.profit
                else { return }
                if profit > held {
                    centre = next
                    continue
                }
                let profits = stencil.compactMap { board[$0]?.profit }
                if profits.count == stencil.count,
                    profits.allSatisfy({ held - $0 <= Self.agreement * held.magnitude })
                {
                    return
                }
                break
            }
            distance /= 2
        }
    }

    /// The neighbours at a distance along every key and every diagonal, within the ranges.
    private func stencil(around centre: [Int64], distance: Double) -> [[Int64]] {
        let choices = zip(axes, centre).map { axis, ticks in
            let position = axis.position(of: ticks)
            return [-distance, 0, distance].reduce(into: [Int64]()) { values, offset in
                let value = offset == 0 ? ticks : axis.ticks(at: position + offset)
                if !values.contains(value) { values.append(value) }
            }
        }
        return AttackGrid.combinations(choices).filter { $0 != centre }
    }

    // MARK: - Guards

    private func guarded(
        _ best: [Int64], _ board: AttackBoard, _ evaluate: Evaluate
    ) throws -> [AttackResult.Guarded] {
        if guards.isEmpty { return [] }
        let settings = board.settings(of: best)
        let profits = try evaluate(guards.map { settings + $0.overrides })
        precondition(
            profits.count == guards.count, "\(profits.count) profits of \(guards.count) settings")
        return zip(guards, profits).map { rule, profits in
            AttackResult.Guarded(
                name: rule.name, overrides: rule.overrides, profits: profits,
                profit: AttackBoard.mean(of: profits))
        }
    }
}

/// Why a search cannot be.
public enum AttackSearchError: Error, Hashable, Sendable, CustomStringConvertible {
    /// No key, or too many.
    case keyCount(Int)
    /// One key twice.
    case repeatedKey(String)
    /// A grid without a point inside.
    case gridTooCoarse(Int)
    /// A grid with more points than evaluations are allowed.
    case gridTooFine(Int, max: Int)

    /// The reason in words.
    public var description: String {
        switch self {
        case .keyCount(let count):
            "--over is there \(count) times; a search has 1 to \(AttackSearch.axesMax) keys"
        case .repeatedKey(let key): "--over '\(key)' is there twice; each key has one range"
        case .gridTooCoarse(let count): "a grid of \(count) values per key; at least 3"
        case .gridTooFine(let count, let max):
            "a grid of \(count) points, with at most \(max) evaluations: take fewer values per key, "
                + "or allow more evaluations"
        }
    }
}
