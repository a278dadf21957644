import WideIntegers

/// The old value of a word.
struct JournalEntry {
    let slot: UInt32
    var old: UInt256
}

extension ContiguousArray<JournalEntry> {
    /// Exchanges each entry's value with its word's: backward in time, or forward again.
    ///
    /// A word that was written twice has two entries, so that the order matters.
    mutating func trade(with words: inout PlainRow<UInt256>, backward: Bool) {
        for step in indices {
            let at = backward ? count - 1 - step : step
            let index = Int(self[at].slot)
            let value = words[index]
            words[index] = self[at].old
            self[at].old = value
        }
    }
}
