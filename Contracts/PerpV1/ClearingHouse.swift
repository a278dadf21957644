import ContractRuntime
import EthereumPrimitives
import WideIntegers

/// What the clearing house is made with.
public struct ClearingHouseParameters: Hashable, Sendable {
    /// Who may change it.
    public var owner: Address
    /// Margin that a new position needs, wad of its notional.
    public var initMarginRatioWad: UInt256
    /// Margin below which a position may be liquidated, wad of its notional.
    public var maintenanceMarginRatioWad: UInt256
    /// Fee of a liquidation, wad of what is closed.
    public var liquidationFeeRatioWad: UInt256
    /// The insurance fund.
    public var insuranceFund: Address
    /// Who may forward calls for others; zero for nobody.
    public var trustedForwarder: Address

    /// Parameters of a clearing house.
    public init(
        owner: Address, initMarginRatioWad: UInt256, maintenanceMarginRatioWad: UInt256,
        liquidationFeeRatioWad: UInt256, insuranceFund: Address, trustedForwarder: Address = .zero
    ) {
        self.owner = owner
        self.initMarginRatioWad = initMarginRatioWad
        self.maintenanceMarginRatioWad = maintenanceMarginRatioWad
        self.liquidationFeeRatioWad = liquidationFeeRatioWad
        self.insuranceFund = insuranceFund
        self.trustedForwarder = trustedForwarder
    }
}

/// The vault and rule book of Perpetual Protocol v1: positions, margins, liquidations, funding.
///
/// One file for each topic of the rules: opening and reversing, closing, liquidation, margin,
/// funding, settlement, the vault, and what they share.
/// - Source: Perpetual Protocol v1 (final line v2.3.x), `ClearingHouse`.
public final class ClearingHouse: Contract {
    /// Functions and events.
    public let abi: ContractABI
    /// Its account.
    public let account: AccountID
    let slots: ClearingHouseSlots
    let ownable: Ownable
    let tokens: DecimalTokens
    let table: DispatchTable<ClearingHouseFunction>

    /// Places a clearing house.
    ///
    /// - Throws: `Revert.reason("Invalid IInsuranceFund")` for the zero address.
    public init(
        at address: Address, in host: ContractHost, _ parameters: ClearingHouseParameters
    ) throws(Revert) {
        try require(parameters.insuranceFund != .zero, "Invalid IInsuranceFund")
        let state = host.state
        abi = PerpV1ABI.clearingHouse
        table = DispatchTable(abi)
        account = state.account(address)
        slots = ClearingHouseSlots(in: state)
        tokens = DecimalTokens(in: state)
        ownable = Ownable(slots: slots.ownership)
        ownable.initialize(owner: state.account(parameters.owner), in: state)
        state.write(.one, to: slots.notEntered)
        state.write(parameters.initMarginRatioWad, to: slots.initMarginRatio)
        state.write(parameters.maintenanceMarginRatioWad, to: slots.maintenanceMarginRatio)
        state.write(parameters.liquidationFeeRatioWad, to: slots.liquidationFeeRatio)
        state.write(parameters.insuranceFund.number, to: slots.insuranceFund)
        state.write(parameters.trustedForwarder.number, to: slots.trustedForwarder)
        host.deploy(self, at: account)
    }
}

// MARK: - Sender and guards

extension ClearingHouse {
    /// Who is meant as the sender: the caller, or whom a trusted forwarder speaks for.
    ///
    /// Reading the forwarder's slot is what a call costs even where nobody forwards.
    func sender(_ context: CallContext) throws(Revert) -> AccountID {
        let forwarder = try context.load(slots.trustedForwarder)
        let caller = context.state.address(of: context.caller).number
        guard forwarder == caller, let forwarded = context.forwardedSender else {
            return context.caller
        }
        return forwarded
    }

    func requireNotPaused(_ context: CallContext) throws(Revert) {
        try require(try context.load(slots.paused).isZero, "Pausable: paused")
    }

    /// Runs a guarded function; a call into another guarded one meanwhile fails.
    func guarded<Value>(
        _ context: CallContext, _ body: () throws(Revert) -> Value
    ) throws(Revert) -> Value {
        try require(
            !(try context.load(slots.notEntered)).isZero, "ReentrancyGuard: reentrant call")
        // A boolean is written by reading its slot first.
        try context.chargeWarmReads(1)
        try context.store(UInt256.zero, to: slots.notEntered)
        let value = try body()
        try context.chargeWarmReads(1)
        try context.store(UInt256.one, to: slots.notEntered)
        return value
    }

    // MARK: - Markets

    /// The registered market at an address; open or shut as wanted.
    func requireAmm(
        _ market: AccountID, open wantsOpen: Bool, _ context: CallContext
    ) throws(Revert) -> Amm {
        try context.compute(.requireAmm)
        let fund = try insuranceFund(context)
        let outer = try context.enter(fund.account, .view)
        let exists = try fund.isExistedAmm(market, context)
        context.leave(outer)
        try require(exists, "amm not found")
        guard let amm = context.contract(at: market) as? Amm else { throw .empty }
        let isOpen = try amm.call(.view, context) { () throws(Revert) in
            try amm.isOpen(context)
        }
        try require(isOpen == wantsOpen, wantsOpen ? "amm was closed" : "amm is open")
        try context.compute(.requireAmmOpen)
        return amm
    }

    /// The insurance fund, which the slot names.
    func insuranceFund(_ context: CallContext) throws(Revert) -> InsuranceFund {
        let word = try context.load(slots.insuranceFund)
        let account = context.state.account(Address(truncating: word))
        guard let fund = context.contract(at: account) as? InsuranceFund else { throw .empty }
        return fund
    }
}

extension Amm {
    /// Calls one of this market's functions from another contract.
    @inline(__always)
    func call<Value>(
        _ options: CallOptions = .function, _ context: CallContext,
        _ body: () throws(Revert) -> Value
    ) throws(Revert) -> Value {
        let outer = try context.enter(account, options)
        let value = try body()
        context.leave(outer)
        return value
    }

    /// `open()`.
    func isOpen(_ context: CallContext) throws(Revert) -> Bool {
        try context.compute(.ammOpenView)
        return !(try context.load(slots.priceFeedAndOpen) & AmmSlots.openBit).isZero
    }

    /// `quoteAsset()`.
    func quoteAsset(_ context: CallContext) throws(Revert) -> AccountID {
        try context.compute(.ammQuoteAssetView)
        return context.state.account(Address(truncating: try context.load(slots.quoteAsset)))
    }
}
