import EthereumPrimitives
import WideIntegers

/// A position as its protocol measures it at a block, whatever the design; amounts in wad.
public struct PositionStanding: Hashable, Sendable {
    /// Whose it is.
    public var trader: Address
    /// Base, negative for a short.
    public var sizeWad = Int256.zero
    /// What it was opened for.
    public var openNotionalWad = UInt256.zero
    /// Margin less losses of others that it owes; funding that is not settled is still in it.
    public var marginWad = Int256.zero
    /// Funding that is owed and not settled; negative where it is due to the trader.
    public var fundingOwedWad = Int256.zero
    /// What it is worth.
    public var notionalWad = UInt256.zero
    /// Margin with profit and funding.
    public var equityWad = Int256.zero
    /// Equity over notional.
    public var marginRatioWad = Int256.zero
    /// The ratio below which it may be liquidated.
    public var maintenanceWad = UInt256.zero
    /// Equity if it alone were closed on the curve; at the mark where the curve cannot close it.
    public var equityOnCurveWad = Int256.zero
    /// Whether its margin lets it be liquidated by a call in this block.
    public var isLiquidatable = false

    init(trader: Address) { self.trader = trader }
}
