import WideIntegers

extension ReferenceProfile {
    private static let eightHours: UInt64 = 28_800
    private static let clampOfFunding = FundingParameters.Form.clamped(.ratio(5, 10_000))
    private static let interestOfFunding = Int256(bitPattern: .ratio(1, 10_000))

    /// A tier with a bound in whole units of money.
    private static func tier(
        upTo notional: UInt64, _ initial: UInt256, _ maintenance: UInt256
    ) -> MarginTier {
        MarginTier(
            notionalUpToWad: UInt256(notional) &* .wad, initialWad: initial,
            maintenanceWad: maintenance)
    }

    /// Inspired by BitMEX.
    static let bitmex: [Value] = [
        Value(
            .marginPrice(.oracle),
            "BitMEX fair price: index times one plus what funding is left, without that small part"),
        Value(.pnlBasis(.price), "BitMEX: size at the fair price"),
        Value(
            .onBadFeed(.useLast), "perplab's choice: an index stays at its last value in an outage"),
        Value(
            .tiers([
                tier(upTo: 2_000_000, .ratio(1, 100), .ratio(5, 1_000)),
                tier(upTo: 4_000_000, .ratio(15, 1_000), .ratio(1, 100)),
                tier(upTo: 8_000_000, .ratio(3, 100), .ratio(2, 100)),
                .last(initial: .ratio(10, 100), maintenance: .ratio(6, 100)),
            ]),
            "perplab's choice in the shape of risk limits: 100x at first, requirements rise in steps"
        ),
        Value(.liquidationSize(.full), "BitMEX: taken over as a whole"),
        Value(.venue(.takeover(.bankruptcy)), "BitMEX: takeover at the bankruptcy price"),
        Value(
            .penaltyRatioWad(0),
            "BitMEX: the maintenance margin goes with the position taken over at bankruptcy"),
        Value(.spreadRatioWad(.ratio(75, 100_000)), "perplab's choice: a taker fee of 0.075 %"),
        Value(.fundingIntervalSeconds(eightHours), "BitMEX funding: every 8 h"),
        Value(.fundingWindowSeconds(eightHours), "BitMEX funding: time-weighted over the interval"),
        Value(.dampening(1), "BitMEX funding: the premium of 8 h is paid in 8 h"),
        Value(.interestWad(interestOfFunding), "BitMEX funding: interest 0.01 % in 8 h"),
        Value(.fundingForm(clampOfFunding), "BitMEX funding: P + clamp(I - P, 0.05 %)"),
        Value(
            .rateCapWad(.ratio(375, 100_000)),
            "BitMEX funding: 75 % of initial less maintenance margin, of the first tier"),
        Value(
            .rateStepWad(.ratio(375, 100_000)),
            "BitMEX funding: changes of 75 % of the maintenance margin, of the first tier"),
        Value(.reference(.mark), "BitMEX funding: of the value at the mark price"),
        Value(
            .fundingPayer(.receiverCapped),
            "BitMEX funding: between traders alone; a curve's net size makes receivers the poorer"),
        Value(.payers([.insurance, .deleverage, .uncovered]), "BitMEX: insurance fund, then ADL"),
        Value(.rank(.profitTimesLeverage), "BitMEX ADL: PnL % times leverage"),
    ]

    /// Inspired by Binance's perpetuals.
    static let binance: [Value] = [
        Value(
            .marginPrice(.median),
            "Binance mark price: a median of index, index with the basis, and last"),
        Value(.pnlBasis(.price), "Binance: size at the mark price"),
        Value(
            .marginWindowSeconds(150), "Binance mark price: basis window of 2.5 minutes"),
        Value(
            .tiers([
                tier(upTo: 50_000, .ratio(8, 1_000), .ratio(4, 1_000)),
                tier(upTo: 250_000, .ratio(1, 100), .ratio(5, 1_000)),
                tier(upTo: 1_000_000, .ratio(2, 100), .ratio(1, 100)),
                tier(upTo: 10_000_000, .ratio(5, 100), .ratio(25, 1_000)),
                .last(initial: .ratio(1, 10), maintenance: .ratio(5, 100)),
            ]),
            "perplab's choice in the shape of leverage brackets: 125x at first, 10x at last"),
        Value(
            .liquidationSize(.fraction(.ratio(1, 2))),
            "perplab's choice: half at a time; one target for all brackets would close all of the"
                + " small positions"),
        Value(
            .penaltyRatioWad(.ratio(125, 10_000)),
            "perplab's choice: a liquidation clearance fee of 1.25 %"),
        Value(
            .penaltyShares(liquidatorWad: .ratio(1, 10), insuranceWad: .ratio(9, 10)),
            "Binance: the clearance fee is the insurance fund's; a tenth is perplab's choice, since"
                + " keepers replace the exchange's engine"),
        Value(.spreadRatioWad(.ratio(5, 10_000)), "perplab's choice: a taker fee of 0.05 %"),
        Value(.fundingIntervalSeconds(eightHours), "Binance funding: every 8 h"),
        Value(
            .fundingWindowSeconds(eightHours), "Binance funding: time-weighted over the interval"),
        Value(.dampening(1), "Binance funding: the premium of 8 h is paid in 8 h"),
        Value(.interestWad(interestOfFunding), "Binance funding: interest 0.01 % in 8 h"),
        Value(.fundingForm(clampOfFunding), "Binance funding: P + clamp(I - P, 0.05 %)"),
        Value(
            .rateCapWad(.ratio(3, 1_000)),
            "Binance funding: tied to the maintenance ratio; 75 % of the first tier's is perplab's"
                + " choice"),
        Value(.reference(.mark), "Binance funding: of the value at the mark price"),
        Value(
            .fundingPayer(.receiverCapped),
            "Binance funding: between traders alone; a curve's net size makes receivers the poorer"),
        Value(.payers([.insurance, .deleverage, .uncovered]), "Binance: insurance fund, then ADL"),
        Value(.rank(.binance), "Binance ADL: leveraged PnL"),
    ]

    /// Inspired by FTX before November 2022.
    static let ftx: [Value] = [
        Value(.marginPrice(.oracle), "perplab's choice: an index of venues margins positions"),
        Value(.pnlBasis(.price), "perplab's choice: size at the index"),
        Value(
            .bandWad(.ratio(1, 5)),
            "Bankman-Fried, October 2022: risk prices stay in a band of about 20 %; here between mark"
                + " and oracle for new risk"),
        Value(
            .tiers([.last(initial: .ratio(1, 20), maintenance: .ratio(3, 100))]),
            "perplab's choice: 20x to open, 3 % to keep"),
        Value(
            .liquidationSize(.toTarget(targetWad: .ratio(5, 100), lotWad: 1)),
            "perplab's choice: closed in the market until the initial margin is back"),
        Value(
            .venue(.curveThenTakeover(.bankruptcy, slippageMaxWad: .ratio(3, 100))),
            "specification of ReferencePerp, section 10: backstop takeover before insurance; beyond a"
                + " slippage of the maintenance margin (perplab's choice)"),
        Value(
            .penaltyRatioWad(.ratio(1, 100)),
            "perplab's choice: 1 %, less than the maintenance margin"),
        Value(
            .penaltyShares(liquidatorWad: .ratio(1, 4), insuranceWad: .ratio(3, 4)),
            "perplab's choice: mostly the fund's, as where the exchange's own engine liquidates"),
        Value(.spreadRatioWad(.ratio(7, 10_000)), "perplab's choice: a taker fee of 0.07 %"),
        Value(
            .dampening(24), "perplab's choice: hourly, a 24th of the premium to the index"),
        Value(.premium(of: .markTwap, over: .oracleTwap), "perplab's choice: hourly averages"),
        Value(
            .fundingPayer(.receiverCapped), "perplab's choice: between traders alone"),
        Value(
            .payers([.backstop, .insurance, .deleverage, .uncovered]),
            "specification of ReferencePerp, section 10: backstop accounts before insurance"),
    ]
}
