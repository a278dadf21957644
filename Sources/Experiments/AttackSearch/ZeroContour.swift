/// Lines on which a function given on a grid is zero.
///
/// Marching squares: each square between four grid points holds no piece of the contour, one, or two;
/// the pieces' ends lie on the square's sides, between a positive corner and one that is not, and are
/// interpolated. Where opposite corners agree and neighbours do not, the mean of the four says which
/// pair is joined. Squares with an unknown corner hold none.
/// - Source: Lorensen and Cline, "Marching cubes" (1987), in the plane.
enum ZeroContour {
    /// A point on a line.
    typealias Point = (x: Double, y: Double)

    /// The lines; closed ones end with their first point.
    /// - Parameter rows: A row of values over `xs` for each of `ys`.
    static func lines(_ rows: [[Double?]], xs: [Double], ys: [Double]) -> [[Point]] {
        var contour = ContourGraph(rows, xs: xs, ys: ys)
        guard xs.count > 1, ys.count > 1 else { return [] }
        for y in 0..<ys.count - 1 {
            for x in 0..<xs.count - 1 { contour.addSquare(x, y) }
        }
        return contour.lines
    }
}

/// The sides of squares that the contour crosses, and which crossings are joined.
private struct ContourGraph {
    let rows: [[Double?]]
    let xs: [Double]
    let ys: [Double]
    /// The one or two sides that a side's crossing is joined with. Sides along x come first, row by
    /// row, then those along y.
    var joined: [[Int]]

    init(_ rows: [[Double?]], xs: [Double], ys: [Double]) {
        self.rows = rows
        self.xs = xs
        self.ys = ys
        joined = Array(repeating: [], count: 2 * xs.count * ys.count)
    }

    mutating func addSquare(_ x: Int, _ y: Int) {
        guard let a = rows[y][x], let b = rows[y][x + 1], let c = rows[y + 1][x + 1],
            let d = rows[y + 1][x]
        else { return }
        let bottom = y * xs.count + x
        let top = bottom + xs.count
        let left = xs.count * ys.count + bottom
        let right = left + 1
        let crossed = [
            ((a > 0) != (b > 0), bottom), ((b > 0) != (c > 0), right),
            ((c > 0) != (d > 0), top), ((d > 0) != (a > 0), left),
        ].filter(\.0).map(\.1)
        switch crossed.count {
        case 2: join(crossed[0], crossed[1])
        case 4:
            // The corners a and c are joined through the middle if it has their sign.
            let isJoined = (a / 4 + b / 4 + c / 4 + d / 4 > 0) == (a > 0)
            join(bottom, isJoined ? right : left)
            join(top, isJoined ? left : right)
        default: break
        }
    }

    private mutating func join(_ one: Int, _ other: Int) {
        joined[one].append(other)
        joined[other].append(one)
    }

    /// Open lines from their ends first, then closed ones, each from its first side.
    var lines: [[ZeroContour.Point]] {
        var rest = joined
        var lines: [[ZeroContour.Point]] = []
        for isOpen in [true, false] {
            for side in rest.indices where isOpen ? rest[side].count == 1 : !rest[side].isEmpty {
                var line = [crossing(side)]
                var current = side
                while let next = rest[current].first {
                    rest[current].removeFirst()
                    rest[next].removeAll { $0 == current }
                    line.append(crossing(next))
                    current = next
                }
                lines.append(line)
            }
        }
        return lines
    }

    /// Where the contour crosses a side, on the line between the values of its ends.
    private func crossing(_ side: Int) -> ZeroContour.Point {
        let isAlongX = side < xs.count * ys.count
        let corner = isAlongX ? side : side - xs.count * ys.count
        let (x, y) = (corner % xs.count, corner / xs.count)
        let (nextX, nextY) = isAlongX ? (x + 1, y) : (x, y + 1)
        guard let from = rows[y][x], let to = rows[nextY][nextX] else { return (xs[x], ys[y]) }
        // One of the two is positive and the other is not, so that they differ.
        let share = from / (from - to)
        return (xs[x] + (xs[nextX] - xs[x]) * share, ys[y] + (ys[nextY] - ys[y]) * share)
    }
}
