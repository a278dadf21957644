import SimulationKernel

/// The quotes of a market maker who fears inventory.
/// - Source: Avellaneda and Stoikov, "High-frequency trading in a limit order book", 2008.
public struct AvellanedaStoikovQuote: Equatable, Sendable {
    /// The price at which it is indifferent: the middle, moved against its inventory.
    public let reservationPrice: Double
    /// Ask less bid.
    public let totalSpread: Double
    /// What it buys at.
    public var bid: Double { reservationPrice - totalSpread / 2 }
    /// What it sells at.
    public var ask: Double { reservationPrice + totalSpread / 2 }

    /// The quotes at a moment.
    /// - Parameters:
    ///   - inventory: Base held, below zero for short.
    ///   - riskAversion: `gamma`, above zero.
    ///   - volatility: `sigma`, price units per square root of time.
    ///   - timeLeft: Time to the end, `T - t`.
    ///   - decay: `k`, how fast fills become rarer with distance; above zero.
    public init(
        mid: Double, inventory: Double, riskAversion gamma: Double, volatility sigma: Double,
        timeLeft: Double, decay k: Double
    ) {
        let risk = gamma * sigma * sigma * timeLeft
        reservationPrice = mid - inventory * risk
        totalSpread = risk + 2 / gamma * ExactMath.logOnePlus(gamma / k)
    }
}
