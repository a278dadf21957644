import ContractRuntime
import EthereumPrimitives
import PerpContracts
import SeededRandom
import WideIntegers

/// A set of parameters that was refused or accepted against expectation.
struct WrongRefusal: Error, CustomStringConvertible {
    let description: String
}

extension FuzzWorld {
    /// Breaks some rules of a set, and compares what the house says with what the rules say.
    ///
    /// - Returns: whether the set was refused.
    func refuses(_ set: PolicySet, _ random: inout SeededRandom) throws -> Bool {
        var parameters = set.parameters(
            feed: Self.feeds[0], fund: Self.funds[0], actors: Self.actors)
        for _ in 0..<random.below(4) { random.breach(&parameters) }
        let expected = ExpectedRefusal(of: parameters).reason
        var found: ParameterRefusal?
        do throws(ParameterRefusal) {
            try parameters.validate()
        } catch {
            found = error
        }
        guard found?.rawValue == expected else {
            throw WrongRefusal(
                description: "\(found?.rawValue ?? "accepted"), expected "
                    + "\(expected ?? "no refusal"): \(parameters)")
        }
        guard let found else { return try refusesTooLarge(parameters, &random) }
        let address = Address(truncating: 0xbad)
        let before = host.state.checkpoint
        do throws(ReferencePerpError) {
            try houseContract.addMarket(at: address, parameters, in: host, block: block)
        } catch {
            if error == .refused(found), host.contract(at: host.state.account(address)) == nil,
                host.state.isUnchanged(since: before)
            {
                return true
            }
        }
        throw WrongRefusal(description: "the house accepted what is refused for: \(found)")
    }
}

extension FuzzWorld {
    /// Makes a valid set's numbers too large for contracts, which the house must refuse.
    private func refusesTooLarge(
        _ parameters: ReferenceMarketParameters, _ random: inout SeededRandom
    ) throws -> Bool {
        var changed = parameters
        let number = UInt256(0, 0, 0, 1 << 63)
        switch random.below(8) {
        case 0: changed.curve.quoteReserveWad = number
        case 1: changed.limits.bandWad = .max
        case 2: changed.fees.tollRatioWad = number
        case 3: changed.twapWindowSeconds = .max
        case 4: changed.funding.intervalSeconds = .max - 1
        case 5: changed.liquidation.flagDelaySeconds = 1 << 63
        case 6: changed.funding.interestWad = .min
        default: changed.funding.windowSeconds = .max - 1
        }
        do throws(ReferencePerpError) {
            try houseContract.addMarket(
                at: Address(truncating: 0xbad), changed, in: host, block: block)
        } catch {
            if error == .parameterTooLarge { return true }
            throw WrongRefusal(description: "too large a number, refused for: \(error)")
        }
        throw WrongRefusal(description: "the house accepted too large a number: \(changed)")
    }
}

/// Why a set is refused, by the list of reasons read anew: each rule by itself, first reason first.
private struct ExpectedRefusal {
    let reason: String?

    init(of set: ReferenceMarketParameters) {
        reason = Self.rules.first { $0.breaks(set) }?.reason
    }

    private typealias Rule = (
        reason: String, breaks: @Sendable (ReferenceMarketParameters) -> Bool
    )

    private static let one = UInt256.wad

    private static func outside(_ ratio: UInt256) -> Bool { ratio == 0 || ratio >= one }
    private static func outsideOrZero(_ ratio: UInt256) -> Bool { ratio == 0 || ratio > one }

    private static let rules: [Rule] = [
        curveRules, tierRules, shareRules, sizeRules, venueRules, laterRules,
    ].flatMap { $0 }

    private static let curveRules: [Rule] = [
        ("base reserve below one unit", { $0.curve.baseReserveWad < one }),
        (
            "reserve or peg is 0",
            { [$0.curve.quoteReserveWad, $0.curve.pegWad].contains(0) }
        ),
        (
            "constant product has no peg",
            { $0.curve.form == .constantProduct && $0.curve.pegWad != one }
        ),
        (
            "constant product cannot be changed",
            { $0.curve.form == .constantProduct && $0.curve.automatic != .none }
        ),
        ("trade limit outside (0,1]", { outsideOrZero($0.curve.tradeLimitRatioWad) }),
        ("window is 0", { min($0.twapWindowSeconds, $0.funding.windowSeconds) == 0 }),
        (
            "fewer than two prices",
            {
                switch $0.marginPrice {
                case .worst(let list), .best(let list): Set(list).count < 2
                default: false
                }
            }
        ),
        ("last tier is bounded", { $0.tiers.last?.notionalUpToWad != (.max >> 1) }),
    ]

    private static let shareRules: [Rule] = [
        (
            "share outside (0,1)",
            {
                if case .upTo(let ratio) = $0.withdrawUnrealised { return outside(ratio) }
                return false
            }
        ),
        (
            "shares above one",
            {
                let rules = $0.liquidation
                return rules.liquidatorShareWad > one || rules.insuranceShareWad > one
                    || rules.liquidatorShareWad &+ rules.insuranceShareWad > one
            }
        ),
    ]

    /// Row by row, both rules of a row before the next.
    private static let tierRules: [Rule] = (0..<4).flatMap {
        [isCovered(row: $0), isRising(row: $0)]
    }

    private static func isCovered(row: Int) -> Rule {
        let breaks: @Sendable (ReferenceMarketParameters) -> Bool = { set in
            guard row < set.tiers.count else { return false }
            let tier = set.tiers[row]
            return tier.maintenanceWad > tier.initialWad || tier.maintenanceWad == 0
                || tier.initialWad > one
        }
        return ("maintenance above initial", breaks)
    }

    private static func isRising(row: Int) -> Rule {
        let breaks: @Sendable (ReferenceMarketParameters) -> Bool = { set in
            guard row > 0, row < set.tiers.count else { return false }
            let (low, high) = (set.tiers[row - 1], set.tiers[row])
            return high.notionalUpToWad <= low.notionalUpToWad || high.initialWad < low.initialWad
                || high.maintenanceWad < low.maintenanceWad
        }
        return ("tiers not rising", breaks)
    }

    private static let sizeRules: [Rule] = [
        (
            "fraction outside (0,1]",
            {
                switch $0.liquidation.size {
                case .fraction(let fraction): outsideOrZero(fraction)
                case .ladder(let rows): rows.contains { outsideOrZero($0.fractionWad) }
                default: false
                }
            }
        ),
        (
            "target below maintenance",
            {
                if case .toTarget(let target, _) = $0.liquidation.size {
                    return target < $0.tiers[$0.tiers.count - 1].maintenanceWad
                }
                return false
            }
        ),
        (
            "target not above the penalty",
            {
                if case .toTarget(let target, _) = $0.liquidation.size {
                    return target <= $0.liquidation.feeRatioWad
                }
                return false
            }
        ),
        (
            "lot is 0",
            {
                if case .toTarget(_, let lot) = $0.liquidation.size { return lot == 0 }
                return false
            }
        ),
        (
            "ladder starts below maintenance",
            {
                guard case .ladder(let rows) = $0.liquidation.size else { return false }
                return rows.isEmpty
                    || rows[0].belowWad < $0.tiers[$0.tiers.count - 1].maintenanceWad
            }
        ),
        (
            "ladder not falling",
            {
                guard case .ladder(let rows) = $0.liquidation.size else { return false }
                return rows.indices.dropFirst().contains {
                    rows[$0].belowWad >= rows[$0 - 1].belowWad
                        || rows[$0].penaltyWad < rows[$0 - 1].penaltyWad
                }
            }
        ),
    ]

    private static let venueRules: [Rule] = [
        (
            "takeover without backstops", { $0.liquidation.venue != .curve && $0.backstops.isEmpty }
        ),
        (
            "backstop rule without backstops",
            { $0.liquidation.badDebtBy == .backstop && $0.backstops.isEmpty }
        ),
        (
            "discount outside [0,1)",
            {
                switch $0.liquidation.venue {
                case .takeover(.discount(let discount)),
                    .curveThenTakeover(.discount(let discount), _):
                    discount >= one
                default: false
                }
            }
        ),
    ]

    private static let laterRules: [Rule] = [
        (
            "interval or dampening is 0",
            { $0.funding.intervalSeconds == 0 || $0.funding.dampening == 0 }
        ),
        (
            "premium of a price with itself",
            { $0.funding.premiumOf == $0.funding.premiumOver }
        ),
        (
            "payer twice",
            { set in
                set.waterfall.payers.contains { payer in
                    set.waterfall.payers.count { $0 == payer } > 1
                }
            }
        ),
        (
            "uncovered is not last",
            {
                let place = $0.waterfall.payers.firstIndex(of: .uncovered)
                return place.map { place in place + 1 } ?? $0.waterfall.payers.count
                    != $0.waterfall.payers.count
            }
        ),
        (
            "backstop payer without backstops",
            { $0.backstops.isEmpty && $0.waterfall.payers.contains(.backstop) }
        ),
        (
            "exempt accounts without deleverage",
            { !$0.waterfall.exempt.isEmpty && !$0.waterfall.payers.contains(.deleverage) }
        ),
        (
            "insurance use without insurance payer",
            { $0.waterfall.insuranceUse != .always && !$0.waterfall.payers.contains(.insurance) }
        ),
        (
            "share outside (0,1)",
            {
                if case .belowShare(let share) = $0.waterfall.insuranceUse {
                    return outside(share)
                }
                return false
            }
        ),
        (
            "share outside (0,1)",
            {
                if case .repegToOracle(let fees, let step) = $0.curve.automatic {
                    return outsideOrZero(fees) || outside(step)
                }
                return false
            }
        ),
        (
            "k step too large",
            {
                if case .kByImbalance(let step, _) = $0.curve.automatic {
                    return step == 0 || step > $0.curve.kStepLimitWad
                }
                return false
            }
        ),
    ]
}

extension SeededRandom {
    /// Changes one thing, as a rule to something that is not allowed.
    fileprivate mutating func breach(_ set: inout ReferenceMarketParameters) {
        let odd: [UInt256] = [0, 1, .wad &- 1, .wad, .wad &+ 1, .max, .max >> 1, number()]
        let value = pick(odd)
        switch below(26) {
        case 0: set.curve.baseReserveWad = value
        case 1: set.curve.quoteReserveWad = value
        case 2: set.curve.pegWad = value
        case 3: set.curve.form = .constantProduct
        case 4: set.curve.tradeLimitRatioWad = value
        case 5: set.twapWindowSeconds = 0
        case 6: set.funding.windowSeconds = 0
        case 7: set.marginPrice = .worst(below(2) == 0 ? [] : [.mark, .mark])
        case 8: set.tiers[below(set.tiers.count)].notionalUpToWad = value
        case 9: set.tiers[below(set.tiers.count)].initialWad = value
        case 10: set.tiers[below(set.tiers.count)].maintenanceWad = value
        case 11: set.withdrawUnrealised = .upTo(value)
        case 12: set.liquidation.liquidatorShareWad = value
        case 13: set.liquidation.insuranceShareWad = value
        case 14: set.liquidation.size = .fraction(value)
        case 15: set.liquidation.size = .toTarget(targetWad: value, lotWad: pick(odd))
        case 16:
            set.liquidation.size = .ladder(
                (0..<below(4)).map { _ in
                    .init(belowWad: pick(odd), fractionWad: pick(odd), penaltyWad: pick(odd))
                })
        case 17: set.liquidation.venue = .takeover(.discount(value))
        case 18: set.backstops = []
        case 19: set.liquidation.badDebtBy = .backstop
        case 20: set.funding.intervalSeconds = 0
        case 21: set.funding.premiumOf = set.funding.premiumOver
        case 22:
            set.waterfall.payers = (0..<below(6)).map { _ in
                pick(WaterfallParameters.Payer.allCases)
            }
        case 23: set.waterfall.exempt = [FuzzWorld.actor(1)]
        case 24: set.waterfall.insuranceUse = .belowShare(value)
        default:
            set.curve.automatic =
                below(2) == 0
                ? .kByImbalance(stepWad: value, thresholdWad: 0)
                : .repegToOracle(feesRatioWad: value, stepRatioMaxWad: pick(odd))
        }
    }
}
