import VenueFormulas
import WideIntegers

/// The one crossing between prices as `Double` and prices in wad.
public enum PriceQuantization {
    /// The highest price that is counted, 10^30 in wad: its product with any span of microseconds
    /// fits 256 bits.
    public static let priceWadMax = UInt256.wad &* .wad &* 1_000_000_000_000

    /// The price in wad, rounded to the nearest, ties to the even one.
    ///
    /// The `Double` is taken exactly as the binary fraction it is, so that the result depends on no
    /// product of floating point.
    /// - Returns: nil for nan, for zero and below, for what rounds to zero, and above `priceWadMax`.
    public static func wad(_ price: Double) -> UInt256? {
        // Below, the result is zero; above, it is beyond the maximum. Both leave shifts in range.
        guard price > 0x1p-70, price < 0x1p110 else { return nil }
        let bits = price.bitPattern
        let significand = bits & 0x000f_ffff_ffff_ffff | 0x0010_0000_0000_0000
        let shift = Int(bits >> 52) - 1075
        let scaled = UInt256(significand) &* .wad
        let wad =
            shift >= 0
            ? scaled << shift : scaled.dividedHalfEven(by: UInt256.one << -shift).quotient
        return wad.isZero || wad > priceWadMax ? nil : wad
    }

    /// The price as `Double`, within two units in the last place: the way back, for models that start
    /// from a given price.
    public static func price(_ wad: UInt256) -> Double { wad.estimate / 1e18 }

    /// Refuses a price of nothing and one above the maximum.
    static func require(_ name: String, _ priceWad: UInt256) throws(PathError) {
        if priceWad.isZero || priceWad > priceWadMax {
            throw .parameter(
                name: name, value: "\(priceWad)", allowed: "from 1 to \(priceWadMax) wad")
        }
    }
}
