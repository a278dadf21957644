import Simulation

/// What a search has tried so far; nothing is tried twice.
struct AttackBoard {
    let axes: [AttackAxis]
    /// Settings that may be tried in all.
    var evaluationsMax: Int
    /// All that was tried, in its order.
    private(set) var evaluations: [AttackEvaluation] = []
    private var points: [[Int64]] = []
    private var places: [[Int64]: Int] = [:]

    init(axes: [AttackAxis], evaluationsMax: Int) {
        self.axes = axes
        self.evaluationsMax = evaluationsMax
    }

    var count: Int { evaluations.count }
    var isFull: Bool { count >= evaluationsMax }

    subscript(point: [Int64]) -> AttackEvaluation? { places[point].map { evaluations[$0] } }

    /// Tries what was not tried yet, in one batch, as far as evaluations are left.
    mutating func evaluate(_ wanted: [[Int64]], _ evaluate: AttackSearch.Evaluate) throws {
        var fresh: [[Int64]] = []
        for point in wanted where places[point] == nil && count + fresh.count < evaluationsMax {
            places[point] = count + fresh.count
            fresh.append(point)
        }
        if fresh.isEmpty { return }
        let settings = fresh.map(settings(of:))
        let profits = try evaluate(settings)
        precondition(
            profits.count == fresh.count, "\(profits.count) profits of \(fresh.count) settings")
        for (place, point) in fresh.enumerated() {
            evaluations.append(
                AttackEvaluation(
                    settings: settings[place],
                    values: zip(axes, point).map { $0.value(of: $1) }, profits: profits[place],
                    profit: Self.mean(of: profits[place])))
            points.append(point)
        }
    }

    /// The settings of a point, as overrides of the scenario.
    func settings(of point: [Int64]) -> [ScenarioOverride] {
        zip(axes, point).map { ScenarioOverride($0.key, $0.text(of: $1)) }
    }

    /// The point with the greatest profit of all; the first of equals.
    var best: [Int64]? { best(of: points) }

    /// The point with the greatest profit of some; the first of equals.
    func best(of candidates: [[Int64]]) -> [Int64]? {
        var best: (point: [Int64], profit: Double)?
        for point in candidates {
            guard let profit = self[point]?.profit else { continue }
            if let held = best, profit <= held.profit { continue }
            best = (point, profit)
        }
        return best?.point
    }

    /// The mean over seeds; nil where a run has no finite profit, since a mean over the others would
    /// not compare.
    static func mean(of profits: [Double?]) -> Double? {
        let known = profits.compactMap { $0 }
        guard known.count == profits.count, !known.isEmpty else { return nil }
        let mean = known.reduce(0, +) / Double(known.count)
        return mean.isFinite ? mean : nil
    }
}

/// A grid over all keys.
struct AttackGrid {
    /// Values of each key, rising.
    let lattices: [[Int64]]
    /// All combinations, the last key turning fastest.
    let points: [[Int64]]

    init(axes: [AttackAxis], count: Int) {
        lattices = axes.map { $0.lattice(count) }
        points = Self.combinations(lattices)
    }

    /// Points with no better neighbour, best first, none beside a better one that is listed.
    func peaks(_ board: AttackBoard) -> [[Int64]] {
        let places = Self.combinations(lattices.map { $0.indices.map(Int64.init) })
        let known = places.indices.compactMap { index in
            board[points[index]]?.profit.map { (place: places[index], index: index, profit: $0) }
        }
        // A neighbour that is better rules a point out, an equal one only if it comes first.
        let ranked = known.sorted { (-$0.profit, $0.index) < (-$1.profit, $1.index) }
        var seen = Set<[Int64]>()
        var peaks: [[Int64]] = []
        for candidate in ranked {
            let around = Self.combinations(candidate.place.map { [$0 - 1, $0, $0 + 1] })
            if !around.contains(where: seen.contains) { peaks.append(points[candidate.index]) }
            seen.insert(candidate.place)
        }
        return peaks
    }

    /// One value of each list, the last list turning fastest.
    static func combinations(_ lists: [[Int64]]) -> [[Int64]] {
        lists.reduce([[]]) { heads, list in
            heads.flatMap { head in list.map { head + [$0] } }
        }
    }
}
