import ContractRuntime
import WideIntegers

/// Where the clearing house's variables are.
///
/// - Source: Perpetual Protocol v1, state variables of `ClearingHouse` and its bases.
struct ClearingHouseSlots: Sendable {
    let ownership: Slot
    private let first: Slot
    let openInterest: SlotTable
    /// Last restriction block and the number of premium fractions, by market.
    let markets: SlotTable
    /// Cumulative premium fractions, by market and index.
    let premiums: SlotTable
    /// Six words by market and trader.
    let positions: SlotTable
    let prepaidBadDebt: SlotTable
    let backstops: SlotTable

    init(in state: WorldState) {
        ownership = state.addSlots(Ownable.slotCount)
        first = state.addSlots(10)
        openInterest = state.addTable(width: 1)
        markets = state.addTable(width: 2)
        premiums = state.addTable(width: 1)
        positions = state.addTable(width: 6)
        prepaidBadDebt = state.addTable(width: 1)
        backstops = state.addTable(width: 1)
    }

    var paused: Slot { first }
    /// One when no guarded function runs.
    var notEntered: Slot { first.advanced(by: 1) }
    var initMarginRatio: Slot { first.advanced(by: 2) }
    var maintenanceMarginRatio: Slot { first.advanced(by: 3) }
    var liquidationFeeRatio: Slot { first.advanced(by: 4) }
    var insuranceFund: Slot { first.advanced(by: 5) }
    var feePool: Slot { first.advanced(by: 6) }
    var whitelist: Slot { first.advanced(by: 7) }
    var partialLiquidationRatio: Slot { first.advanced(by: 8) }
    var trustedForwarder: Slot { first.advanced(by: 9) }

    /// The block in which restriction mode was entered last.
    func restrictionBlock(_ market: AccountID, in state: WorldState) -> Slot {
        state.record(in: markets, market)
    }

    /// How many premium fractions a market has.
    func premiumCount(_ market: AccountID, in state: WorldState) -> Slot {
        state.record(in: markets, market).advanced(by: 1)
    }

    /// One premium fraction of a market.
    func premium(_ market: AccountID, _ index: UInt64, in state: WorldState) -> Slot {
        state.record(
            in: premiums, number: UInt64(market.rawValue) << 32 | index & 0xffff_ffff)
    }

    /// The first of a position's six words.
    func position(_ market: AccountID, _ trader: AccountID, in state: WorldState) -> Slot {
        state.record(in: positions, market, trader)
    }
    /// The first of a position's six words where there are any, for readers outside of calls.
    func existingPosition(
        _ market: AccountID, _ trader: AccountID, in state: WorldState
    ) -> Slot? {
        state.existingRecord(
            in: positions,
            number: UInt64(market.rawValue) << 32 | UInt64(trader.rawValue))
    }
}
