extension PerpV1ABI {
    private static let position =
        "((int256 d) size, (uint256 d) margin, (uint256 d) openNotional, (int256 d) lastUpdatedCumulativePremiumFraction, uint256 liquidityHistoryIndex, uint256 blockNumber)"

    static let clearingHouseLines = [
        "function openPosition(address amm, uint8 side, (uint256 d) quoteAssetAmount, (uint256 d) leverage, (uint256 d) baseAssetAmountLimit)",
        "function openPositionWithReferral(address amm, uint8 side, (uint256 d) quoteAssetAmount, (uint256 d) leverage, (uint256 d) baseAssetAmountLimit, bytes32 referralCode)",
        "function closePosition(address amm, (uint256 d) quoteAssetAmountLimit)",
        "function closePositionWithReferral(address amm, (uint256 d) quoteAssetAmountLimit, bytes32 referralCode)",
        "function addMargin(address amm, (uint256 d) addedMargin)",
        "function removeMargin(address amm, (uint256 d) removedMargin)",
        "function settlePosition(address amm)",
        "function liquidate(address amm, address trader) returns ((uint256 d) quoteAssetAmount, bool isPartialClose)",
        "function liquidateWithSlippage(address amm, address trader, (uint256 d) quoteAssetAmountLimit) returns ((uint256 d) quoteAssetAmount, bool isPartialClose)",
        "function payFunding(address amm)",
        "function getMarginRatio(address amm, address trader) view returns ((int256 d))",
        "function getPosition(address amm, address trader) view returns (\(position))",
        "function getUnadjustedPosition(address amm, address trader) view returns (\(position) position)",
        "function getPositionNotionalAndUnrealizedPnl(address amm, address trader, uint8 pnlCalcOption) view returns ((uint256 d) positionNotional, (int256 d) unrealizedPnl)",
        "function getLatestCumulativePremiumFraction(address amm) view returns ((int256 d))",
        "function openInterestNotionalMap(address amm) view returns (uint256 d)",
        "function initMarginRatio() view returns (uint256 d)",
        "function maintenanceMarginRatio() view returns (uint256 d)",
        "function liquidationFeeRatio() view returns (uint256 d)",
        "function partialLiquidationRatio() view returns (uint256 d)",
        "function backstopLiquidityProviderMap(address account) view returns (bool)",
        "function insuranceFund() view returns (address)",
        "function feePool() view returns (address)",
        "function trustedForwarder() view returns (address)",
        "function paused() view returns (bool)",
        "function setLiquidationFeeRatio((uint256 d) ratio)",
        "function setMaintenanceMarginRatio((uint256 d) ratio)",
        "function setTollPool(address feePool)",
        "function setWhitelist(address whitelist)",
        "function setBackstopLiquidityProvider(address account, bool isProvider)",
        "function setPartialLiquidationRatio((uint256 d) ratio)",
        "function pause()",
        "function unpause()",
        "function owner() view returns (address)",
        "function candidate() view returns (address)",
        "function setOwner(address newOwner)",
        "function updateOwner()",
        "function renounceOwnership()",
        "event PositionChanged(address indexed trader, address indexed amm, uint256 margin, uint256 positionNotional, int256 exchangedPositionSize, uint256 fee, int256 positionSizeAfter, int256 realizedPnl, int256 unrealizedPnlAfter, uint256 badDebt, uint256 liquidationPenalty, uint256 spotPrice, int256 fundingPayment)",
        "event PositionLiquidated(address indexed trader, address indexed amm, uint256 positionNotional, uint256 positionSize, uint256 liquidationFee, address liquidator, uint256 badDebt)",
        "event MarginChanged(address indexed sender, address indexed amm, int256 amount, int256 fundingPayment)",
        "event PositionSettled(address indexed amm, address indexed trader, uint256 valueTransferred)",
        "event RestrictionModeEntered(address amm, uint256 blockNumber)",
        "event MarginRatioChanged(uint256 marginRatio)",
        "event LiquidationFeeRatioChanged(uint256 liquidationFeeRatio)",
        "event BackstopLiquidityProviderChanged(address indexed account, bool indexed isProvider)",
        "event PositionAdjusted(address indexed amm, address indexed trader, int256 newPositionSize, uint256 oldLiquidityIndex, uint256 newLiquidityIndex)",
        "event ReferredPositionChanged(bytes32 indexed referralCode)",
        "event Paused(address account)",
        "event Unpaused(address account)",
        "event OwnershipTransferred(address indexed previousOwner, address indexed newOwner)",
    ]
}

/// The clearing house's functions in the order of its ABI.
enum ClearingHouseFunction: Int, CaseIterable {
    case openPosition, openPositionWithReferral, closePosition, closePositionWithReferral
    case addMargin, removeMargin, settlePosition, liquidate, liquidateWithSlippage, payFunding
    case getMarginRatio, getPosition, getUnadjustedPosition, getPositionNotionalAndUnrealizedPnl
    case getLatestCumulativePremiumFraction, openInterestNotionalMap, initMarginRatio
    case maintenanceMarginRatio, liquidationFeeRatio, partialLiquidationRatio
    case backstopLiquidityProviderMap, insuranceFund, feePool, trustedForwarder, paused
    case setLiquidationFeeRatio, setMaintenanceMarginRatio, setTollPool, setWhitelist
    case setBackstopLiquidityProvider, setPartialLiquidationRatio, pause, unpause, owner, candidate
    case setOwner, updateOwner, renounceOwnership
}
