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

    private static func topic(_ abi: ContractABI, _ event: String) -> UInt256 {
        guard let declaration = abi.event(named: event) else {
            preconditionFailure("\(abi.name) declares no event \(event)")
        }
        return UInt256(declaration.topic0)
    }

    // MARK: - Topics

    static let swapInput = topic(amm, "SwapInput")
    static let swapOutput = topic(amm, "SwapOutput")
    static let reserveSnapshotted = topic(amm, "ReserveSnapshotted")
    static let fundingRateUpdated = topic(amm, "FundingRateUpdated")
    static let capChanged = topic(amm, "CapChanged")
    static let shutdown = topic(amm, "Shutdown")
    static let priceFeedUpdated = topic(amm, "PriceFeedUpdated")

    static let positionChanged = topic(clearingHouse, "PositionChanged")
    static let positionLiquidated = topic(clearingHouse, "PositionLiquidated")
    static let marginChanged = topic(clearingHouse, "MarginChanged")
    static let positionSettled = topic(clearingHouse, "PositionSettled")
    static let restrictionModeEntered = topic(clearingHouse, "RestrictionModeEntered")
    static let marginRatioChanged = topic(clearingHouse, "MarginRatioChanged")
    static let liquidationFeeRatioChanged = topic(clearingHouse, "LiquidationFeeRatioChanged")
    static let backstopChanged = topic(clearingHouse, "BackstopLiquidityProviderChanged")
    static let paused = topic(clearingHouse, "Paused")
    static let unpaused = topic(clearingHouse, "Unpaused")

    static let withdrawn = topic(insuranceFund, "Withdrawn")
    static let tokenAdded = topic(insuranceFund, "TokenAdded")
    static let tokenRemoved = topic(insuranceFund, "TokenRemoved")
    static let shutdownAllAmms = topic(insuranceFund, "ShutdownAllAmms")
    static let ammAdded = topic(insuranceFund, "AmmAdded")
    static let ammRemoved = topic(insuranceFund, "AmmRemoved")
}
