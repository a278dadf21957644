import ContractRuntime
import EthereumPrimitives
import WideIntegers

/// Reads of contract state without a call or gas, for invariants, reports and tests.
///
/// - Note: `package` setters are for the world's making and for test hooks; a run never uses them.
extension Amm {
    /// The virtual pool.
    public func pool(in state: WorldState) -> ConstantProduct {
        ConstantProduct(
            quoteReserveWad: state[slots.quoteReserve], baseReserveWad: state[slots.baseReserve])
    }

    /// Base that the market has given out net, wad; signed.
    public func totalPositionSizeWad(in state: WorldState) -> Int256 {
        Int256(bitPattern: state[slots.totalPositionSize])
    }

    /// Whether it trades.
    public func isOpen(in state: WorldState) -> Bool {
        !(state[slots.priceFeedAndOpen] & AmmSlots.openBit).isZero
    }

    /// When funding is due next, in seconds.
    public func nextFundingTimeSeconds(in state: WorldState) -> UInt256 {
        state[slots.nextFundingTime]
    }

    /// The last funding rate, wad; signed.
    public func fundingRateWad(in state: WorldState) -> Int256 {
        Int256(bitPattern: state[slots.fundingRate])
    }

    /// Toll and spread of a trade together, wad of the quote exchanged.
    public func feeRatioWad(in state: WorldState) -> UInt256 {
        state[slots.tollRatio] &+ state[slots.spreadRatio]
    }

    package func setReserves(_ pool: ConstantProduct, in state: WorldState) {
        state.write(pool.quoteReserveWad, to: slots.quoteReserve)
        state.write(pool.baseReserveWad, to: slots.baseReserve)
    }

    package func setNextFundingTime(seconds: UInt256, in state: WorldState) {
        state.write(seconds, to: slots.nextFundingTime)
    }
}

extension ClearingHouse {
    /// A trader's position in a market.
    public func position(
        of trader: AccountID, in market: AccountID, _ state: WorldState
    ) -> PerpV1Position {
        let first = slots.position(market, trader, in: state)
        return PerpV1Position(
            size: Int256(bitPattern: state[first]), margin: state[first.advanced(by: 1)],
            openNotional: state[first.advanced(by: 2)],
            lastPremiumFraction: Int256(bitPattern: state[first.advanced(by: 3)]),
            liquidityHistoryIndex: state[first.advanced(by: 4)],
            blockNumber: state[first.advanced(by: 5)])
    }

    /// The block of the last liquidation in a market.
    public func lastRestrictionBlock(of market: AccountID, in state: WorldState) -> UInt256 {
        state[slots.restrictionBlock(market, in: state)]
    }

    /// Bad debt that the fund has paid before it was realized, wad.
    public func prepaidBadDebtWad(of token: AccountID, in state: WorldState) -> UInt256 {
        state.existingRecord(in: slots.prepaidBadDebt, token).map { state[$0] } ?? .zero
    }

    /// The house's ratios, wad: margin to open and to keep a position, and fee of a liquidation.
    public func ratiosWad(
        in state: WorldState
    ) -> (initialMargin: UInt256, maintenanceMargin: UInt256, liquidationFee: UInt256) {
        (
            state[slots.initMarginRatio], state[slots.maintenanceMarginRatio],
            state[slots.liquidationFeeRatio]
        )
    }

    /// Who gets the toll; the zero address for nobody.
    public func tollPool(in state: WorldState) -> Address {
        Address(truncating: state[slots.feePool])
    }

    /// All cumulative premium fractions of a market, quote wad per base; signed.
    public func premiumFractions(of market: AccountID, in state: WorldState) -> [Int256] {
        let count = state[slots.premiumCount(market, in: state)].w0
        return (0..<count).map {
            Int256(bitPattern: state[slots.premium(market, $0, in: state)])
        }
    }

    /// Marks the present block as one with a liquidation, and says so in the log.
    package func enterRestrictionModeForTest(
        _ market: AccountID, _ context: CallContext
    ) throws(Revert) {
        try enterRestrictionMode(market, context)
    }
}
