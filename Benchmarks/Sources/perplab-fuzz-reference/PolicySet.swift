import EthereumPrimitives
import PerpContracts
import SeededRandom
import WideIntegers

/// Values of all policies, and a seed for the numbers in them.
struct PolicySet {
    let values: [Int]
    let seed: UInt64

    /// Waterfalls: none, each payer alone, and mixtures.
    static let waterfalls: [[WaterfallParameters.Payer]] = [
        [], [.insurance], [.backstop], [.deleverage], [.socialise], [.uncovered],
        [.insurance, .backstop, .deleverage, .socialise, .uncovered],
        [.deleverage, .insurance], [.socialise, .deleverage, .backstop],
        [.insurance, .deleverage, .socialise],
    ]

    private static let sources = PriceSource.allCases

    func value(_ axis: PolicyAxis) -> Int { values[axis.rawValue] }

    private func isOn(_ axis: PolicyAxis) -> Bool { value(axis) == 1 }

    /// Whether claims are served in proportion.
    var claimsPolicy: ClaimsPolicy { isOn(.claims) ? .proRata : .firstCome }

    /// Parameters of a market whose price is about 10, or at an extreme now and then.
    func parameters(
        feed: Address, fund: Address, actors: [Address]
    ) -> ReferenceMarketParameters {
        var random = SeededRandom(seed: seed)
        var result = ReferenceMarketParameters(
            feed: feed, fund: fund, curve: curve(&random), tiers: tiers(&random))
        result.maxAgeSeconds = isOn(.maxAge) ? UInt64(60 + random.below(3_600)) : 0
        result.onBadFeed = BadFeedPolicy.allCases[value(.badFeed)]
        result.twapWindowSeconds = window(&random)
        result.marginPrice = marginPrice(&random)
        result.pnlBasis = PnlBasis.allCases[value(.basis)]
        result.withdrawUnrealised =
            [.none, .full, .upTo(UInt256.part(1 + random.below(99), of: 100))][
                value(.withdrawal)]
        result.limits = limits(&random, depth: result.curve.depthWad)
        result.fees.spreadRatioWad = value(.fees) & 1 == 1 ? random.ratio(20, of: 1_000) : 0
        result.fees.tollRatioWad = value(.fees) & 2 == 2 ? random.ratio(20, of: 1_000) : 0
        result.isRestrictionMode = isOn(.restriction)
        result.backstops = isOn(.backstops) ? [actors[6], actors[7]] : []
        result.liquidation = liquidation(
            &random, depth: result.curve.depthWad, actors, maintenance: result.tiers)
        result.funding = funding(&random)
        result.waterfall.payers = Self.waterfalls[value(.waterfall)]
        result.waterfall.insuranceUse =
            isOn(.insuranceUse) ? .belowShare(random.ratio(99, of: 100)) : .always
        result.waterfall.rank = WaterfallParameters.Rank.allCases[value(.rank)]
        result.waterfall.exempt = isOn(.exempt) ? [actors[1], actors[7]] : []
        result.shutdown.price = ShutdownParameters.Price.allCases[value(.shutdownPrice)]
        result.shutdown.thresholdWad = isOn(.threshold) ? random.ratio(20, of: 100) : 0
        if random.below(8) == 0 { random.exaggerate(&result) }
        return result
    }

    private func curve(_ random: inout SeededRandom) -> CurveParameters {
        let ratios: [UInt256] = [.wad, .wad, .part(9, of: 10), .part(1, of: 10)]
        let tradeLimit = random.pick(ratios)
        // A unit of base, small, usual and large.
        var base = random.pick([.wad, .wad &* 50, .wad &* 1_000, .wad &* 1_000_000] as [UInt256])
        if random.below(4) == 0 { base = base &+ UInt256(random.next() >> 4) }
        guard isOn(.curve) else {
            return CurveParameters(
                quoteReserveWad: base &* UInt256(UInt64(1 + random.below(20))),
                baseReserveWad: base, tradeLimitRatioWad: tradeLimit)
        }
        let pegs: [UInt256] = [.wad &* 10, .wad &* 10, .wad &* 50_000, .part(1, of: 1_000), 1]
        let automatic: [CurveParameters.Automatic] = [
            .none,
            .repegToOracle(
                feesRatioWad: random.ratio(100, of: 100),
                stepRatioMaxWad: random.ratio(99, of: 100)),
            .kByImbalance(
                stepWad: random.ratio(20, of: 100), thresholdWad: random.ratio(100, of: 100)),
        ]
        return CurveParameters(
            form: .pegged, quoteReserveWad: base &+ UInt256(UInt64(random.below(3))),
            baseReserveWad: base, pegWad: random.pick(pegs), tradeLimitRatioWad: tradeLimit,
            kStepLimitWad: UInt256.part(20, of: 100), automatic: automatic[value(.automatic)])
    }

    private func tiers(_ random: inout SeededRandom) -> [MarginTier] {
        let maintenance = 1 + random.below(50)
        let initial = maintenance + random.below(60)
        var tiers: [MarginTier] = []
        if isOn(.tiers) {
            for step in 1...2 {
                tiers.append(
                    MarginTier(
                        notionalUpToWad: .wad &* UInt256(UInt64(step * 500)),
                        initialWad: .part(initial * step / 2 + 1, of: 1_000),
                        maintenanceWad: .part(maintenance * step / 2 + 1, of: 1_000)))
            }
        }
        return tiers + [
            MarginTier(
                notionalUpToWad: MarginTier.unbounded,
                initialWad: .part(initial * 2 + 2, of: 1_000),
                maintenanceWad: .part(maintenance * 2 + 2, of: 1_000))
        ]
    }

    private func window(_ random: inout SeededRandom) -> UInt64 {
        isOn(.windows) ? UInt64(600 + random.below(7_200)) : UInt64(1 + random.below(60))
    }

    private func marginPrice(_ random: inout SeededRandom) -> MarginPrice {
        let lists: [[PriceSource]] = [
            [.mark, .oracle], [.markTwap, .oracle], [.mark, .markTwap],
            [.oracle, .mark, .markTwap],
        ]
        let list = random.pick(lists)
        return [.mark, .markTwap, .oracle, .median, .worst(list), .best(list)][
            value(.marginPrice)]
    }

    private func limits(_ random: inout SeededRandom, depth: UInt256) -> LimitParameters {
        var limits = LimitParameters()
        let some = depth.evmDiv(100) &* UInt256(UInt64(1 + random.below(40))) &+ 1
        switch value(.caps) {
        case 1: (limits.openNotionalLongWad, limits.openNotionalShortWad) = (some, some)
        case 2: limits.openNotionalTotalWad = some
        case 3: limits.positionSizeWad = some.evmDiv(10) &+ 1
        default: break
        }
        limits.bandWad = isOn(.band) ? random.ratio(50, of: 100) : 0
        limits.fluctuationWad = isOn(.fluctuation) ? random.ratio(50, of: 100) : 0
        return limits
    }

    private func liquidation(
        _ random: inout SeededRandom, depth: UInt256, _ actors: [Address],
        maintenance tiers: [MarginTier]
    ) -> LiquidationParameters {
        var rules = LiquidationParameters()
        let maintenance = tiers.last?.maintenanceWad ?? 0
        rules.liquidators = isOn(.liquidators) ? [actors[2], actors[6]] : []
        rules.flagDelaySeconds = isOn(.flagDelay) ? UInt64(1 + random.below(120)) : 0
        rules.feeRatioWad = value(.penalty) == 0 ? 0 : random.ratio(50, of: 1_000)
        rules.minRewardWad = value(.penalty) == 2 ? depth.evmDiv(10_000) : 0
        let target = max(maintenance, rules.feeRatioWad) &+ random.ratio(100, of: 1_000)
        let lots: [UInt256] = [1, .part(1, of: 10), .wad]
        rules.size =
            [
                .full, .fraction(random.ratio(100, of: 100)),
                .toTarget(targetWad: target, lotWad: random.pick(lots)),
                .ladder([
                    .init(
                        belowWad: maintenance, fractionWad: .part(1, of: 4),
                        penaltyWad: rules.feeRatioWad),
                    .init(
                        belowWad: maintenance.evmDiv(2), fractionWad: .part(3, of: 4),
                        penaltyWad: rules.feeRatioWad &* 2),
                    .init(
                        belowWad: maintenance.evmDiv(4), fractionWad: .wad,
                        penaltyWad: rules.feeRatioWad &* 3),
                ]),
            ][value(.size)]
        let discount = LiquidationParameters.TakeoverValue.discount(
            UInt256.part(random.below(100), of: 100))
        let slippage = random.ratio(30, of: 100)
        rules.venue =
            [
                .curve, .takeover(.bankruptcy), .takeover(discount),
                .curveThenTakeover(.bankruptcy, slippageMaxWad: slippage),
                .curveThenTakeover(discount, slippageMaxWad: slippage),
            ][value(.venue)]
        let share = random.below(101)
        rules.liquidatorShareWad = .part(share, of: 100)
        rules.insuranceShareWad = .part(random.below(101 - share), of: 100)
        rules.remainder = LiquidationParameters.Remainder.allCases[value(.remainder)]
        rules.isRewardToppedUp = isOn(.topUp)
        rules.badDebtBy = LiquidationParameters.BadDebtRule.allCases[value(.badDebtBy)]
        return rules
    }

    private func funding(_ random: inout SeededRandom) -> FundingParameters {
        var rules = FundingParameters()
        rules.settlement = FundingParameters.Settlement.allCases[value(.settlement)]
        rules.intervalSeconds = random.pick([1, 60, 3_600, 28_800])
        rules.windowSeconds = window(&random)
        rules.premiumOf = Self.sources[value(.premiumOf)]
        rules.premiumOver = Self.sources[value(.premiumOver)]
        rules.dampening = random.pick([1, 8, 24])
        let interest = Int256(bitPattern: random.ratio(100, of: 1_000_000))
        rules.interestWad = [.zero, interest, .zero &- interest][value(.interest)]
        rules.form = isOn(.form) ? .clamped(random.ratio(100, of: 100_000)) : .plain
        rules.capWad = isOn(.cap) ? random.ratio(100, of: 10_000) : 0
        rules.stepWad = isOn(.step) ? random.ratio(100, of: 10_000) : 0
        rules.reference = Self.sources[value(.reference)]
        rules.payer = FundingParameters.Payer.allCases[value(.payer)]
        rules.rewardWad = isOn(.reward) ? random.ratio(100, of: 100) : 0
        return rules
    }
}

extension CurveParameters {
    /// What the quote reserve is worth, at least one.
    var depthWad: UInt256 {
        max(1, (try? quoteReserveWad.mulDivDown(pegWad, .wad)) ?? 1)
    }
}

extension UInt256 {
    /// A part of one.
    static func part(_ parts: Int, of whole: Int) -> UInt256 {
        (wad &* UInt256(UInt64(parts))).evmDiv(UInt256(UInt64(whole)))
    }
}

extension SeededRandom {
    /// Changes a number or two to an extreme that no rule refuses.
    mutating func exaggerate(_ set: inout ReferenceMarketParameters) {
        let seconds: UInt64 = pick([1, 1 << 32, 1 << 60, .max >> 1])
        let most = UInt256.max >> 1
        let number: UInt256 = pick([1, .wad &- 1, .wad &+ 1, most, most &- 1, UInt256(0, 0, 1, 0)])
        for _ in 0..<(1 + below(2)) {
            switch below(20) {
            case 0: set.twapWindowSeconds = seconds
            case 1: set.funding.windowSeconds = seconds
            case 2: set.funding.intervalSeconds = seconds
            case 3: set.liquidation.flagDelaySeconds = seconds
            case 4: set.maxAgeSeconds = seconds
            case 5: set.curve.quoteReserveWad = number
            case 6: set.curve.baseReserveWad = max(.wad, number)
            case 7: set.curve.pegWad = set.curve.form == .pegged ? number : .wad
            case 8: set.limits.bandWad = number
            case 9: set.limits.fluctuationWad = number
            case 10: set.fees.tollRatioWad = number
            case 11: set.fees.spreadRatioWad = number
            case 12: set.liquidation.minRewardWad = number
            case 13: set.funding.dampening = number
            case 14: set.funding.interestWad = Int256(bitPattern: pick([number, .zero &- number]))
            case 15: set.funding.interestWad = Int256(bitPattern: UInt256(1, 0, 0, 1 << 63))
            case 16: set.funding.capWad = number
            case 17: set.funding.rewardWad = number
            case 18: set.shutdown.thresholdWad = number
            default: set.curve.tradeLimitRatioWad = .wad
            }
        }
    }

    /// A ratio above zero and up to some parts of a whole.
    mutating func ratio(_ parts: Int, of whole: Int) -> UInt256 {
        .part(1 + below(parts), of: whole)
    }
}
