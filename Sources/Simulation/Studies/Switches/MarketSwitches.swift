import PerpContracts
import WideIntegers

/// The rules of a market of ReferencePerp that can be switched.
///
/// Limits have the values of Perpetual Protocol v1 or the remedies of incidents when they are
/// switched on: 1.2 % in a block, a tenth from the oracle, a minute from flag to liquidation.
enum ReferenceSwitches {
    static var limits: [RuleSwitch<ReferenceMarketParameters>] {
        [
            RuleSwitch(
                "max_age", off: "0s", on: "5m", counter: "feedFallback"
            ) { $0.maxAgeSeconds != 0 },
            RuleSwitch("band", off: "0", on: "0.1", counter: "price band exceeded") {
                !$0.limits.bandWad.isZero
            },
            RuleSwitch(
                "fluctuation", off: "0", on: "0.012", counter: "price is over fluctuation limit"
            ) { !$0.limits.fluctuationWad.isZero },
            RuleSwitch("open_notional_long", off: "0", counter: "over limit") {
                !$0.limits.openNotionalLongWad.isZero
            },
            RuleSwitch("open_notional_short", off: "0", counter: "over limit") {
                !$0.limits.openNotionalShortWad.isZero
            },
            RuleSwitch("open_notional_total", off: "0", counter: "over limit") {
                !$0.limits.openNotionalTotalWad.isZero
            },
            RuleSwitch("position_size", off: "0", counter: "hit position size upper bound") {
                !$0.limits.positionSizeWad.isZero
            },
            RuleSwitch("trade_limit", off: "1", on: "0.1", counter: "over trading limit") {
                $0.curve.tradeLimitRatioWad < .wad
            },
            RuleSwitch(
                "restriction_mode", off: "false", on: "true", counter: "only one action allowed"
            ) { $0.isRestrictionMode },
        ]
    }

    static var policies: [RuleSwitch<ReferenceMarketParameters>] {
        [
            RuleSwitch("withdrawal_limit", key: "withdraw_unrealised", off: "full", on: "none") {
                $0.withdrawUnrealised != .full
            },
            RuleSwitch("automatic", off: "none", counter: "repegCut") {
                $0.curve.automatic != .none
            },
            RuleSwitch("flag_delay", off: "0s", on: "1m", counter: "flag delay not over") {
                $0.liquidation.flagDelaySeconds != 0
            },
            RuleSwitch(
                "partial_liquidation", key: "liquidation_size", off: "full",
                on: "{fraction: 0.25}", counter: "madeFull"
            ) { $0.liquidation.size != .full },
            RuleSwitch("reward_top_up", off: "false", on: "true", counter: "fundEmpty") {
                $0.liquidation.isRewardToppedUp
            },
            RuleSwitch(
                "backstop_only", key: "bad_debt_by", off: "anyone", counter: "not backstop LP"
            ) { $0.liquidation.badDebtBy == .backstop },
            RuleSwitch(
                "insurance_share", key: "insurance_use", off: "always",
                counter: "insuranceDeclined"
            ) { $0.waterfall.insuranceUse != .always },
            RuleSwitch("funding_cap", off: "0", on: "0.005", counter: "fundingCap") {
                !$0.funding.capWad.isZero
            },
            RuleSwitch("funding_step", off: "0", on: "0.001", counter: "fundingStep") {
                !$0.funding.stepWad.isZero
            },
            RuleSwitch("funding_clamp", key: "funding_form", off: "plain", counter: "fundingClamp")
            { $0.funding.form != .plain },
            RuleSwitch("shutdown", key: "shutdown_threshold", off: "0", on: "0.05") {
                !$0.shutdown.thresholdWad.isZero
            },
        ]
    }

    /// Switches that take a payer of bad debt away, all but the last resort.
    static func payers(
        _ market: ReferenceMarketParameters, under path: String, named prefix: String
    ) -> [StudySwitch] {
        let payers = market.waterfall.payers
        return payers.filter { $0 != .uncovered }.map { payer in
            let rest = payers.filter { $0 != payer }.map { "\($0)" }.joined(separator: ", ")
            var overrides = [ScenarioOverride("\(path)rules.payers", "[\(rest)]")]
            // What is about a payer that is not there is refused.
            if payer == .insurance, market.waterfall.insuranceUse != .always {
                overrides.append(ScenarioOverride("\(path)rules.insurance_use", "always"))
            }
            if payer == .deleverage {
                overrides.append(ScenarioOverride("\(path)exempt", "[]"))
            }
            let counter: String? =
                switch payer {
                case .deleverage: "rule.deleverage"
                case .socialise: "rule.socialise"
                case .insurance, .backstop, .uncovered: nil
                }
            return StudySwitch("\(prefix)payer \(payer)", overrides, counter: counter)
        }
    }
}

/// The rules of a market of Perpetual Protocol v1 that can be switched.
enum PerpV1Switches {
    static var all: [RuleSwitch<PerpV1MarketSettings>] {
        [
            RuleSwitch(
                "fluctuation_limit", off: "0", on: "0.012", counter: "fluctuationLimit"
            ) { !$0.fluctuationLimitWad.isZero },
            RuleSwitch("partial_liquidation", off: "0", on: "0.25") {
                !$0.partialLiquidationWad.isZero
            },
            RuleSwitch("trade_limit", off: "1", on: "0.1", counter: "over trading limit") {
                $0.tradeLimitWad < .wad
            },
            RuleSwitch("position_cap", off: "0", counter: "hit position size upper bound") {
                !$0.positionCapWad.isZero
            },
            RuleSwitch("open_interest_cap", off: "0", counter: "over limit") {
                !$0.openInterestCapWad.isZero
            },
        ]
    }
}

/// The rules of a market in an order book that can be switched.
enum OrderBookSwitches {
    static var all: [RuleSwitch<OrderBookMarketSettings>] {
        [
            RuleSwitch("withdrawal_limit", key: "withdraw_unrealised", off: "true", on: "false") {
                !$0.withdrawsUnrealised
            },
            RuleSwitch("open_interest_max", off: "0") { !$0.openInterestMaxWad.isZero },
            RuleSwitch("position_max", off: "0") { !$0.positionMaxWad.isZero },
            RuleSwitch("depth_cap", off: "null", on: "1") { $0.depthCapWad != nil },
            RuleSwitch("partial_liquidation", key: "partial_above", off: "0", on: "100_000") {
                !$0.partialAboveWad.isZero
            },
            RuleSwitch("backstop_inventory_max", off: "0") { !$0.backstopInventoryMaxWad.isZero },
            RuleSwitch("funding_cap", off: "null", on: "0.005") { $0.fundingCapPpm != nil },
        ]
    }
}
