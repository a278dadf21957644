import WideIntegers

/// Two prices of one asset, of which each holder is given the worse.
public struct PessimisticPair: Hashable, Sendable {
    /// What collateral is worth: the lower price, wad.
    public let collateralPriceWad: UInt256
    /// What debt is worth: the higher price, wad.
    public let debtPriceWad: UInt256

    /// The pair of a price and its average.
    public init(spotWad: UInt256, twapWad: UInt256) {
        collateralPriceWad = min(spotWad, twapWad)
        debtPriceWad = max(spotWad, twapWad)
    }
}

/// What a price is asked for.
public enum ValuedSide: Hashable, Sendable {
    /// The worth of something that its holder owns.
    case collateral
    /// The worth of something that its holder owes.
    case debt

    func step(_ candidate: GuardCandidate) -> GuardStep {
        guard let twap = candidate.input.twapPriceWad else { return .refuse(.missing(.twap)) }
        let pair = PessimisticPair(spotWad: candidate.priceWad, twapWad: twap)
        let price = self == .collateral ? pair.collateralPriceWad : pair.debtPriceWad
        return price == candidate.priceWad ? .pass : candidate.replacing(price)
    }
}
