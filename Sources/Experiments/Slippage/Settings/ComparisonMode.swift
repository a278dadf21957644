/// What is held equal between a curve and a book, so that their costs can be compared.
///
/// A virtual curve needs nobody's capital, so that "equal capital" says nothing until somebody bears the
/// loss. The modes answer that in different ways.
/// - Source: modes N1 to N6; loss-versus-rebalancing after Milionis, Moallemi, Roughgarden and Zhang,
///   "Automated Market Making and Loss-Versus-Rebalancing", 2022.
public enum ComparisonMode: String, Hashable, Sendable, CaseIterable, Codable {
    /// N4, the headline: makers' half-spread and the curve's fee are such that who gives liquidity earns
    /// nothing on average; the book's operator takes no fees, as nobody beside the house does on a curve.
    case zeroProfit = "zero-profit"
    /// N2: the curve is as deep as makes its house's expected shortfall equal to the makers'.
    case capitalAtRisk = "capital-at-risk"
    /// N5: each venue as the study describes it; only the environment is common.
    case environment
    /// N1: equal depth within a distance of the mid. A calibration identity: the lines cross near that
    /// distance by construction.
    case equalDepth = "equal-depth"
    /// N3: the curve's fee gives the revenue that the book's taker fee gives under the same flow.
    case equalRevenue = "equal-revenue"
    /// N6: equal cost at one reference size. Shows only the shape.
    case equalCost = "equal-cost"

    /// Its number in the literature of this project's documents.
    public var code: String {
        switch self {
        case .equalDepth: "N1"
        case .capitalAtRisk: "N2"
        case .equalRevenue: "N3"
        case .zeroProfit: "N4"
        case .environment: "N5"
        case .equalCost: "N6"
        }
    }

    /// What it is among the results.
    public enum Standing: String, Hashable, Sendable, Codable {
        case headline, complete, identity, sensitivity
    }

    /// How its results are to be read.
    public var standing: Standing {
        switch self {
        case .zeroProfit: .headline
        case .capitalAtRisk, .environment: .complete
        case .equalDepth: .identity
        case .equalRevenue, .equalCost: .sensitivity
        }
    }
}

/// The state of the market in a window.
public enum MarketRegime: String, Hashable, Sendable, CaseIterable, Codable {
    case calm, stressed
}

/// How an order is sent.
public enum ExecutionPolicy: String, Hashable, Sendable, CaseIterable, Codable {
    /// With the trader's limit and the market's; what is refused is sent again until it is given up.
    case limited
    /// At any price, and without the market's limits.
    case unlimited
    /// In equal parts over later blocks, with the limits.
    case split
}
