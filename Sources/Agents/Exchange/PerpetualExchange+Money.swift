import EthereumPrimitives
import OrderBook
import WideIntegers

/// Deposits, margin, and what lies idle.
extension PerpetualExchange {
    /// Opens an account with collateral, while the world is built.
    ///
    /// - Parameter isCross: whether all of it is margin, as a maker's is.
    /// - Returns: what of the amount is below a unit of money, and was not taken; wad.
    /// - Throws: where the exchange cannot count it.
    package func deposit(
        _ amountWad: UInt256, to owner: Address, isCross: Bool = false
    ) throws(ExchangeRefusal) {
        let amount = try units(within: amountWad)
        let account = book.open(owner, isCross: isCross)
        book[account].collateral += Int128(amount)
        depositedUnits += Int128(amount)
        if isCross { try toMargin(amount, account) }
        collect()
    }

    /// Gives to the fund, while the world is built.
    package func endowFund(_ amountWad: UInt256) throws(ExchangeRefusal) {
        let amount = try units(within: amountWad)
        if amount == 0 { return }
        depositedUnits += Int128(amount)
        venue.donate(amount)
        collect()
    }

    /// Gives an account margin for a position from before the run, while the world is built; wad.
    package func addGenesisMargin(
        _ amountWad: UInt256, of owner: Address
    ) throws(ExchangeRefusal) {
        let amount = try units(within: amountWad)
        let account = book.open(owner, isCross: false)
        book[account].collateral += Int128(amount)
        depositedUnits += Int128(amount)
        try toMargin(amount, account)
        collect()
    }

    /// A size on the grid, rounded toward zero, wad.
    package func roundedWad(_ sizeWad: Int256) -> Int256 {
        let lots = grid.lots(within: sizeWad.magnitude) ?? 0
        return grid.sizeWad(sizeWad.isNegative ? -lots : lots)
    }

    /// Gives an account a position from before the run, whose other side another account has.
    package func place(
        _ sizeWad: Int256, for owner: Address, against other: Address, priceWad: UInt256
    ) throws(ExchangeRefusal) {
        guard let lots = grid.lots(within: sizeWad.magnitude), lots > 0,
            let price = grid.ticks(nearest: priceWad)
        else { throw .amountOutOfRange }
        let (own, opposite) = (
            book.open(owner, isCross: false), book.open(other, isCross: false)
        )
        guard
            venue.place(
                sizeWad.isNegative ? -lots : lots, for: own, against: opposite, at: price)
        else { throw .amountOutOfRange }
        collect()
        riskCache = nil
    }

    func units(within amountWad: UInt256) throws(ExchangeRefusal) -> Int64 {
        guard let units = grid.units(within: amountWad) else { throw .amountOutOfRange }
        return units
    }

    func units(covering amountWad: UInt256) throws(ExchangeRefusal) -> Int64 {
        guard let units = grid.units(covering: amountWad) else { throw .amountOutOfRange }
        return units
    }

    /// Makes collateral margin.
    func toMargin(_ amount: Int64, _ account: AccountIndex) throws(ExchangeRefusal) {
        if amount == 0 { return }
        guard book[account].collateral >= Int128(amount) else { throw .insufficientCollateral }
        if case .failure(let refusal) = venue.deposit(amount, to: account) {
            throw refusal == .halted ? .halted : .amountOutOfRange
        }
        book[account].collateral -= Int128(amount)
    }

    /// Takes margin out, as far as rules and vault let it go.
    func fromMargin(_ amount: Int64, _ account: AccountIndex) throws(ExchangeRefusal) {
        if amount == 0 { throw .amountOutOfRange }
        if case .failure(let refusal) = venue.withdraw(amount, from: account) {
            throw refusal == .halted ? .halted : .notWithdrawable
        }
        book[account].collateral += Int128(amount)
    }

    func donate(_ amount: Int64, _ account: AccountIndex) throws(ExchangeRefusal) {
        guard book[account].collateral >= Int128(amount) else { throw .insufficientCollateral }
        venue.donate(amount)
        book[account].collateral -= Int128(amount)
    }

    /// Returns the margin of accounts that have no position and no order any more.
    func sweep(_ events: [PerpetualEvent]) {
        var touched: [AccountIndex] = []
        for event in events {
            switch event {
            case .fill(let fill) where fill.sizeAfter == 0: touched.append(fill.account)
            case .takeover(let from, _, _, _): touched.append(from)
            case .deleveraged(let account, _, _, let other): touched += [account, other]
            case .fundingRate(let ppb, _): book.fundingRateWad = grid.rateWad(ppb: ppb)
            default: break
            }
        }
        if venue.isHalted { return }
        for account in touched where !book[account].isCross {
            let standing = venue.standing(of: account)
            guard standing.lots == 0, !hasOrders(account), standing.cash > 0
            else { continue }
            // The vault may hold less than what is owed; then as much as there is.
            let amount = min(standing.cash, venue.withdrawable(account))
            if amount > 0 { try? fromMargin(amount, account) }
        }
        venue.clearEvents()
    }

    private func hasOrders(_ account: AccountIndex) -> Bool {
        Side.allCases.contains { side in
            venue.restingOrders(side).contains { $0.account == account }
        }
    }

    /// Checks its books: the venue's own, and that what came in lies here or there.
    package func checkInvariants() throws {
        try venue.checkInvariants()
        let held = book.collateral + Int128(venue.vault)
        guard held == depositedUnits else {
            throw ExchangeInvariantViolation(
                exchange: name, held: held, deposited: depositedUnits)
        }
        for entry in book.entries where entry.collateral < 0 {
            throw ExchangeInvariantViolation(
                exchange: name, held: entry.collateral, deposited: 0)
        }
    }
}

/// Books of an exchange that do not balance, in its units of money.
struct ExchangeInvariantViolation: Error, CustomStringConvertible {
    let exchange: String
    let held: Int128
    let deposited: Int128

    var description: String {
        "the exchange of \(exchange) holds \(held) of \(deposited) that were deposited"
    }
}

extension BookGrid {
    /// A rate in parts per billion as wad.
    public func rateWad(ppb: Int64) -> Int256 {
        let magnitude = Int256(bitPattern: UInt256(ppb.magnitude) &* 1_000_000_000)
        return ppb < 0 ? .zero &- magnitude : magnitude
    }
}
