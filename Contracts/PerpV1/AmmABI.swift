extension PerpV1ABI {
    static let ammLines = [
        "function swapInput(uint8 dirOfQuote, (uint256 d) quoteAssetAmount, (uint256 d) baseAssetAmountLimit, bool canOverFluctuationLimit) returns ((uint256 d))",
        "function swapOutput(uint8 dirOfBase, (uint256 d) baseAssetAmount, (uint256 d) quoteAssetAmountLimit) returns ((uint256 d))",
        "function settleFunding() returns ((int256 d))",
        "function shutdown()",
        "function calcFee((uint256 d) quoteAssetAmount) view returns ((uint256 d), (uint256 d))",
        "function getInputPrice(uint8 dirOfQuote, (uint256 d) quoteAssetAmount) view returns ((uint256 d))",
        "function getOutputPrice(uint8 dirOfBase, (uint256 d) baseAssetAmount) view returns ((uint256 d))",
        "function getInputTwap(uint8 dirOfQuote, (uint256 d) quoteAssetAmount) view returns ((uint256 d))",
        "function getOutputTwap(uint8 dirOfBase, (uint256 d) baseAssetAmount) view returns ((uint256 d))",
        "function getTwapPrice(uint256 intervalInSeconds) view returns ((uint256 d))",
        "function getSpotPrice() view returns ((uint256 d))",
        "function getReserve() view returns ((uint256 d), (uint256 d))",
        "function getUnderlyingPrice() view returns ((uint256 d))",
        "function getUnderlyingTwapPrice(uint256 intervalInSeconds) view returns ((uint256 d))",
        "function isOverSpreadLimit() view returns (bool)",
        "function isOverFluctuationLimit(uint8 dirOfBase, (uint256 d) baseAssetAmount) view returns (bool)",
        "function getInputPriceWithReserves(uint8 dirOfQuote, (uint256 d) quoteAssetAmount, (uint256 d) quoteAssetPoolAmount, (uint256 d) baseAssetPoolAmount) pure returns ((uint256 d))",
        "function getOutputPriceWithReserves(uint8 dirOfBase, (uint256 d) baseAssetAmount, (uint256 d) quoteAssetPoolAmount, (uint256 d) baseAssetPoolAmount) pure returns ((uint256 d))",
        "function calcBaseAssetAfterLiquidityMigration((int256 d) baseAssetAmount, (uint256 d) fromQuoteReserve, (uint256 d) fromBaseReserve) view returns ((int256 d))",
        "function getSnapshotLen() view returns (uint256)",
        "function reserveSnapshots(uint256 index) view returns ((uint256 d) quoteAssetReserve, (uint256 d) baseAssetReserve, uint256 timestamp, uint256 blockNumber)",
        "function getLiquidityHistoryLength() view returns (uint256)",
        "function getLiquidityChangedSnapshots(uint256 i) view returns (((int256 d) cumulativeNotional, (uint256 d) quoteAssetReserve, (uint256 d) baseAssetReserve, (int256 d) totalPositionSize))",
        "function getLatestLiquidityChangedSnapshots() view returns (((int256 d) cumulativeNotional, (uint256 d) quoteAssetReserve, (uint256 d) baseAssetReserve, (int256 d) totalPositionSize))",
        "function getCumulativeNotional() view returns ((int256 d))",
        "function getSettlementPrice() view returns ((uint256 d))",
        "function getMaxHoldingBaseAsset() view returns ((uint256 d))",
        "function getOpenInterestNotionalCap() view returns ((uint256 d))",
        "function getBaseAssetDelta() view returns ((int256 d))",
        "function getBaseAssetDeltaThisFundingPeriod() view returns ((int256 d))",
        "function totalPositionSize() view returns (int256 d)",
        "function fundingRate() view returns (int256 d)",
        "function tradeLimitRatio() view returns (uint256 d)",
        "function quoteAssetReserve() view returns (uint256 d)",
        "function baseAssetReserve() view returns (uint256 d)",
        "function fluctuationLimitRatio() view returns (uint256 d)",
        "function tollRatio() view returns (uint256 d)",
        "function spreadRatio() view returns (uint256 d)",
        "function tollAmount() view returns (uint256 d)",
        "function spotPriceTwapInterval() view returns (uint256)",
        "function fundingPeriod() view returns (uint256)",
        "function fundingBufferPeriod() view returns (uint256)",
        "function nextFundingTime() view returns (uint256)",
        "function priceFeedKey() view returns (bytes32)",
        "function globalShutdown() view returns (address)",
        "function quoteAsset() view returns (address)",
        "function priceFeed() view returns (address)",
        "function open() view returns (bool)",
        "function setOpen(bool open)",
        "function setCap((uint256 d) maxHoldingBaseAsset, (uint256 d) openInterestNotionalCap)",
        "function setFluctuationLimitRatio((uint256 d) ratio)",
        "function setTollRatio((uint256 d) ratio)",
        "function setSpreadRatio((uint256 d) ratio)",
        "function setSpotPriceTwapInterval(uint256 interval)",
        "function setPriceFeed(address priceFeed)",
        "function setCounterParty(address counterParty)",
        "function setGlobalShutdown(address globalShutdown)",
        "function owner() view returns (address)",
        "function candidate() view returns (address)",
        "function setOwner(address newOwner)",
        "function updateOwner()",
        "function renounceOwnership()",
        "event SwapInput(uint8 dir, uint256 quoteAssetAmount, uint256 baseAssetAmount)",
        "event SwapOutput(uint8 dir, uint256 quoteAssetAmount, uint256 baseAssetAmount)",
        "event FundingRateUpdated(int256 rate, uint256 underlyingPrice)",
        "event ReserveSnapshotted(uint256 quoteAssetReserve, uint256 baseAssetReserve, uint256 timestamp)",
        "event LiquidityChanged(uint256 quoteReserve, uint256 baseReserve, int256 cumulativeNotional)",
        "event CapChanged(uint256 maxHoldingBaseAsset, uint256 openInterestNotionalCap)",
        "event Shutdown(uint256 settlementPrice)",
        "event PriceFeedUpdated(address priceFeed)",
        "event OwnershipTransferred(address indexed previousOwner, address indexed newOwner)",
    ]
}

/// The market's functions in the order of its ABI.
enum AmmFunction: Int, CaseIterable {
    case swapInput, swapOutput, settleFunding, shutdown, calcFee, getInputPrice, getOutputPrice
    case getInputTwap, getOutputTwap, getTwapPrice, getSpotPrice, getReserve, getUnderlyingPrice
    case getUnderlyingTwapPrice, isOverSpreadLimit, isOverFluctuationLimit
    case getInputPriceWithReserves, getOutputPriceWithReserves
    case calcBaseAssetAfterLiquidityMigration, getSnapshotLen, reserveSnapshots
    case getLiquidityHistoryLength, getLiquidityChangedSnapshots
    case getLatestLiquidityChangedSnapshots, getCumulativeNotional, getSettlementPrice
    case getMaxHoldingBaseAsset, getOpenInterestNotionalCap, getBaseAssetDelta
    case getBaseAssetDeltaThisFundingPeriod, totalPositionSize, fundingRate, tradeLimitRatio
    case quoteAssetReserve, baseAssetReserve, fluctuationLimitRatio, tollRatio, spreadRatio
    case tollAmount, spotPriceTwapInterval, fundingPeriod, fundingBufferPeriod, nextFundingTime
    case priceFeedKey, globalShutdown, quoteAsset, priceFeed, open, setOpen, setCap
    case setFluctuationLimitRatio, setTollRatio, setSpreadRatio, setSpotPriceTwapInterval
    case setPriceFeed, setCounterParty, setGlobalShutdown, owner, candidate, setOwner, updateOwner
    case renounceOwnership
}
