import ContractRuntime
import WideIntegers

/// A price and the second from which it holds.
struct PricePoint {
    let price: UInt256
    let timestampSeconds: UInt256
}

/// The time-weighted average over the rounds of a feed.
enum RoundAverage {
    /// The average price of the last `intervalSeconds`, rounded down once at the end.
    ///
    /// Each round counts from its timestamp to the next one's, the latest up to now. The sum is
    /// divided by the interval where a round begins at or before the interval's start, and by the
    /// time that all rounds cover where the history is too short. A single round, or a latest one
    /// from before the interval, is returned as it is. A history never counts as too short when
    /// `older` gives a round of zeros at its end, which then covers what is missing.
    /// - Parameters:
    ///   - isOnly: whether there is no round before the latest.
    ///   - older: the next older round at each call; nil when there is none.
    /// - Throws: SafeMath's texts: for a timestamp in the future, for one that is later than that
    ///   of the round after it, and for rounds that cover no time.
    /// - Source: L2PriceFeed and ChainlinkPriceFeed, getTwapPrice.
    static func price(
        latest: PricePoint, isOnly: Bool, nowSeconds: UInt64, intervalSeconds: UInt256,
        older: () throws(Revert) -> PricePoint?
    ) throws(Revert) -> UInt256 {
        let now = UInt256(nowSeconds)
        let start = try now.minus(intervalSeconds)
        if latest.timestampSeconds < start || isOnly { return latest.price }
        var end = latest.timestampSeconds
        var covered = try now.minus(end)
        var sum = try latest.price.times(covered)
        while let round = try older() {
            if round.timestampSeconds <= start {
                sum = try sum.plus(try round.price.times(try end.minus(start)))
                return try sum.over(intervalSeconds)
            }
            let span = try end.minus(round.timestampSeconds)
            sum = try sum.plus(try round.price.times(span))
            covered = try covered.plus(span)
            end = round.timestampSeconds
        }
        return try sum.over(covered)
    }
}
