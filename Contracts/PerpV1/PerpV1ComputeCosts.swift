/// What the steps of the contracts' paths cost besides storage, calls, logs and the memory of walks.
///
/// Fitted by non-negative least squares to 7,335 transactions of the real bytecode, with deviations
/// relative to the gas of each and rare outcomes weighted up: totals come within 0.65 % of the
/// recorded ones, 99 of 100 within 0.13 %. A step without a figure is free: its cost is in the steps
/// that always go with it. `tokenPower` is not fitted but EIP-160's price of a byte of exponent.
/// - Source: recorded traces of compiled Perpetual Protocol v1 contracts under London rules.
public enum PerpV1ComputeCosts {
    /// Gas by `PerpV1Step`, to be given to the host that runs the contracts.
    public static let table: [UInt64] = PerpV1Step.allCases.map { costs[$0] ?? 0 }

    private static let costs: [PerpV1Step: UInt64] = [
        .openPosition: 1_187, .openPositionWithReferral: 518, .closePosition: 437,
        .closePositionWithReferral: 184, .addMargin: 817, .removeMargin: 764, .settlePosition: 478,
        .liquidateWithSlippage: 137, .payFunding: 460, .clearingHouseSetter: 718, .setRatio: 173,
        .setPartialRatio: 453, .setPaused: 25, .setBackstop: 183, .closeEnd: 824,
        .liquidatable: 3_506, .slippageEnd: 474, .slippagePartial: 698, .slippageShort: 292,
        .validTokenAmount: 163, .initialMarginCheck: 1_319, .leverageCheck: 855, .flipEnd: 3_378,
        .openNotional: 1_559, .marginDelta: 788, .readPosition: 1_462, .writePosition: 1_304,
        .clearPosition: 704, .increase: 2_116, .increaseOld: 106, .swapInputCall: 1_521,
        .swapSold: 381, .openInterest: 494, .openInterestCapped: 1_129, .openInterestAdded: 279,
        .openInterestOverCap: 302, .holdingCap: 410, .remainMargin: 2_240, .remainFunding: 979,
        .fundingChanged: 105, .latestPremium: 267, .notionalAndPnl: 2_165, .notionalOfNothing: 962,
        .reverse: 1_251, .reduce: 2_083, .reduceEnd: 3_794, .closeInternal: 733,
        .closeInternalEnd: 684, .flip: 4_167, .flipOpened: 3_013, .flipLimit: 601,
        .flipToNothing: 1_178, .marginCheck: 861, .marginRatio: 627, .preferredPnl: 608,
        .payIn: 564, .payBack: 1_348, .noTransfer: 227, .fee: 1_995, .feeSpread: 185, .feeToll: 188,
        .positionChanged: 1_338, .closeFluctuation: 1, .closePartial: 1_892, .oracleRatio: 1_538,
        .partialLiquidation: 1_891, .fullLiquidation: 1_615, .liquidatorShort: 439, .badDebt: 691,
        .badDebtPaid: 187, .toInsuranceFund: 529, .liquidationEnd: 2_272, .freeCollateral: 2_064,
        .freeCollateralProfit: 259, .settleValue: 3_170, .fundingPush: 1_616, .fundingProfit: 790,
        .fundingLoss: 827, .vaultShort: 1_113, .marginChanged: 265, .tokenToUnits: 120,
        .tokenToDecimal: 549, .tokenTransfer: 1_953, .tokenTransferFrom: 2_031, .tokenMoved: 1_400,
        .tokenMultiplied: 38, .tokenDivided: 156, .tokenPower: 50, .tokenDecimalsCall: 726,
        .ammOpenView: 1_122, .ammQuoteAssetView: 1_039, .ammCapView: 494, .ammHoldingView: 1_053,
        .ammSpotView: 1_338, .ammFee: 1_944, .ammFeeZero: 51, .ammSwapInput: 1_003,
        .ammSwapOutput: 733, .ammSwapInputRemove: 1_253, .ammSwapOutputRemove: 951, .ammLimit: 318,
        .ammOutputLimit: 152, .ammPrice: 5_744, .ammPriceRoundedDown: 473, .ammPriceRoundedUp: 429,
        .ammPriceZero: 1_584, .ammUpdate: 3_257, .ammSnapshotAppend: 353, .ammFluctuation: 4_133,
        .ammFluctuationPrice: 1_780, .ammFluctuationAfter: 1_802, .ammFluctuationPrevious: 499,
        .ammOverFluctuation: 4_024, .ammOverFluctuationChecked: 5_612, .ammSpreadRatio: 4_153,
        .ammUnderlying: 1_696, .ammTwap: 8_295, .ammTwapWeighted: 581, .ammTwapWalkStep: 6_736,
        .ammTwapWalkStepShort: 6_738, .ammTwapShort: 188, .ammReserveTwap: 2_474,
        .ammReserveTwapWeighted: 592, .ammReserveTwapStep: 2_856, .ammSettleFunding: 570,
        .ammSettleFundingDue: 2_474, .ammSettlement: 20, .ammDelta: 1_616, .ammSetter: 409,
        .ammSetWord: 188, .ammSetCap: 788, .ammSetOpen: 196, .ammOpened: 457, .ammShutdown: 4_623,
        .ammShutdownEntry: 580, .ammShutdownPrice: 1_196, .fundIsExisted: 920,
        .fundWithdrawEntry: 678, .fundWithdraw: 1_886, .fundShort: 1_074, .fundAddAmm: 968,
        .fundRemoveAmm: 1_218, .fundShutdown: 467, .fundSetter: 534,
    ]
}
