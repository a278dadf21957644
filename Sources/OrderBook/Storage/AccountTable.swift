/// What the engine knows of an account.
struct AccountRecord {
    /// Lots, below zero for a short position.
    var position: Int64 = 0
    /// The first of its live orders, resting and dormant.
    var firstOrder = Slot.none
    /// Accounts of one group, other than zero, count as one for self-trade prevention.
    var group: UInt32 = 0
    var restingCount: Int32 = 0
    var reduceOnlyCount: Int32 = 0
    /// Lots of its resting bids.
    var openBids: Int64 = 0
    /// Lots of its resting asks.
    var openAsks: Int64 = 0
    /// Quote received less quote paid, fees taken off.
    var cash: Int128 = 0
    /// Fees paid less rebates.
    var fees: Int128 = 0
    /// The position while a fill-or-kill order is counted, valid in one round of counting.
    var counted: Int64 = 0
    var countRound: UInt64 = 0
}

/// Accounts by their index; one that was never used has nothing.
struct AccountTable {
    private var records: [AccountRecord] = []

    var count: Int { records.count }

    subscript(account: AccountIndex) -> AccountRecord {
        _read { yield records[Int(account)] }
        _modify { yield &records[Int(account)] }
    }

    /// An account as it is, whether it was used or not.
    func known(_ account: AccountIndex) -> AccountRecord {
        account < records.count ? records[Int(account)] : AccountRecord()
    }

    /// Whether two accounts are one for self-trade prevention.
    func areOne(_ one: AccountIndex, _ other: AccountIndex) -> Bool {
        one == other || self[one].group != 0 && self[one].group == self[other].group
    }

    /// Makes room for an account.
    mutating func use(_ account: AccountIndex) {
        while records.count <= account { records.append(AccountRecord()) }
    }
}
