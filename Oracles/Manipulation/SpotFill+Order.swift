import WideIntegers

extension SpotFill {
    /// The order by which a venue makes a push that it has quoted.
    ///
    /// A push may end with a stretch in which the price moves for nothing, and its amount alone is
    /// used up before that. So the order has one unit more than the push takes, and its limit is a
    /// billionth and one unit beyond the price that the push leads to: wide enough for the venue's
    /// roundings, and the farthest that the free price runs, or a late order goes.
    package var order: SpotOrder {
        let slackWad = spotAfterWad.quotientAndRemainder(dividingBy: 1_000_000_000).quotient &+ .one
        switch side {
        case .buy:
            let (limitWad, overflows) = spotAfterWad.addingReportingOverflow(slackWad)
            return SpotOrder(
                .buy, .quote(quoteWad &+ .one), limitPriceWad: overflows ? .max : limitWad)
        case .sell:
            return SpotOrder(
                .sell, .base(baseWad &+ .one),
                limitPriceWad: spotAfterWad > slackWad ? spotAfterWad &- slackWad : .zero)
        }
    }
}
