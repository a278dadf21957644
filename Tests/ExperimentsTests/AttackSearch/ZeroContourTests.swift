import Testing

@testable import Experiments

@Suite struct ZeroContourTests {
    private func sample(
        _ count: Int, _ function: (Double, Double) -> Double?
    ) -> (rows: [[Double?]], places: [Double]) {
        let places = (0..<count).map { -2 + 4 * Double($0) / Double(count - 1) }
        return (places.map { y in places.map { x in function(x, y) } }, places)
    }

    @Test("a circle is one closed line, as close as the grid allows")
    func circle() throws {
        let (rows, places) = sample(41) { 1 - $0 * $0 - $1 * $1 }
        let lines = ZeroContour.lines(rows, xs: places, ys: places)
        #expect(lines.count == 1)
        let line = try #require(lines.first)
        #expect(line.count > 60)
        #expect(line[0] == line[line.count - 1])
        for point in line {
            #expect(abs((point.x * point.x + point.y * point.y).squareRoot() - 1) < 0.005)
        }
        // Neighbours on the line share a square.
        for (one, other) in zip(line, line.dropFirst()) {
            #expect(abs(one.x - other.x) <= 0.1001 && abs(one.y - other.y) <= 0.1001)
        }
    }

    @Test("a plane is cut by one open line from side to side, exactly")
    func plane() throws {
        let (rows, places) = sample(9) { $0 + 2 * $1 - 0.3 }
        let lines = ZeroContour.lines(rows, xs: places, ys: places)
        #expect(lines.count == 1)
        let line = try #require(lines.first)
        for point in line { #expect(abs(point.x + 2 * point.y - 0.3) < 1e-12) }
        let ends = [line[0].x, line[line.count - 1].x].sorted()
        #expect(ends == [-2, 2])
    }

    @Test("a saddle is joined by the sign of its middle")
    func saddle() {
        let places = [0.0, 1]
        // Positive at the corners (0,0) and (1,1).
        let high = ZeroContour.lines([[3, -1], [-1, 3]], xs: places, ys: places)
        let low = ZeroContour.lines([[1, -3], [-3, 1]], xs: places, ys: places)
        #expect(high.count == 2 && low.count == 2)
        // With a positive middle the lines go around the negative corners.
        #expect(high.map { $0.map(\.x) } == [[0.75, 1], [0.25, 0]])
        #expect(high.map { $0.map(\.y) } == [[0, 0.25], [1, 0.75]])
        #expect(low.map { $0.map(\.x) } == [[0.25, 0], [0.75, 1]])
        #expect(low.map { $0.map(\.y) } == [[0, 0.25], [1, 0.75]])
    }

    @Test("two hills have two lines; unknown values leave a gap")
    func pieces() {
        let (hills, places) = sample(41) { x, y in
            let (a, b) = ((x - 1) * (x - 1) + y * y, (x + 1) * (x + 1) + y * y)
            return max(0.3 - a, 0.3 - b)
        }
        #expect(ZeroContour.lines(hills, xs: places, ys: places).count == 2)
        let (holed, _) = sample(41) { x, y in x > 0.5 && abs(y) < 0.2 ? nil : 1 - x * x - y * y }
        let open = ZeroContour.lines(holed, xs: places, ys: places)
        #expect(open.count == 1)
        #expect(open.first.map { $0[0] != $0[$0.count - 1] } ?? false)
    }

    @Test("without a change of sign, or without a square, there is no line")
    func none() {
        let (rows, places) = sample(5) { _, _ in 1 }
        #expect(ZeroContour.lines(rows, xs: places, ys: places).isEmpty)
        #expect(ZeroContour.lines([[1, -1]], xs: [0, 1], ys: [0]).isEmpty)
        #expect(ZeroContour.lines([[0, 0], [0, 0]], xs: [0, 1], ys: [0, 1]).isEmpty)
    }
}
