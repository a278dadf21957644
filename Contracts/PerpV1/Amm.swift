import ContractRuntime
import EthereumPrimitives
import WideIntegers

/// A market of Perpetual Protocol v1: a virtual constant-product pool with its price rules.
///
/// It holds no tokens; the clearing house is its only trader.
/// - Source: Perpetual Protocol v1 (final line v2.3.x), `Amm`.
public final class Amm: Contract {
    /// Functions and events.
    public let abi: ContractABI
    /// Its account.
    public let account: AccountID
    let slots: AmmSlots
    let ownable: Ownable
    let table: DispatchTable<AmmFunction>

    /// The PnL window of position prices, in seconds.
    static let twapIntervalSeconds: UInt64 = 900
    /// A mark further than this from the index counts as over the spread limit, wad.
    static let oracleSpreadRatioMaxWad = UInt256(100_000_000_000_000_000 as UInt64)
    /// Net positions up to this size are dust at shutdown, in wei of base.
    static let shutdownDust: UInt256 = 100

    /// Places a market, closed, with its first snapshot of the given block.
    ///
    /// - Throws: `Revert.reason("invalid input")` for a zero where there must be none.
    public init(
        at address: Address, in host: ContractHost, _ parameters: AmmParameters,
        block: BlockEnvironment
    ) throws(Revert) {
        let required = [
            parameters.quoteReserveWad, parameters.baseReserveWad, parameters.tradeLimitRatioWad,
            parameters.fundingPeriodSeconds, parameters.priceFeed.number,
            parameters.quoteAsset.number,
        ]
        guard required.allSatisfy({ !$0.isZero }) else { throw .reason("invalid input") }
        let state = host.state
        abi = PerpV1ABI.amm
        table = DispatchTable(abi)
        account = state.account(address)
        slots = AmmSlots(in: state)
        ownable = Ownable(slots: slots.ownership)
        ownable.initialize(owner: state.account(parameters.owner), in: state)
        host.deploy(self, at: account)
        writeGenesis(parameters, block, to: state)
    }

    private func writeGenesis(
        _ parameters: AmmParameters, _ block: BlockEnvironment, to state: WorldState
    ) {
        let words: [(Slot, UInt256)] = [
            (slots.quoteReserve, parameters.quoteReserveWad),
            (slots.baseReserve, parameters.baseReserveWad),
            (slots.tradeLimitRatio, parameters.tradeLimitRatioWad),
            (slots.tollRatio, parameters.tollRatioWad),
            (slots.spreadRatio, parameters.spreadRatioWad),
            (slots.fluctuationLimitRatio, parameters.fluctuationLimitRatioWad),
            (slots.fundingPeriod, parameters.fundingPeriodSeconds),
            (slots.fundingBufferPeriod, parameters.fundingPeriodSeconds >> 1),
            (slots.spotPriceTwapInterval, 3_600),
            (slots.priceFeedKey, UInt256(parameters.priceFeedKey)),
            (slots.quoteAsset, parameters.quoteAsset.number),
            (slots.priceFeedAndOpen, parameters.priceFeed.number),
            (slots.positionMultiplier, .wad),
            (slots.liquiditySnapshotCount, 1),
            (slots.liquiditySnapshot.advanced(by: 1), parameters.quoteReserveWad),
            (slots.liquiditySnapshot.advanced(by: 2), parameters.baseReserveWad),
            (slots.snapshotCount, 1),
        ]
        for (slot, word) in words { state.write(word, to: slot) }
        let snapshot = slots.snapshot(0, in: state)
        state.write(parameters.quoteReserveWad, to: snapshot)
        state.write(parameters.baseReserveWad, to: snapshot.advanced(by: 1))
        state.write(UInt256(block.timestampSeconds), to: snapshot.advanced(by: 2))
        state.write(UInt256(block.number), to: snapshot.advanced(by: 3))
    }
}

// MARK: - Guards

extension Amm {
    func requireOpen(_ context: CallContext) throws(Revert) {
        let word = try context.load(slots.priceFeedAndOpen)
        guard !(word & AmmSlots.openBit).isZero else { throw .reason("amm was closed") }
    }

    func requireCounterParty(_ context: CallContext) throws(Revert) {
        let word = try context.load(slots.counterParty)
        guard word == context.state.address(of: context.caller).number else {
            throw .reason("caller is not counterParty")
        }
    }
}

extension CallContext {
    /// Pays for the computing of a step.
    @inline(__always)
    func compute(_ step: PerpV1Step) throws(Revert) {
        try compute(step: step.rawValue)
    }
}

/// Runs fixed-point arithmetic whose failure reverts the call.
@inline(__always)
func checked<Value>(
    _ body: () throws(FixedPointError) -> Value
) throws(Revert) -> Value {
    do throws(FixedPointError) {
        return try body()
    } catch {
        throw Revert(error)
    }
}
