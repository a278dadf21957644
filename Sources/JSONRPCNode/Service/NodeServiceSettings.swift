import EthereumPrimitives

/// How a node answers: names, limits, and the accounts it holds keys of.
public struct NodeServiceSettings: Sendable {
    /// What `web3_clientVersion` says.
    public var clientVersion = "perplab/0.1.0/swift"
    /// Logs that one answer holds at most.
    public var logsMax = 10_000
    /// Blocks that one question for logs may span; nil for any number.
    public var logBlocksMax: UInt64?
    /// Whether a question for logs past the head ends at the head, as with old nodes, or is refused.
    public var clampsLogRange = true
    /// Requests in a batch.
    public var batchRequestsMax = 1_000
    /// Bytes of a batch's answer.
    public var batchBytesMax = 25_000_000
    /// Lists and objects of a request within each other.
    public var depthMax = 64
    /// Whether clients may do more to clock and chain than let the clock go on; a keeper under test may
    /// not.
    public var allowsControls = true
    /// Accounts whose transactions and messages the node signs.
    public var accounts: [PrivateKey] = []
    /// How long a filter lives that nobody asks, microseconds.
    public var filterLifetimeMicros: UInt64 = 300_000_000
    /// Filters at a time; the one that was asked longest ago goes when there are more.
    public var filtersMax = 10_000
    /// Changes that are kept for filters; one that was asked before the first of them is gone.
    public var filterChangesMax = 100_000
    /// Subscriptions of one connection.
    public var subscriptionsMax = 1_000
    /// The most gas of a call that is no transaction.
    /// - Source: go-ethereum, ethconfig, RPCGasCap.
    public var callGasMax: UInt64 = 50_000_000
    /// Blocks that one request may mine.
    public var minedBlocksMax: UInt64 = 100_000

    /// The usual settings.
    public init() {}
}
