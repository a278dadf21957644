import WideIntegers

/// Why a venue, or one who trades on it, cannot be set up.
public enum VenueSettingsError: Error, Hashable, Sendable, CustomStringConvertible {
    /// A law of delays is wrong.
    case delay(String)
    /// A taker fee of everything or more, in parts per million.
    case takerFeePpm(UInt32)
    /// Bids that reach down to a price of nothing, by their greatest distance in wad.
    case bidDistanceWad(UInt256)
    /// A half-life of no time.
    case halfLifeIsZero
    /// A rate of return above 2^112 wad of base a second.
    case returnRate(UInt256)
    /// A time between two looks of nothing.
    case intervalIsZero
    /// A band around the outside price as wide as the price.
    case bandTooWide

    /// Parameter, value and what is allowed.
    public var description: String {
        switch self {
        case .delay(let defect): "delay: \(defect)"
        case .takerFeePpm(let ppm): "takerFeePpm is 0 to 999999, not \(ppm)"
        case .bidDistanceWad(let distance):
            "bids lie less than \(UInt256.wad) from the fair price, not \(distance)"
        case .halfLifeIsZero: "halfLifeMicros is at least 1, not 0"
        case .returnRate(let rate): "baseWadPerSecond is at most 2^112, not \(rate)"
        case .intervalIsZero: "everyMicros is at least 1, not 0"
        case .bandTooWide: "the fee of a band is below one"
        }
    }
}
