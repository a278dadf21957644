/// An account's position and money.
struct MarginAccount: Hashable, Sendable {
    /// Lots, below zero for a short position.
    var lots: Int64 = 0
    /// Until when the account is left alone after a partial liquidation.
    var pausedUntil: Int64 = 0
    /// What the position was opened for, with its sign.
    var entry: Int128 = 0
    /// Deposits and realised profit less withdrawals, fees and funding.
    var cash: Int128 = 0
    /// Funding that fell due in a stop.
    var fundingOwed: Int128 = 0

    func unrealised(at mark: Int64) -> Int128 { Int128(lots) * Int128(mark) - entry }

    func equity(at mark: Int64) -> Int128 {
        cash - fundingOwed + Int128(lots) * Int128(mark) - entry
    }

    func notional(at price: Int64) -> Int128 { Int128(lots.magnitude) * Int128(price) }

    /// Trades lots, below zero for a sale, for an amount of money of the same sign.
    /// - Returns: The profit that became real.
    mutating func trade(_ traded: Int64, for cost: Int128) -> Int128 {
        let before = lots
        lots += traded
        if before == 0 || (before > 0) == (traded > 0) {
            entry += cost
            return 0
        }
        let closed = min(traded.magnitude, before.magnitude)
        // What is sold for itself costs nothing; the last lot takes what rounding left of the entry.
        let share =
            closed == before.magnitude
            ? entry : entry * Int128(closed) / Int128(before.magnitude)
        let paid =
            closed == traded.magnitude
            ? cost : cost * Int128(closed) / Int128(traded.magnitude)
        let realised = -paid - share
        entry += cost - paid - share
        cash += realised
        return realised
    }
}

/// What an account's cash is made of.
struct AccountBooks: Hashable, Sendable {
    var deposits: Int128 = 0
    var withdrawals: Int128 = 0
    var realised: Int128 = 0
    var fees: Int128 = 0
    var funding: Int128 = 0
    var liquidationFees: Int128 = 0
    /// What others paid of its debts.
    var forgiven: Int128 = 0
    /// Debts that others bore, forgiven or taken over with the position.
    var badDebt: Int128 = 0

    var cash: Int128 {
        deposits - withdrawals + realised - fees - funding - liquidationFees + forgiven
    }
}

/// Accounts by their index; one that was never used has nothing.
struct MarginLedger: Sendable {
    private(set) var accounts: [MarginAccount] = []
    var books: [AccountBooks] = []
    /// Lots of all long positions.
    private(set) var openInterest: Int64 = 0

    var count: Int { accounts.count }

    subscript(account: AccountIndex) -> MarginAccount {
        _read { yield accounts[Int(account)] }
        _modify { yield &accounts[Int(account)] }
    }

    /// An account as it is, whether it was used or not.
    func known(_ account: AccountIndex) -> MarginAccount {
        account < accounts.count ? accounts[Int(account)] : MarginAccount()
    }

    mutating func use(_ account: AccountIndex) {
        while accounts.count <= account {
            accounts.append(MarginAccount())
            books.append(AccountBooks())
        }
    }

    /// Books lots that an account bought, or sold if below zero, and its fee.
    /// - Returns: The profit that became real.
    mutating func trade(
        _ account: AccountIndex, _ lots: Int64, for cost: Int128, fee: Int64
    ) -> Int128 {
        let index = Int(account)
        let before = accounts[index].lots
        let realised = accounts[index].trade(lots, for: cost)
        openInterest += max(accounts[index].lots, 0) - max(before, 0)
        accounts[index].cash -= Int128(fee)
        books[index].realised += realised
        books[index].fees += Int128(fee)
        return realised
    }
}
