import WideIntegers

extension ReferenceProfile {
    private static let off = "perplab's choice: a limit that the design is not known for stays off"

    /// The values of profiles that say nothing else: the simplest market, with every limit off.
    static let common: [Value] = [
        Value(.feedAgeMaxSeconds(0), off),
        Value(
            .onBadFeed(.useLast),
            "perplab's choice: the last good price, so that a feed stops a market only by design"),
        Value(
            .marginWindowSeconds(900),
            "Perpetual Protocol v1, Amm: the TWAP of a position's PnL is of 15 minutes; here for the"
                + " averages of all profiles, so that they can be compared"),
        Value(.marginPrice(.mark), "perplab's choice: the curve's own price"),
        Value(.pnlBasis(.price), "specification of ReferencePerp, section 3: no price impact"),
        Value(
            .curveForm(.constantProduct),
            "specification of ReferencePerp, section 2: the curve that the other rules are studied on"
        ),
        Value(.automatic(.none), "constant product: nothing changes by itself"),
        Value(.kStepLimitWad(0), off),
        Value(
            .tradeLimitRatioWad(.ratio(9, 10)),
            "Perpetual Protocol v1, DeployConfig.ts: trade limit ratio 90 %"),
        Value(
            .withdrawUnrealised(.none),
            "specifications of oracles, settle limits: unrealised profit cannot be withdrawn"),
        Value(
            .tiers([.last(initial: .ratio(1, 10), maintenance: .ratio(625, 10_000))]),
            "Perpetual Protocol v1, DeployConfig.ts: initial 10 %, maintenance 6.25 %"),
        Value(.bandWad(0), off),
        Value(.fluctuationWad(0), off),
        Value(.restrictionMode(false), off),
        Value(
            .spreadRatioWad(.ratio(1, 1_000)),
            "Perpetual Protocol v1, DeployConfig.ts: spread ratio 0.1 %"),
        Value(.tollRatioWad(0), "Perpetual Protocol v1, DeployConfig.ts: toll ratio 0"),
        Value(.flagDelaySeconds(0), off),
        Value(.liquidationSize(.full), "perplab's choice: the simplest liquidation closes all"),
        Value(.venue(.curve), "specification of ReferencePerp, section 5: the curve, as in v1"),
        Value(
            .penaltyRatioWad(.ratio(125, 10_000)),
            "Perpetual Protocol v1, DeployConfig.ts: liquidation fee 1.25 %"),
        Value(.rewardMinWad(0), off),
        Value(
            .penaltyShares(liquidatorWad: .ratio(1, 2), insuranceWad: .ratio(1, 2)),
            "Perpetual Protocol v1, ClearingHouse: half to the liquidator, half to the fund"),
        Value(
            .remainder(.trader), "perplab's choice: what liquidation leaves is the trader's"),
        Value(
            .rewardTopUp(false),
            "perplab's choice: who closes a bankrupt position is paid out of it or not at all"),
        Value(.badDebtBy(.anyone), off),
        Value(.settlement(.perInterval), "Perpetual Protocol v1, Amm.settleFunding: by periods"),
        Value(
            .fundingIntervalSeconds(3_600),
            "Perpetual Protocol v1, DeployConfig.ts: funding period 3600 s"),
        Value(
            .fundingWindowSeconds(3_600),
            "Perpetual Protocol v1, DeployConfig.ts: spot TWAP interval 3600 s"),
        Value(
            .premium(of: .markTwap, over: .oracleTwap),
            "Perpetual Protocol v1, Amm.settleFunding: reserve TWAP against the feed's"),
        Value(
            .dampening(24),
            "Perpetual Protocol v1, Amm.settleFunding: a premium is paid back in a day of hours"),
        Value(.interestWad(0), "Perpetual Protocol v1 has no interest in its funding"),
        Value(.fundingForm(.plain), "Perpetual Protocol v1, Amm.settleFunding: the premium itself"),
        Value(.rateCapWad(0), off),
        Value(.rateStepWad(0), off),
        Value(
            .reference(.oracleTwap),
            "Perpetual Protocol v1, Amm.settleFunding: the rate is of the feed's TWAP"),
        Value(
            .fundingPayer(.imbalanceAccount),
            "perplab's choice: the difference of the sides is shown and nobody's loss"),
        Value(.fundingRewardWad(0), off),
        Value(
            .payers([.insurance, .uncovered]),
            "perplab's choice: the fund, then nobody, as where no other payer is described"),
        Value(.insuranceUse(.always), off),
        Value(.rank(.profitTimesLeverage), "BitMEX's rank; without deleveraging it has no effect"),
        Value(.shutdownThresholdWad(0), off),
        Value(.shutdownPrice(.oracle), "perplab's choice: the price that no trader sets"),
    ]
}
