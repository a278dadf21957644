import Chain
import WideIntegers

/// How an agent finds the tip that it offers.
///
/// - Source: go-ethereum, eth/gasprice (suggestions and fee history); keepers' tip policies.
public enum TipPolicy: Hashable, Sendable {
    /// Always the same, in wei per gas.
    case fixed(tipWei: UInt256)
    /// What a share of the last blocks' gas has paid at most: the lower median over those blocks
    /// that are not empty of the tip at a percentile from 0 to 100.
    case historyPercentile(Int, blocks: UInt64)
    /// The node's suggestion times a factor, in thousandths; without base fee it is the gas price.
    case suggestion(perMille: UInt64)
    /// A share of what is expected to be left after the base fee, in thousandths, spread over gas;
    /// the node's suggestion where nobody has said what is expected.
    case profitShare(perMille: UInt64)

    /// The tip at what a node shows, in wei per gas.
    /// - Parameter stake: what is expected to be gained, and by how much gas.
    public func tipWei(at view: NodeView, stake: Stake) -> UInt256 {
        switch self {
        case .fixed(let tip): return tip
        case .historyPercentile(let percentile, let blocks):
            return TipPolicy.historicalTipWei(at: view, percentile: percentile, blocks: blocks)
        case .suggestion(let factor):
            return view.suggestedTipWei().scaled(perMille: factor)
        case .profitShare(let share):
            if stake.valueWei == .max { return view.suggestedTipWei() }
            let left = stake.priceMaxWei.saturatingSubtract(view.nextBaseFeeWei)
            return left.scaled(perMille: share)
        }
    }

    private static func historicalTipWei(
        at view: NodeView, percentile: Int, blocks: UInt64
    ) -> UInt256 {
        let history = try? view.feeHistory(blocks: blocks, percentiles: [Double(percentile)])
        guard let history else { return .zero }
        let tips = zip(history.gasUsed, history.rewardsWei)
            .compactMap { gasUsed, rewards in gasUsed > 0 ? rewards.first : nil }.sorted()
        return tips.isEmpty ? .zero : tips[(tips.count - 1) / 2]
    }
}

/// What a transaction is worth to its sender, and the gas that it takes.
public struct Stake: Hashable, Sendable {
    /// What is gained when it succeeds, in wei.
    public var valueWei: UInt256
    /// The gas that is paid for.
    public var gas: UInt64

    /// A value and the gas that it costs; at least one unit of gas.
    public init(valueWei: UInt256, gas: UInt64) {
        precondition(gas > 0, "a stake without gas")
        self.valueWei = valueWei
        self.gas = gas
    }

    /// The highest price per gas at which something is left: gas times price is below the value.
    public var priceMaxWei: UInt256 {
        if valueWei.isZero { return .zero }
        return (valueWei &- .one).quotientAndRemainder(dividingBy: UInt256(gas)).quotient
    }
}

/// A tip and the room that its cap leaves for the base fee to rise.
public struct FeeRule: Hashable, Sendable {
    /// How the tip is found.
    public var tip: TipPolicy
    /// What the cap has of the next base fee beside the tip, in thousandths.
    ///
    /// Twice the base fee holds for at least five full blocks, each of which raises it by an eighth.
    public var headroomPerMille: UInt64
    /// The least tip, in wei per gas, such as a pool's minimum.
    public var tipMinWei: UInt256
    /// The most that is ever bid, in wei per gas.
    public var capMaxWei: UInt256

    /// A rule; by default with room for twice the base fee and without a bound.
    public init(
        _ tip: TipPolicy, headroomPerMille: UInt64 = 2_000, tipMinWei: UInt256 = 1,
        capMaxWei: UInt256 = .max
    ) {
        self.tip = tip
        self.headroomPerMille = headroomPerMille
        self.tipMinWei = tipMinWei
        self.capMaxWei = capMaxWei
    }

    /// The bid at what a node shows.
    /// - Parameter stake: what it is for; nothing is bid above its price per gas.
    /// - Returns: nil when even the least bid is not worth it, or above the bound.
    public func bid(at view: NodeView, stake: Stake) -> GasBid? {
        let baseFee = view.nextBaseFeeWei
        let bound = min(stake.priceMaxWei, capMaxWei)
        guard baseFee.saturatingAdd(tipMinWei) <= bound else { return nil }
        let tip = min(
            max(self.tip.tipWei(at: view, stake: stake), tipMinWei), bound &- baseFee)
        let cap = min(baseFee.scaled(perMille: headroomPerMille).saturatingAdd(tip), bound)
        return GasBid(tipWei: tip, capWei: max(cap, baseFee &+ tip))
    }
}
