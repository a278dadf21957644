import WideIntegers

/// What a pool needs to know of the head beside its state.
public struct PoolHead: Hashable, Sendable {
    /// The most gas that a transaction may ask for.
    public var blockGasLimit: UInt64
    /// The base fee that the next block will have, in wei per gas; nil where there is none.
    public var nextBaseFeePerGasWei: UInt256?

    /// A head from its figures.
    public init(blockGasLimit: UInt64, nextBaseFeePerGasWei: UInt256?) {
        self.blockGasLimit = blockGasLimit
        self.nextBaseFeePerGasWei = nextBaseFeePerGasWei
    }
}
