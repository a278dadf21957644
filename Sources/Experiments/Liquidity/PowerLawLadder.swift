import OrderBook
import SimulationKernel
import VenueFormulas
import WideIntegers

/// A price of a model's book with what rests there.
public struct LiquidityLevel: Hashable, Sendable {
    /// Ticks of the quote per lot.
    public let price: Int64
    /// Lots.
    public let quantity: Int64

    /// A level.
    public init(price: Int64, quantity: Int64) {
        self.price = price
        self.quantity = quantity
    }
}

/// A book on a grid of ticks whose depth grows with a power of the distance from its middle.
///
/// Within `x` basis points of the middle rest `D1 (x / x1)^beta` lots of a side. The sum up to each
/// level is rounded to the nearest lot and levels hold the differences, so that the depth at every
/// level is within half a lot of the law. The best level holds all that the law has inside of it, and
/// levels without a lot are left out. A sweep pays each level's own price and so at most a step more
/// than the law does.
/// - Source: the form of the depth after Bouchaud, Mezard and Potters, "Statistical properties of stock
///   order books", 2002, whose placement density has a power law as its integral.
public struct PowerLawLadder: Hashable, Sendable {
    /// Levels of a side, at most.
    public static let levelCountMax: Int64 = 1 << 16

    /// The middle, half ticks.
    public let midHalfTicks: Int64
    /// Bids from the highest price down.
    public let bids: [LiquidityLevel]
    /// Asks from the lowest price up.
    public let asks: [LiquidityLevel]

    /// A book from the law of its depth.
    /// - Parameters:
    ///   - law: Depth in lots.
    ///   - midHalfTicks: The middle in half ticks, so that it may lie between two.
    ///   - spreadTicks: Ask less bid; one more where the middle does not allow for it.
    ///   - levels: Levels of each side.
    ///   - stepTicks: From a level to the next.
    /// - Throws: where a parameter is out of its range, bids would reach zero, or a level holds more
    ///   than an order can.
    public init(
        _ law: PowerLawBook, midHalfTicks: Int64, spreadTicks: Int64, levels: Int64,
        stepTicks: Int64 = 1
    ) throws(LiquidityModelError) {
        try LiquidityModelError.require("depth", law.depth, in: 0.5...0x1p60)
        try LiquidityModelError.require("distanceBps", law.distanceBps, in: 1e-6...10_000)
        try LiquidityModelError.require("exponent", law.exponent, in: 0.05...20)
        // Prices below 2^48 are whole as doubles, half ticks among them.
        try LiquidityModelError.require("midHalfTicks", midHalfTicks, in: 2...1 << 48)
        try LiquidityModelError.require("spreadTicks", spreadTicks, in: 1...1 << 32)
        try LiquidityModelError.require("levels", levels, in: 1...Self.levelCountMax)
        try LiquidityModelError.require("stepTicks", stepTicks, in: 1...1 << 24)
        let bestAsk = (midHalfTicks + spreadTicks + 1) >> 1
        let bestBid = (midHalfTicks - spreadTicks) >> 1
        let reach = (levels - 1) * stepTicks
        guard bestBid > reach else {
            throw LiquidityModelError(
                name: "levels", value: "\(levels)",
                allowed: "few enough for bids above zero: the best is \(bestBid)")
        }
        self.midHalfTicks = midHalfTicks
        let prices = stride(from: 0, through: reach, by: Int64.Stride(stepTicks))
        asks = try Self.levels(at: prices.map { bestAsk + $0 }, law, midHalfTicks)
        bids = try Self.levels(at: prices.map { bestBid - $0 }, law, midHalfTicks)
    }

    private static func levels(
        at prices: [Int64], _ law: PowerLawBook, _ midHalfTicks: Int64
    ) throws(LiquidityModelError) -> [LiquidityLevel] {
        var levels: [LiquidityLevel] = []
        var before: Int64 = 0
        for price in prices {
            let halfTicks = Double(abs(2 * price - midHalfTicks))
            let depth = law.depthLots(within: 10_000 * halfTicks / Double(midHalfTicks))
            try LiquidityModelError.require(
                "depth at \(price)", depth, in: 0...Double(BookLimits.quantityMax))
            let sum = Int64(depth.rounded(.toNearestOrEven))
            if sum > before { levels.append(LiquidityLevel(price: price, quantity: sum - before)) }
            before = sum
        }
        return levels
    }

    /// The levels of orders that rest on a side.
    public func levels(_ side: Side) -> [LiquidityLevel] { side == .buy ? bids : asks }

    // MARK: - As other books

    /// The book as orders that only add liquidity, one a level, bids first, the best of a side first.
    /// - Parameter firstID: The number of the first; the others count on.
    public func orders(account: AccountIndex, firstID: OrderID) -> [NewOrder] {
        var orders: [NewOrder] = []
        for side in Side.allCases {
            for level in levels(side) {
                orders.append(
                    NewOrder(
                        id: firstID + OrderID(orders.count), account: account, side: side,
                        quantity: level.quantity, price: level.price, isPostOnly: true))
            }
        }
        return orders
    }

    /// The book in units of quote and base.
    /// - Parameters:
    ///   - tick: Quote per base of a tick of price.
    ///   - lot: Base of a lot.
    public func ladder(tick: Fraction, lot: Fraction) throws(VenueFormulaError) -> BookLadder {
        try BookLadder(bids: bids, asks: asks, tick: tick, lot: lot)
    }
}

extension BookLadder {
    /// A book from levels on a grid.
    init(
        bids: [LiquidityLevel], asks: [LiquidityLevel], tick: Fraction, lot: Fraction
    ) throws(VenueFormulaError) {
        func converted(_ levels: [LiquidityLevel]) throws(VenueFormulaError) -> [Level] {
            var converted: [Level] = []
            for level in levels {
                converted.append(
                    Level(
                        price: try Fraction(Int256(level.price)) * tick,
                        size: try Fraction(Int256(level.quantity)) * lot))
            }
            return converted
        }
        try self.init(bids: converted(bids), asks: converted(asks))
    }
}

extension PowerLawBook {
    /// What rests within a distance, in the unit of `depth`.
    func depthLots(within bps: Double) -> Double {
        bps <= 0 ? 0 : depth * ExactMath.exp(exponent * ExactMath.log(bps / distanceBps))
    }
}
