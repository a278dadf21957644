import VenueFormulas
import WideIntegers

/// What an attacker earns on a perpetual without price impact by bending the index that marks it.
///
/// A position is opened at the oracle price, one venue of the index is pushed by a factor, the position is
/// closed at the bent price, and what was traded on the venue goes back at the old price. The index is a
/// mean in which the venue has a weight w, so that the oracle moves by T = 1 + w (m - 1).
///
/// Exact: all figures are fractions, in whole units of quote.
/// - Source: perp attack arithmetic of Qin et al., arXiv 2003.03810, on one venue.
public struct PerpAttack: Sendable {
    /// Which way the position earns.
    public enum Side: String, Hashable, Sendable, CaseIterable {
        /// As the oracle rises.
        case long
        /// As it falls.
        case short
    }

    /// T, the oracle's factor.
    public let oracleFactor: Fraction
    /// What the position earns before fees, in quote.
    public let gross: Fraction
    /// Fees of opening and closing, both on the notional at entry, in quote.
    public let fees: Fraction
    /// Gross less fees and the cost of the push, in quote.
    public let net: Fraction
    /// The notional from which the attack pays, in quote; nil where no size does, since the oracle moves by
    /// no more than the fees, or the wrong way.
    public let breakEvenNotional: Fraction?

    /// The result of an attack.
    /// - Parameters:
    ///   - side: which way the position earns.
    ///   - pushCost: what the push loses, in quote.
    ///   - venueFactor: m, above zero.
    ///   - venueWeight: w, the venue's weight in the index, from zero to one.
    ///   - notional: the position's size at entry, in quote.
    ///   - feeEachWay: the share of the notional that each way costs.
    /// - Throws: `.overflow` where an exact figure does not fit 256 bits.
    public init(
        side: Side = .long, pushCost: Fraction, venueFactor: Fraction, venueWeight: Fraction,
        notional: Fraction, feeEachWay: Fraction
    ) throws(VenueFormulaError) {
        oracleFactor = try .one + venueWeight * (venueFactor - .one)
        let rise = try oracleFactor - .one
        let move = try side == .long ? rise : -rise
        let feesShare = try Fraction(2) * feeEachWay
        gross = try notional * move
        fees = try notional * feesShare
        net = try gross - fees - pushCost
        let margin = try move - feesShare
        breakEvenNotional = margin.signum > 0 ? try pushCost / margin : nil
    }

    /// The factor to which a venue of weight w must be pushed so that a mean index moves by T:
    /// m = 1 + (T - 1) / w; nil where it would not be above zero, or the weight is zero.
    /// - Throws: `.overflow` where it does not fit 256 bits.
    public static func venueFactor(
        forOracleFactor target: Fraction, weight: Fraction
    ) throws(VenueFormulaError) -> Fraction? {
        guard weight.signum > 0 else { return nil }
        let factor = try .one + (target - .one) / weight
        return factor.signum > 0 ? factor : nil
    }
}
