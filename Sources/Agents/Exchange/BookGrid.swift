import OrderBook
import WideIntegers

/// How a book's whole numbers stand for wad: the one place where they become each other.
///
/// A price of one tick is `tickWad` of quote per base, a quantity of one lot is `lotWad` of base, and
/// the book's money is their product. What is rounded is rounded against the trader: the direction
/// stands in each name.
public struct BookGrid: Hashable, Sendable {
    /// Quote per base of a tick, wad.
    public let tickWad: UInt256
    /// Base of a lot, wad.
    public let lotWad: UInt256
    /// Quote of the book's unit of money, wad: tick times lot.
    public let unitWad: UInt256

    /// A grid.
    /// - Returns: nil where a tick times a lot is no whole number of wei.
    public init?(tickWad: UInt256, lotWad: UInt256) {
        let (product, overflow) = tickWad.multipliedReportingOverflow(by: lotWad)
        guard !overflow, !product.isZero else { return nil }
        let (unit, rest) = product.quotientAndRemainder(dividingBy: .wad)
        guard rest.isZero, !unit.isZero else { return nil }
        self.tickWad = tickWad
        self.lotWad = lotWad
        unitWad = unit
    }

    /// A grid of powers of ten for a price: a tick of at most a ten-thousandth of it, and lots of
    /// at most a tenth of a unit of quote.
    public static func fitting(priceWad: UInt256) -> BookGrid? {
        let fine = priceWad.quotientAndRemainder(dividingBy: 10_000).quotient
        return fitting(priceWad: priceWad, tickWad: max(powerOfTen(atMost: fine), .one))
    }

    /// The same with a given tick.
    public static func fitting(priceWad: UInt256, tickWad tick: UInt256) -> BookGrid? {
        let tenth = UInt256(100_000_000_000_000_000)
        guard let lotMax = try? tenth.mulDivDown(.wad, max(priceWad, .one)) else { return nil }
        var lot = powerOfTen(atMost: max(lotMax, .one))
        // Their product must be whole wei.
        for _ in 0..<60 {
            if let grid = BookGrid(tickWad: tick, lotWad: lot) { return grid }
            lot = lot &* 10
        }
        return nil
    }

    private static func powerOfTen(atMost value: UInt256) -> UInt256 {
        var power = UInt256.one
        while power &* 10 <= value, power.bitWidth < 240 { power = power &* 10 }
        return power
    }

    // MARK: - To the grid

    /// Ticks of a price, rounded down; nil beyond 64 bits.
    public func ticks(atMost priceWad: UInt256) -> Int64? { count(priceWad, tickWad, up: false) }

    /// Ticks of a price, rounded up.
    public func ticks(atLeast priceWad: UInt256) -> Int64? { count(priceWad, tickWad, up: true) }

    /// Ticks of a price, rounded to the nearest, halves up: for an index, which nobody trades at.
    public func ticks(nearest priceWad: UInt256) -> Int64? {
        count(priceWad.saturatingAdd(tickWad >> 1), tickWad, up: false)
    }

    /// Whole lots within a size.
    public func lots(within sizeWad: UInt256) -> Int64? { count(sizeWad, lotWad, up: false) }

    /// Whole units of money within an amount: what is credited.
    public func units(within amountWad: UInt256) -> Int64? { count(amountWad, unitWad, up: false) }

    /// Whole units of money that cover an amount: what is debited.
    public func units(covering amountWad: UInt256) -> Int64? { count(amountWad, unitWad, up: true) }

    private func count(_ amount: UInt256, _ step: UInt256, up: Bool) -> Int64? {
        let (quotient, rest) = amount.quotientAndRemainder(dividingBy: step)
        guard let whole = UInt64(exactly: quotient), whole < UInt64(Int64.max) else { return nil }
        return Int64(whole) + (up && !rest.isZero ? 1 : 0)
    }

    // MARK: - From the grid

    /// A price in wad, exactly; nothing for one below zero.
    public func priceWad(_ ticks: Int64) -> UInt256 {
        ticks > 0 ? UInt256(UInt64(ticks)) &* tickWad : .zero
    }

    /// A size in wad, exactly, with its sign.
    public func sizeWad(_ lots: Int64) -> Int256 { scaled(Int128(lots), lotWad) }

    /// Money in wad, exactly, with its sign.
    public func moneyWad(_ units: some BinaryInteger) -> Int256 {
        scaled(Int128(truncatingIfNeeded: units), unitWad)
    }

    /// Money in wad; nothing for a debt.
    public func amountWad(_ units: some BinaryInteger) -> UInt256 {
        units > 0 ? moneyWad(units).magnitude : .zero
    }

    private func scaled(_ count: Int128, _ step: UInt256) -> Int256 {
        let magnitude = count.magnitude
        let wide =
            UInt256(UInt64(magnitude >> 64)) << 64
            | UInt256(UInt64(truncatingIfNeeded: magnitude))
        let amount = Int256(bitPattern: wide &* step)
        return count < 0 ? .zero &- amount : amount
    }
}
