import EthereumPrimitives
import WideIntegers

/// What contracts can see of the block they run in.
public struct BlockEnvironment: Hashable, Sendable {
    /// Height.
    public var number: UInt64
    /// Seconds since 1970.
    public var timestampSeconds: UInt64
    /// Base fee in wei per gas.
    public var baseFeePerGasWei: UInt256
    /// Who is paid the tips.
    public var coinbase: Address
    /// Gas of the whole block.
    public var gasLimit: UInt64
    /// The chain.
    public var chainID: UInt64

    /// A block from its parts.
    public init(
        number: UInt64, timestampSeconds: UInt64, baseFeePerGasWei: UInt256 = 0,
        coinbase: Address = .zero, gasLimit: UInt64 = 30_000_000, chainID: UInt64 = 1
    ) {
        self.number = number
        self.timestampSeconds = timestampSeconds
        self.baseFeePerGasWei = baseFeePerGasWei
        self.coinbase = coinbase
        self.gasLimit = gasLimit
        self.chainID = chainID
    }
}
