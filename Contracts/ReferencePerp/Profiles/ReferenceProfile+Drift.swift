import WideIntegers

extension ReferenceProfile {
    /// Inspired by Drift v1 in 2022.
    static let drift: [Value] = [
        Value(.curveForm(.pegged), "protocol-v1 math/amm: quote reserve times peg"),
        Value(
            .automatic(
                .repegToOracle(feesRatioWad: .ratio(1, 2), stepRatioMaxWad: .ratio(1, 100))),
            "protocol-v1 math/repeg: half of all fees may pay for it; steps of 1 % are perplab's"
                + " choice, since an administrator decided"),
        Value(.kStepLimitWad(.ratio(25, 1_000)), "protocol-v1 math/amm: no step below 0.975"),
        Value(.marginPrice(.mark), "protocol-v1 math/margin: value at the close-out price"),
        Value(.pnlBasis(.close), "protocol-v1 math/margin: value at the close-out price"),
        Value(
            .tiers([.last(initial: .ratio(1, 5), maintenance: .ratio(625, 10_000))]),
            "protocol-v1: initial 2000; liquidation begins at the partial ratio 625 (of 10000)"),
        Value(
            .feedAgeMaxSeconds(400),
            "protocol-v1 oracle validity: 1000 slots, of 0.4 s nominally"),
        Value(
            .onBadFeed(.useMark),
            "protocol-v1 math/repeg: guards of an invalid oracle are skipped, as they are void when"
                + " the mark stands for it"),
        Value(.bandWad(.ratio(1, 10)), "protocol-v1: divergence guard of 10 %"),
        Value(.spreadRatioWad(0), "protocol-v1 math/fees: all of the fee is the market's"),
        Value(.tollRatioWad(.ratio(10, 10_000)), "protocol-v1 math/fees: taker fee 10/10000"),
        Value(
            .liquidationSize(
                .ladder([
                    LiquidationParameters.LadderRow(
                        belowWad: .ratio(625, 10_000), fractionWad: .ratio(1, 4),
                        penaltyWad: .ratio(625, 100_000)),
                    LiquidationParameters.LadderRow(
                        belowWad: .ratio(5, 100), fractionWad: .wad,
                        penaltyWad: .ratio(625, 100_000)),
                ])),
            "protocol-v1 liquidation: a quarter at 625, all at 500; 2.5 % of a collateral of 6.25 %"
                + " is 0.625 % of the quarter exchanged, kept below since rows cannot fall"),
        Value(
            .penaltyShares(liquidatorWad: .ratio(1, 2), insuranceWad: .ratio(1, 2)),
            "protocol-v1 liquidation: half and half of a partial one's penalty"),
        Value(
            .remainder(.insurance),
            "protocol-v1 liquidation: a full one's penalty is all of the collateral"),
        Value(.fundingIntervalSeconds(3_600), "protocol-v1 math/funding: hourly"),
        Value(.dampening(24), "protocol-v1 math/funding: 86400 / 3600"),
        Value(
            .rateCapWad(.ratio(1, 33 * 24)),
            "protocol-v1 math/funding: spread within a 33rd of the oracle's TWAP, in 24 parts"),
        Value(
            .reference(.oracleTwap), "protocol-v1 math/funding: the spread is of the oracle TWAP"),
        Value(
            .fundingPayer(.receiverCapped),
            "protocol-v1 controller/funding: receivers get what payers pay; the fee pot's part in it"
                + " is left out"),
        Value(
            .payers([.insurance, .uncovered]),
            "protocol-v1: insurance vault, then none; no deleveraging and no socialising"),
    ]
}
