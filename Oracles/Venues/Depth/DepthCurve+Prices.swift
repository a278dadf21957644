import WideIntegers

extension DepthCurve {
    /// A level of a book as an exchange shows it.
    public struct PriceLevel: Hashable, Sendable {
        /// Quote per base, wad.
        public var priceWad: UInt256
        /// Base that rests there, wad.
        public var sizeWad: UInt256

        /// A level from its price and size.
        public init(priceWad: UInt256, sizeWad: UInt256) {
            self.priceWad = priceWad
            self.sizeWad = sizeWad
        }
    }

    /// The largest price, 2^120.
    public static let priceWadMax: UInt256 = .one << 120

    /// One side of a book given by prices, as it stood about a reference price; it then follows the
    /// fair price.
    ///
    /// Asks are what buyers take, from the reference upwards, and bids what sellers take,
    /// downwards, best first. Distances are rounded away from the reference.
    /// - Throws: `.referencePrice`, `.price`, and what the stretches themselves may be refused for.
    public init(
        takenBy side: SpotSide, levels: [PriceLevel], referencePriceWad: UInt256
    ) throws(DepthError) {
        guard !referencePriceWad.isZero, referencePriceWad <= Self.priceWadMax else {
            throw .referencePrice(referencePriceWad)
        }
        var stretches: [Stretch] = []
        for (index, level) in levels.enumerated() {
            guard level.priceWad <= Self.priceWadMax,
                side == .buy
                    ? level.priceWad >= referencePriceWad : level.priceWad <= referencePriceWad
            else { throw .price(level.priceWad, index: index) }
            let gap =
                side == .buy
                ? level.priceWad &- referencePriceWad : referencePriceWad &- level.priceWad
            guard let distanceWad = try? gap.mulDivUp(.wad, referencePriceWad),
                distanceWad <= Self.distanceWadMax
            else { throw .price(level.priceWad, index: index) }
            stretches.append(Stretch(atWad: distanceWad, sizeWad: level.sizeWad))
        }
        try self.init(stretches)
    }
}
