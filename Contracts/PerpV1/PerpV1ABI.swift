import ContractRuntime
import EthereumPrimitives
import WideIntegers

/// Functions and events of the design's contracts, as deployed bots know them.
///
/// Dispatch, JSON and documentation are all made from these declarations.
/// - Source: Perpetual Protocol v1 (final line v2.3.x).
public enum PerpV1ABI {
    /// The clearing house.
    public static let clearingHouse = declared("ClearingHouse", clearingHouseLines)
    /// A market.
    public static let amm = declared("Amm", ammLines)
    /// The insurance fund.
    public static let insuranceFund = declared("InsuranceFund", insuranceFundLines)

    private static func declared(_ name: String, _ lines: [String]) -> ContractABI {
        do throws(ABIDeclarationError) {
            return try ContractABI(name, declarations: lines)
        } catch {
            preconditionFailure("declarations of \(name): \(error)")
        }
    }

    // MARK: - Topics

    static let swapInput = amm.topic(ofEvent: "SwapInput")
    static let swapOutput = amm.topic(ofEvent: "SwapOutput")
    static let reserveSnapshotted = amm.topic(ofEvent: "ReserveSnapshotted")
    static let fundingRateUpdated = amm.topic(ofEvent: "FundingRateUpdated")
    static let capChanged = amm.topic(ofEvent: "CapChanged")
    static let shutdown = amm.topic(ofEvent: "Shutdown")
    static let priceFeedUpdated = amm.topic(ofEvent: "PriceFeedUpdated")

    static let positionChanged = clearingHouse.topic(ofEvent: "PositionChanged")
    static let positionLiquidated = clearingHouse.topic(ofEvent: "PositionLiquidated")
    static let marginChanged = clearingHouse.topic(ofEvent: "MarginChanged")
    static let positionSettled = clearingHouse.topic(ofEvent: "PositionSettled")
    static let restrictionModeEntered = clearingHouse.topic(ofEvent: "RestrictionModeEntered")
    static let marginRatioChanged = clearingHouse.topic(ofEvent: "MarginRatioChanged")
    static let liquidationFeeRatioChanged = clearingHouse.topic(
        ofEvent: "LiquidationFeeRatioChanged")
    static let backstopChanged = clearingHouse.topic(ofEvent: "BackstopLiquidityProviderChanged")
    static let paused = clearingHouse.topic(ofEvent: "Paused")
    static let unpaused = clearingHouse.topic(ofEvent: "Unpaused")

    static let withdrawn = insuranceFund.topic(ofEvent: "Withdrawn")
    static let tokenAdded = insuranceFund.topic(ofEvent: "TokenAdded")
    static let tokenRemoved = insuranceFund.topic(ofEvent: "TokenRemoved")
    static let shutdownAllAmms = insuranceFund.topic(ofEvent: "ShutdownAllAmms")
    static let ammAdded = insuranceFund.topic(ofEvent: "AmmAdded")
    static let ammRemoved = insuranceFund.topic(ofEvent: "AmmRemoved")
}
