import EthereumPrimitives

/// What the EVM charges for state access under one fork.
///
/// - Source: EIP-1884 and EIP-2200 (Istanbul), EIP-2929 (Berlin), EIP-3529 (London), EIP-3651
///   (Shanghai), EIP-4844 and EIP-2537 (precompiles), yellow paper appendix G.
public struct GasSchedule: Hashable, Sendable {
    /// The fork.
    public let fork: Hardfork
    /// Whether first touches in a transaction cost more (Berlin and later).
    let hasAccessLists: Bool
    @usableFromInline let slotReadWarm: UInt64
    let slotReadColdExtra: UInt64
    let slotSet: UInt64
    let slotReset: UInt64
    let slotClearRefund: Int64
    let accountWarm: UInt64
    let accountCold: UInt64
    /// At most the gas used divided by this is refunded.
    let refundDivisor: UInt64
    /// Whether the block's producer is warm from the start.
    let isCoinbaseWarm: Bool
    /// Contracts of the protocol itself are at addresses from one up to here, and always warm.
    let precompileLast: UInt64

    /// The schedule of a fork from Istanbul on; nil for earlier ones.
    public init?(_ fork: Hardfork) {
        guard fork >= .istanbul else { return nil }
        self.fork = fork
        hasAccessLists = fork >= .berlin
        slotReadWarm = hasAccessLists ? 100 : 800
        slotReadColdExtra = hasAccessLists ? 2_000 : 0
        slotSet = 20_000
        slotReset = hasAccessLists ? 2_900 : 5_000
        slotClearRefund = fork >= .london ? 4_800 : 15_000
        accountWarm = hasAccessLists ? 100 : 700
        accountCold = hasAccessLists ? 2_600 : 700
        refundDivisor = fork >= .london ? 5 : 2
        isCoinbaseWarm = fork >= .shanghai
        precompileLast = fork >= .prague ? 0x11 : fork >= .cancun ? 0x0a : 0x09
    }

    /// Gas that a storage write must leave over, or it fails (EIP-1706).
    static let storeStipend: UInt64 = 2_300
    /// Added by a cold slot to a write (EIP-2929).
    static let slotWriteColdExtra: UInt64 = 2_100
    /// Extra of a call that carries value, and what of it the callee gets for free.
    static let callValue: UInt64 = 9_000
    static let callStipend: UInt64 = 2_300
    /// Extra of a call with value that brings an account into being.
    static let newAccount: UInt64 = 25_000
    static let log: UInt64 = 375
    static let logTopic: UInt64 = 375
    static let logByte: UInt64 = 8
}
