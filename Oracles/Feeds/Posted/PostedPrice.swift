import WideIntegers

/// A price that a validator has posted, with the validator's weight.
struct PostedPrice {
    /// Wad, at most 192 bits; zero where nothing was posted.
    var priceWad: UInt256
    var timestampSeconds: UInt64
    var weight: UInt64

    /// Bits of a price, which shares its word with the time.
    static let priceBits = 192

    init(word: UInt256, weight: UInt64) {
        priceWad = UInt256(word.w0, word.w1, word.w2, 0)
        timestampSeconds = word.w3
        self.weight = weight
    }

    /// As stored, the time above the price; nil for a price of too many bits.
    static func word(priceWad: UInt256, timestampSeconds: UInt64) -> UInt256? {
        guard priceWad.bitWidth <= priceBits else { return nil }
        return UInt256(priceWad.w0, priceWad.w1, priceWad.w2, timestampSeconds)
    }

    /// The post whose price is the smallest at which the cumulated weight reaches half of all;
    /// among posts of that price the newest. Nil of none.
    static func median(of posts: [PostedPrice]) -> PostedPrice? {
        let median = WeightedMedian.of(posts.map { ($0.priceWad, $0.weight) })
        return posts.filter { $0.priceWad == median }
            .max { $0.timestampSeconds < $1.timestampSeconds }
    }
}
