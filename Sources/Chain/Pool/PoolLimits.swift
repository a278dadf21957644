import WideIntegers

/// How much a node's pool takes, and on which terms.
///
/// The defaults are geth's.
/// - Source: go-ethereum, core/txpool/legacypool, DefaultConfig and constants.
public struct PoolLimits: Hashable, Sendable {
    /// The least tip, in wei per gas, that is taken in.
    public var tipMinWei: UInt256 = 1
    /// What a replacement must offer more on both fees, in thousandths.
    public var priceBumpPerMille: UInt64 = 100
    /// Executable transactions that an account may always have.
    public var accountSlots = 16
    /// Slots of executable transactions in all.
    public var globalSlots = 5_120
    /// Transactions that an account may have waiting behind a gap.
    public var accountQueue = 64
    /// Transactions in all that wait behind gaps.
    public var globalQueue = 1_024
    /// How long an account's waiting transactions are kept after it was last heard of.
    public var queuedLifetimeMicros: UInt64 = 3 * 3_600 * 1_000_000
    /// The size of a transaction in bytes that is still taken.
    public var byteCountMax = 131_072
    /// The bytes that one slot holds; a larger transaction takes several.
    public var slotBytes = 32_768

    /// geth's limits.
    public init() {}
}
