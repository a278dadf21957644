import WideIntegers

extension ReferenceProfile {
    /// Inspired by Perpetual Protocol v1 at its last version.
    static let v1: [Value] = [
        Value(
            .marginPrice(.best([.mark, .markTwap])),
            "ClearingHouse.getMarginRatio: the better of spot and TWAP PnL"),
        Value(
            .pnlBasis(.close), "ClearingHouse: a position is worth what closing it would exchange"),
        Value(.marginWindowSeconds(900), "Amm.getOutputTwap: 15 minutes"),
        Value(.feedAgeMaxSeconds(0), "no contract asks for the age of a price"),
        Value(
            .onBadFeed(.useLast),
            "perplab's choice: trades go on as in v1, which does not ask the feed for them"),
        Value(.tradeLimitRatioWad(.ratio(9, 10)), "DeployConfig.ts: trade limit ratio 90 %"),
        Value(
            .withdrawUnrealised(.none),
            "ClearingHouse.removeMargin: profit does not count as collateral"),
        Value(
            .tiers([.last(initial: .ratio(1, 10), maintenance: .ratio(625, 10_000))]),
            "DeployConfig.ts: initial 10 %, maintenance 6.25 %"),
        Value(.fluctuationWad(.ratio(12, 1_000)), "DeployConfig.ts: fluctuation limit 1.2 %"),
        Value(.restrictionMode(true), "ClearingHouse.requireNotRestrictionMode"),
        Value(.spreadRatioWad(.ratio(1, 1_000)), "DeployConfig.ts: spread 0.1 %"),
        Value(.tollRatioWad(0), "DeployConfig.ts: toll 0"),
        Value(
            .liquidationSize(
                .ladder([
                    LiquidationParameters.LadderRow(
                        belowWad: .ratio(625, 10_000), fractionWad: .ratio(1, 4),
                        penaltyWad: .ratio(125, 10_000)),
                    // The original closes all at the fee's ratio and below it, hence one wei more.
                    LiquidationParameters.LadderRow(
                        belowWad: .ratio(125, 10_000) &+ .one, fractionWad: .wad,
                        penaltyWad: .ratio(125, 10_000)),
                ])),
            "ClearingHouse.liquidate: a part while the ratio is above the fee; 25 % as set after"
                + " April 2021 (approximately)"),
        Value(.venue(.curve), "ClearingHouse.liquidate: closed on the Amm"),
        Value(.penaltyRatioWad(.ratio(125, 10_000)), "DeployConfig.ts: liquidation fee 1.25 %"),
        Value(
            .penaltyShares(liquidatorWad: .ratio(1, 2), insuranceWad: .ratio(1, 2)),
            "ClearingHouse.liquidate: half of the fee to the liquidator"),
        Value(
            .remainder(.insurance), "ClearingHouse.liquidate: the rest of the margin to the fund"),
        Value(.rewardTopUp(true), "ClearingHouse.liquidate: the fund pays what the margin lacks"),
        Value(.badDebtBy(.backstop), "ClearingHouse.liquidate: `not backstop LP`"),
        Value(
            .fundingPayer(.protocolFund),
            "ClearingHouse.payFunding: the fund is the counterparty of the net size"),
        Value(
            .payers([.insurance, .uncovered]),
            "ClearingHouse.realizeBadDebt: the fund; v1 then mints, which perplab leaves uncovered"),
        Value(
            .shutdownPrice(.mark),
            "perplab's choice: Amm.shutdown's price of closing all has no counterpart; the mark is"
                + " the curve's own price"),
    ]

    /// What was otherwise before version 2.
    static let v1Legacy: [Value] = [
        Value(.liquidationSize(.full), "src/legacy, ClearingHouseV1: no partial liquidation"),
        Value(
            .penaltyShares(liquidatorWad: .wad, insuranceWad: 0),
            "src/legacy, ClearingHouseV1: the whole fee to the liquidator"),
        Value(.badDebtBy(.anyone), "src/legacy, ClearingHouseV1: no backstop rule"),
    ]
}
