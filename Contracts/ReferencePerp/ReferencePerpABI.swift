import ContractRuntime
import EthereumPrimitives
import WideIntegers

/// Functions and events of ReferencePerp: Perpetual Protocol v1's for what both designs share, new
/// names for the rest.
///
/// - Source: perplab's specification of ReferencePerp, section 12.
public enum ReferencePerpABI {
    /// The clearing house.
    public static let house = declared(
        "ReferenceHouse", sharing: sharedHouse, of: PerpV1ABI.clearingHouse, houseLines)
    /// A market: its views, and the events that v1's markets have.
    public static let market = declared(
        "ReferenceMarket", sharing: sharedMarket, of: PerpV1ABI.amm, [])

    private static let sharedHouse = [
        "openPosition", "closePosition", "addMargin", "removeMargin", "settlePosition",
        "liquidate", "liquidateWithSlippage", "payFunding", "getMarginRatio", "getPosition",
        "PositionChanged", "PositionLiquidated", "MarginChanged", "PositionSettled",
        "RestrictionModeEntered",
    ]

    private static let sharedMarket = [
        "getSpotPrice", "getReserve", "getInputPrice", "getOutputPrice", "getTwapPrice",
        "getUnderlyingPrice", "calcFee", "open", "SwapInput", "SwapOutput", "FundingRateUpdated",
        "Shutdown",
    ]

    private static let houseLines = [
        "function flag(address amm, address trader)",
        "function repeg(address amm, (uint256 d) peg)",
        "function scaleK(address amm, (uint256 d) scale)",
        "function shutdown(address amm)",
        "function claim(address account)",
        "function donate(address fund, (uint256 d) amount)",
        "function depositBackstop((uint256 d) amount)",
        "function withdrawBackstop((uint256 d) amount)",
        "function withdrawFees(address amm, (uint256 d) amount)",
        "event PositionFlagged(address indexed trader, address indexed amm, uint256 time)",
        "event PositionUnflagged(address indexed trader, address indexed amm)",
        "event PositionTakenOver(address indexed trader, address indexed amm, address indexed taker, int256 size, uint256 value, uint256 posted)",
        "event BadDebtPaid(address indexed amm, address indexed trader, uint8 payer, address account, uint256 amount)",
        "event PositionDeleveraged(address indexed trader, address indexed amm, int256 size, uint256 value, uint256 contribution, int256 rank, int256 fundingPayment)",
        "event DeleverageSkipped(address indexed trader, address indexed amm, int256 rank, uint8 reason)",
        "event LossSocialised(address indexed trader, address indexed amm, uint256 amount)",
        "event SocialisedLossCollected(address indexed trader, address indexed amm, uint256 amount)",
        "event ClaimRecorded(address indexed account, uint256 amount)",
        "event ClaimPaid(address indexed account, uint256 amount)",
        "event CurveChanged(address indexed amm, uint256 quoteReserve, uint256 baseReserve, uint256 peg, int256 cost)",
        "event BackstopChanged(address indexed account, int256 amount)",
        "event FundDonated(address indexed fund, uint256 amount)",
    ]

    private static func declared(
        _ name: String, sharing names: [String], of shared: ContractABI, _ lines: [String]
    ) -> ContractABI {
        do throws(ABIDeclarationError) {
            let own = try ContractABI(name, declarations: lines)
            return try ContractABI(
                name, functions: names.compactMap(shared.function(named:)) + own.functions,
                events: names.compactMap(shared.event(named:)) + own.events)
        } catch {
            preconditionFailure("declarations of \(name): \(error)")
        }
    }

    // MARK: - Topics

    static let swapInput = market.topic(ofEvent: "SwapInput")
    static let swapOutput = market.topic(ofEvent: "SwapOutput")
    static let fundingRateUpdated = market.topic(ofEvent: "FundingRateUpdated")
    static let shutdown = market.topic(ofEvent: "Shutdown")

    static let positionChanged = house.topic(ofEvent: "PositionChanged")
    static let positionLiquidated = house.topic(ofEvent: "PositionLiquidated")
    static let marginChanged = house.topic(ofEvent: "MarginChanged")
    static let positionSettled = house.topic(ofEvent: "PositionSettled")
    static let restrictionModeEntered = house.topic(ofEvent: "RestrictionModeEntered")
    static let positionFlagged = house.topic(ofEvent: "PositionFlagged")
    static let positionUnflagged = house.topic(ofEvent: "PositionUnflagged")
    static let positionTakenOver = house.topic(ofEvent: "PositionTakenOver")
    static let badDebtPaid = house.topic(ofEvent: "BadDebtPaid")
    static let positionDeleveraged = house.topic(ofEvent: "PositionDeleveraged")
    static let deleverageSkipped = house.topic(ofEvent: "DeleverageSkipped")
    static let lossSocialised = house.topic(ofEvent: "LossSocialised")
    static let socialisedLossCollected = house.topic(ofEvent: "SocialisedLossCollected")
    static let claimRecorded = house.topic(ofEvent: "ClaimRecorded")
    static let claimPaid = house.topic(ofEvent: "ClaimPaid")
    static let curveChanged = house.topic(ofEvent: "CurveChanged")
    static let backstopChanged = house.topic(ofEvent: "BackstopChanged")
    static let fundDonated = house.topic(ofEvent: "FundDonated")
}
