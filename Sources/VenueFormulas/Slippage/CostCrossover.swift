/// Where a constant-product curve stops being cheaper than a book of even density.
public struct CostCrossover: Equatable, Sendable {
    /// The size, base; zero where the book is never dearer at the smallest sizes.
    public let base: Double
    /// What either costs there, basis points.
    public let costBps: Double

    /// The smallest size from which the curve is not cheaper.
    /// - Parameters:
    ///   - density: Base of the book per basis point and side.
    ///   - curveBase: The curve's base reserve.
    public init(
        halfSpreadBps: Double, bookFeeBps: Double, density: Double, curveBase: Double,
        curveFeeBps: Double
    ) {
        let start = halfSpreadBps + bookFeeBps - curveFeeBps
        guard start > 0 else {
            base = 0
            costBps = min(halfSpreadBps + bookFeeBps, curveFeeBps)
            return
        }
        // slope b^2 + middle b - start Y = 0 has one root above zero.
        let slope = 1 / (2 * density)
        let middle = 1e4 + start - curveBase * slope
        let root = (middle * middle + 4 * slope * start * curveBase).squareRoot()
        base =
            middle >= 0
            ? 2 * start * curveBase / (middle + root) : (root - middle) / (2 * slope)
        costBps = halfSpreadBps + bookFeeBps + base * slope
    }
}
