import SimulationKernel
import Testing

@Suite struct ExactMathTests {
    /// Representable numbers from one to the other; both have the same sign.
    private func steps(_ left: Double, _ right: Double) -> UInt64 {
        let (a, b) = (left.bitPattern, right.bitPattern)
        return a > b ? a - b : b - a
    }

    @Test("log is at most one representable number off", arguments: ExactMathTable.log)
    private func logTable(row: ExactMathTable.Row) {
        #expect(
            steps(ExactMath.log(row.x), row.y) <= 1, "log \(row.x) gives \(ExactMath.log(row.x))")
    }

    @Test("exp is at most one representable number off", arguments: ExactMathTable.exp)
    private func expTable(row: ExactMathTable.Row) {
        #expect(
            steps(ExactMath.exp(row.x), row.y) <= 1, "exp \(row.x) gives \(ExactMath.exp(row.x))")
    }

    @Test("the logarithm of one more keeps the digits of small numbers")
    func logOnePlus() {
        for x in [1e-300, 1e-17, 1e-9, -1e-9, 1e-6] {
            // The series to the third power, whose rest is below the last digit here.
            let series = x - x * x / 2 + x * x * x / 3
            #expect(abs(ExactMath.logOnePlus(x) / series - 1) < 1e-15, "\(x)")
        }
        #expect(ExactMath.logOnePlus(0) == 0)
        #expect(ExactMath.logOnePlus(1) == ExactMath.log(2))
        #expect(ExactMath.logOnePlus(-1) == -.infinity)
        #expect(ExactMath.logOnePlus(-2).isNaN)
        #expect(ExactMath.logOnePlus(.infinity) == .infinity)
    }

    @Test("the normal quantile is right to 2^-50", arguments: ExactMathTable.inverseNormal)
    private func inverseNormalTable(row: ExactMathTable.Row) {
        let got = ExactMath.inverseNormal(row.x)
        #expect((got - row.y).magnitude <= 0x1p-50 * row.y.magnitude, "\(row.x) gives \(got)")
    }

    @Test("log at the ends of its range")
    func logEnds() {
        #expect(ExactMath.log(0) == -.infinity)
        #expect(ExactMath.log(-0.0) == -.infinity)
        #expect(ExactMath.log(.infinity) == .infinity)
        #expect(ExactMath.log(-1).isNaN)
        #expect(ExactMath.log(-.infinity).isNaN)
        #expect(ExactMath.log(-.leastNonzeroMagnitude).isNaN)
        #expect(ExactMath.log(.nan).isNaN)
        #expect(ExactMath.log(1).bitPattern == 0)
    }

    @Test("exp at the ends of its range")
    func expEnds() {
        #expect(ExactMath.exp(0) == 1)
        #expect(ExactMath.exp(-0.0) == 1)
        #expect(ExactMath.exp(.infinity) == .infinity)
        #expect(ExactMath.exp(-.infinity).bitPattern == 0)
        #expect(ExactMath.exp(.nan).isNaN)
        #expect(ExactMath.exp(.greatestFiniteMagnitude) == .infinity)
        #expect(ExactMath.exp(-.greatestFiniteMagnitude) == 0)
        // The first arguments whose results are too large, or too small to round up to a number.
        #expect(ExactMath.exp(Double(709.782712893384).nextUp) == .infinity)
        #expect(ExactMath.exp(709.9) == .infinity)
        #expect(ExactMath.exp(-745.1332191019411) == .leastNonzeroMagnitude)
        #expect(ExactMath.exp(-745.2) == 0)
        #expect(ExactMath.exp(.leastNonzeroMagnitude) == 1)
    }

    @Test("the normal quantile at the ends of its range")
    func inverseNormalEnds() {
        #expect(ExactMath.inverseNormal(0) == -.infinity)
        #expect(ExactMath.inverseNormal(1) == .infinity)
        #expect(ExactMath.inverseNormal(0.5) == 0)
        #expect(ExactMath.inverseNormal(-0.25).isNaN)
        #expect(ExactMath.inverseNormal(1.25).isNaN)
        #expect(ExactMath.inverseNormal(.nan).isNaN)
    }

    @Test("the normal quantile is odd about one half")
    func inverseNormalIsOdd() {
        var stream = RandomStream(seed: 3, name: "odd")
        for _ in 0..<10_000 {
            // Multiples of 2^-53, whose complements are exact.
            let p = stream.openUnit()
            #expect(ExactMath.inverseNormal(1 - p) == -ExactMath.inverseNormal(p), "p = \(p)")
        }
    }

    @Test("exp undoes log, and log turns products into sums")
    func identities() {
        var stream = RandomStream(seed: 4, name: "identities")
        for _ in 0..<10_000 {
            let a = ExactMath.exp(1400 * (stream.unit() - 0.5))
            let b = 0.5 + stream.unit()
            let log = ExactMath.log(a)
            // An error in the logarithm is multiplied by its size.
            let bound = 0x1p-52 * (2 + log.magnitude)
            #expect((ExactMath.exp(log) / a - 1).magnitude <= bound, "a = \(a)")
            let sum = log + ExactMath.log(b)
            #expect((ExactMath.log(a * b) - sum).magnitude <= bound, "a = \(a), b = \(b)")
        }
    }
}
