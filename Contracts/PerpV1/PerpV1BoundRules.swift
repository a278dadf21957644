import ContractRuntime

/// The rules of Perpetual Protocol v1 that can decide a study: a liquidation or a trade would have
/// gone another way without them.
///
/// Of two rules that would each have refused a liquidation neither is reported, since the call would
/// have gone the same way without either.
public enum PerpV1BoundRules {
    /// A liquidation with bad debt was refused because its sender is no backstop provider.
    public static let backstop = BoundRule("backstop")
    /// A swap was refused, or a close became partial, because of the limit on the price in a block.
    public static let fluctuationLimit = BoundRule("fluctuationLimit")
    /// A trade was refused because its trader has acted in a block with a liquidation.
    public static let restrictionMode = BoundRule("restrictionMode")
    /// A liquidation was refused because the feed's price, far from the mark, leaves enough margin, or
    /// because the guard could not be computed, as with a feed at zero.
    public static let spreadGuard = BoundRule("spreadGuard")
    /// A liquidation was refused that the worse of spot and average price would have allowed.
    public static let betterOfTwoPnl = BoundRule("betterOfTwoPnl")
    /// The insurance fund held less than it had to pay.
    public static let fundEmpty = BoundRule("fundEmpty")

    /// All of them, in the order in which reports name them.
    public static let all = [
        backstop, fluctuationLimit, restrictionMode, spreadGuard, betterOfTwoPnl, fundEmpty,
    ]
}
