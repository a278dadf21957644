extension SignedTransaction {
    /// The digest that the sender signed, from the bytes at hand.
    ///
    /// What is signed is what `raw` holds up to the signature, in a list of its own; in the original
    /// form with the chain id and two zeros at its end. Taking it from there instead of encoding the
    /// contents anew saves an encoding for each recovery.
    /// - Source: yellow paper section 4.2; EIP-155; EIP-2930; EIP-1559.
    public var signingHash: Hash256 {
        // The bytes are canonical: they were decoded or encoded here.
        guard let contents = try? contentsInRaw() else { return transaction.signingHash }
        var tail = RLPWriter(capacity: 12)
        let type = transaction.envelope.type
        if type == 0, let chainID = transaction.chainID {
            tail.append(chainID)
            tail.append(0 as UInt64)
            tail.append(0 as UInt64)
        }
        let head = RLPWriter.listHeader(
            prefix: type == 0 ? [] : [type], count: contents.count + tail.bytes.count)
        var hasher = Keccak256()
        hasher.update(head)
        hasher.update(raw.span.bytes.extracting(contents))
        hasher.update(tail.bytes)
        return hasher.finalize()
    }

    /// The place in `raw` of all fields before v.
    private func contentsInRaw() throws(RLPError) -> Range<Int> {
        let type = transaction.envelope.type
        var outer = RLPReader(raw, in: (type == 0 ? 0 : 1)..<raw.count)
        var fields = try outer.nextList()
        let start = fields.position
        for _ in 0..<fieldCount(of: type) { _ = try fields.next() }
        return start..<fields.position
    }

    /// Fields before v.
    private func fieldCount(of type: UInt8) -> Int {
        switch type {
        case 0: 6
        case 1: 8
        default: 9
        }
    }
}
