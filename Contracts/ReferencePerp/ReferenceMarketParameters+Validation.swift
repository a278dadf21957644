import EthereumPrimitives
import WideIntegers

/// Why a set of parameters is refused; the text says it.
///
/// - Source: perplab's specification of ReferencePerp, section 10.
public enum ParameterRefusal: String, Error, Hashable, Sendable, CustomStringConvertible {
    case baseReserveBelowOne = "base reserve below one unit"
    case reserveOrPegIsZero = "reserve or peg is 0"
    case constantProductHasNoPeg = "constant product has no peg"
    case constantProductCannotBeChanged = "constant product cannot be changed"
    case tradeLimitOutside = "trade limit outside (0,1]"
    case windowIsZero = "window is 0"
    case fewerThanTwoPrices = "fewer than two prices"
    case lastTierIsBounded = "last tier is bounded"
    case maintenanceAboveInitial = "maintenance above initial"
    case tiersNotRising = "tiers not rising"
    case shareOutside = "share outside (0,1)"
    case sharesAboveOne = "shares above one"
    case fractionOutside = "fraction outside (0,1]"
    case targetBelowMaintenance = "target below maintenance"
    case targetNotAbovePenalty = "target not above the penalty"
    case lotIsZero = "lot is 0"
    case ladderStartsBelowMaintenance = "ladder starts below maintenance"
    case ladderNotFalling = "ladder not falling"
    case takeoverWithoutBackstops = "takeover without backstops"
    case backstopRuleWithoutBackstops = "backstop rule without backstops"
    case discountOutside = "discount outside [0,1)"
    case intervalOrDampeningIsZero = "interval or dampening is 0"
    case premiumOverItself = "premium of a price with itself"
    case payerTwice = "payer twice"
    case uncoveredIsNotLast = "uncovered is not last"
    case backstopPayerWithoutBackstops = "backstop payer without backstops"
    case exemptWithoutDeleverage = "exempt accounts without deleverage"
    case insuranceUseWithoutInsurance = "insurance use without insurance payer"
    case kStepTooLarge = "k step too large"

    /// The reason in words.
    public var description: String { rawValue }
}

extension ReferenceMarketParameters {
    /// Refuses what contradicts itself; the first reason in the specification's order wins.
    public func validate() throws(ParameterRefusal) {
        try validateCurve()
        try validatePrices()
        try validateTiers()
        if case .upTo(let ratio) = withdrawUnrealised, !ratio.isBetweenZeroAndOne {
            throw .shareOutside
        }
        try validateLiquidation()
        try validateFunding()
        try validateWaterfall()
        try validateAutomatic()
    }

    private func refuse(
        _ condition: Bool, _ reason: ParameterRefusal
    ) throws(ParameterRefusal) {
        if condition { throw reason }
    }

    private func validateCurve() throws(ParameterRefusal) {
        try refuse(curve.baseReserveWad < .wad, .baseReserveBelowOne)
        try refuse(curve.quoteReserveWad.isZero || curve.pegWad.isZero, .reserveOrPegIsZero)
        if curve.form == .constantProduct {
            try refuse(curve.pegWad != .wad, .constantProductHasNoPeg)
            try refuse(curve.automatic != .none, .constantProductCannotBeChanged)
        }
        let limit = curve.tradeLimitRatioWad
        try refuse(limit.isZero || limit > .wad, .tradeLimitOutside)
    }

    private func validatePrices() throws(ParameterRefusal) {
        try refuse(twapWindowSeconds == 0 || funding.windowSeconds == 0, .windowIsZero)
        switch marginPrice {
        case .worst(let sources), .best(let sources):
            try refuse(Set(sources).count < 2, .fewerThanTwoPrices)
        case .mark, .markTwap, .oracle, .median: break
        }
    }

    private func validateTiers() throws(ParameterRefusal) {
        try refuse(tiers.last?.notionalUpToWad != MarginTier.unbounded, .lastTierIsBounded)
        for (index, tier) in tiers.enumerated() {
            try refuse(
                tier.maintenanceWad > tier.initialWad || tier.maintenanceWad.isZero
                    || tier.initialWad > .wad, .maintenanceAboveInitial)
            guard index > 0 else { continue }
            let last = tiers[index - 1]
            try refuse(
                tier.notionalUpToWad <= last.notionalUpToWad || tier.initialWad < last.initialWad
                    || tier.maintenanceWad < last.maintenanceWad, .tiersNotRising)
        }
    }

    private func validateLiquidation() throws(ParameterRefusal) {
        let (shares, overflow) = liquidation.liquidatorShareWad.addingReportingOverflow(
            liquidation.insuranceShareWad)
        try refuse(overflow || shares > .wad, .sharesAboveOne)
        let maintenance = tiers.last?.maintenanceWad ?? .zero
        switch liquidation.size {
        case .full: break
        case .fraction(let fraction): try refuse(!fraction.isPartOfOne, .fractionOutside)
        case .toTarget(let target, let lot):
            try refuse(target < maintenance, .targetBelowMaintenance)
            try refuse(target <= liquidation.feeRatioWad, .targetNotAbovePenalty)
            try refuse(lot.isZero, .lotIsZero)
        case .ladder(let rows):
            try refuse(!rows.allSatisfy { $0.fractionWad.isPartOfOne }, .fractionOutside)
            try refuse(
                rows.first.map { $0.belowWad < maintenance } ?? true,
                .ladderStartsBelowMaintenance)
            let isFalling = zip(rows, rows.dropFirst()).allSatisfy {
                $0.belowWad > $1.belowWad && $0.penaltyWad <= $1.penaltyWad
            }
            try refuse(!isFalling, .ladderNotFalling)
        }
        try refuse(
            liquidation.venue != .curve && backstops.isEmpty, .takeoverWithoutBackstops)
        try refuse(
            liquidation.badDebtBy == .backstop && backstops.isEmpty,
            .backstopRuleWithoutBackstops)
        switch liquidation.venue {
        case .takeover(.discount(let discount)),
            .curveThenTakeover(.discount(let discount), slippageMaxWad: _):
            try refuse(discount >= .wad, .discountOutside)
        case .curve, .takeover(.bankruptcy), .curveThenTakeover(.bankruptcy, slippageMaxWad: _):
            break
        }
    }

    private func validateFunding() throws(ParameterRefusal) {
        try refuse(
            funding.intervalSeconds == 0 || funding.dampening.isZero,
            .intervalOrDampeningIsZero)
        try refuse(funding.premiumOf == funding.premiumOver, .premiumOverItself)
    }

    private func validateWaterfall() throws(ParameterRefusal) {
        let payers = waterfall.payers
        try refuse(Set(payers).count < payers.count, .payerTwice)
        try refuse(payers.dropLast().contains(.uncovered), .uncoveredIsNotLast)
        try refuse(
            payers.contains(.backstop) && backstops.isEmpty, .backstopPayerWithoutBackstops)
        try refuse(
            !waterfall.exempt.isEmpty && !payers.contains(.deleverage), .exemptWithoutDeleverage)
        guard case .belowShare(let share) = waterfall.insuranceUse else { return }
        try refuse(!payers.contains(.insurance), .insuranceUseWithoutInsurance)
        try refuse(!share.isBetweenZeroAndOne, .shareOutside)
    }

    private func validateAutomatic() throws(ParameterRefusal) {
        switch curve.automatic {
        case .none: break
        case .repegToOracle(let feesRatio, let stepRatioMax):
            try refuse(
                !feesRatio.isPartOfOne || !stepRatioMax.isBetweenZeroAndOne, .shareOutside)
        case .kByImbalance(let step, _):
            try refuse(step.isZero || step > curve.kStepLimitWad, .kStepTooLarge)
        }
    }
}

extension UInt256 {
    /// Whether a ratio lies in (0,1).
    fileprivate var isBetweenZeroAndOne: Bool { !isZero && self < .wad }
    /// Whether a ratio lies in (0,1].
    fileprivate var isPartOfOne: Bool { !isZero && self <= .wad }
}

extension ReferenceMarketParameters {
    /// Whether contracts can handle every number as a signed one with a negative, and add durations to
    /// times.
    var areInRange: Bool {
        let durations = [
            maxAgeSeconds, twapWindowSeconds, liquidation.flagDelaySeconds,
            funding.intervalSeconds, funding.windowSeconds,
        ]
        return numbers.allSatisfy { $0.w3 >> 63 == 0 } && durations.allSatisfy { $0 >> 63 == 0 }
            && funding.interestWad != .min
    }

    private var numbers: [UInt256] {
        var all = [
            curve.quoteReserveWad, curve.baseReserveWad, curve.pegWad, curve.tradeLimitRatioWad,
            curve.kStepLimitWad, limits.openNotionalLongWad, limits.openNotionalShortWad,
            limits.openNotionalTotalWad, limits.positionSizeWad, limits.bandWad,
            limits.fluctuationWad, fees.spreadRatioWad, fees.tollRatioWad,
            liquidation.feeRatioWad, liquidation.minRewardWad, liquidation.liquidatorShareWad,
            liquidation.insuranceShareWad, funding.dampening, funding.capWad, funding.stepWad,
            funding.rewardWad, shutdown.thresholdWad,
        ]
        for tier in tiers {
            all += [tier.notionalUpToWad, tier.initialWad, tier.maintenanceWad]
        }
        if case .repegToOracle(let feesRatio, let step) = curve.automatic {
            all += [feesRatio, step]
        }
        if case .kByImbalance(let step, let threshold) = curve.automatic {
            all += [step, threshold]
        }
        if case .upTo(let ratio) = withdrawUnrealised { all.append(ratio) }
        if case .clamped(let width) = funding.form { all.append(width) }
        if case .belowShare(let share) = waterfall.insuranceUse { all.append(share) }
        return all + liquidation.numbers
    }
}

extension LiquidationParameters {
    fileprivate var numbers: [UInt256] {
        var all: [UInt256] = []
        switch size {
        case .full: break
        case .fraction(let fraction): all.append(fraction)
        case .toTarget(let target, let lot): all += [target, lot]
        case .ladder(let rows):
            for row in rows { all += [row.belowWad, row.fractionWad, row.penaltyWad] }
        }
        if case .curveThenTakeover(_, let slippageMax) = venue { all.append(slippageMax) }
        return all
    }
}
