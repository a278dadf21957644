import ContractRuntime
import EthereumPrimitives
import WideIntegers

/// Positions that stand at the genesis.
///
/// A market's reserves are those after its positions were opened. The vault is minted with what
/// closing all of them would pay: their margins, and what the curve gives for them less what they
/// were opened for.
extension ClearingHouse {
    /// Places all positions of markets that have none yet.
    /// - Throws: the reason with the market's place in `books`; nothing has changed then.
    package func place(
        _ books: [(market: Amm, positions: [PlacedPosition])], token: ERC20Token,
        in state: WorldState
    ) throws(PlacementFailure) {
        var placed: [(sums: PlacedSums, value: Int256)] = []
        var minted = Int256.zero
        for (place, book) in books.enumerated() {
            do throws(PlacementRefusal) {
                let sums = try PlacedSums(book.positions)
                let value = try book.market.closingValue(ofNet: sums.netSize, in: state)
                placed.append((sums, value))
                minted = minted &+ sums.margins &+ value &- sums.paidIn
            } catch {
                throw PlacementFailure(book: place, reason: error)
            }
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
        for (book, (sums, value)) in zip(books, placed) {
            write(book.positions, sums, of: book.market, to: state)
            book.market.writePlaced(netSize: sums.netSize, value: value, to: state)
        }
    }

    /// Says in which block a liquidation has last restricted accounts to one action.
    package func setRestrictionBlock(
        _ number: UInt64, of amm: Amm, in state: WorldState
    ) {
        state.write(UInt256(number), to: slots.restrictionBlock(amm.account, in: state))
    }

    private func write(
        _ positions: [PlacedPosition], _ sums: PlacedSums, of amm: Amm, to state: WorldState
    ) {
        for placed in positions {
            let slot = slots.position(amm.account, state.account(placed.trader), in: state)
            let words = [placed.sizeWad.bitPattern, placed.marginWad, placed.openNotionalWad]
            for (offset, word) in words.enumerated() {
                state.write(word, to: slot.advanced(by: offset))
            }
        }
        // Open interest is tracked where it has a cap, and stands still elsewhere.
        if state[amm.slots.openInterestCap].isZero { return }
        let interest = sums.longNotional &+ sums.shortNotional
        state.write(
            interest.bitPattern, to: state.record(in: slots.openInterest, amm.account))
    }
}

extension Amm {
    /// What traders get together if all leave, for the net size they hold, wad; signed.
    fileprivate func closingValue(
        ofNet net: Int256, in state: WorldState
    ) throws(PlacementRefusal) -> Int256 {
        precondition(totalPositionSizeWad(in: state).isZero, "the market has positions already")
        let pool = pool(in: state)
        guard Int256(bitPattern: pool.baseReserveWad) &+ net >= .wad,
            let money = try? pool.quote(
                forBaseWad: net.magnitude, net.isNegative ? .remove : .add)
        else { throw .curveRunsDry(netSizeWad: net) }
        let value = Int256(bitPattern: money)
        return net.isNegative ? .zero &- value : value
    }

    /// Writes the totals; the curve counts as migrated at this size, so that a shutdown finds the
    /// average price of all positions.
    fileprivate func writePlaced(netSize: Int256, value: Int256, to state: WorldState) {
        let words: [(Slot, Int256)] = [
            (slots.totalPositionSize, netSize), (slots.baseDelta, netSize),
            (slots.cumulativeNotional, value), (slots.liquiditySnapshot, value),
            (slots.liquiditySnapshot.advanced(by: 3), netSize),
        ]
        for (slot, word) in words { state.write(word.bitPattern, to: slot) }
    }
}
