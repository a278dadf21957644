import VenueFormulas
import WideIntegers

/// Market and oracle that are apart: the health check then takes the better of two margin ratios.
///
/// A lying oracle can so keep a bad position alive, and cannot kill a healthy one.
/// - Source: Perpetual Protocol v1, Amm.isOverSpreadLimit and ClearingHouse.liquidate; 10 % there.
public struct SpreadLimit: Equatable, Sendable {
    /// The share of the oracle's price, from 0; at the share the prices are apart.
    public var limit: Fraction

    /// A limit.
    /// - Throws: `GuardParameterError` for a share that is negative or has terms of over 128 bits.
    public init(_ limit: Fraction) throws(GuardParameterError) {
        try GuardParameterError.check("spread", limit)
        self.limit = limit
    }

    /// Whether a market's price is off the oracle's by the share or more, without rounding.
    public func isOver(mark: UInt256, oracle: UInt256) -> Bool {
        PriceApartness.isOverOrEqual(mark, from: oracle, by: limit)
    }

    /// The margin ratio that counts, of those at the market's and at the oracle's price.
    public func marginRatioWad(
        markBased: Int256, oracleBased: Int256, mark: UInt256, oracle: UInt256
    ) -> Int256 {
        isOver(mark: mark, oracle: oracle) ? max(markBased, oracleBased) : markBased
    }
}
