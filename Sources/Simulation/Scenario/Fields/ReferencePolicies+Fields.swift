import PerpContracts
import WideIntegers

extension SettingKind where Value == UInt256 {
    /// A ratio that may pass one, wad.
    static var wideRatio: Self { .ratio(.zero...(.wad &* 1_000)) }
}

extension SettingKind where Value == MarginPrice {
    static var marginPrice: Self {
        .policy([
            .word("mark", .mark), .word("mark-twap", .markTwap), .word("oracle", .oracle),
            .word("median", .median),
            .with("worst", .list(.choice, count: 2...4), MarginPrice.worst) {
                if case .worst(let prices) = $0 { prices } else { nil }
            },
            .with("best", .list(.choice, count: 2...4), MarginPrice.best) {
                if case .best(let prices) = $0 { prices } else { nil }
            },
        ])
    }
}

extension SettingKind where Value == WithdrawalPolicy {
    static var withdrawal: Self {
        .policy([
            .word("none", .none), .word("full", .full),
            .with("up-to", .ratio(), WithdrawalPolicy.upTo) {
                if case .upTo(let ratio) = $0 { ratio } else { nil }
            },
        ])
    }
}

extension SettingKind where Value == FundingParameters.Form {
    static var fundingForm: Self {
        .policy([
            .word("plain", .plain),
            .with("clamped", .ratio(), FundingParameters.Form.clamped) {
                if case .clamped(let width) = $0 { width } else { nil }
            },
        ])
    }
}

extension SettingKind where Value == WaterfallParameters.InsuranceUse {
    static var insuranceUse: Self {
        .policy([
            .word("always", .always),
            .with("below-share", .ratio(), WaterfallParameters.InsuranceUse.belowShare) {
                if case .belowShare(let share) = $0 { share } else { nil }
            },
        ])
    }
}

extension SettingKind where Value == WaterfallParameters.Payer {
    static var lossPayer: Self {
        .words(WaterfallParameters.Payer.allCases.map { ("\($0)", $0) })
    }
}

extension SettingKind where Value == CurveParameters.Automatic {
    static var automatic: Self {
        .policy([
            .word("none", .none),
            .with(
                "repeg-to-oracle", .section(),
                { (it: RepegPolicy) in
                    CurveParameters.Automatic.repegToOracle(
                        feesRatioWad: it.feesRatioWad, stepRatioMaxWad: it.stepRatioMaxWad)
                },
                unwrap: {
                    guard case .repegToOracle(let fees, let step) = $0 else { return nil }
                    return RepegPolicy(feesRatioWad: fees, stepRatioMaxWad: step)
                }),
            .with(
                "k-by-imbalance", .section(),
                { (it: DepthPolicy) in
                    CurveParameters.Automatic.kByImbalance(
                        stepWad: it.stepWad, thresholdWad: it.thresholdWad)
                },
                unwrap: {
                    guard case .kByImbalance(let step, let threshold) = $0 else { return nil }
                    return DepthPolicy(stepWad: step, thresholdWad: threshold)
                }),
        ])
    }
}

extension SettingKind where Value == LiquidationParameters.Size {
    static var liquidationSize: Self {
        .policy([
            .word("full", .full),
            .with("fraction", .ratio(), LiquidationParameters.Size.fraction) {
                if case .fraction(let fraction) = $0 { fraction } else { nil }
            },
            .with(
                "to-target", .section(),
                { (it: TargetPolicy) in
                    LiquidationParameters.Size.toTarget(targetWad: it.targetWad, lotWad: it.lotWad)
                },
                unwrap: {
                    guard case .toTarget(let target, let lot) = $0 else { return nil }
                    return TargetPolicy(targetWad: target, lotWad: lot)
                }),
            .with(
                "ladder", .list(.section(), count: 1...64), LiquidationParameters.Size.ladder
            ) { if case .ladder(let rows) = $0 { rows } else { nil } },
        ])
    }
}

extension SettingKind where Value == LiquidationParameters.TakeoverValue {
    static var takeoverValue: Self {
        .policy([
            .word("bankruptcy", .bankruptcy),
            .with("discount", .ratio(), LiquidationParameters.TakeoverValue.discount) {
                if case .discount(let ratio) = $0 { ratio } else { nil }
            },
        ])
    }
}

extension SettingKind where Value == LiquidationParameters.Venue {
    static var liquidationVenue: Self {
        .policy([
            .word("curve", .curve),
            .with("takeover", .takeoverValue, LiquidationParameters.Venue.takeover) {
                if case .takeover(let value) = $0 { value } else { nil }
            },
            .with(
                "curve-then-takeover", .section(),
                { (it: TakeoverPolicy) in
                    LiquidationParameters.Venue.curveThenTakeover(
                        it.value, slippageMaxWad: it.slippageMaxWad)
                },
                unwrap: {
                    guard case .curveThenTakeover(let value, let slippage) = $0 else { return nil }
                    return TakeoverPolicy(value: value, slippageMaxWad: slippage)
                }),
        ])
    }
}

// MARK: - What policies are made of

private struct RepegPolicy: SettingSection {
    var feesRatioWad: UInt256 = .share(1, 2)
    var stepRatioMaxWad: UInt256 = .share(1, 100)

    static var fields: [SettingField<Self>] {
        [
            SettingField(
                "fees_ratio", \.feesRatioWad, .ratio(), "Part of the fees that may be spent.",
                isRequired: true),
            SettingField(
                "step_max", \.stepRatioMaxWad, .ratio(), "The greatest step.", isRequired: true),
        ]
    }
}

private struct DepthPolicy: SettingSection {
    var stepWad: UInt256 = .share(1, 1_000)
    var thresholdWad: UInt256 = .share(1, 10)

    static var fields: [SettingField<Self>] {
        [
            SettingField("step", \.stepWad, .ratio(), "Change of the depth.", isRequired: true),
            SettingField(
                "threshold", \.thresholdWad, .decimal(), "Imbalance up to which it deepens.",
                isRequired: true),
        ]
    }
}

private struct TargetPolicy: SettingSection {
    var targetWad: UInt256 = .share(1, 10)
    var lotWad: UInt256 = .share(1, 100)

    static var fields: [SettingField<Self>] {
        [
            SettingField(
                "target", \.targetWad, .ratio(), "Margin ratio afterwards.", isRequired: true),
            SettingField(
                "lot", \.lotWad, .price, "Size that is closed in multiples.", isRequired: true),
        ]
    }
}

private struct TakeoverPolicy: SettingSection {
    var value = LiquidationParameters.TakeoverValue.bankruptcy
    var slippageMaxWad: UInt256 = .share(1, 100)

    static var fields: [SettingField<Self>] {
        [
            SettingField(
                "value", \.value, .takeoverValue, "Value of what is taken over.", isRequired: true),
            SettingField(
                "slippage_max", \.slippageMaxWad, .ratio(), "Slippage on the curve that is borne.",
                isRequired: true),
        ]
    }
}

extension MarginTier: SettingSection {
    /// A tier without a bound, of a tenth to open and half of that to keep.
    package init() {
        self.init(
            notionalUpToWad: MarginTier.unbounded, initialWad: .share(1, 10),
            maintenanceWad: .share(1, 20))
    }

    package static var fields: [SettingField<Self>] {
        [
            SettingField(
                "up_to", \.notionalUpToWad, .nothing(as: MarginTier.unbounded, .price),
                "Notional that the tier reaches to; nothing for the last."),
            SettingField("initial", \.initialWad, .ratio(), "Margin to open.", isRequired: true),
            SettingField(
                "maintenance", \.maintenanceWad, .ratio(),
                "Margin below which a position may be liquidated.", isRequired: true),
        ]
    }
}

extension LiquidationParameters.LadderRow: SettingSection {
    /// A row that never applies.
    package init() { self.init(belowWad: .zero, fractionWad: .wad, penaltyWad: .zero) }

    package static var fields: [SettingField<Self>] {
        [
            SettingField(
                "below", \.belowWad, .ratio(), "The row applies below this margin ratio.",
                isRequired: true),
            SettingField(
                "fraction", \.fractionWad, .ratio(), "The part that is closed.", isRequired: true),
            SettingField(
                "penalty", \.penaltyWad, .ratio(), "The penalty in the place of the general one.",
                isRequired: true),
        ]
    }
}
