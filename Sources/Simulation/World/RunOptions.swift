import Chain
import EthereumPrimitives
import SimulationKernel
import WideIntegers

/// How a scenario is run.
public struct RunOptions: Hashable, Sendable {
    /// The seed of all chance.
    public var seed: UInt64
    /// Whether transactions are signed; nil: as the scenario's chain says.
    public var signatures: SignatureMode?
    /// Whether all books are walked after each block.
    public var checksInvariants: Bool
    /// Populations that are left out, as a control.
    public var without: [String]
    /// Which rows are handed to the sink.
    public var rows: Rows
    /// Whether the world lives on when the scenario's duration has passed. Prices from files and points
    /// then stay what they were last.
    public var isOpenEnded = false

    /// Which rows are handed on.
    public enum Rows: String, Hashable, Sendable, CaseIterable {
        /// All that the scenario asks for.
        case all
        /// Figures, expectations, agents and payments alone, as large studies want.
        case summary
    }

    /// Options; by default all rows, checked at constant cost.
    public init(
        seed: UInt64 = 1, signatures: SignatureMode? = nil, checksInvariants: Bool = false,
        without: [String] = [], rows: Rows = .all
    ) {
        self.seed = seed
        self.signatures = signatures
        self.checksInvariants = checksInvariants
        self.without = without
        self.rows = rows
    }
}

/// How far a run has come.
public struct RunProgress: Sendable {
    /// Blocks so far.
    public var blocks: UInt64
    /// Transactions in them.
    public var transactions: UInt64
    /// Simulated time passed and to pass, microseconds.
    public var passedMicros: UInt64, totalMicros: UInt64
}

/// How a run ended.
public enum RunStatus: Hashable, Sendable {
    /// At its end.
    case complete
    /// Somebody stopped it, between two blocks.
    case interrupted
    /// A statement that must hold did not.
    case invariantBroken(String, block: UInt64)

    /// A word for manifests.
    public var name: String {
        switch self {
        case .complete: "complete"
        case .interrupted: "interrupted"
        case .invariantBroken: "invariant-broken"
        }
    }
}

/// What a run came to.
public struct RunOutcome: Sendable {
    /// How it ended.
    public var status: RunStatus
    /// Its figures.
    public var figures: RunFigures
    /// The scenario's expectations against them.
    public var expectations: [ExpectationOutcome]
    /// The last block's height, hash and state digest.
    public var headNumber: UInt64, headHash: Hash256, stateDigest: Hash256
    /// When it ended, simulated.
    public var endedAt: SimulatedTime
    /// Wakings of agents, transactions in blocks, rows handed to the sink.
    public var wakeCount: UInt64, transactionCount: UInt64, rowCount: UInt64
}
