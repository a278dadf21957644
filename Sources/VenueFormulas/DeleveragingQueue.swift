/// Positions in the order in which auto-deleveraging closes them.
public struct DeleveragingQueue: Sendable {
    /// The places in the given list, the highest score first; of equal scores the earlier place.
    public let order: [Int]

    /// One position that is closed, in whole or in part.
    public struct Closure: Equatable, Sendable {
        /// The position's place in the given list.
        public let index: Int
        /// How much of it is closed, in base; above zero.
        public let size: Fraction
    }

    /// Ranks positions once, before anything is closed.
    /// - Complexity: O(*n* log *n*) comparisons.
    public init(scores: [Fraction]) {
        order = scores.indices.sorted { left, right in
            scores[left] == scores[right] ? left < right : scores[left] > scores[right]
        }
    }

    /// Closes position after position until the liquidated size is used up; exact.
    ///
    /// - Parameters:
    ///   - liquidatedSize: The size that found no other taker, in base, without sign.
    ///   - sizes: The positions' sizes by place, in base, without sign; one for each score.
    /// - Returns: Who is closed by how much, in order, and the size that nobody was left for.
    /// - Throws: `.isNegative(.liquidatedSize)`, `.isNegative(.positionSize)`; `.overflow`.
    /// - Source: BitMEX documentation, "Auto-Deleveraging Further Information", with its example.
    public func closures(
        liquidatedSize: Fraction, sizes: [Fraction]
    ) throws(VenueFormulaError) -> (closed: [Closure], unmatched: Fraction) {
        precondition(sizes.count == order.count, "\(sizes.count) sizes for \(order.count) scores")
        if liquidatedSize.signum < 0 { throw .isNegative(.liquidatedSize) }
        for size in sizes where size.signum < 0 { throw .isNegative(.positionSize) }
        var closed: [Closure] = []
        var rest = liquidatedSize
        for index in order where sizes[index].signum > 0 {
            if rest.signum == 0 { break }
            let size = min(rest, sizes[index])
            closed.append(Closure(index: index, size: size))
            rest = try rest - size
        }
        return (closed, rest)
    }
}
