import PriceOracles
import SimulationKernel
import VenueFormulas
import WideIntegers

/// One figure of a simulation beside the closed form for it.
public struct AgreementRow: Hashable, Sendable, Codable {
    /// What was simulated.
    public let what: String
    /// What came out.
    public let simulated: String
    /// What the closed form says.
    public let closedForm: String
    /// How far they are apart, in the unit of `allowed`.
    public let gap: Double
    /// How far they may be.
    public let allowed: Double
    /// What both are counted in.
    public let unit: String

    /// Whether the gap is allowed.
    public var holds: Bool { gap <= allowed }
}

/// The simulations of oracles held against the closed forms of what bending them costs.
public enum OracleAgreement {
    /// How much is drawn.
    public struct Effort: Hashable, Sendable {
        /// The root of all chance.
        public var seed: UInt64
        /// Epochs of proposers.
        public var epochs: UInt64
        /// Blocks of arbitrage for each point.
        public var blocks: UInt64

        /// As much as the figures of the documentation took.
        public static let whole = Effort(seed: 1, epochs: 1_000_000, blocks: 4_000_000)

        /// An effort from its parts.
        public init(seed: UInt64, epochs: UInt64, blocks: UInt64) {
            self.seed = seed
            self.epochs = epochs
            self.blocks = blocks
        }
    }

    /// All comparisons, each told as soon as it is made.
    public static func run(_ effort: Effort, tell: (AgreementRow) throws -> Void) throws {
        try spotPushes(tell)
        try averageHolds(tell)
        try proposerRuns(effort, tell)
        try arbitrageLosses(effort, tell)
    }

    // MARK: - Spot

    /// Pushes and round trips through the router and pair contracts, against the integer formula.
    private static func spotPushes(_ tell: (AgreementRow) throws -> Void) throws {
        for feePerMille in [0, 3] as [UInt64] {
            for factor in ["1.01", "1.3", "2", "23", "0.5", "0.9"] {
                let pair = try PushedPair(feePerMille: feePerMille)
                let outcome = try pair.push(toFactor: Fraction(text: factor))
                let name = "spot x\(factor), fee \(feePerMille)/1000"
                for (part, simulated, formula) in [
                    ("output", outcome.amountOut, outcome.formula.amountOut),
                    ("round trip", outcome.roundTripLoss, outcome.formula.roundTripLoss),
                ] {
                    let gap = simulated > formula ? simulated &- formula : formula &- simulated
                    try tell(
                        AgreementRow(
                            what: "\(name): \(part)", simulated: "\(simulated)",
                            closedForm: "\(formula)", gap: gap.estimate, allowed: 1, unit: "wei"))
                }
            }
        }
    }

    // MARK: - Averages

    /// Averages held block by block, against the plans' formulas; 10^-9 of the figure is allowed, and
    /// one tick where ticks are what is averaged.
    private static func averageHolds(_ tell: (AgreementRow) throws -> Void) throws {
        for (window, held, factor) in [
            (150, 1, "16"), (150, 5, "4"), (150, 30, "1.5"), (144, 72, "1.8225"), (100, 40, "0.6"),
        ] as [(UInt32, UInt32, String)] {
            let spotFactor = try Fraction(text: factor)
            let simulation = TwapHoldSimulation(
                reserveBase: UInt256.wad &* 1_000_000, reserveQuote: UInt256.wad &* 1_000_000,
                windowBlocks: window, heldBlocks: held,
                spotFactorWad: try spotFactor.wadDown().magnitude)
            let outcome = try simulation.run()
            let name = "x\(factor) in \(held) of \(window) blocks"
            func formula(_ mean: TwapHold.Mean) -> Double {
                TwapHold.averageFactor(
                    windowBlocks: UInt64(window), heldBlocks: UInt64(held),
                    factor: spotFactor.estimate, mean: mean)
            }
            let loss = PoolPushShares(factor: spotFactor.estimate, fee: 0).loss
            for (part, simulated, closedForm, allowed) in [
                (
                    "arithmetic mean", outcome.arithmeticFactorWad.estimate / 1e18,
                    formula(.arithmetic), 1e-9
                ),
                ("geometric mean", outcome.geometricFactor, formula(.geometric), 1e-9),
                (
                    "mean of ticks", outcome.geometricFactorWad.estimate / 1e18,
                    formula(.geometric), 1e-4
                ),
                ("loss in all", outcome.lossQuote.estimate / 1e24, Double(held) * loss, 1e-9),
            ] {
                try tell(
                    AgreementRow(
                        what: "\(name): \(part)", simulated: "\(simulated)",
                        closedForm: "\(closedForm)",
                        gap: distance(simulated, closedForm) / closedForm, allowed: allowed,
                        unit: "of the figure"))
            }
        }
    }

    // MARK: - Proposers

    /// Runs of proposers over drawn epochs, against the exact chance; four standard errors are allowed.
    private static func proposerRuns(
        _ effort: Effort, _ tell: (AgreementRow) throws -> Void
    ) throws {
        let source = RandomSource(seed: effort.seed)
        for percent in [5, 10, 20, 30] as [UInt64] {
            for length in [2, 3, 4] as [UInt64] {
                guard let share = Ratio(percent, 100) else { continue }
                var stream = source.stream("agreement/proposers/\(percent)/\(length)")
                let runs = try ProposerRuns.simulate(
                    share: share, runLength: length, epochs: effort.epochs, stream: &stream)
                let exact = ProposerRun(share: Double(percent) / 100, runLength: Int(length))
                let epochs = Double(effort.epochs)
                let found = Double(runs.epochsWithRun) / epochs
                let deviation = (exact.probability * (1 - exact.probability) / epochs)
                    .squareRoot()
                try tell(
                    AgreementRow(
                        what:
                            "\(length) slots in a row, share 0.\(percent < 10 ? "0" : "")\(percent)",
                        simulated: "\(found)", closedForm: "\(exact.probability)",
                        gap: distance(found, exact.probability) / deviation, allowed: 4,
                        unit: "standard errors"))
            }
        }
    }

    // MARK: - Arbitrage

    /// The loss of a pool to arbitrage, against the formula; 2 % are allowed, or four standard errors
    /// where those are more.
    private static func arbitrageLosses(
        _ effort: Effort, _ tell: (AgreementRow) throws -> Void
    ) throws {
        let source = RandomSource(seed: effort.seed)
        let points: [(sigma: Double, fee: Ratio?)] = [
            (0.001, .never), (0.001, Ratio(5, 10_000)), (0.001, Ratio(3, 1_000)),
            (0.0005, Ratio(3, 1_000)), (0.002, Ratio(1, 1_000)),
        ]
        for case (let sigma, let fee?) in points {
            let share = fee.estimate
            let name = "arbitrage loss, sigma \(sigma), fee \(share)"
            let estimate = try ArbitrageLoss.simulate(
                sigma: sigma, fee: fee, blocks: effort.blocks,
                stream: source.stream("agreement/\(name)"))
            let formula = ArbitrageLoss.closedForm(sigma: sigma, fee: share)
            try tell(
                AgreementRow(
                    what: name, simulated: "\(estimate.lossPerBlock)", closedForm: "\(formula)",
                    gap: 100 * distance(estimate.lossPerBlock, formula) / formula,
                    allowed: max(2, 400 * estimate.standardError / formula), unit: "per cent"))
        }
    }

    static func distance(_ a: Double, _ b: Double) -> Double { a < b ? b - a : a - b }
}
