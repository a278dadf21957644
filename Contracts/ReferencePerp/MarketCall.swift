import ContractRuntime
import EthereumPrimitives
import WideIntegers

/// One call on one market: what it has read of the market, and the steps that calls are made of.
///
/// A file for each section of the specification extends it. A view runs it with `isView`, which keeps
/// what section 3 changes in memory.
final class MarketCall {
    let market: ReferenceMarket
    let house: ReferenceHouse
    let context: CallContext
    /// Whether nothing may be stored.
    let isView: Bool
    var curve: PeggedCurve
    var clock: MarketClock
    var prices = TouchedPrices()

    init(_ market: ReferenceMarket, _ context: CallContext, isView: Bool = false) throws(Revert) {
        self.market = market
        self.context = context
        self.isView = isView
        house = market.house
        let slots = market.slots
        curve = PeggedCurve(
            quote: try context.loadSigned(slots[.quoteReserve]),
            base: try context.loadSigned(slots[.baseReserve]),
            peg: try context.loadSigned(slots[.peg]))
        clock = MarketClock(word: try context.load(slots[.clock]))
    }

    var parameters: ReferenceMarketParameters { market.parameters }
    var now: UInt64 { context.block.timestampSeconds }
    var blockNumber: UInt64 { context.block.number }

    // MARK: - Variables

    func load(_ field: MarketField) throws(Revert) -> Int256 {
        try context.loadSigned(market.slots[field])
    }

    func store(_ value: Int256, _ field: MarketField) throws(Revert) {
        try context.store(value, to: market.slots[field])
    }

    func add(_ amount: Int256, to field: MarketField) throws(Revert) {
        if amount.isZero { return }
        try store(try load(field).plus(amount), field)
    }

    /// Changes the fee pool, which is held apart in the vault.
    func addToFeePool(_ amount: Int256) throws(Revert) {
        try add(amount, to: .feePool)
        try house.add(amount, to: house.slots.reserved, context)
    }

    /// Counts a rule that has bound.
    func count(_ counter: ReferenceCounter) throws(Revert) {
        if isView { return }
        let slot = market.slots[counter]
        try context.store(try context.load(slot) &+ .one, to: slot)
    }

    /// Writes the curve back after a change.
    func storeCurve(_ changed: PeggedCurve) throws(Revert) {
        if changed.quote != curve.quote { try store(changed.quote, .quoteReserve) }
        if changed.base != curve.base { try store(changed.base, .baseReserve) }
        if changed.peg != curve.peg { try store(changed.peg, .peg) }
        curve = changed
    }

    // MARK: - Status

    var isOpen: Bool {
        get throws(Revert) { try context.load(market.slots[.status]).w0 == 1 }
    }

    func requireOpen() throws(Revert) { try require(try isOpen, "amm was closed") }

    /// In the block of a liquidation, accounts that have acted in it may not trade again.
    func requireNotRestricted(_ position: ReferencePosition) throws(Revert) {
        guard parameters.isRestrictionMode, position.lastBlock == blockNumber else { return }
        let status = try context.load(market.slots[.status])
        try require(status.w1 != blockNumber, "only one action allowed")
    }

    // MARK: - Positions

    func positionSlot(_ trader: AccountID) -> Slot {
        context.state.record(in: market.slots.positions, trader)
    }

    func position(of trader: AccountID) throws(Revert) -> ReferencePosition {
        ReferencePosition(words: try context.loadSix(positionSlot(trader)))
    }

    /// Writes a position back and brings the market's totals and the list of open positions along.
    func save(
        _ position: inout ReferencePosition, of trader: AccountID, over old: ReferencePosition
    ) throws(Revert) {
        try sync(&position, of: trader, over: old)
        let slot = positionSlot(trader)
        try context.store(position.size, to: slot)
        try context.store(position.openNotional, to: slot.advanced(by: 1))
        try context.store(position.margin, to: slot.advanced(by: 2))
        try context.store(position.fundingIndex, to: slot.advanced(by: 3))
        try context.store(position.socialisedOwed, to: slot.advanced(by: 4))
        try context.store(position.timesWord, to: slot.advanced(by: 5))
    }

    /// Brings the market's totals and the list of open positions along with a change that is written
    /// later in the call.
    func sync(
        _ position: inout ReferencePosition, of trader: AccountID, over old: ReferencePosition
    ) throws(Revert) {
        if position.size.isZero { (position.fundingIndex, position.openNotional) = (.zero, .zero) }
        try list(&position, trader)
        try add(try position.longSize.minus(old.longSize), to: .longSize)
        try add(try position.shortSize.minus(old.shortSize), to: .shortSize)
        try add(
            try position.longNotional.minus(old.longNotional), to: .openNotionalLong)
        try add(
            try position.shortNotional.minus(old.shortNotional), to: .openNotionalShort)
        try add(try position.socialisedOwed.minus(old.socialisedOwed), to: .socialisedOwed)
    }

    /// Puts a position on the list of open ones, or takes it off in exchange for the last.
    private func list(
        _ position: inout ReferencePosition, _ trader: AccountID
    ) throws(Revert) {
        let state = context.state
        let table = market.slots.openTraders
        let isOpen = !position.size.isZero
        if isOpen == (position.place != 0) { return }
        let countSlot = market.slots[.openCount]
        let count = try context.load(countSlot).w0
        if isOpen {
            try context.store(
                state.address(of: trader).number, to: state.record(in: table, number: count))
            try context.store(UInt256(count + 1), to: countSlot)
            position.place = count + 1
            return
        }
        let hole = state.record(in: table, number: position.place - 1)
        let lastSlot = state.record(in: table, number: count - 1)
        let last = try context.load(lastSlot)
        if position.place != count {
            try context.store(last, to: hole)
            let moved = positionSlot(state.account(Address(truncating: last)))
            var times = try context.load(moved.advanced(by: 5))
            times.w2 = position.place
            try context.store(times, to: moved.advanced(by: 5))
        }
        try context.store(UInt256.zero, to: lastSlot)
        try context.store(UInt256(count - 1), to: countSlot)
        position.place = 0
    }

    /// What a side owes per unit of base since the beginning.
    func cumulativeFunding(isLong: Bool) throws(Revert) -> Int256 {
        if isView, let funding = prices.viewFunding {
            return isLong ? funding.long : funding.short
        }
        return try load(isLong ? .fundingLong : .fundingShort)
    }

    // MARK: - Payouts

    /// Owes an amount and counts a claim that it leaves.
    func pay(_ amount: Int256, to claimant: ReferenceHouse.Claimant) throws(Revert) {
        let left = try house.pay(amount, to: claimant, context)
        if left.isZero { return }
        try count(.claim)
        let address = context.state.address(of: claimant.account).number
        try context.log(
            topics: [ReferencePerpABI.claimRecorded, address], words: [left.bitPattern])
    }

    /// The number of an account's address, as topics and data carry it.
    func number(_ account: AccountID) -> UInt256 { context.state.address(of: account).number }

    /// Runs a step as the market, whose own events and swaps it writes.
    func asMarket(_ body: () throws(Revert) -> Void) throws(Revert) {
        let outer = try context.enter(market.account)
        try body()
        context.leave(outer)
    }
}
