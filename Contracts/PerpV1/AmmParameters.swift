import EthereumPrimitives
import WideIntegers

/// What a market is made with.
///
/// - Source: Perpetual Protocol v1, `Amm.initialize`; perp-v1 deployment configuration.
public struct AmmParameters: Hashable, Sendable {
    /// Who may change it.
    public var owner: Address
    /// Virtual quote asset, wad.
    public var quoteReserveWad: UInt256
    /// Virtual base asset, wad.
    public var baseReserveWad: UInt256
    /// The largest part of a reserve that one swap may take, wad.
    public var tradeLimitRatioWad: UInt256
    /// Seconds of a funding period.
    public var fundingPeriodSeconds: UInt256
    /// The feed of the underlying price.
    public var priceFeed: Address
    /// The feed's key.
    public var priceFeedKey: Hash256
    /// The collateral token.
    public var quoteAsset: Address
    /// The largest change of price in a block, wad; zero for none.
    public var fluctuationLimitRatioWad: UInt256
    /// Fee to the toll pool, wad.
    public var tollRatioWad: UInt256
    /// Fee to the insurance fund, wad.
    public var spreadRatioWad: UInt256

    /// Parameters of a market.
    public init(
        owner: Address, quoteReserveWad: UInt256, baseReserveWad: UInt256,
        tradeLimitRatioWad: UInt256, fundingPeriodSeconds: UInt256, priceFeed: Address,
        priceFeedKey: Hash256, quoteAsset: Address, fluctuationLimitRatioWad: UInt256,
        tollRatioWad: UInt256, spreadRatioWad: UInt256
    ) {
        self.owner = owner
        self.quoteReserveWad = quoteReserveWad
        self.baseReserveWad = baseReserveWad
        self.tradeLimitRatioWad = tradeLimitRatioWad
        self.fundingPeriodSeconds = fundingPeriodSeconds
        self.priceFeed = priceFeed
        self.priceFeedKey = priceFeedKey
        self.quoteAsset = quoteAsset
        self.fluctuationLimitRatioWad = fluctuationLimitRatioWad
        self.tollRatioWad = tollRatioWad
        self.spreadRatioWad = spreadRatioWad
    }
}
