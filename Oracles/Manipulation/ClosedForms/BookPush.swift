import SimulationKernel

/// What it takes to lift an order book of power-law depth to a price factor.
///
/// Up to the factor m a book holds Q(m) = q0 (m - 1)^a of base. The quote paid is the integral of price
/// times size, p0 q0 (u^a + a u^(a+1) / (a + 1)) with u = m - 1, of which the second part is what is
/// lost when the base is worth p0 again. A sale into the bids is the mirror with u = 1 - m.
/// - Source: the integral itself; power-law depth after Bouchaud, Farmer and Lillo, "How markets
///   slowly digest changes in supply and demand" (2009).
public struct BookPush: Hashable, Sendable {
    /// Base that is taken or given.
    public let base: Double
    /// Quote paid, or received in a sale.
    public let quote: Double
    /// What is lost against the price before, in quote.
    public let loss: Double

    /// The push of a book to a factor.
    /// - Parameters:
    ///   - baseAtDouble: q0, the base up to twice the price, above zero.
    ///   - exponent: a, above zero.
    /// - Precondition: all of them above zero and finite.
    public init(factor: Double, price: Double, baseAtDouble: Double, exponent: Double) {
        for value in [factor, price, baseAtDouble, exponent] {
            precondition(value > 0 && value < .infinity, "\(value) is not above zero and finite")
        }
        let u = factor < 1 ? 1 - factor : factor - 1
        let reached = u == 0 ? 0 : ExactMath.exp(exponent * ExactMath.log(u))
        base = baseAtDouble * reached
        loss = price * base * u * exponent / (exponent + 1)
        quote = factor < 1 ? price * base - loss : price * base + loss
    }
}
