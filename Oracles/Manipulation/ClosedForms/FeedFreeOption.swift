/// What a known true price is worth against a feed that lags it.
///
/// - Source: for the deviation band, the trigger rule of push feeds; for the choice among signed updates,
///   the expected maximum of a Brownian path over a time w, s sqrt(2 w / pi).
public enum FeedFreeOption {
    /// sqrt(2 / pi), about 0.798.
    private static let maximumFactor = (2 / 3.141592653589793).squareRoot()

    /// The gain of a taker without price impact who trades at the feed's price while the true one is a
    /// move away: notional max(0, |move| - fees).
    ///
    /// In quiet times a feed keeps |move| below its deviation threshold; when its reports stop nothing
    /// bounds it.
    /// - Parameter fees: of both ways together, as a share of the notional.
    public static func gain(notional: Double, move: Double, fees: Double) -> Double {
        notional * max(0, (move < 0 ? -move : move) - fees)
    }

    /// The expected gain, as a share of the notional, of the best update of a window over its first.
    /// - Parameters:
    ///   - volatility: s, the standard deviation of the logarithm per square root of a second.
    ///   - windowSeconds: w, of which any signed update may be delivered.
    public static func selectiveUpdateGain(volatility: Double, windowSeconds: Double) -> Double {
        precondition(volatility >= 0 && windowSeconds >= 0, "\(volatility) over \(windowSeconds) s")
        return volatility * windowSeconds.squareRoot() * maximumFactor
    }
}
