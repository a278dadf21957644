import EthereumPrimitives
import WideIntegers

extension UInt256 {
    /// Whether a fee is enough more than another to replace it in a pool: strictly more, and no less
    /// than the old one and so many thousandths of it, rounded down.
    /// - Source: go-ethereum, core/txpool/legacypool/list.go, list.Add.
    package func isRaised(over old: UInt256, perMille bump: UInt64) -> Bool {
        guard self > old else { return false }
        let product = UInt512(old, times: 1_000 &+ UInt256(bump))
        let bound = product.quotientAndRemainder(
            dividingBy: UInt512(high: .zero, low: 1_000)
        ).quotient
        return bound.high.isZero && self >= bound.low
    }
}

extension TransactionEnvelope {
    /// Whether a pool takes this in the place of another with the same nonce: both fees are raised.
    func replaces(_ other: TransactionEnvelope, bumpPerMille: UInt64) -> Bool {
        maxFeePerGasWei.isRaised(over: other.maxFeePerGasWei, perMille: bumpPerMille)
            && maxPriorityFeePerGasWei.isRaised(
                over: other.maxPriorityFeePerGasWei, perMille: bumpPerMille)
    }
}
