/// A range of concentrated liquidity, in which the curve is a constant product of virtual reserves.
public struct LiquidityRange: Equatable, Sendable {
    /// The liquidity: the root of the product of the virtual reserves.
    public let liquidity: Double
    /// The prices between which it is there; the upper one may be infinite.
    public let low: Double, high: Double
    /// The present price, within the range.
    public let spot: Double

    /// A range from its parts.
    public init(liquidity: Double, low: Double, high: Double, spot: Double) {
        self.liquidity = liquidity
        self.low = low
        self.high = high
        self.spot = spot
    }

    /// Base that can be bought until the price leaves the range.
    public var base: Double { liquidity * (1 / spot.squareRoot() - 1 / high.squareRoot()) }
    /// Quote that can be received until the price leaves the range.
    public var quote: Double { liquidity * (spot.squareRoot() - low.squareRoot()) }
    /// Both at the present price.
    public var capital: Double { quote + base * spot }

    /// A trade of base within the range: quote, price after and slippage in basis points; nil where the
    /// range does not hold so much.
    public func trade(
        _ side: TakerSide, base: Double
    ) -> (quote: Double, spotAfter: Double, slippageBps: Double)? {
        let root = spot.squareRoot()
        let step = base / liquidity
        let inverse = side == .buy ? 1 / root - step : 1 / root + step
        guard inverse > 0 else { return nil }
        let after = 1 / inverse
        guard after * after <= high, after * after >= low else { return nil }
        // The average price is the geometric middle of both prices.
        return (base * root * after, after * after, step * after * 1e4)
    }
}
