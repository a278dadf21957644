/// Prices and sizes rebuilt from a first view of both sides and the updates after it: level 2 of market
/// data at a reader's side.
public struct DepthReplica: Hashable, Sendable {
    /// The number of the newest event whose changes it contains.
    public private(set) var sequence: UInt64
    /// Levels by price, lowest first.
    private var sides: [[DepthLevel]]

    /// The levels of both sides in any order, as they were after an event.
    public init(sequence: UInt64, bids: [DepthLevel], asks: [DepthLevel]) {
        self.sequence = sequence
        sides = [bids, asks].map { $0.sorted { $0.price < $1.price } }
    }

    /// Takes the next update. An event can change several levels, and most change none, so that numbers
    /// repeat and leave gaps.
    /// - Throws: `SequenceGap` for an update of an event before the newest; nothing has changed then.
    public mutating func apply(_ update: DepthUpdate) throws(SequenceGap) {
        guard update.sequence >= sequence else {
            throw SequenceGap(expected: sequence, got: update.sequence)
        }
        sequence = update.sequence
        let side = Int(update.side.rawValue)
        let price = update.level.price
        var (low, high) = (0, sides[side].count)
        while low < high {
            let middle = (low + high) / 2
            if sides[side][middle].price < price { low = middle + 1 } else { high = middle }
        }
        let isThere = low < sides[side].count && sides[side][low].price == price
        switch (isThere, update.level.orderCount > 0) {
        case (true, true): sides[side][low] = update.level
        case (true, false): sides[side].remove(at: low)
        case (false, true): sides[side].insert(update.level, at: low)
        case (false, false): break
        }
    }

    /// The levels of a side, best first.
    public func depth(_ side: Side) -> [DepthLevel] {
        side == .buy ? sides[0].reversed() : sides[1]
    }
}
