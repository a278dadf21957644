/// A price with its confidence, in units of the feed's power of ten.
public struct PythPrice: Hashable, Sendable {
    /// The price.
    public var price: Int64
    /// Half the width of the interval around it.
    public var confidence: UInt64

    /// A price and its confidence.
    public init(price: Int64, confidence: UInt64) {
        self.price = price
        self.confidence = confidence
    }
}

/// How the prices of publishers become one.
///
/// - Source: pyth-network/pyth-client, `price_model.c` and `upd_aggregate.h`.
public enum PythVotes {
    /// The aggregate; nil, which is the status unknown, when there are fewer prices than needed, or
    /// when no confidence comes of them.
    ///
    /// Each publisher casts the votes p - c, p and p + c. Of all votes in order the aggregate is
    /// the median, and its confidence the distance to the farther quartile. A confidence of zero
    /// does not count, nor does an aggregate that 64 bits do not hold.
    public static func aggregate(
        _ publishers: [PythPrice], publishersMin: Int = 1
    ) -> PythPrice? {
        let counted = publishers.filter { $0.confidence > 0 }
        guard !counted.isEmpty, counted.count >= publishersMin else { return nil }
        // A price and a confidence of 64 bits have their sum in 66.
        let votes = counted.flatMap { publisher in
            let (price, confidence) = (Int128(publisher.price), Int128(publisher.confidence))
            return [price - confidence, price, price + confidence]
        }.sorted()
        let quarter = votes.count >> 2
        let upper = votes.count >> 1
        // An arithmetic shift rounds down, below zero as well.
        let median =
            votes.count % 2 == 0 ? (votes[upper - 1] + votes[upper]) >> 1 : votes[upper]
        let confidence = max(median - votes[quarter], votes[votes.count - 1 - quarter] - median)
        guard confidence > 0, let price = Int64(exactly: median),
            let width = UInt64(exactly: confidence)
        else { return nil }
        return PythPrice(price: price, confidence: width)
    }
}
