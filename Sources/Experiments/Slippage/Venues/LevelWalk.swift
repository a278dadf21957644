import VenueFormulas

/// An order on its way through levels, best first.
///
/// Rounding is against the taker: what is paid is rounded up, what is received down.
struct LevelWalk {
    let side: TakerSide
    /// The worst price; nil for any.
    let worst: Int64?
    /// Whether all levels within the limit are taken, whatever they cost.
    let isEverything: Bool
    private(set) var fill: LabFill
    private var rest: Int64

    init(_ order: LabOrder, worst: Int64?, mid: Int64, everything: Bool = false) {
        side = order.side
        self.worst = worst
        isEverything = everything
        rest = order.quote
        fill = LabFill(mid: mid, touch: mid)
    }

    /// Whether nothing is left to do at a price or behind it.
    @inline(__always)
    func ends(at price: Int64) -> Bool {
        if rest == 0 && !isEverything { return true }
        guard let worst else { return false }
        return side == .buy ? price > worst : price < worst
    }

    /// Takes from a level.
    /// - Returns: base that was taken.
    @inline(__always)
    mutating func take(_ standing: Int64, at price: Int64) -> Int64 {
        if fill.base == 0 { fill.touch = price }
        let scale = Int128(LabUnits.price)
        let value = Int128(standing) * Int128(price)
        let quote = Int64(side == .buy ? (value + scale - 1) / scale : value / scale)
        if isEverything || quote <= rest {
            fill.base += standing
            fill.quote += quote
            rest -= quote
            return standing
        }
        let wanted = Int128(rest) * scale
        let base = Int64(
            side == .buy ? wanted / Int128(price) : (wanted + Int128(price) - 1) / Int128(price))
        fill.base += base
        if base > 0 { fill.quote += rest }
        rest = 0
        return base
    }

    /// What came of it, with the fee and the average price against the mid.
    func finish(fee: Int64) -> LabFill {
        guard fill.base > 0 else { return LabFill(mid: fill.mid, touch: fill.mid) }
        var fill = fill
        fill.fee = LabUnits.part(fee, of: fill.quote)
        let worth = Int128(fill.base) * Int128(fill.mid)
        let paid = Int128(fill.quote) * Int128(LabUnits.price)
        fill.slippage = LabUnits.ratio(side == .buy ? paid - worth : worth - paid, over: worth)
        return fill
    }
}
