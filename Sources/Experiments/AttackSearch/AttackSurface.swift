/// Profit over one or two keys, and where it is zero.
public struct AttackSurface: Hashable, Sendable, Codable {
    /// The key of the first direction.
    public let xKey: String
    /// The key of the second direction; nil for a curve.
    public let yKey: String?
    /// Values of the first key in whole units, rising.
    public let xs: [Double]
    /// Values of the second key, rising; one zero for a curve.
    public let ys: [Double]
    /// Profits, a row for each of `ys`; nil where there is none.
    public let profits: [[Double?]]
    /// Lines on which the profit is zero, each as points of the two keys' values; closed ones end
    /// where they begin. For a curve each is one point, with zero as its second value.
    public let zeroContour: [[Point]]

    /// A point of the surface.
    public struct Point: Hashable, Sendable, Codable {
        /// The first key's value.
        public let x: Double
        /// The second key's value.
        public let y: Double
    }

    /// The surface through a point, of what a search tried.
    /// - Parameter count: Values of each of two keys; a curve takes all that was tried.
    init(axes: [AttackAxis], board: AttackBoard, at point: [Int64], count: Int = 0) {
        xKey = axes[0].key
        guard axes.count > 1 else {
            let tried = board.evaluations.sorted { $0.values[0] < $1.values[0] }
            (yKey, ys) = (nil, [0])
            xs = tried.map { $0.values[0] }
            profits = [tried.map(\.profit)]
            zeroContour = Self.crossings(axes[0], tried).map { [Point(x: $0, y: 0)] }
            return
        }
        let (xAxis, yAxis) = (axes[0], axes[1])
        let xTicks = xAxis.lattice(count)
        let yTicks = yAxis.lattice(count)
        yKey = yAxis.key
        xs = xTicks.map(xAxis.value(of:))
        ys = yTicks.map(yAxis.value(of:))
        let profits = yTicks.map { y in
            xTicks.map { x in board[[x, y] + point.dropFirst(2)]?.profit }
        }
        self.profits = profits
        // On the axes' own scales, on which the grid is even and lines between its points are fair.
        let xPlaces = xTicks.map(xAxis.position(of:))
        let yPlaces = yTicks.map(yAxis.position(of:))
        zeroContour = ZeroContour.lines(profits, xs: xPlaces, ys: yPlaces).map { line in
            line.map { Point(x: xAxis.value(at: $0.x), y: yAxis.value(at: $0.y)) }
        }
    }

    /// The points of the surface of the first two keys, the others as at a point.
    static func slice(_ axes: [AttackAxis], at point: [Int64], count: Int) -> [[Int64]] {
        AttackGrid.combinations(
            axes.enumerated().map { place, axis in
                place < 2 ? axis.lattice(count) : [point[place]]
            })
    }

    /// Where a curve changes its sign, on the line between two neighbours.
    private static func crossings(_ axis: AttackAxis, _ tried: [AttackEvaluation]) -> [Double] {
        zip(tried, tried.dropFirst()).compactMap { left, right in
            guard let before = left.profit, let after = right.profit,
                (before > 0) != (after > 0)
            else { return nil }
            let share = before / (before - after)
            return left.values[0] + (right.values[0] - left.values[0]) * share
        }
    }
}
