/// The first place where a replay does not come to what was recorded.
public struct ReplayMismatch: Error, Hashable, Sendable, CustomStringConvertible {
    /// The height of the block that does not agree, or in which an intervention does not.
    public let block: UInt64
    /// What of it: a field of the header, a transaction, or something of the chain itself.
    public let field: String
    /// What the recording says.
    public let recorded: String
    /// What the replay has come to, or asks for.
    public let replayed: String

    init(block: UInt64, field: String, recorded: String, replayed: String) {
        self.block = block
        self.field = field
        self.recorded = recorded
        self.replayed = replayed
    }

    /// Place and both values.
    public var description: String {
        "block \(block), \(field): recorded \(recorded), replayed \(replayed)"
    }
}

/// How much a replay has run.
public struct ReplayCounts: Hashable, Sendable {
    /// Blocks, those that were orphaned later among them.
    public internal(set) var blocks: UInt64 = 0
    /// Transactions in them.
    public internal(set) var transactions: UInt64 = 0
    /// Blocks that were taken off the chain.
    public internal(set) var orphanedBlocks: UInt64 = 0
    /// Times that the chain's end was replaced.
    public internal(set) var reorgs: UInt64 = 0
    /// Changes from outside, those without effect on the state among them.
    public internal(set) var interventions: UInt64 = 0
}
