/// Steps of the contracts' paths whose computing has a calibrated charge of its own.
///
/// Storage, calls, logs and memory of snapshot walks are metered where they happen; what bytecode
/// spends besides (stack, arithmetic, encoding, dispatch) is charged by these steps.
public enum PerpV1Step: Int, CaseIterable, Sendable {
    // Clearing house, entries: dispatch and decoding.
    case openPosition, openPositionWithReferral, closePosition, closePositionWithReferral
    case addMargin, removeMargin, settlePosition, liquidate, liquidateWithSlippage, payFunding
    case clearingHouseView, clearingHouseSetter, setPartialRatio, setAddress, setBackstop
    // Clearing house, parts.
    case requireAmm, requireAmmOpen, validTokenAmount, initialMarginCheck, restrictionCheck
    case leverageCheck, flipEnd, openNotional, marginDelta, restrictionHit, readPosition,
        writePosition, clearPosition, increase, increaseOld
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
    case ammPriceEnd, ammPriceRemove, ammOverFluctuationChecked, ammSpreadRatio, ammUpdate,
        ammUpdateRemove, ammSnapshotAppend
    case ammFluctuation, ammFluctuationPrice, ammFluctuationAfter, ammFluctuationPrevious,
        ammOverFluctuation
    case ammPriceZero, ammTwapWeighted, ammTwapShort, ammReserveTwapWeighted
    case ammOutputPrice, ammTwap, ammTwapWalkStep, ammTwapWalkStepShort, ammTwapEnd
    case ammReserveTwap, ammReserveTwapStep, ammSettleFunding, ammSpread, ammUnderlying
    case ammSettlement, ammDelta, ammView, ammSetter, ammShutdown
    // Insurance fund.
    case ammShutdownEntry, ammShutdownPrice, ammSetCap, ammSetOpen, ammSettleFundingDue
    case fundWithdrawEntry, fundAddAmm, fundRemoveAmm, fundShutdown
    case fundIsExisted, fundWithdraw, fundSetter, fundShort
}
