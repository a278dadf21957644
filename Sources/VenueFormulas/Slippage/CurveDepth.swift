/// Depth of a constant-product curve by the move that uses it up, and the curve of a given depth.
///
/// Roots make these estimates: they are `Double`s of some fifteen digits, for planning and statistics.
public enum CurveDepth {
    /// Base and quote that move the spot price up and down by a share of it.
    public struct Move: Equatable, Sendable {
        /// Base bought, and quote paid for it, to move up by the share.
        public let askBase: Double, askQuote: Double
        /// Base sold, and quote received for it, to move down by the share.
        public let bidBase: Double, bidQuote: Double
    }

    /// What moves the spot price by a share from zero to one, both excluded.
    public static func move(
        by share: Double, quoteReserve x: Double, baseReserve y: Double
    ) -> Move {
        let (up, down) = ((1 + share).squareRoot(), (1 - share).squareRoot())
        // Differences of roots as quotients, which keep their digits for small shares.
        let (above, below) = (share / (up + 1), share / (1 + down))
        return Move(
            askBase: y * above / up, askQuote: x * above, bidBase: y * below / down,
            bidQuote: x * below)
    }

    /// The reserves of a curve whose spot price moves up by a share when a given quote is paid.
    public static func reserves(
        askQuote: Double, share: Double, spot: Double
    ) -> (quote: Double, base: Double) {
        let quote = askQuote * ((1 + share).squareRoot() + 1) / share
        return (quote, quote / spot)
    }
}
