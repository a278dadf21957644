import SimulationKernel
import VenueFormulas

/// What a slippage study has found.
public struct SlippageResults: Sendable {
    /// The study, as it was run.
    public var study: SlippageStudy
    /// What each mode has set, and what the liquidity side earned with it.
    public var calibrations: [CalibrationRow] = []
    /// Costs by venue and size.
    public var costs: [CostRow] = []
    /// Cost on a curve less cost on the book, seed by seed.
    public var differences: [DifferenceRow] = []
    /// Where the lines cross.
    public var crossovers: [CrossoverRow] = []
    /// Who paid whom.
    public var payments: [PaymentRow] = []
    /// Depth by distance from the mid.
    public var depths: [VenueDepthRow] = []
    /// The greatest size that can be filled.
    public var fillable: [FillableRow] = []
    /// Impact of large orders by their size.
    public var metaorders: [MetaorderResult] = []
    /// Checks that must hold, with what was found.
    public var checks: [CheckRow] = []

    /// Nothing yet.
    public init(study: SlippageStudy) { self.study = study }
}

/// What a mode has set at a venue.
public struct CalibrationRow: Hashable, Sendable {
    /// What is held equal.
    public var mode: ComparisonMode
    /// `book`, or the curve's name.
    public var venue: String
    /// What was set: `half_spread_bps`, `fee_bps`, `quote_reserve`, `depth_quote`.
    public var parameter: String
    /// Its value, millionths of its unit.
    public var valueMicro: Int64
    /// What the liquidity side earned over a window with it, quote millionths; nil where it was not
    /// looked at.
    public var profit: SampleRow?
    /// Why there is no value that does what the mode asks; nil where there is.
    public var shortfall: String?
}

/// A sample's mean with its interval and spread; costs in millionths of a basis point, money in
/// millionths of the quote.
public struct SampleRow: Hashable, Sendable {
    /// Values.
    public var count: Int
    /// Their mean.
    public var mean: Double
    /// The interval of the mean.
    public var meanLow: Double, meanHigh: Double
    /// Their median.
    public var median: Double
    /// The values below which 5 % and 95 % of them are.
    public var quantile05: Double, quantile95: Double
}

/// The part of an order's cost that comes from one cause; all parts add up to the total.
public enum CostPart: String, Hashable, Sendable, CaseIterable, Codable {
    /// From the mid to the touch: the book's half-spread.
    case spread
    /// From the touch, or a curve's mid, to the average price.
    case impact
    /// Fees of the venue.
    case fee
    /// Gas, with that of reverted tries.
    case gas
    /// How far the venue's own mid was from the index at arrival.
    case basis
    /// How the index moved between decision and arrival.
    case delay
    /// Funding over the time that the position is held.
    case funding
    /// What was not filled: completed at the index of the end with the study's completion cost.
    case unfilled
}

/// The cost of one size at one venue over all seeds.
public struct CostRow: Sendable {
    /// What is held equal.
    public var mode: ComparisonMode
    /// The state of the market.
    public var regime: MarketRegime
    /// How the orders are sent.
    public var policy: ExecutionPolicy
    /// `book`, or the curve's name.
    public var venue: String
    /// Which way the orders go.
    public var side: TakerSide
    /// The order, quote millionths.
    public var sizeMicro: Int64
    /// Total cost against the index at decision, millionths of a basis point of the order.
    public var total: SampleRow
    /// Slippage of what was filled against the venue's mid at arrival; nil where nothing was.
    public var slippage: SampleRow?
    /// Mean of each part, millionths of a basis point, in the order of `CostPart.allCases`.
    public var partsMean: [Double]
    /// Share of the orders' quote that was not filled.
    public var unfilledShare: Double
    /// Share of tries that were reverted or found nothing.
    public var revertedShare: Double
}

/// A curve's cost less the book's, same seeds.
public struct DifferenceRow: Sendable {
    /// What is held equal.
    public var mode: ComparisonMode
    /// The state of the market.
    public var regime: MarketRegime
    /// How the orders are sent.
    public var policy: ExecutionPolicy
    /// The curve.
    public var curve: String
    /// Which way the orders go.
    public var side: TakerSide
    /// The order, quote millionths.
    public var sizeMicro: Int64
    /// Of total costs, millionths of a basis point; below zero where the curve is cheaper.
    public var difference: SampleRow
    /// Share of seeds on which the curve is cheaper.
    public var curveCheaperShare: Double
}

/// Where the mean costs of a curve and the book, over both sides, are equal.
public struct CrossoverRow: Hashable, Sendable {
    /// What is held equal.
    public var mode: ComparisonMode
    /// The state of the market.
    public var regime: MarketRegime
    /// How the orders are sent.
    public var policy: ExecutionPolicy
    /// The curve.
    public var curve: String
    /// The size, quote millionths; nil where the lines do not cross on the grid.
    public var sizeMicro: Double?
    /// The interval over resampled seeds, of those samples that cross.
    public var low: Double?, high: Double?
    /// Share of resamples that have a crossing of this direction.
    public var crossingShare: Double
    /// Who is cheaper below the size; at all sizes where there is no crossing.
    public var cheaperBelow: String
    /// How often the mean difference changes its sign on the grid; each change has a row.
    public var signChanges: Int
    /// Share of the order that the venue which is cheaper above leaves unfilled at the next size of the
    /// grid; where that is much, the crossing tells of a refusal rather than of a price. Nil without
    /// one.
    public var unfilledAbove: Double?
}

/// What a group gained over a window at a venue, valued at the index.
public struct PaymentRow: Sendable {
    /// What is held equal.
    public var mode: ComparisonMode
    /// The state of the market.
    public var regime: MarketRegime
    /// `book`, or the curve's name.
    public var venue: String
    /// `traders`, `arbitrageurs`, `liquidity` (makers, or the curve's house), `venue` (its fees), `gas`.
    public var group: String
    /// Quote millionths over a window.
    public var gained: SampleRow
}

/// Depth at a distance from the mid, at decision.
public struct VenueDepthRow: Sendable {
    /// What is held equal.
    public var mode: ComparisonMode
    /// The state of the market.
    public var regime: MarketRegime
    /// `book`, or the curve's name.
    public var venue: String
    /// Which way the orders go.
    public var side: TakerSide
    /// Distance from the mid, basis points times a million.
    public var distanceMicroBps: Int64
    /// Quote within it, millionths.
    public var quote: SampleRow
}

/// What a venue can fill at once at any price.
public struct FillableRow: Sendable {
    /// What is held equal.
    public var mode: ComparisonMode
    /// The state of the market.
    public var regime: MarketRegime
    /// `book`, or the curve's name.
    public var venue: String
    /// Which way the orders go.
    public var side: TakerSide
    /// Quote millionths; nil where there is no bound.
    public var quote: SampleRow?
    /// The same under the market's limits.
    public var limitedQuote: SampleRow?
}

/// A statement about the laboratory itself.
public struct CheckRow: Hashable, Sendable {
    /// What is stated.
    public var name: String
    /// Whether it holds.
    public var holds: Bool
    /// What was found.
    public var text: String
}

/// What orders worked over minutes did to a book.
public struct MetaorderResult: Hashable, Sendable {
    /// `cont-stoikov-talreja` or `power-law`.
    public var book: String
    /// Sizes in lots, impacts in ticks, and the exponent with its interval.
    public var study: MetaorderStudy
}
