import ContractRuntime
import WideIntegers

/// Where a market's variables are, one word each but where the original packs them.
///
/// - Source: Perpetual Protocol v1, state variables of `Amm` in their order.
struct AmmSlots: Sendable {
    let ownership: Slot
    private let first: Slot
    let liquiditySnapshot: Slot
    private let snapshotChunks: SlotTable

    private static let variables = 26
    /// Snapshots in one record: 63 of four words are the most that a record holds.
    private static let chunk: UInt64 = 63

    init(in state: WorldState) {
        ownership = state.addSlots(Ownable.slotCount)
        first = state.addSlots(AmmSlots.variables)
        liquiditySnapshot = state.addSlots(4)
        snapshotChunks = state.addTable(width: Int(AmmSlots.chunk) * 4)
    }

    /// Net base sold since the last funding; kept by the original without use.
    var baseDelta: Slot { first }
    /// Net base that traders hold.
    var totalPositionSize: Slot { first.advanced(by: 1) }
    var fundingRate: Slot { first.advanced(by: 2) }
    var cumulativeNotional: Slot { first.advanced(by: 3) }
    var settlementPrice: Slot { first.advanced(by: 4) }
    var tradeLimitRatio: Slot { first.advanced(by: 5) }
    var quoteReserve: Slot { first.advanced(by: 6) }
    var baseReserve: Slot { first.advanced(by: 7) }
    var fluctuationLimitRatio: Slot { first.advanced(by: 8) }
    var tollRatio: Slot { first.advanced(by: 9) }
    var spreadRatio: Slot { first.advanced(by: 10) }
    var tollAmount: Slot { first.advanced(by: 11) }
    var maxHoldingBase: Slot { first.advanced(by: 12) }
    var openInterestCap: Slot { first.advanced(by: 13) }
    var positionMultiplier: Slot { first.advanced(by: 14) }
    var liquiditySnapshotCount: Slot { first.advanced(by: 15) }
    var spotPriceTwapInterval: Slot { first.advanced(by: 16) }
    var fundingPeriod: Slot { first.advanced(by: 17) }
    var fundingBufferPeriod: Slot { first.advanced(by: 18) }
    var nextFundingTime: Slot { first.advanced(by: 19) }
    var priceFeedKey: Slot { first.advanced(by: 20) }
    var snapshotCount: Slot { first.advanced(by: 21) }
    var counterParty: Slot { first.advanced(by: 22) }
    var globalShutdown: Slot { first.advanced(by: 23) }
    var quoteAsset: Slot { first.advanced(by: 24) }
    /// The feed's address in the low 160 bits and the flag `open` above them.
    var priceFeedAndOpen: Slot { first.advanced(by: 25) }

    /// The flag `open` inside its slot.
    static let openBit = UInt256.one << 160
    /// The feed's address inside its slot.
    static let addressMask = openBit &- .one

    /// The first of the four words of a reserve snapshot: quote, base, timestamp, block.
    func snapshot(_ index: UInt64, in state: WorldState) -> Slot {
        state.record(in: snapshotChunks, number: index / AmmSlots.chunk)
            .advanced(by: Int(index % AmmSlots.chunk) * 4)
    }

    /// The first word of the snapshot before one whose index and first word are known.
    func snapshot(before index: UInt64, at first: Slot, in state: WorldState) -> Slot {
        index % AmmSlots.chunk == 0
            ? snapshot(index &- 1, in: state) : first.advanced(by: -4)
    }
}
