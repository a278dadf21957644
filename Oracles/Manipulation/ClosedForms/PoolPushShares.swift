/// What it takes to bring a constant-product pool to a price factor, as shares of its quote reserve.
///
/// Closed forms are an attacker's beliefs, in `Double`: they say what a plan costs before it is carried
/// out, against a deep outside price that does not move. What a pool really takes comes from its
/// integers (`ConstantProductPush`). A factor below one is the mirror of its inverse: base goes in, and the
/// same shares hold of its worth at the price before.
///
/// With f the fee on what goes in, g = 1 - f, and m the factor (above one):
/// - input d = 2 (m - 1) / (sqrt((1 - g)^2 + 4 g m) + 1 + g), the positive root of
///   (1 + d)(1 + g d) = m, written so that nothing cancels near m = 1;
/// - loss when what came out is worth the price before: d - g d / (1 + g d);
/// - loss of swapping back at once: d (1 - g^2) / (1 + g^2 d).
/// - Source: Uniswap v2's invariant with the whole input kept in the pool; at fee 0 the loss is
///   sqrt m + 1 / sqrt m - 2.
public struct PoolPushShares: Hashable, Sendable {
    /// The price factor, above zero.
    public let factor: Double
    /// The fee on what goes in, from zero to below one.
    public let fee: Double
    /// What goes in, as a share of that side's reserve.
    public let input: Double
    /// What is lost when what came out is worth the price before.
    public let loss: Double
    /// What is lost by swapping back with no trade between.
    public let roundTrip: Double

    /// The factors that can be pushed to, far beyond any pool.
    public static let factors = 1e-300...1e300

    /// The shares of a push.
    /// - Precondition: a factor within `factors`, a fee of at least zero and below one.
    public init(factor: Double, fee: Double) {
        self.init(factor: factor, rise: factor - 1, fee: fee)
    }

    /// The shares of a push whose factor less one is known to more digits than the factor has.
    init(factor: Double, rise change: Double, fee: Double) {
        precondition(Self.factors.contains(factor), "a price factor of \(factor)")
        precondition(fee >= 0 && fee < 1, "a fee of \(fee)")
        self.factor = factor
        self.fee = fee
        let m = factor < 1 ? 1 / factor : factor
        let rise = factor < 1 ? -change / factor : change
        let g = 1 - fee
        let d = 2 * rise / ((fee * fee + 4 * g * m).squareRoot() + 1 + g)
        input = d
        loss = d * (fee + g * d) / (1 + g * d)
        roundTrip = d * fee * (1 + g) / (1 + g * g * d)
    }

    /// The mean price paid over the price before, fees included; one for no push at all.
    public var meanPriceFactor: Double {
        let g = 1 - fee
        let paid = (1 + g * input) / g
        return factor < 1 ? 1 / paid : paid
    }
}
