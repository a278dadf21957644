import ContractRuntime
import EthereumPrimitives
import WideIntegers

extension PythFeed {
    /// The arguments of a function that takes updates alone.
    func readUpdates(_ input: [UInt8], _ layout: CallLayout) throws(Revert) -> [[UInt8]] {
        try ContractABI.decode(input, of: layout) { reader throws(ABIDecodingError) in
            try reader.bytesArray()
        }
    }

    /// What updates cost, wei.
    func fee(of updates: [[UInt8]], _ context: CallContext) throws(Revert) -> UInt256 {
        let count = UInt256(UInt64(updates.count))
        do { return try (try context.load(feeSlot)).mulScalar(count) } catch {
            throw .panic(.overflow)
        }
    }

    /// Checks that the call pays for updates; what it pays beyond stays as well.
    private func requireFee(of updates: [[UInt8]], _ context: CallContext) throws(Revert) {
        guard context.frame.valueWei >= (try fee(of: updates, context)) else {
            throw PythFailure.insufficientFee.revert
        }
    }

    /// Decodes an update and checks that a quorum of guardians has signed it, each once and nobody
    /// else.
    private func verified(
        _ bytes: [UInt8], _ context: CallContext
    ) throws(Revert) -> PriceUpdate {
        try context.compute(ReportGas.value)
        let signed: SignedPriceUpdate
        do { signed = try SignedPriceUpdate(encoded: bytes) } catch {
            throw PythFailure.invalidUpdateData.revert
        }
        guard UInt256(UInt64(signed.signatures.count)) >= (try context.load(quorumSlot)) else {
            throw PythFailure.invalidUpdateData.revert
        }
        let digest = signed.update.digest
        var seen: [AccountID] = []
        for signature in signed.signatures {
            guard let signer = try context.signer(of: digest, signature),
                try guardians.contains(signer, in: context), !seen.contains(signer)
            else { throw PythFailure.invalidUpdateData.revert }
            seen.append(signer)
        }
        return signed.update
    }

    // MARK: - Storing

    /// Stores each update that is newer than what its feed has; older ones are passed over.
    /// - Throws: `InsufficientFee`, `InvalidUpdateData`.
    /// - Source: Pyth, updatePriceFeeds.
    func update(_ updates: [[UInt8]], _ context: CallContext) throws(Revert) {
        try context.compute(ReportGas.entry)
        try requireFee(of: updates, context)
        for bytes in updates {
            let update = try verified(bytes, context)
            let stored = try price(of: update.feedID, context)
            guard update.publishTimeSeconds > stored.publishTimeSeconds else { continue }
            try store(update, context)
        }
    }

    /// Stores updates if they are newer for any of the ids than the caller knows of.
    /// - Throws: `InvalidUpdateData` for ids and times of unequal number; `NoFreshUpdate`; as
    ///   `update`.
    /// - Source: Pyth, updatePriceFeedsIfNecessary.
    func updateIfNecessary(
        _ input: [UInt8], _ layout: CallLayout, _ context: CallContext
    ) throws(Revert) {
        let fields = try ContractABI.decode(input, of: layout) {
            reader throws(ABIDecodingError) in
            (
                updates: try reader.bytesArray(), ids: try reader.uint256Array(),
                times: try reader.array(of: .word) { reader throws(ABIDecodingError) in
                    try reader.uint64()
                }
            )
        }
        guard fields.ids.count == fields.times.count else {
            throw PythFailure.invalidUpdateData.revert
        }
        for (id, time) in zip(fields.ids, fields.times) {
            if try price(of: Hash256(id), context).publishTimeSeconds < time {
                return try update(fields.updates, context)
            }
        }
        throw PythFailure.noFreshUpdate.revert
    }

    private func store(_ update: PriceUpdate, _ context: CallContext) throws(Revert) {
        let fields = prices.record(of: update.feedID, in: context.state).fields
        let words = update.words
        try context.store(words.0, to: fields)
        try context.store(words.1, to: fields.advanced(by: 1))
        try context.log(
            topics: [updateTopic, UInt256(update.feedID)],
            words: [
                UInt256(update.publishTimeSeconds), Int256(update.price).bitPattern,
                UInt256(update.confidence),
            ])
    }

    /// What is stored of a feed; zeros where nothing is.
    func price(of id: Hash256, _ context: CallContext) throws(Revert) -> PriceUpdate {
        let fields = prices.record(of: id, in: context.state).fields
        return PriceUpdate(
            feedID: id,
            words: (try context.load(fields), try context.load(fields.advanced(by: 1))))
    }

    /// The stored price, which there must be.
    /// - Throws: `PriceFeedNotFound`.
    func existing(_ id: Hash256, _ context: CallContext) throws(Revert) -> PriceUpdate {
        try context.compute(ReportGas.view)
        let stored = try price(of: id, context)
        if stored.publishTimeSeconds == 0 { throw PythFailure.notFound.revert }
        return stored
    }

    /// The stored price, whose publish time must be near enough, before or behind.
    /// - Throws: `PriceFeedNotFound`, `StalePrice`.
    /// - Source: Pyth, AbstractPyth.getPriceNoOlderThan.
    func existing(
        _ id: Hash256, noOlderThan ageSeconds: UInt256, _ context: CallContext
    ) throws(Revert) -> PriceUpdate {
        let stored = try existing(id, context)
        let age = stored.timeApartSeconds(from: context.block.timestampSeconds)
        if UInt256(age) > ageSeconds { throw PythFailure.stalePrice.revert }
        return stored
    }

    // MARK: - Parsing

    /// Answers with the first update of each id that was published within a window, and stores
    /// nothing, so that the caller chooses among all that were signed.
    /// - Throws: `PriceFeedNotFoundWithinRange`; `InsufficientFee`, `InvalidUpdateData`.
    /// - Source: Pyth, parsePriceFeedUpdates.
    func parse(
        _ input: [UInt8], _ layout: CallLayout, _ context: CallContext
    ) throws(Revert) -> [UInt8] {
        let fields = try ContractABI.decode(input, of: layout) {
            reader throws(ABIDecodingError) in
            (
                updates: try reader.bytesArray(), ids: try reader.uint256Array(),
                earliest: try reader.uint64(), latest: try reader.uint64()
            )
        }
        try context.compute(ReportGas.entry)
        try requireFee(of: fields.updates, context)
        var updates: [PriceUpdate] = []
        for bytes in fields.updates { updates.append(try verified(bytes, context)) }
        let inWindow = updates.filter {
            $0.publishTimeSeconds >= fields.earliest && $0.publishTimeSeconds <= fields.latest
        }
        var chosen: [PriceUpdate] = []
        for id in fields.ids {
            try context.compute(ReportGas.value)
            guard let update = inWindow.first(where: { $0.feedID == Hash256(id) }) else {
                throw PythFailure.notFoundWithinRange.revert
            }
            chosen.append(update)
        }
        var writer = layout.resultWriter()
        let feed = ABILayout(isDynamic: false, size: 288)
        writer.appendArray(chosen, of: feed) { writer, update in
            writer.append(update.feedID)
            update.append(update.price, update.confidence, to: &writer)
            update.append(update.emaPrice, update.emaConfidence, to: &writer)
        }
        return writer.bytes
    }

    // MARK: - Owner

    /// Puts other guardians in place of all.
    func setGuardians(
        _ input: [UInt8], _ layout: CallLayout, _ context: CallContext
    ) throws(Revert) {
        let fields = try ContractABI.decode(input, of: layout) {
            reader throws(ABIDecodingError) in
            (accounts: try reader.addressArray(), quorum: try reader.uint256())
        }
        let checked: PythGuardians
        do {
            checked = try PythGuardians(fields.accounts, quorum: fields.quorum.asCount ?? .max)
        } catch {
            throw .reason("\(error)")
        }
        try guardians.replace(with: checked.accounts, in: context)
        try context.store(UInt256(UInt64(checked.quorum)), to: quorumSlot)
    }

    /// Pays fees out of the feed's balance.
    func withdraw(
        _ amountWei: UInt256, to target: AccountID, _ context: CallContext
    ) throws(Revert) {
        guard context.state.balanceWei(of: context.this) >= amountWei else {
            throw PythFailure.insufficientFee.revert
        }
        _ = try context.call(target, [], CallOptions(valueWei: amountWei, checksCode: false))
    }
}

// MARK: - Words

extension PriceUpdate {
    /// As stored: publish time, exponent, price and confidence from the low end, and both averages.
    /// - Source: Pyth, PythInternalStructs.PriceInfo.
    var words: (UInt256, UInt256) {
        let expo = UInt64(UInt32(bitPattern: exponent))
        let priceBits = UInt64(bitPattern: price)
        return (
            UInt256(
                publishTimeSeconds, expo | priceBits << 32, priceBits >> 32 | confidence << 32,
                confidence >> 32),
            UInt256(UInt64(bitPattern: emaPrice), emaConfidence, 0, 0)
        )
    }

    init(feedID: Hash256, words: (UInt256, UInt256)) {
        let (first, second) = words
        self.init(
            feedID: feedID,
            price: Int64(bitPattern: first.w1 >> 32 | first.w2 << 32),
            confidence: first.w2 >> 32 | first.w3 << 32,
            exponent: Int32(bitPattern: UInt32(truncatingIfNeeded: first.w1)),
            publishTimeSeconds: first.w0, emaPrice: Int64(bitPattern: second.w0),
            emaConfidence: second.w1)
    }

    /// How far the publish time is from another, before or behind.
    func timeApartSeconds(from seconds: UInt64) -> UInt64 {
        max(seconds, publishTimeSeconds) - min(seconds, publishTimeSeconds)
    }

    /// The four words of the price.
    var encodedPrice: [UInt8] {
        var writer = ABIWriter(headSize: 128)
        append(price, confidence, to: &writer)
        return writer.bytes
    }

    /// The four words of the average price.
    var encodedEMAPrice: [UInt8] {
        var writer = ABIWriter(headSize: 128)
        append(emaPrice, emaConfidence, to: &writer)
        return writer.bytes
    }

    fileprivate func append(
        _ price: Int64, _ confidence: UInt64, to writer: inout ABIWriter
    ) {
        writer.append(Int256(price))
        writer.append(confidence)
        writer.append(Int256(Int64(exponent)))
        writer.append(publishTimeSeconds)
    }
}
