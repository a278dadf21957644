import WideIntegers

extension ReferenceProfile {
    /// Our own middle course between the curve's price and the feed's.
    static let medianMargin: [Value] = [
        Value(
            .marginPrice(.median),
            "specification of ReferencePerp, section 10: median of mark, its average and the oracle"
        ),
        Value(.pnlBasis(.price), "perplab's choice: an oracle's price has no price impact"),
        Value(.venue(.curve), "specification of ReferencePerp, section 10: closed on the curve"),
        Value(
            .onBadFeed(.halt),
            "perplab's choice: positions that a feed margins stand still without it"),
        Value(
            .feedAgeMaxSeconds(3_600),
            "perplab's choice: a heartbeat of one hour, as of many push feeds"),
    ]

    /// Inspired by Mango Markets in October 2022.
    static let mango: [Value] = [
        Value(.marginPrice(.oracle), "incident of 11 October 2022: mark for collateral = oracle"),
        Value(.pnlBasis(.price), "incident of 11 October 2022: size at the oracle's price"),
        Value(
            .withdrawUnrealised(.full),
            "incident of 11 October 2022: unrealised profit was lent out of everybody's deposits"),
        Value(
            .tiers([.last(initial: .ratio(1, 5), maintenance: .ratio(1, 10))]),
            "perplab's choice: the attacker opened at 3.69x, so five times must be allowed; half of"
                + " the initial margin to keep"),
        Value(
            .onBadFeed(.useLast),
            "perplab's choice: a wrong price is the study's subject, not a missing one"),
        Value(
            .penaltyRatioWad(.ratio(1, 20)),
            "perplab's choice: 5 % to the liquidator, as thin coins have it"),
        Value(
            .penaltyShares(liquidatorWad: .wad, insuranceWad: 0),
            "perplab's choice: the liquidator takes the risk over and has all of the fee"),
        Value(.dampening(24), "perplab's choice: hourly parts of a daily premium"),
        Value(
            .payers([.insurance, .socialise, .uncovered]),
            "perplab's choice: the fund, then all winners, since the vault was common"),
        Value(.bandWad(0), "incident of 11 October 2022: no band; 20 % in 5 min is its remedy"),
    ]

    /// Inspired by margin rules for securities in the United States.
    static let securities: [Value] = [
        Value(.marginPrice(.oracle), "Regulation T: the market's price, which is the feed's here"),
        Value(.pnlBasis(.price), "Regulation T: current market value, without price impact"),
        Value(
            .tiers([.last(initial: .ratio(1, 2), maintenance: .ratio(1, 4))]),
            "Regulation T (12 CFR 220.12): initial 50 %; FINRA rule 4210(c): maintenance 25 %"),
        Value(
            .withdrawUnrealised(.full),
            "Regulation T (12 CFR 220.5): what exceeds the requirement can be withdrawn"),
        Value(
            .onBadFeed(.halt), "perplab's choice: no trade without a price, as in a trading halt"),
        Value(
            .flagDelaySeconds(86_400),
            "perplab's choice: a margin call of one day; the rules allow several business days"),
        Value(
            .liquidationSize(.toTarget(targetWad: .ratio(1, 4), lotWad: 1)),
            "perplab's choice: a broker sells what restores maintenance"),
        Value(
            .interestWad(0), "perplab's choice: margin interest is not modelled; funding is off it"),
        Value(.penaltyRatioWad(0), "perplab's choice: a broker's sale has no penalty"),
        Value(.rewardTopUp(false), "no penalty, no reward"),
    ]
}
