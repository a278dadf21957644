import EthereumPrimitives
import WideIntegers

/// How the price of gas is formed.
public enum FeeMarket: Hashable, Sendable {
    /// Before London: each transaction pays the price that it offers, all of it to the producer.
    case auction
    /// EIP-1559: a base fee that follows the fullness of blocks, and tips.
    case baseFee(BaseFeeRule, initialWei: UInt256)
    /// A base fee that stays, for chains whose own rule is not modelled.
    case fixed(baseFeeWei: UInt256)

    /// The base fee of the first block; nil where there is none.
    public var initialBaseFeePerGasWei: UInt256? {
        switch self {
        case .auction: nil
        case .baseFee(let rule, let initial): max(initial, rule.floorWei)
        case .fixed(let baseFee): baseFee
        }
    }

    /// The base fee of the block after `parent`; nil where there is none.
    public func baseFeePerGasWei(after parent: BlockHeader) -> UInt256? {
        guard let parentBaseFee = parent.baseFeePerGasWei else { return nil }
        guard case .baseFee(let rule, _) = self else { return initialBaseFeePerGasWei }
        return rule.next(
            parentBaseFeePerGasWei: parentBaseFee, parentGasUsed: parent.gasUsed,
            parentGasLimit: parent.gasLimit)
    }
}
