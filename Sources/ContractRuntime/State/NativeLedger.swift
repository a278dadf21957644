import WideIntegers

/// The books of the native asset and of nonces: what there was at the genesis, what blocks have
/// burnt and included, and what interventions have changed.
///
/// Whoever runs blocks books into it; nothing here changes the state. It is a value of constant size,
/// so that the one of each block can be kept beside it, and taken back when the block is undone.
public struct NativeLedger: Hashable, Sendable {
    private let genesisWei: ExactSum
    private let genesisNonces: ExactSum
    private var burntWei = ExactSum()
    private var intervenedWei = ExactSum()
    private var intervenedNonces = ExactSum()
    /// Transactions that blocks have included.
    public private(set) var transactionCount: UInt64 = 0

    /// Takes the present balances and nonces for those of the genesis.
    /// - Complexity: linear in the records of the state.
    public init(genesis state: WorldState) {
        (genesisWei, genesisNonces) = state.nativeTotals
    }

    // MARK: - Booking

    /// Books a transaction that a block has included; its sender's nonce has risen by one.
    public mutating func bookTransaction() {
        transactionCount += 1
    }

    /// Books fees that were taken from their payers and given to nobody.
    public mutating func bookBurnt(_ amountWei: UInt256) {
        burntWei += amountWei
    }

    /// Books that an account's balance was set outside of any transaction.
    public mutating func bookIntervention(balanceWei old: UInt256, to new: UInt256) {
        intervenedWei += new
        intervenedWei -= old
    }

    /// Books that an account's nonce was set outside of any transaction.
    public mutating func bookIntervention(nonce old: UInt64, to new: UInt64) {
        intervenedNonces += UInt256(new)
        intervenedNonces -= UInt256(old)
    }

    // MARK: - Checking

    /// I5, by a walk over all accounts: native balances and burnt fees less interventions are what
    /// they were at the genesis, and nonces have risen by one for each transaction.
    /// - Complexity: linear in the records of the state.
    public func checkI5(_ state: WorldState) throws(InvariantViolation) {
        let (wei, nonces) = state.nativeTotals
        let constant = wei + burntWei - intervenedWei
        if constant != genesisWei {
            throw InvariantViolation(
                5,
                """
                balances \(wei), burnt \(burntWei), interventions \(intervenedWei), \
                at the genesis \(genesisWei)
                """)
        }
        var expected = genesisNonces + intervenedNonces
        expected += UInt256(transactionCount)
        if nonces != expected {
            throw InvariantViolation(
                5,
                """
                nonces add up to \(nonces), \(expected) expected of \(transactionCount) \
                transactions
                """)
        }
    }

    /// I5 for one transaction, at constant cost: its sender's nonce is one above its own.
    ///
    /// Together with the sum of all nonces this says that no other account's has changed.
    public static func checkI5(
        afterNonce nonce: UInt64, of sender: AccountID, _ state: WorldState
    ) throws(InvariantViolation) {
        let present = state.nonce(of: sender)
        if present != nonce &+ 1 {
            throw InvariantViolation(5, "nonce \(present) after a transaction with \(nonce)")
        }
    }
}

extension WorldState {
    /// The sums of all native balances, in wei, and of all nonces.
    fileprivate var nativeTotals: (wei: ExactSum, nonces: ExactSum) {
        var wei = ExactSum()
        var nonces = ExactSum()
        for slot in records(in: accounts) {
            wei += self[slot]
            nonces += self[slot.advanced(by: 1)]
        }
        return (wei, nonces)
    }
}
