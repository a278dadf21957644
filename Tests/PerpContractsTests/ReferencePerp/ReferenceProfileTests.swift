import EthereumPrimitives
import PerpContracts
import TestSupport
import Testing
import WideIntegers

/// The named parameter sets: complete, sourced, accepted, and what they are named for.
@Suite struct ReferenceProfileTests {
    private static let backstop = Address(truncating: 0xb5)

    private static func parameters(
        _ profile: ReferenceProfile, backstops: [Address] = [backstop]
    ) -> ReferenceMarketParameters {
        profile.parameters(
            feed: Address(truncating: 0xfeed), fund: Address(truncating: 0xf0),
            curve: CurveParameters(
                quoteReserveWad: wad("1000000"), baseReserveWad: wad("10000"),
                tradeLimitRatioWad: wad("0.5")), backstops: backstops)
    }

    @Test("is accepted for a market with a backstop account", arguments: ReferenceProfile.allCases)
    func accepted(_ profile: ReferenceProfile) throws {
        try Self.parameters(profile).validate()
    }

    @Test("is found by its name, which no other has", arguments: ReferenceProfile.allCases)
    func name(_ profile: ReferenceProfile) {
        #expect(ReferenceProfile(name: profile.name) == profile)
        #expect(ReferenceProfile.allCases.filter { $0.name == profile.name }.count == 1)
        #expect(ReferenceProfile(name: profile.name + " ") == nil)
    }

    @Test("has each parameter once, with a source", arguments: ReferenceProfile.allCases)
    func sources(_ profile: ReferenceProfile) {
        let values = profile.values
        #expect(Set(values.map(\.setting.name)).count == 42)
        #expect(values.count == 42)
        for value in values {
            #expect(value.source.count > 8, "\(value.setting.name)")
            #expect(!value.setting.name.isEmpty)
        }
    }

    @Test("sets what its values say, and nothing that is the market's own")
    func applied() {
        for profile in ReferenceProfile.allCases {
            let parameters = Self.parameters(profile)
            for value in profile.values {
                var again = parameters
                value.setting.apply(to: &again)
                #expect(again == parameters, "\(profile.name) \(value.setting.name)")
            }
            #expect(
                parameters.feed == Address(truncating: 0xfeed)
                    && parameters.fund == Address(truncating: 0xf0))
            #expect(parameters.curve.quoteReserveWad == wad("1000000"))
            #expect(parameters.curve.baseReserveWad == wad("10000"))
            #expect(parameters.curve.pegWad == .wad)
            #expect(parameters.backstops == [Self.backstop])
            #expect(parameters.limits.openNotionalTotalWad.isZero)
        }
    }

    @Test("every setting changes the parameter that it names")
    func settings() {
        // Each profile's values over each other's: where the values differ, so do the parameters.
        for first in ReferenceProfile.allCases {
            let parameters = Self.parameters(first)
            for second in ReferenceProfile.allCases {
                for (own, other) in zip(first.values, second.values) {
                    var changed = parameters
                    other.setting.apply(to: &changed)
                    #expect(own.setting.name == other.setting.name)
                    #expect((changed == parameters) == (own.setting == other.setting))
                }
            }
        }
    }

    @Test("no setting is without effect")
    func effects() {
        let settings: [ReferenceSetting] = [
            .feedAgeMaxSeconds(1), .onBadFeed(.useMark), .marginWindowSeconds(1),
            .marginPrice(.markTwap), .pnlBasis(.close), .curveForm(.pegged),
            .automatic(.kByImbalance(stepWad: 1, thresholdWad: 1)), .kStepLimitWad(1),
            .tradeLimitRatioWad(1), .withdrawUnrealised(.full), .tiers([]), .bandWad(1),
            .fluctuationWad(1), .restrictionMode(true), .spreadRatioWad(1), .tollRatioWad(1),
            .flagDelaySeconds(1), .liquidationSize(.fraction(1)), .venue(.takeover(.bankruptcy)),
            .penaltyRatioWad(1), .rewardMinWad(1),
            .penaltyShares(liquidatorWad: 1, insuranceWad: 1), .remainder(.insurance),
            .rewardTopUp(true), .badDebtBy(.backstop), .settlement(.continuous),
            .fundingIntervalSeconds(1), .fundingWindowSeconds(1),
            .premium(of: .mark, over: .oracle), .dampening(1), .interestWad(1),
            .fundingForm(.clamped(1)), .rateCapWad(1), .rateStepWad(1), .reference(.mark),
            .fundingPayer(.protocolFund), .fundingRewardWad(1), .payers([.socialise]),
            .insuranceUse(.belowShare(1)), .rank(.binance), .shutdownThresholdWad(1),
            .shutdownPrice(.mark),
        ]
        #expect(
            Set(settings.map(\.name)) == Set(ReferenceProfile.v1Like.values.map(\.setting.name)))
        let parameters = Self.parameters(.oracleMargined)
        for setting in settings {
            var changed = parameters
            setting.apply(to: &changed)
            #expect(changed != parameters, "\(setting)")
        }
    }

    @Test(
        "a profile that needs a backstop account is refused without one",
        arguments: [
            (ReferenceProfile.v1Like, ParameterRefusal.backstopRuleWithoutBackstops),
            (.bitmexLike, .takeoverWithoutBackstops), (.ftxLike, .takeoverWithoutBackstops),
        ])
    func backstops(_ profile: ReferenceProfile, _ reason: ParameterRefusal) {
        #expect(throws: reason) {
            try Self.parameters(profile, backstops: []).validate()
        }
    }

    // MARK: - What they are named for

    @Test("v1-like: better of mark and its average, profit stays, the fund behind everything")
    func v1Like() {
        let market = Self.parameters(.v1Like)
        #expect(market.marginPrice == .best([.mark, .markTwap]))
        #expect(market.pnlBasis == .close && market.withdrawUnrealised == .none)
        #expect(market.twapWindowSeconds == 900 && market.isRestrictionMode)
        #expect(market.liquidation.badDebtBy == .backstop)
        #expect(market.liquidation.remainder == .insurance)
        #expect(market.liquidation.isRewardToppedUp && market.liquidation.venue == .curve)
        #expect(market.funding.payer == .protocolFund && market.funding.dampening == 24)
        #expect(market.tiers.first?.initialWad == wad("0.1"))
        #expect(market.tiers.first?.maintenanceWad == wad("0.0625"))
        #expect(market.limits.fluctuationWad == wad("0.012") && market.limits.bandWad.isZero)
        #expect(market.fees.spreadRatioWad == wad("0.001") && market.fees.tollRatioWad.isZero)
        guard case .ladder(let rows) = market.liquidation.size else {
            Issue.record("no ladder")
            return
        }
        #expect(rows.map(\.fractionWad) == [wad("0.25"), wad("1")])
        #expect(rows.map(\.belowWad) == [wad("0.0625"), wad("0.012500000000000001")])
    }

    @Test("v1-legacy-like: all at once, by anyone, the whole fee to the liquidator")
    func v1LegacyLike() {
        var market = Self.parameters(.v1LegacyLike)
        #expect(market.liquidation.size == .full && market.liquidation.badDebtBy == .anyone)
        #expect(market.liquidation.liquidatorShareWad == .wad)
        #expect(market.liquidation.insuranceShareWad.isZero)
        // Nothing else differs from v1-like.
        let v1 = Self.parameters(.v1Like).liquidation
        market.liquidation.size = v1.size
        market.liquidation.badDebtBy = v1.badDebtBy
        market.liquidation.liquidatorShareWad = v1.liquidatorShareWad
        market.liquidation.insuranceShareWad = v1.insuranceShareWad
        #expect(market == Self.parameters(.v1Like))
    }

    @Test("oracle-margined, mango-like and reg-t: the feed margins positions")
    func byOracle() {
        let median = Self.parameters(.oracleMargined)
        #expect(median.marginPrice == .median && median.liquidation.venue == .curve)
        let mango = Self.parameters(.mangoLike)
        #expect(mango.marginPrice == .oracle && mango.pnlBasis == .price)
        #expect(mango.withdrawUnrealised == .full)
        let securities = Self.parameters(.regT)
        #expect(
            securities.tiers == [
                MarginTier(
                    notionalUpToWad: MarginTier.unbounded, initialWad: wad("0.5"),
                    maintenanceWad: wad("0.25"))
            ])
    }

    @Test("drift-like: a pegged curve with repeg, capped receivers, a ladder")
    func driftLike() {
        let market = Self.parameters(.driftLike)
        #expect(market.curve.form == .pegged)
        guard case .repegToOracle = market.curve.automatic, case .ladder = market.liquidation.size
        else {
            Issue.record("no repeg or no ladder")
            return
        }
        #expect(market.funding.payer == .receiverCapped)
        // A 33rd of the oracle's average in 24 parts.
        #expect(market.funding.capWad == UInt256(1_262_626_262_626_262))
    }

    @Test("bitmex-like and binance-like: eight hours, a clamp, tiers, deleveraging")
    func exchanges() {
        for profile in [ReferenceProfile.bitmexLike, .binanceLike] {
            let market = Self.parameters(profile)
            #expect(market.funding.intervalSeconds == 28_800 && market.funding.dampening == 1)
            #expect(market.funding.form == .clamped(wad("0.0005")))
            #expect(market.funding.interestWad == signedWad("0.0001"))
            #expect(market.tiers.count > 3)
            #expect(market.waterfall.payers == [.insurance, .deleverage, .uncovered])
        }
        #expect(Self.parameters(.bitmexLike).liquidation.venue == .takeover(.bankruptcy))
        #expect(Self.parameters(.bitmexLike).waterfall.rank == .profitTimesLeverage)
        #expect(Self.parameters(.binanceLike).waterfall.rank == .binance)
        #expect(Self.parameters(.binanceLike).liquidation.feeRatioWad == wad("0.0125"))
    }

    @Test("ftx-like: a band on new risk, takeover, backstop accounts before the fund")
    func ftxLike() {
        let market = Self.parameters(.ftxLike)
        #expect(market.limits.bandWad == wad("0.2"))
        #expect(market.waterfall.payers.prefix(2) == [.backstop, .insurance])
        guard case .curveThenTakeover = market.liquidation.venue else {
            Issue.record("no takeover")
            return
        }
    }
}
