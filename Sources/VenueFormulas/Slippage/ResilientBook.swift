import SimulationKernel

/// A book of even density that refills after each trade.
///
/// A trade of `x` moves the ask by `x / q`; `lambda x` of it stays, the rest decays at a rate.
/// - Source: Obizhaeva and Wang, "Optimal trading strategy and supply/demand dynamics", 2013.
public struct ResilientBook: Equatable, Sendable {
    /// Base per unit of price, `q`.
    public let density: Double
    /// The part that stays, price per base, `lambda`.
    public let permanent: Double
    /// How fast the other part decays, per unit of time, `rho`.
    public let resilience: Double

    /// A book from its parts.
    public init(density: Double, permanent: Double, resilience: Double) {
        self.density = density
        self.permanent = permanent
        self.resilience = resilience
    }

    /// What buying sizes at moments costs above the undisturbed ask, and how far the ask stands above it
    /// after each; moments do not fall.
    public func cost(
        of trades: [(time: Double, size: Double)]
    ) -> (total: Double, after: [Double]) {
        var (stays, decays, total) = (0.0, 0.0, 0.0)
        var last: Double?
        var after: [Double] = []
        for trade in trades {
            if let last { decays *= ExactMath.exp(-resilience * (trade.time - last)) }
            last = trade.time
            total += trade.size * (stays + decays + trade.size / (2 * density))
            stays += permanent * trade.size
            decays += (1 / density - permanent) * trade.size
            after.append(stays + decays)
        }
        return (total, after)
    }

    /// The cheapest way to buy an amount in a time: a first and a last block of this size, and the rest
    /// at an even rate between them.
    public func optimalBlock(of amount: Double, within time: Double) -> Double {
        amount / (resilience * time + 2)
    }
}
