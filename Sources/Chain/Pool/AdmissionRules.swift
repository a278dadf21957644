import EthereumPrimitives

/// What a chain demands of every transaction, whatever the state is.
public struct AdmissionRules: Hashable, Sendable {
    /// The fork's rules.
    public var fork: Hardfork
    /// The chain that transactions must be signed for.
    public var chainID: UInt64
    /// Whether transactions without a chain id are refused, as geth's interface does by default.
    public var requiresReplayProtection = true

    /// Rules of a fork on a chain.
    public init(fork: Hardfork, chainID: UInt64) {
        self.fork = fork
        self.chainID = chainID
    }
}
