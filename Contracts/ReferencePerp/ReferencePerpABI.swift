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

    private static func topic(_ abi: ContractABI, _ event: String) -> UInt256 {
        guard let declaration = abi.event(named: event) else {
            preconditionFailure("\(abi.name) declares no event \(event)")
        }
        return UInt256(declaration.topic0)
    }

    // MARK: - Topics

    static let swapInput = topic(market, "SwapInput")
    static let swapOutput = topic(market, "SwapOutput")
    static let fundingRateUpdated = topic(market, "FundingRateUpdated")
    static let shutdown = topic(market, "Shutdown")

    static let positionChanged = topic(house, "PositionChanged")
    static let positionLiquidated = topic(house, "PositionLiquidated")
    static let marginChanged = topic(house, "MarginChanged")
    static let positionSettled = topic(house, "PositionSettled")
    static let restrictionModeEntered = topic(house, "RestrictionModeEntered")
    static let positionFlagged = topic(house, "PositionFlagged")
    static let positionUnflagged = topic(house, "PositionUnflagged")
    static let positionTakenOver = topic(house, "PositionTakenOver")
    static let badDebtPaid = topic(house, "BadDebtPaid")
    static let positionDeleveraged = topic(house, "PositionDeleveraged")
    static let deleverageSkipped = topic(house, "DeleverageSkipped")
    static let lossSocialised = topic(house, "LossSocialised")
    static let socialisedLossCollected = topic(house, "SocialisedLossCollected")
    static let claimRecorded = topic(house, "ClaimRecorded")
    static let claimPaid = topic(house, "ClaimPaid")
    static let curveChanged = topic(house, "CurveChanged")
    static let backstopChanged = topic(house, "BackstopChanged")
    static let fundDonated = topic(house, "FundDonated")
}
