import WideIntegers

/// A place where the asset is traded for collateral.
public struct VenueSettings: Hashable, Sendable {
    /// Its name.
    public var name = ""
    /// What kind of place.
    public var model = VenueModel.exchange(ExchangeVenueSettings())

    /// An exchange of the default depth.
    public init() {}
}

/// A kind of venue.
public enum VenueModel: Hashable, Sendable {
    /// An exchange off the chain whose book stands around a path.
    case exchange(ExchangeVenueSettings)
    /// A constant-product pair on the chain.
    case pair(PairVenueSettings)
}

/// An exchange off the chain.
public struct ExchangeVenueSettings: Hashable, Sendable {
    /// The path that its book stands around.
    public var path = ""
    /// Base on each side up to the distance, wad.
    public var depthBaseWad: UInt256 = .wad &* 1_000
    /// How far the book reaches, a ratio of the price, wad.
    public var depthRangeWad: UInt256 = .share(1, 2)
    /// Shape of the cumulative depth, (distance / range)^exponent.
    public var depthExponent = 1.0
    /// Taker fee, parts per million.
    public var feePpm: UInt64 = 500
    /// Half-life of what was taken, microseconds; zero: it never comes back.
    public var refillHalfLifeMicros: UInt64 = 300_000_000
    /// How long an order takes to arrive, microseconds.
    public var orderLatencyMicros: UInt64 = 100_000

    /// An exchange of 1,000 base on each side.
    public init() {}
}

/// A constant-product pair on the chain, with its arbitrage against a path.
public struct PairVenueSettings: Hashable, Sendable {
    /// The path that its first price is taken from.
    public var path = ""
    /// Quote at the start, wad; base follows from the price.
    public var quoteReserveWad: UInt256 = .wad &* 1_000_000

    /// A pair with a million of quote.
    public init() {}
}
