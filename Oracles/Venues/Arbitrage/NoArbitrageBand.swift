import SimulationKernel
import WideIntegers

/// The prices `g p` to `p/g` about an outside price `p` at which a fee of `1 - g` leaves nothing to
/// gain.
/// - Source: Angeris and Chitra, "Improved price oracles: constant function market makers" (2020).
public struct NoArbitrageBand: Hashable, Sendable {
    /// The lowest price in the band, wad.
    public let lowerWad: UInt256
    /// The highest price in the band, wad.
    public let upperWad: UInt256

    /// The band about a price, wad; 2^256 - 1 stands for an edge beyond it.
    /// - Precondition: the fee is below one.
    public init(aroundWad priceWad: UInt256, fee: Ratio) {
        precondition(
            fee.numerator < fee.denominator, "a fee of \(fee.numerator)/\(fee.denominator)")
        let kept = UInt256(fee.denominator - fee.numerator)
        let whole = UInt256(fee.denominator)
        lowerWad = (try? priceWad.mulDivUp(kept, whole)) ?? .max
        upperWad = (try? priceWad.mulDivDown(whole, kept)) ?? .max
    }

    /// Where to bring a price that lies outside, and by which trade; nil for one inside.
    public func correction(ofPriceWad spotWad: UInt256) -> (side: SpotSide, targetWad: UInt256)? {
        if spotWad < lowerWad { return (.buy, lowerWad) }
        if spotWad > upperWad { return (.sell, upperWad) }
        return nil
    }
}
