import WideIntegers

/// What of a profit that is not realised may be taken out of a market.
///
/// Letting it all out is what emptied Mango and Drift v1.
public enum SettleLimit: Hashable, Sendable {
    /// All of it, at the price in force.
    case free
    /// Nothing of it.
    case locked
    /// As much of it as losses of others have been realised and not yet paid out.
    case againstRealisedLosses

    /// The most that an account may take out, wad of the collateral.
    ///
    /// What is held, with losses that are not realised and with the profits that the rule lets count,
    /// less the initial margin of open positions; at least zero.
    /// - Parameters:
    ///   - collateralWad: deposits and realised results.
    ///   - unrealisedWad: the result of open positions at the price in force.
    ///   - initialMarginWad: what open positions keep back.
    ///   - realisedLossesWad: losses of others that no profit has claimed yet.
    /// - Throws: `ArithmeticPanic` beyond 256 bits.
    public func withdrawableWad(
        collateralWad: Int256, unrealisedWad: Int256, initialMarginWad: UInt256,
        realisedLossesWad: UInt256
    ) throws(ArithmeticPanic) -> UInt256 {
        let counted: Int256
        switch self {
        case .free: counted = unrealisedWad
        case .locked: counted = min(unrealisedWad, .zero)
        case .againstRealisedLosses:
            counted = min(unrealisedWad, Int256(exactly: realisedLossesWad) ?? .max)
        }
        guard let margin = Int256(exactly: initialMarginWad) else { return .zero }
        let rest = try collateralWad + counted - margin
        return rest.isNegative ? .zero : rest.magnitude
    }
}

/// An initial margin that grows with the size of a position.
///
/// `max(base, factor * sqrt(size))`, rounded up, so against the trader.
/// - Source: FTX, futures margin: initial margin fraction factor times the root of the size.
public struct SizeScaledMargin: Hashable, Sendable {
    /// The ratio of small positions, wad.
    public var baseRatioWad: UInt256
    /// The ratio at a size of one, wad.
    public var factorWad: UInt256

    /// A rule from its parts.
    public init(baseRatioWad: UInt256, factorWad: UInt256) {
        self.baseRatioWad = baseRatioWad
        self.factorWad = factorWad
    }

    /// The ratio of a size of base, wad.
    /// - Throws: `ArithmeticPanic` for a size or ratio beyond 256 bits.
    public func ratioWad(sizeWad: UInt256) throws(ArithmeticPanic) -> UInt256 {
        let square = try sizeWad * .wad
        var root = square.squareRoot
        if root &* root < square { root = root &+ .one }
        do {
            return max(baseRatioWad, try factorWad.mulDivUp(root, .wad))
        } catch {
            throw .overflow
        }
    }
}
