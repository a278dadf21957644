import PriceOracles
import SimulationKernel
import WideIntegers

/// How a market maker in a book works; amounts in whole quote, distances as ratios of the price.
public struct BookMakerTerms: Hashable, Sendable {
    /// When it shows less, and when it leaves.
    public struct Stress: Hashable, Sendable {
        /// Usual standard deviation of the index in a minute; above zero.
        public var volatilityPerMinute: Double
        /// What an excess of the volatility over the usual one weighs.
        public var volatilityWeight: Double
        /// What an inventory at its limit weighs.
        public var inventoryWeight: Double
        /// What a loss of `lossMax` weighs.
        public var lossWeight: Double
        /// The least share of its size that it shows.
        public var shareMin: Double
        /// Age of the index at which it leaves, microseconds; zero for never.
        public var indexAgeMaxMicros: UInt64
        /// Distance of mark and index at which it leaves; zero for never.
        public var gapMax: Double
        /// Loss since its highest equity at which it leaves; above zero.
        public var lossMax: Double
        /// How long it stays away on average, microseconds.
        public var coolOffMicros: Double

        /// Stress from its parts.
        public init(
            volatilityPerMinute: Double, volatilityWeight: Double, inventoryWeight: Double,
            lossWeight: Double, shareMin: Double, indexAgeMaxMicros: UInt64, gapMax: Double,
            lossMax: Double, coolOffMicros: Double
        ) {
            self.volatilityPerMinute = volatilityPerMinute
            self.volatilityWeight = volatilityWeight
            self.inventoryWeight = inventoryWeight
            self.lossWeight = lossWeight
            self.shareMin = shareMin
            self.indexAgeMaxMicros = indexAgeMaxMicros
            self.gapMax = gapMax
            self.lossMax = lossMax
            self.coolOffMicros = coolOffMicros
        }
    }

    /// The market.
    public var market: Int
    /// Distance of its best quotes from the centre.
    public var halfSpread: Double
    /// Quote on each side up to one percent from the centre.
    public var depthQuote: Double
    /// Exponent of the cumulative depth; above zero.
    public var exponent: Double
    /// Levels on each side; above zero.
    public var levels: Int
    /// Distance of the last level.
    public var range: Double
    /// From one look to the next, microseconds; above zero.
    public var refreshMicros: UInt64
    /// Worth of the largest inventory; above zero.
    public var inventoryMax: Double
    /// How far the centre is moved at the largest inventory.
    public var skew: Double
    /// When it shows less, and when it leaves.
    public var stress: Stress

    /// Terms from their parts.
    public init(
        market: Int, halfSpread: Double, depthQuote: Double, exponent: Double, levels: Int,
        range: Double, refreshMicros: UInt64, inventoryMax: Double, skew: Double, stress: Stress
    ) {
        self.market = market
        self.halfSpread = halfSpread
        self.depthQuote = depthQuote
        self.exponent = exponent
        self.levels = levels
        self.range = range
        self.refreshMicros = refreshMicros
        self.inventoryMax = inventoryMax
        self.skew = skew
        self.stress = stress
    }
}

/// What a maker wants to stand in the book, and what that is made of.
struct BookMakerQuote: Hashable {
    /// The index.
    var price: Double
    /// Worth of what it holds, negative where it is short.
    var inventory: Double
    /// The part of its usual size that it shows.
    var share: Double

    /// Whether the book is to be changed for it: the centre has moved by a tenth of the spread, or the
    /// size by a tenth.
    func differs(from shown: BookMakerQuote, _ terms: BookMakerTerms) -> Bool {
        let (new, old) = (centre(terms), shown.centre(terms))
        if abs(new - old) > 0.1 * terms.halfSpread * old { return true }
        if abs(share / shown.share - 1) > 0.1 { return true }
        // What has traded is put up again.
        return abs(inventory - shown.inventory) > 0.01 * terms.depthQuote
    }

    /// The price that it quotes around.
    func centre(_ terms: BookMakerTerms) -> Double {
        let load = min(max(inventory / terms.inventoryMax, -1), 1)
        return price * (1 - terms.skew * load)
    }

    /// Its orders, the best ones first, each beyond the largest inventory left out.
    func orders(_ terms: BookMakerTerms) -> [BookOrder] {
        let half = terms.halfSpread / share.squareRoot()
        var orders: [BookOrder] = []
        for side in [SpotSide.buy, .sell] {
            let sign = side == .buy ? 1.0 : -1.0
            var room = max(terms.inventoryMax - sign * inventory, 0)
            var before = 0.0
            for level in 0..<terms.levels {
                let step = terms.levels > 1 ? Double(level) / Double(terms.levels - 1) : 0
                let distance = half + max(terms.range - half, 0) * step
                let depth = depth(upTo: distance, terms)
                let amount = min(depth - before, room)
                before = depth
                room -= amount
                let limit = centre(terms) * (1 - sign * distance)
                guard amount > 0, limit > 0, let priceWad = PriceQuantization.wad(limit),
                    let sizeWad = PriceQuantization.wad(amount / limit)
                else { continue }
                orders.append(
                    BookOrder(side, sizeWad: sizeWad, priceWad: priceWad, kind: .postOnly))
            }
        }
        return orders
    }

    /// Quote that stands up to a distance, on one side.
    private func depth(upTo distance: Double, _ terms: BookMakerTerms) -> Double {
        let power = ExactMath.exp(terms.exponent * ExactMath.log(distance / 0.01))
        return share * terms.depthQuote * power
    }
}
