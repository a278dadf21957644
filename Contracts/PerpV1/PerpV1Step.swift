/// Steps of the contracts' paths whose computing has a calibrated charge of its own.
///
/// Storage, calls, logs and memory of snapshot walks are metered where they happen; what bytecode
/// spends besides (stack, arithmetic, encoding, dispatch) is charged by these steps.
public enum PerpV1Step: Int, CaseIterable, Sendable {
    // Clearing house, entries: dispatch and decoding.
    case openPosition, openPositionWithReferral, closePosition, closePositionWithReferral
    case addMargin, removeMargin, settlePosition, liquidate, liquidateWithSlippage, payFunding
    case clearingHouseView, clearingHouseSetter
    // Clearing house, parts.
    case requireAmm, requireAmmOpen, validTokenAmount, initialMarginCheck, restrictionCheck
    case restrictionHit, readPosition, writePosition, clearPosition, increase, increaseOld
    case swapInputCall, openInterest, openInterestCapped, holdingCap, remainMargin, remainFunding
    case latestPremium, notionalAndPnl, notionalOfNothing, reverse, reduce, reduceShort
    case closeInternal, flip, flipLimit, flipToNothing, marginCheck, marginRatio, preferredPnl
    case payIn, payOut, noTransfer, fee, feeSpread, feeToll, positionChanged
    case closeFluctuation, closePartial, oracleRatio, partialLiquidation, fullLiquidation
    case liquidatorShort, badDebt, badDebtPrepaid, toInsuranceFund, liquidationEnd
    case freeCollateral, settleValue, settlePayment, fundingPush, fundingProfit, fundingLoss
    case vaultShort, marginChanged
    // Tokens through the clearing house or the fund.
    case tokenToUnits, tokenToDecimal, tokenTransfer, tokenTransferFrom, tokenDecimalsCall
    case tokenDecimalsStore
    // Amm.
    case ammOpenView, ammQuoteAssetView, ammCapView, ammHoldingView, ammSpotView, ammFee
    case ammFeeZero, ammSwapInput, ammSwapOutput, ammSwapZero, ammSwapRemove, ammLimit, ammPrice
    case ammPriceRemainder, ammPriceRemove, ammUpdate, ammUpdateRemove, ammSnapshotAppend
    case ammFluctuation, ammFluctuationAfter, ammFluctuationPrevious, ammOverFluctuation
    case ammOutputPrice, ammTwap, ammTwapWalkStep, ammTwapWalkStepShort, ammTwapEnd
    case ammReserveTwap, ammReserveTwapStep, ammSettleFunding, ammSpread, ammUnderlying
    case ammSettlement, ammDelta, ammView, ammSetter, ammShutdown
    // Insurance fund.
    case fundIsExisted, fundWithdraw, fundSetter, fundShort
}
