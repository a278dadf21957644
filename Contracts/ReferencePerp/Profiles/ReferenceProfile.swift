import EthereumPrimitives
import WideIntegers

/// A named set of parameters, each inspired by a deployed design and none of them exactly it.
///
/// A profile sets policies. What belongs to one market stays the caller's: reserves and peg, feed, fund,
/// backstop accounts, caps of open interest and size. Every value has a source.
/// - Source: perplab's specification of ReferencePerp, section 10.
public enum ReferenceProfile: String, Hashable, Sendable, CaseIterable {
    /// The exact PerpV1, but for the differences that the specification names.
    case v1Like = "v1-like"
    /// The same design as it ran in early 2021.
    case v1LegacyLike = "v1-legacy-like"
    /// A median of mark, its average and the oracle margins positions, which close on the curve.
    case oracleMargined = "oracle-margined"
    /// The oracle margins positions, and unrealised profit leaves a common vault.
    case mangoLike = "mango-like"
    /// A pegged curve that follows the oracle at the fees' cost.
    case driftLike = "drift-like"
    /// The form of funding with a clamp, takeover at the bankruptcy price, deleveraging.
    case bitmexLike = "bitmex-like"
    /// Steep tiers, closing in halves, deleveraging by that exchange's rank.
    case binanceLike = "binance-like"
    /// A price band on new risk, and backstop accounts before the fund.
    case ftxLike = "ftx-like"
    /// Securities margin: two times leverage to open, four times to keep.
    case regT = "reg-t"

    /// The profile of a name; nil for none.
    public init?(name: String) { self.init(rawValue: name) }

    /// The name by which scenarios ask for it.
    public var name: String { rawValue }

    /// A value of a profile, and where it comes from.
    public struct Value: Hashable, Sendable {
        /// Parameter and value.
        public let setting: ReferenceSetting
        /// The document or contract, or why perplab chose it.
        public let source: String

        init(_ setting: ReferenceSetting, _ source: String) {
            self.setting = setting
            self.source = source
        }
    }

    /// Every parameter that a profile sets, in the order of the common ones.
    public var values: [Value] {
        var own: [String: Value] = [:]
        for value in deviations { own[value.setting.name] = value }
        return ReferenceProfile.common.map { own[$0.setting.name] ?? $0 }
    }

    /// What the profile sets otherwise than the common values; the later one counts.
    var deviations: [Value] {
        switch self {
        case .v1Like: ReferenceProfile.v1
        case .v1LegacyLike: ReferenceProfile.v1 + ReferenceProfile.v1Legacy
        case .oracleMargined: ReferenceProfile.medianMargin
        case .mangoLike: ReferenceProfile.mango
        case .driftLike: ReferenceProfile.drift
        case .bitmexLike: ReferenceProfile.bitmex
        case .binanceLike: ReferenceProfile.binance
        case .ftxLike: ReferenceProfile.ftx
        case .regT: ReferenceProfile.securities
        }
    }

    /// The profile as the parameters of a market.
    ///
    /// - Parameters:
    ///   - curve: reserves and peg; form, step, trade limit and automatic changes are the profile's.
    ///   - backstops: accounts that take over or bear bad debt. `v1-like`, `bitmex-like` and `ftx-like`
    ///     need one at least, or the parameters are refused.
    public func parameters(
        feed: Address, fund: Address, curve: CurveParameters, backstops: [Address]
    ) -> ReferenceMarketParameters {
        var market = ReferenceMarketParameters(feed: feed, fund: fund, curve: curve, tiers: [])
        market.backstops = backstops
        for value in values { value.setting.apply(to: &market) }
        return market
    }
}

extension UInt256 {
    /// A ratio in wad, rounded down.
    static func ratio(_ parts: UInt64, _ whole: UInt64) -> UInt256 {
        (UInt256(parts) &* .wad).quotientAndRemainder(dividingBy: UInt256(whole)).quotient
    }
}

extension MarginTier {
    /// A tier for all notionals above those before it.
    static func last(initial: UInt256, maintenance: UInt256) -> MarginTier {
        MarginTier(
            notionalUpToWad: unbounded, initialWad: initial, maintenanceWad: maintenance)
    }
}
