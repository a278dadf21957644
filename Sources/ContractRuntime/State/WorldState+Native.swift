import WideIntegers

/// Where an account's native balance and nonce stand, found once for several reads and writes.
///
/// It stays valid until the state goes back to before the record was made.
package struct NativeRecord {
    let slot: Slot
}

extension WorldState {
    /// The record of an account's native balance and nonce, made of zeros on first use.
    package func nativeRecord(of account: AccountID) -> NativeRecord {
        NativeRecord(slot: record(in: accounts, account))
    }

    /// Native balance in wei.
    package func balanceWei(at record: NativeRecord) -> UInt256 { self[record.slot] }

    /// Transactions that the account has sent.
    package func nonce(at record: NativeRecord) -> UInt64 {
        self[record.slot.advanced(by: 1)].w0
    }

    /// Sets a native balance in wei.
    package func setBalanceWei(_ value: UInt256, at record: NativeRecord) {
        write(value, to: record.slot)
    }

    /// Takes an amount that the balance covers, and sets the nonce.
    package func charge(_ amountWei: UInt256, nonceTo nonce: UInt64, at record: NativeRecord) {
        let balance = self[record.slot]
        precondition(balance >= amountWei, "\(amountWei) wei of \(balance)")
        if !amountWei.isZero { write(balance &- amountWei, to: record.slot) }
        write(UInt256(nonce), to: record.slot.advanced(by: 1))
    }
}
