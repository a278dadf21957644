/// Steps of the contracts' paths whose computing has a calibrated charge of its own.
///
/// Storage, calls, logs and memory of snapshot walks are metered where they happen; what bytecode
/// spends besides (stack, arithmetic, encoding, dispatch) is charged by these steps.
public enum PerpV1Step: Int, CaseIterable, Sendable {
    // Clearing house, entries: dispatch and decoding.
    case openPosition, openPositionWithReferral, closePosition, closePositionWithReferral, addMargin
    case removeMargin, settlePosition, liquidate, liquidateWithSlippage, payFunding
    case clearingHouseView, clearingHouseSetter, setRatio, setPartialRatio, setPaused, setBackstop
    // Clearing house, ends of entries, after what may refuse them.
    case closeEnd, liquidatable, slippageEnd, slippagePartial, slippageShort
    // Clearing house, parts.
    case requireAmm, requireAmmOpen, validTokenAmount, initialMarginCheck, restrictionCheck
    case leverageCheck, flipEnd, openNotional, marginDelta, restrictionHit, readPosition
    case writePosition, clearPosition, increase, increaseOld, swapInputCall, swapSold, openInterest
    case openInterestCapped, openInterestAdded, openInterestOverCap, holdingCap, remainMargin
    case remainFunding, fundingChanged, latestPremium, notionalAndPnl, notionalOfNothing, reverse
    case reduce, reduceShort, reduceEnd, closeInternal, closeInternalEnd, flip, flipOpened
    case flipLimit, flipToNothing, marginCheck, marginRatio, preferredPnl, payIn, payBack, payOut
    case noTransfer, fee, feeSpread, feeToll, positionChanged, closeFluctuation, closePartial
    case oracleRatio, partialLiquidation, fullLiquidation, liquidatorShort, badDebt, badDebtPaid
    case toInsuranceFund, liquidationEnd, freeCollateral, freeCollateralProfit, settleValue
    case settlePayment, fundingPush, fundingProfit, fundingLoss, vaultShort, marginChanged
    // Tokens through the clearing house or the fund.
    case tokenToUnits, tokenToDecimal, tokenTransfer, tokenTransferFrom, tokenMoved, tokenMultiplied
    case tokenDivided, tokenPower, tokenDecimalsCall, tokenDecimalsStore
    // Amm, as the clearing house calls it.
    case ammOpenView, ammQuoteAssetView, ammCapView, ammHoldingView, ammSpotView, ammFee, ammFeeZero
    case ammSwapInput, ammSwapOutput, ammSwapZero, ammSwapInputRemove, ammSwapOutputRemove, ammLimit
    case ammOutputLimit, ammPrice, ammPriceRoundedDown, ammPriceRoundedUp, ammPriceZero
    case ammOutputPrice, ammUpdate, ammUpdateRemove, ammSnapshotAppend
    case ammFluctuation, ammFluctuationPrice, ammFluctuationAfter, ammFluctuationPrevious
    case ammOverFluctuation, ammOverFluctuationChecked, ammSpread, ammSpreadRatio, ammUnderlying
    case ammTwap, ammTwapWeighted, ammTwapWalkStep, ammTwapWalkStepShort, ammTwapShort, ammTwapEnd
    case ammReserveTwap, ammReserveTwapWeighted, ammReserveTwapStep
    case ammSettleFunding, ammSettleFundingDue, ammSettlement, ammDelta, ammView
    // Amm, its owner's functions.
    case ammSetter, ammSetWord, ammSetCap, ammSetOpen, ammOpened
    case ammShutdown, ammShutdownEntry, ammShutdownPrice
    // Insurance fund.
    case fundIsExisted, fundWithdrawEntry, fundWithdraw, fundShort
    case fundAddAmm, fundRemoveAmm, fundShutdown, fundSetter
}
