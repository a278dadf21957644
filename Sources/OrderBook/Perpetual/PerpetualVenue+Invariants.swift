/// What does not hold of a venue's books.
public struct PerpetualViolation: Error, Hashable, Sendable, CustomStringConvertible {
    /// The statement, by its number.
    public let statement: String
    /// What it should be.
    public let expected: Int128
    /// What it is.
    public let found: Int128

    /// Statement and both sides.
    public var description: String { "\(statement): \(expected) expected, \(found) found" }
}

extension PerpetualVenue {
    /// Checks the books by a walk over all accounts.
    ///
    /// - P1: Positions sum to zero, and each is the book's.
    /// - P2: Open interest is the sum of long positions.
    /// - P3: The vault is deposits and donations less withdrawals, and not below zero.
    /// - P4: Cash less entry values of all accounts, fund and fees less what is uncovered are the vault.
    /// - P5: The fund is donations, liquidation fees and dust less what it paid, and not below zero.
    /// - P6: Each account's cash is what its books say; their sums are the totals.
    /// - P7: Bad debt is what fund, backstop, deleveraged and nobody paid.
    /// - Throws: `PerpetualViolation`, the first in this order.
    public func checkInvariants() throws(PerpetualViolation) {
        let ledger = core.policy.ledger
        var sums = AccountBooks()
        var (lots, longs, claims): (Int128, Int128, Int128) = (0, 0, 0)
        for (place, account) in ledger.accounts.enumerated() {
            let books = ledger.books[place]
            let position = core.account(AccountIndex(place)).position
            try hold("P1 account \(place)", Int128(position), Int128(account.lots))
            try hold("P6 account \(place)", books.cash, account.cash)
            if account.lots == 0 { try hold("P6 entry of \(place)", 0, account.entry) }
            lots += Int128(account.lots)
            longs += Int128(max(0, account.lots))
            claims += account.cash - account.entry
            sums.deposits += books.deposits
            sums.withdrawals += books.withdrawals
            sums.fees += books.fees
            sums.funding += books.funding
            sums.liquidationFees += books.liquidationFees
            sums.forgiven += books.forgiven
            sums.badDebt += books.badDebt
        }
        try hold("P1 sum", 0, lots)
        try hold("P2", longs, Int128(openInterest))
        try hold("P3", totals.deposits + totals.donations - totals.withdrawals, Int128(vault))
        try hold("P3 sign", Int128(max(0, vault)), Int128(vault))
        try hold(
            "P4", Int128(vault),
            claims + fundBalance + core.policy.feePool - totals.uncovered)
        try hold(
            "P5",
            totals.donations + totals.liquidationFees + totals.fundingDust - totals.paidByFund,
            fundBalance)
        try hold("P5 sign", max(0, fundBalance), fundBalance)
        try checkSums(sums)
    }

    private func checkSums(_ sums: AccountBooks) throws(PerpetualViolation) {
        try hold("P6 deposits", sums.deposits, totals.deposits)
        try hold("P6 withdrawals", sums.withdrawals, totals.withdrawals)
        try hold("P6 fees", sums.fees, core.policy.feePool)
        try hold("P6 funding", sums.funding, totals.fundingDust)
        try hold("P6 liquidation fees", sums.liquidationFees, totals.liquidationFees)
        try hold("P6 debts", sums.forgiven, totals.paidByFund + totals.uncovered)
        try hold("P7 accounts", sums.badDebt, totals.badDebt)
        try hold(
            "P7",
            totals.paidByFund + totals.borneByBackstop + totals.borneByDeleveraged
                + totals.uncovered, totals.badDebt)
    }

    private func hold(
        _ statement: String, _ expected: Int128, _ found: Int128
    ) throws(PerpetualViolation) {
        if expected != found {
            throw PerpetualViolation(statement: statement, expected: expected, found: found)
        }
    }
}
