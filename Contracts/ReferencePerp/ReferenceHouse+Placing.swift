import ContractRuntime
import EthereumPrimitives
import WideIntegers

/// Positions that stand at the genesis.
///
/// A market's reserves are those after its positions were opened, so that its first mark is the one
/// that it was made with. The curve's account is what makes R6 hold without dust: what closing all
/// positions would take out, less what they have paid in. The vault is minted to cover it all, as R1
/// wants it.
extension ReferenceHouse {
    /// Places all positions of markets that have none yet.
    /// - Throws: `PlacementRefusal` with the market's place in `books`; nothing has changed then.
    package func place(
        _ books: [(market: ReferenceMarket, positions: [PlacedPosition])], token: ERC20Token,
        in state: WorldState
    ) throws(PlacementFailure) {
        precondition(token.account == self.token, "another token than the house's")
        var accounts: [(sums: PlacedSums, curveAccount: Int256)] = []
        var minted = Int256.zero
        for (place, book) in books.enumerated() {
            let found: (sums: PlacedSums, curveAccount: Int256)
            do throws(PlacementRefusal) {
                found = try book.market.account(for: book.positions, in: state)
            } catch {
                throw PlacementFailure(book: place, reason: error)
            }
            accounts.append(found)
            minted = minted &+ found.sums.margins &+ found.curveAccount
        }
        if minted.isNegative {
            throw PlacementFailure(
                book: 0, reason: .vaultIsNegative(shortWad: minted.magnitude))
        }
        let held = token.balanceRaw(of: account, in: state)
        do throws(TokenParameterError) {
            try token.setGenesisBalance(
                held &+ minted.magnitude, of: state.address(of: account), in: state)
        } catch {
            throw PlacementFailure(book: 0, reason: .supplyTooLarge)
        }
        state.write(state[slots.vault] &+ minted.bitPattern, to: slots.vault)
        for (book, (sums, curveAccount)) in zip(books, accounts) {
            book.market.write(book.positions, sums, curveAccount, to: state)
        }
    }
}

extension ReferenceMarket {
    /// Says in which block a liquidation has last restricted accounts to one action.
    package func setRestrictionBlock(_ number: UInt64, in state: WorldState) {
        var status = state[slots[.status]]
        status.w1 = number
        state.write(status, to: slots[.status])
    }

    /// Sums of the positions, and the curve's account that they need.
    fileprivate func account(
        for positions: [PlacedPosition], in state: WorldState
    ) throws(PlacementRefusal) -> (sums: PlacedSums, curveAccount: Int256) {
        precondition(state[slots[.openCount]].isZero, "the market has positions already")
        let sums = try PlacedSums(positions)
        let curve = PeggedCurve(parameters.curve)
        let net = sums.netSize
        guard curve.base &+ net >= .wad, let value = try? curve.closingValue(ofNet: net) else {
            throw .curveRunsDry(netSizeWad: net)
        }
        return (sums, value &- sums.paidIn)
    }

    fileprivate func write(
        _ positions: [PlacedPosition], _ sums: PlacedSums, _ curveAccount: Int256,
        to state: WorldState
    ) {
        for (place, placed) in positions.enumerated() {
            var position = ReferencePosition()
            position.place = UInt64(place + 1)
            let words = [
                placed.sizeWad.bitPattern, placed.openNotionalWad, placed.marginWad, .zero, .zero,
                position.timesWord,
            ]
            let slot = state.record(in: slots.positions, state.account(placed.trader))
            for (offset, word) in words.enumerated() {
                state.write(word, to: slot.advanced(by: offset))
            }
            state.write(
                placed.trader.number,
                to: state.record(in: slots.openTraders, number: UInt64(place)))
        }
        let totals: [(MarketField, Int256)] = [
            (.netSize, sums.netSize), (.longSize, sums.longSize), (.shortSize, sums.shortSize),
            (.openNotionalLong, sums.longNotional), (.openNotionalShort, sums.shortNotional),
            (.curveAccount, curveAccount), (.openCount, Int256(count: UInt64(positions.count))),
        ]
        for (field, total) in totals { state.write(total.bitPattern, to: slots[field]) }
    }
}
