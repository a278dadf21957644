import Chain
import WideIntegers

/// What a reporter offers for gas.
public enum ReportFee: Hashable, Sendable {
    /// Always the same, whatever blocks cost: it can be priced out.
    ///
    /// - Source: Maker's and Chainlink's reporters on 12 March 2020, whose reports waited for
    ///   hours.
    case fixed(GasBid)
    /// What a rule finds; at most what a report is worth to the reporter.
    case rule(FeeRule, Stake)

    /// The bid at what a node shows; nil when the rule finds that a report is not worth it.
    public func bid(at view: NodeView) -> GasBid? {
        switch self {
        case .fixed(let bid): bid
        case .rule(let rule, let stake): rule.bid(at: view, stake: stake)
        }
    }
}
