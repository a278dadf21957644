import EthereumPrimitives
import PerpContracts
import Testing
import WideIntegers

/// Which sets of parameters a market of ReferencePerp refuses, and for what reason first.
@Suite struct ReferenceParameterTests {
    /// A change of a valid set that breaks one rule.
    struct Breach: CustomTestStringConvertible, Sendable {
        let reason: ParameterRefusal
        var detail = ""
        let apply: @Sendable (inout ReferenceMarketParameters) -> Void
        var testDescription: String { detail.isEmpty ? "\(reason)" : "\(reason) (\(detail))" }
    }

    private static let half = UInt256(500_000_000_000_000_000 as UInt64)
    private static let tenth = UInt256(100_000_000_000_000_000 as UInt64)
    private static let hundredth = UInt256(10_000_000_000_000_000 as UInt64)
    private static let alice = Address(truncating: 0xa11ce)

    /// A market that has every policy whose parameters can be refused.
    static func valid() -> ReferenceMarketParameters {
        var market = ReferenceMarketParameters(
            feed: Address(truncating: 1), fund: Address(truncating: 2),
            curve: CurveParameters(
                form: .pegged, quoteReserveWad: .wad, baseReserveWad: .wad, kStepLimitWad: tenth,
                automatic: .kByImbalance(stepWad: tenth, thresholdWad: half)),
            tiers: [
                MarginTier(notionalUpToWad: .wad, initialWad: tenth, maintenanceWad: hundredth),
                MarginTier(
                    notionalUpToWad: MarginTier.unbounded, initialWad: tenth,
                    maintenanceWad: hundredth),
            ])
        market.marginPrice = .worst([.mark, .oracle])
        market.withdrawUnrealised = .upTo(half)
        market.backstops = [alice]
        market.liquidation.size = .toTarget(targetWad: tenth, lotWad: 1)
        market.liquidation.venue = .takeover(.discount(tenth))
        market.liquidation.liquidatorShareWad = half
        market.liquidation.insuranceShareWad = half
        market.liquidation.badDebtBy = .backstop
        market.waterfall.payers = [.insurance, .backstop, .deleverage, .socialise, .uncovered]
        market.waterfall.insuranceUse = .belowShare(half)
        market.waterfall.exempt = [alice]
        return market
    }

    /// One change for each reason, or each place of one, in the order of the specification.
    static let breaches: [Breach] = [
        Breach(reason: .baseReserveBelowOne) { $0.curve.baseReserveWad = .wad &- 1 },
        Breach(reason: .reserveOrPegIsZero, detail: "reserve") { $0.curve.quoteReserveWad = 0 },
        Breach(reason: .reserveOrPegIsZero, detail: "peg") { $0.curve.pegWad = 0 },
        Breach(reason: .constantProductHasNoPeg) {
            $0.curve.form = .constantProduct
            $0.curve.pegWad = .wad &+ 1
        },
        Breach(reason: .constantProductCannotBeChanged) {
            $0.curve.form = .constantProduct
            $0.curve.automatic = .kByImbalance(stepWad: tenth, thresholdWad: 0)
        },
        Breach(reason: .tradeLimitOutside, detail: "0") { $0.curve.tradeLimitRatioWad = 0 },
        Breach(reason: .tradeLimitOutside) { $0.curve.tradeLimitRatioWad = .wad &+ 1 },
        Breach(reason: .windowIsZero, detail: "margin") { $0.twapWindowSeconds = 0 },
        Breach(reason: .windowIsZero, detail: "funding") { $0.funding.windowSeconds = 0 },
        Breach(reason: .fewerThanTwoPrices, detail: "worst") { $0.marginPrice = .worst([.mark]) },
        Breach(reason: .fewerThanTwoPrices, detail: "best") {
            $0.marginPrice = .best([.oracle, .oracle])
        },
        Breach(reason: .lastTierIsBounded) {
            $0.tiers[1].notionalUpToWad = MarginTier.unbounded &- 1
        },
        Breach(reason: .lastTierIsBounded, detail: "no tier") { $0.tiers = [] },
        Breach(reason: .maintenanceAboveInitial) {
            $0.tiers[0].initialWad = tenth
            $0.tiers[0].maintenanceWad = tenth &+ 1
        },
        Breach(reason: .maintenanceAboveInitial, detail: "0") { $0.tiers[1].maintenanceWad = 0 },
        Breach(reason: .maintenanceAboveInitial, detail: "initial above one") {
            $0.tiers[1].initialWad = .wad &+ 1
        },
        Breach(reason: .tiersNotRising, detail: "notional") {
            $0.tiers[0].notionalUpToWad = MarginTier.unbounded
        },
        Breach(reason: .tiersNotRising, detail: "initial") { $0.tiers[0].initialWad = half },
        Breach(reason: .tiersNotRising, detail: "maintenance") {
            $0.tiers[0].maintenanceWad = tenth
        },
        Breach(reason: .shareOutside, detail: "profit 0") { $0.withdrawUnrealised = .upTo(0) },
        Breach(reason: .shareOutside, detail: "profit 1") { $0.withdrawUnrealised = .upTo(.wad) },
        Breach(reason: .sharesAboveOne) { $0.liquidation.insuranceShareWad = half &+ 1 },
        Breach(reason: .sharesAboveOne, detail: "2^256") {
            $0.liquidation.liquidatorShareWad = .max
            $0.liquidation.insuranceShareWad = 1
        },
        Breach(reason: .fractionOutside, detail: "0") { $0.liquidation.size = .fraction(0) },
        Breach(reason: .fractionOutside) { $0.liquidation.size = .fraction(.wad &+ 1) },
        Breach(reason: .fractionOutside, detail: "ladder") {
            $0.liquidation.size = .ladder([ladderRow(tenth, fraction: 0)])
        },
        Breach(reason: .targetBelowMaintenance) {
            $0.liquidation.size = .toTarget(targetWad: hundredth &- 1, lotWad: 1)
        },
        Breach(reason: .targetNotAbovePenalty) {
            $0.liquidation.size = .toTarget(targetWad: tenth, lotWad: 1)
            $0.liquidation.feeRatioWad = tenth
        },
        Breach(reason: .lotIsZero) {
            $0.liquidation.size = .toTarget(targetWad: half, lotWad: 0)
        },
        Breach(reason: .ladderStartsBelowMaintenance) {
            $0.liquidation.size = .ladder([ladderRow(hundredth &- 1)])
        },
        Breach(reason: .ladderStartsBelowMaintenance, detail: "no row") {
            $0.liquidation.size = .ladder([])
        },
        Breach(reason: .ladderNotFalling, detail: "ratio") {
            $0.liquidation.size = .ladder([ladderRow(tenth), ladderRow(tenth)])
        },
        Breach(reason: .ladderNotFalling, detail: "penalty") {
            $0.liquidation.size = .ladder([ladderRow(tenth, penalty: 1), ladderRow(hundredth)])
        },
        Breach(reason: .takeoverWithoutBackstops) {
            $0.backstops = []
            $0.liquidation.venue = .curveThenTakeover(.bankruptcy, slippageMaxWad: 0)
        },
        Breach(reason: .backstopRuleWithoutBackstops) {
            $0.backstops = []
            $0.liquidation.venue = .curve
            $0.liquidation.badDebtBy = .backstop
        },
        Breach(reason: .discountOutside) {
            $0.backstops = [alice]
            $0.liquidation.venue = .takeover(.discount(.wad))
        },
        Breach(reason: .discountOutside, detail: "after the curve") {
            $0.backstops = [alice]
            $0.liquidation.venue = .curveThenTakeover(.discount(.wad), slippageMaxWad: 0)
        },
        Breach(reason: .intervalOrDampeningIsZero, detail: "interval") {
            $0.funding.intervalSeconds = 0
        },
        Breach(reason: .intervalOrDampeningIsZero, detail: "dampening") {
            $0.funding.dampening = 0
        },
        Breach(reason: .premiumOverItself) { $0.funding.premiumOver = $0.funding.premiumOf },
        Breach(reason: .payerTwice) {
            $0.waterfall.payers = [.deleverage, .insurance, .deleverage]
        },
        Breach(reason: .uncoveredIsNotLast) {
            $0.waterfall.payers = [.insurance, .uncovered, .deleverage]
        },
        Breach(reason: .backstopPayerWithoutBackstops) {
            $0.backstops = []
            $0.liquidation.venue = .curve
            $0.liquidation.badDebtBy = .anyone
            $0.waterfall.payers = [.insurance, .backstop, .deleverage]
        },
        Breach(reason: .exemptWithoutDeleverage) { $0.waterfall.payers = [.insurance] },
        Breach(reason: .insuranceUseWithoutInsurance) { $0.waterfall.payers = [.deleverage] },
        Breach(reason: .shareOutside, detail: "fund 0") {
            $0.waterfall.insuranceUse = .belowShare(0)
        },
        Breach(reason: .shareOutside, detail: "fund 1") {
            $0.waterfall.insuranceUse = .belowShare(.wad)
        },
        Breach(reason: .shareOutside, detail: "fees") {
            $0.curve.automatic = .repegToOracle(feesRatioWad: .wad &+ 1, stepRatioMaxWad: half)
        },
        Breach(reason: .shareOutside, detail: "step of the peg") {
            $0.curve.automatic = .repegToOracle(feesRatioWad: half, stepRatioMaxWad: 0)
        },
        Breach(reason: .kStepTooLarge, detail: "0") {
            $0.curve.automatic = .kByImbalance(stepWad: 0, thresholdWad: 0)
        },
        Breach(reason: .kStepTooLarge) {
            $0.curve.automatic = .kByImbalance(stepWad: tenth &+ 1, thresholdWad: 0)
        },
    ]

    private static func ladderRow(
        _ below: UInt256, fraction: UInt256 = half, penalty: UInt256 = 0
    ) -> LiquidationParameters.LadderRow {
        LiquidationParameters.LadderRow(
            belowWad: below, fractionWad: fraction, penaltyWad: penalty)
    }

    private func refusal(_ market: ReferenceMarketParameters) -> ParameterRefusal? {
        do throws(ParameterRefusal) {
            try market.validate()
            return nil
        } catch {
            return error
        }
    }

    // MARK: - Reasons

    @Test("a set that breaks no rule is accepted")
    func accepted() {
        #expect(refusal(Self.valid()) == nil)
    }

    @Test("a set that breaks one rule is refused for it", arguments: breaches)
    func refused(breach: Breach) {
        var market = Self.valid()
        breach.apply(&market)
        #expect(refusal(market) == breach.reason)
    }

    @Test("every reason is among the sets")
    func complete() {
        // The enum has 29 reasons; one more needs a set of its own here.
        #expect(Set(Self.breaches.map(\.reason)).count == 29)
    }

    // MARK: - Order

    @Test("a set that breaks two rules is refused for the first", arguments: breaches.indices)
    func order(index: Int) {
        let first = Self.breaches[index]
        for later in Self.breaches[index...].dropFirst() where later.reason != first.reason {
            var market = Self.valid()
            later.apply(&market)
            first.apply(&market)
            #expect(refusal(market) == first.reason, "with \(later.testDescription)")
        }
    }

    @Test(
        "of two rules about one parameter the first gives the reason",
        arguments: [
            Breach(reason: .reserveOrPegIsZero) {
                $0.curve.form = .constantProduct
                $0.curve.pegWad = 0
            },
            Breach(reason: .constantProductHasNoPeg) {
                $0.curve.form = .constantProduct
                $0.curve.pegWad = half
            },
            Breach(reason: .lastTierIsBounded) {
                $0.tiers[1].notionalUpToWad = .wad
                $0.tiers[0].maintenanceWad = 0
            },
            Breach(reason: .maintenanceAboveInitial, detail: "in the row that does not rise") {
                $0.tiers[0].initialWad = half
                $0.tiers[1].maintenanceWad = 0
            },
            Breach(reason: .tiersNotRising, detail: "in the row before") {
                $0.tiers.insert(
                    MarginTier(
                        notionalUpToWad: 1, initialWad: tenth, maintenanceWad: hundredth), at: 1)
                $0.tiers[2].maintenanceWad = 0
            },
            Breach(reason: .fractionOutside) {
                $0.liquidation.size = .ladder([ladderRow(0, fraction: .max), ladderRow(tenth)])
            },
            Breach(reason: .targetBelowMaintenance) {
                $0.liquidation.size = .toTarget(targetWad: 0, lotWad: 0)
                $0.liquidation.feeRatioWad = half
            },
            Breach(reason: .targetNotAbovePenalty) {
                $0.liquidation.size = .toTarget(targetWad: tenth, lotWad: 0)
                $0.liquidation.feeRatioWad = half
            },
            Breach(reason: .ladderStartsBelowMaintenance) {
                $0.liquidation.size = .ladder([ladderRow(0), ladderRow(tenth)])
            },
            Breach(reason: .payerTwice) {
                $0.waterfall.payers = [.uncovered, .insurance, .uncovered]
            },
            Breach(reason: .uncoveredIsNotLast) {
                $0.waterfall.payers = [.uncovered, .backstop]
                $0.backstops = []
                $0.liquidation.venue = .curve
                $0.liquidation.badDebtBy = .anyone
            },
            Breach(reason: .insuranceUseWithoutInsurance) {
                $0.waterfall.payers = [.deleverage]
                $0.waterfall.insuranceUse = .belowShare(0)
            },
        ])
    func sharedParameter(breach: Breach) {
        var market = Self.valid()
        breach.apply(&market)
        #expect(refusal(market) == breach.reason)
    }

    // MARK: - Bounds

    @Test(
        "the last value before each bound is accepted",
        arguments: [
            Breach(reason: .tradeLimitOutside) { $0.curve.tradeLimitRatioWad = 1 },
            Breach(reason: .constantProductCannotBeChanged) {
                $0.curve.form = .constantProduct
                $0.curve.automatic = .none
            },
            Breach(reason: .maintenanceAboveInitial) {
                for index in $0.tiers.indices {
                    $0.tiers[index].initialWad = .wad
                    $0.tiers[index].maintenanceWad = .wad
                }
                $0.liquidation.size = .full
            },
            Breach(reason: .shareOutside) { $0.withdrawUnrealised = .upTo(.wad &- 1) },
            Breach(reason: .shareOutside, detail: "fund") {
                $0.waterfall.insuranceUse = .belowShare(1)
            },
            Breach(reason: .fractionOutside) { $0.liquidation.size = .fraction(.wad) },
            Breach(reason: .targetBelowMaintenance) {
                $0.liquidation.size = .toTarget(targetWad: hundredth, lotWad: 1)
                $0.liquidation.feeRatioWad = hundredth &- 1
            },
            Breach(reason: .ladderNotFalling) {
                $0.liquidation.size = .ladder([
                    ladderRow(hundredth, fraction: .wad), ladderRow(hundredth &- 1, fraction: 1),
                ])
            },
            Breach(reason: .discountOutside) {
                $0.liquidation.venue = .takeover(.discount(.wad &- 1))
            },
            Breach(reason: .shareOutside, detail: "fees") {
                $0.curve.automatic = .repegToOracle(feesRatioWad: .wad, stepRatioMaxWad: .wad &- 1)
            },
            Breach(reason: .uncoveredIsNotLast, detail: "no payer") {
                $0.waterfall.payers = []
                $0.waterfall.exempt = []
                $0.waterfall.insuranceUse = .always
            },
            Breach(reason: .takeoverWithoutBackstops) {
                $0.backstops = []
                $0.liquidation.venue = .curve
                $0.liquidation.badDebtBy = .anyone
                $0.waterfall.payers = [.insurance, .deleverage]
            },
        ])
    func bounds(breach: Breach) {
        var market = Self.valid()
        breach.apply(&market)
        #expect(refusal(market) == nil)
    }
}
