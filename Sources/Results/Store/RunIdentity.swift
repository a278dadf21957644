import EthereumPrimitives
import Simulation

/// What a run is of: with the version of the program it decides every row.
public struct RunIdentity: Hashable, Sendable {
    /// Name of the scenario.
    public var scenario: String
    /// Its seed.
    public var seed: UInt64
    /// What was set otherwise than in the scenario; empty for nothing.
    public var variant: String
    /// Version of the program.
    public var version: String
    /// Preset of the chain.
    public var chain: String
    /// `verified` or `elided`.
    public var signatures: String
    /// Simulated time of the start, microseconds since 1970.
    public var startedMicros: UInt64

    /// An identity from its parts.
    public init(
        scenario: String, seed: UInt64, variant: String = "", version: String, chain: String,
        signatures: String, startedMicros: UInt64
    ) {
        self.scenario = scenario
        self.seed = seed
        self.variant = variant
        self.version = version
        self.chain = chain
        self.signatures = signatures
        self.startedMicros = startedMicros
    }
}

/// How a run ended.
public enum EndingStatus: String, Hashable, Sendable, CaseIterable {
    /// It came to its end.
    case complete
    /// It was stopped cleanly before.
    case interrupted
    /// The books did not balance.
    case invariantBroken = "invariant-broken"
}

/// What a run came to.
public struct RunEnding: Hashable, Sendable {
    /// How it ended.
    public var status: EndingStatus
    /// Simulated time of the end, microseconds since 1970.
    public var endedMicros: UInt64
    /// Hash of the last block.
    public var headHash: Hash256
    /// Digest of all changes of state.
    public var stateDigest: Hash256

    /// An outcome from its parts.
    public init(
        status: EndingStatus, endedMicros: UInt64, headHash: Hash256, stateDigest: Hash256
    ) {
        self.status = status
        self.endedMicros = endedMicros
        self.headHash = headHash
        self.stateDigest = stateDigest
    }
}
