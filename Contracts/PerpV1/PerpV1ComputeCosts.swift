/// What the steps of the contracts' paths cost besides storage, calls, logs and the memory of walks.
///
/// Fitted to transactions of the real bytecode by linear programming: each operation's total comes
/// within 0.7 % of the recorded one, most within 50 gas. A step without a figure is free: its cost is
/// in the steps that always go with it.
/// - Source: recorded traces of compiled Perpetual Protocol v1 contracts under London rules.
public enum PerpV1ComputeCosts {
    /// Gas by `PerpV1Step`, to be given to the host that runs the contracts.
    public static let table: [UInt64] = PerpV1Step.allCases.map { costs[$0] ?? 0 }

    private static let costs: [PerpV1Step: UInt64] = [
        .openPosition: 1_187, .openPositionWithReferral: 647, .closePosition: 511,
        .closePositionWithReferral: 198, .addMargin: 1_060, .removeMargin: 1_061,
        .settlePosition: 524, .liquidateWithSlippage: 323, .payFunding: 572,
        .clearingHouseSetter: 770, .setPartialRatio: 327, .setBackstop: 131,
        .requireAmmOpen: 1_158, .validTokenAmount: 473, .initialMarginCheck: 1_223,
        .leverageCheck: 799, .flipEnd: 4_203, .openNotional: 1_241, .readPosition: 1_487,
        .writePosition: 1_332, .clearPosition: 138, .increaseOld: 109, .swapInputCall: 3_203,
        .openInterestCapped: 1_018, .holdingCap: 689, .remainMargin: 2_647, .remainFunding: 1_306,
        .latestPremium: 292, .notionalAndPnl: 2_248, .notionalOfNothing: 1_768, .reverse: 1_471,
        .reduce: 1_927, .closeInternal: 3_021, .flip: 1_490, .marginCheck: 643, .marginRatio: 706,
        .noTransfer: 576, .fee: 2_597, .feeSpread: 710, .feeToll: 588, .positionChanged: 3_100,
        .closePartial: 6_018, .oracleRatio: 2_378, .partialLiquidation: 2_986,
        .liquidatorShort: 1_674, .badDebt: 799, .liquidationEnd: 1_917, .freeCollateral: 737,
        .settleValue: 3_187, .settlePayment: 345, .fundingPush: 3_825, .fundingProfit: 335,
        .vaultShort: 1_234, .marginChanged: 260, .tokenToDecimal: 1_342, .tokenTransfer: 1_066,
        .tokenTransferFrom: 1_289, .tokenDecimalsCall: 707, .ammQuoteAssetView: 1_212,
        .ammHoldingView: 630, .ammFee: 236, .ammSwapInput: 1_003, .ammSwapOutput: 2_096,
        .ammSwapRemove: 1_071, .ammLimit: 362, .ammPrice: 5_179, .ammPriceRemove: 53,
        .ammOverFluctuationChecked: 6_469, .ammSpreadRatio: 4_139, .ammUpdate: 6_325,
        .ammUpdateRemove: 427, .ammSnapshotAppend: 479, .ammFluctuation: 4_103,
        .ammFluctuationPrice: 1_979, .ammFluctuationAfter: 1_805, .ammFluctuationPrevious: 557,
        .ammOverFluctuation: 978, .ammPriceZero: 727, .ammTwapWeighted: 746, .ammTwapShort: 191,
        .ammReserveTwapWeighted: 683, .ammTwap: 10_914, .ammTwapWalkStep: 7_221,
        .ammTwapWalkStepShort: 7_168, .ammReserveTwap: 6_686, .ammReserveTwapStep: 2_862,
        .ammSettleFunding: 543, .ammUnderlying: 17, .ammSettlement: 564, .ammSetter: 570,
        .ammShutdown: 4_624, .ammShutdownEntry: 580, .ammShutdownPrice: 1_204, .ammSetCap: 627,
        .ammSetOpen: 492, .fundWithdrawEntry: 678, .fundAddAmm: 1_103, .fundRemoveAmm: 1_353,
        .fundShutdown: 470, .fundIsExisted: 785, .fundWithdraw: 1_681, .fundSetter: 534,
    ]
}
