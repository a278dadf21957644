import Chain
import EthereumPrimitives
import WideIntegers

/// What is offered for a unit of gas: a tip, and a cap on tip and base fee together, in wei.
///
/// On a chain without base fee both are the price.
public struct GasBid: Hashable, Sendable {
    /// The most that the block's producer is paid.
    public let tipWei: UInt256
    /// The most that is paid in all.
    public let capWei: UInt256

    /// A bid; a tip above the cap, which no pool takes, is lowered to it.
    public init(tipWei: UInt256, capWei: UInt256) {
        self.tipWei = min(tipWei, capWei)
        self.capWei = capWei
    }

    /// The bid of a transaction.
    public init(_ envelope: TransactionEnvelope) {
        self.init(tipWei: envelope.maxPriorityFeePerGasWei, capWei: envelope.maxFeePerGasWei)
    }

    /// The least bid that a pool takes in the place of this one.
    /// - Parameter bumpPerMille: what the pool wants more on both fees, in thousandths.
    public func raised(perMille bumpPerMille: UInt64) -> GasBid {
        GasBid(
            tipWei: tipWei.leastReplacement(perMille: bumpPerMille),
            capWei: capWei.leastReplacement(perMille: bumpPerMille))
    }

    /// This bid, or as much more of each fee as another one has.
    public func raised(toAtLeast other: GasBid) -> GasBid {
        GasBid(tipWei: max(tipWei, other.tipWei), capWei: max(capWei, other.capWei))
    }

    /// Whether a pool takes this in the place of an older bid.
    public func replaces(_ old: GasBid, bumpPerMille: UInt64) -> Bool {
        tipWei.isRaised(over: old.tipWei, perMille: bumpPerMille)
            && capWei.isRaised(over: old.capWei, perMille: bumpPerMille)
    }

    /// What a unit of gas costs at a base fee; the cap when the base fee is above it.
    public func priceWei(baseFeeWei: UInt256) -> UInt256 {
        min(capWei, tipWei.saturatingAdd(baseFeeWei))
    }
}

extension UInt256 {
    /// The least fee that replaces this one in a pool: strictly more, and no less than so many
    /// thousandths more, rounded down.
    /// - Source: go-ethereum, core/txpool/legacypool/list.go, list.Add.
    package func leastReplacement(perMille bumpPerMille: UInt64) -> UInt256 {
        let raised = scaled(perMille: 1_000 &+ bumpPerMille)
        return raised > self ? raised : saturatingAdd(.one)
    }

    /// So many thousandths of this, rounded down; 2^256 - 1 when that is passed.
    package func scaled(perMille: UInt64) -> UInt256 {
        (try? mulDivDown(UInt256(perMille), 1_000)) ?? .max
    }
}
