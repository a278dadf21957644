import WideIntegers

/// How the base fee follows the fullness of blocks.
///
/// Ethereum: elasticity 2, denominator 8, no floor. Rollups choose others.
/// - Source: EIP-1559.
public struct BaseFeeRule: Hashable, Sendable {
    /// Gas limit divided by gas target.
    public let elasticityMultiplier: UInt64
    /// The inverse of the largest change from one block to the next.
    public let changeDenominator: UInt64
    /// The base fee never falls below this, in wei per gas.
    public let floorWei: UInt256

    /// Ethereum's parameters.
    public static let ethereum = BaseFeeRule(
        elasticityMultiplier: 2, changeDenominator: 8, floorWei: .zero, checked: ())

    /// The base fee of the first block of the London fork, 1 gwei.
    public static let initialBaseFeePerGasWei: UInt256 = 1_000_000_000

    /// A rule; nil when elasticity or denominator is zero.
    public init?(elasticityMultiplier: UInt64, changeDenominator: UInt64, floorWei: UInt256 = 0) {
        guard elasticityMultiplier > 0 && changeDenominator > 0 else { return nil }
        self.init(
            elasticityMultiplier: elasticityMultiplier, changeDenominator: changeDenominator,
            floorWei: floorWei, checked: ())
    }

    private init(
        elasticityMultiplier: UInt64, changeDenominator: UInt64, floorWei: UInt256, checked: Void
    ) {
        self.elasticityMultiplier = elasticityMultiplier
        self.changeDenominator = changeDenominator
        self.floorWei = floorWei
    }

    /// The gas use at which the base fee stays: the limit by the elasticity, rounded down.
    public func gasTarget(gasLimit: UInt64) -> UInt64 {
        gasLimit / elasticityMultiplier
    }

    /// The base fee of the block after the parent, in wei per gas.
    ///
    /// Two truncating divisions, by the target and then by the denominator; a rise is at least 1 wei.
    /// A parent whose target is zero leaves the fee as it is, and a fee that would pass 2^256 - 1
    /// stays there.
    public func next(
        parentBaseFeePerGasWei baseFee: UInt256, parentGasUsed gasUsed: UInt64,
        parentGasLimit gasLimit: UInt64
    ) -> UInt256 {
        let target = gasTarget(gasLimit: gasLimit)
        if gasUsed == target || target == 0 { return max(baseFee, floorWei) }
        let distance = gasUsed > target ? gasUsed - target : target - gasUsed
        // With an elasticity above 2 the first quotient can pass 256 bits and the second not.
        let product = UInt512(baseFee, times: UInt256(distance))
        let step = product.quotient(by: target).quotient(by: changeDenominator)
        if gasUsed > target {
            let (sum, overflow) = baseFee.addingReportingOverflow(max(step.low, .one))
            return overflow || !step.high.isZero ? .max : max(sum, floorWei)
        }
        // A distance below the target makes the step at most the fee itself.
        return max(baseFee &- min(step.low, baseFee), floorWei)
    }
}

extension UInt512 {
    fileprivate func quotient(by divisor: UInt64) -> UInt512 {
        quotientAndRemainder(dividingBy: UInt512(high: .zero, low: UInt256(divisor))).quotient
    }
}
