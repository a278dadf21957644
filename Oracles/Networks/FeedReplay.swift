import WideIntegers

/// A feed run over a series of true prices, and how far it was off.
///
/// At each row the feed writes what is due, is then measured against the row, and is then shown the
/// row as a poll.
public struct FeedReplay: Hashable, Sendable {
    /// The feed.
    public private(set) var feed: DeviationHeartbeatFeed
    /// The largest of `|feed - row| * 10^9 / |row|`, each rounded down; rows of zero do not count.
    public private(set) var errorMaxPpb: UInt256 = .zero
    /// The last row with that error; nil while none was measured.
    public private(set) var errorMaxAtSeconds: UInt64?
    /// The largest age of the answer at a row.
    public private(set) var ageMaxSeconds: UInt64 = 0

    /// A replay that begins with a feed.
    public init(_ feed: DeviationHeartbeatFeed) {
        self.feed = feed
    }

    /// Takes the next row.
    /// - Returns: the rounds that were written at or before it.
    @discardableResult
    public mutating func advance(to price: Int256, atSeconds nowSeconds: UInt64) -> [WrittenRound] {
        let landed = feed.land(atSeconds: nowSeconds)
        measure(price, atSeconds: nowSeconds)
        return (landed.map { [$0] } ?? []) + feed.poll(price, atSeconds: nowSeconds)
    }

    private mutating func measure(_ price: Int256, atSeconds nowSeconds: UInt64) {
        guard let standing = feed.latest else { return }
        if nowSeconds > standing.updatedAtSeconds {
            ageMaxSeconds = max(ageMaxSeconds, nowSeconds - standing.updatedAtSeconds)
        }
        if price.isZero { return }
        let distance =
            price > standing.answer
            ? price.bitPattern &- standing.answer.bitPattern
            : standing.answer.bitPattern &- price.bitPattern
        let error = (try? distance.mulDivDown(1_000_000_000, price.magnitude)) ?? .max
        if error >= errorMaxPpb {
            errorMaxPpb = error
            errorMaxAtSeconds = nowSeconds
        }
    }
}
