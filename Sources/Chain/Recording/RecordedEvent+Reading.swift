import EthereumPrimitives
import WideIntegers

extension RecordedEvent {
    /// Reads the fields of an item, its kind first.
    init(reading item: RLPReader) throws(RecordingFault) {
        var fields = RecordedFields(item)
        guard let kind = RecordingFormat.Kind(rawValue: try fields.uint64("the item's kind")) else {
            throw .field(
                "the item's kind", allowed: "from 0 to \(RecordingFormat.Kind.end.rawValue)")
        }
        switch kind {
        case .begin: self = .begun(try RecordedChain(reading: &fields))
        case .sealed: self = .sealed(try RecordedBlock(reading: &fields))
        case .orphaned: self = .orphaned(try fields.hash("the hash"))
        case .intervened: self = .intervened(try RecordedIntervention(reading: &fields))
        case .end:
            var totals = RecordingTotals(head: .zero)
            totals.blocks = try fields.uint64("the count of blocks")
            totals.transactions = try fields.uint64("the count of transactions")
            totals.head = try fields.hash("the hash of the last block")
            self = .ended(totals)
        }
        try fields.finish()
    }
}

extension RecordedChain {
    fileprivate init(reading fields: inout RecordedFields) throws(RecordingFault) {
        guard try fields.bytes() == RecordingFormat.name else { throw .notARecording }
        let version = try fields.uint64("the format version")
        guard (RecordingFormat.versionMin...RecordingFormat.version).contains(version) else {
            throw .unknownVersion(version)
        }
        chainID = try fields.uint64("the chain id")
        fork = try fields.name("the fork")
        signatures = try fields.name("signatures")
        baseFeeRecipient = try fields.addressOrNone("the base fee recipient")
        genesis = try fields.header()
    }
}

extension RecordedBlock {
    fileprivate init(reading fields: inout RecordedFields) throws(RecordingFault) {
        header = try fields.header()
        isBaseFeeSet = try fields.flag("the mark of a base fee from outside")
        var list = try fields.list()
        var transactions: [RecordedTransaction] = []
        while !list.isAtEnd { transactions.append(try list.transaction()) }
        self.transactions = transactions
    }
}

extension RecordedIntervention {
    fileprivate init(reading fields: inout RecordedFields) throws(RecordingFault) {
        blockNumber = try fields.uint64("the number of the block before")
        let number = try fields.uint64("the kind of intervention")
        guard let kind = RecordingFormat.InterventionKind(rawValue: number) else {
            throw .field(
                "the kind of intervention",
                allowed: "from 0 to \(RecordingFormat.InterventionKind.last.rawValue)")
        }
        switch kind {
        case .setBalance:
            intervention = .setBalance(
                try fields.address("the account"), try fields.uint256("the balance"))
        case .setNonce:
            intervention = .setNonce(
                try fields.address("the account"), try fields.uint64("the nonce"))
        case .call:
            intervention = .call(
                from: try fields.address("the caller"), to: try fields.address("the contract"),
                data: try fields.bytes())
        case .increaseTime: intervention = .increaseTime(try fields.uint64("the seconds"))
        case .setNextBaseFee: intervention = .setNextBaseFee(try fields.uint256("the base fee"))
        case .setNextTimestamp:
            intervention = .setNextTimestamp(try fields.uint64("the timestamp"))
        case .setTimestampInterval:
            let isSet = try fields.flag("the mark of an interval")
            let seconds = try fields.uint64("the interval")
            intervention = .setTimestampInterval(isSet ? seconds : nil)
        case .impersonate:
            intervention = .impersonate(
                try fields.address("the account"), try fields.flag("the mark of impersonation"))
        case .mine: intervention = .mine
        }
        call = kind == .call ? try RecordedCall(reading: &fields) : nil
    }
}

extension RecordedCall {
    fileprivate init(reading fields: inout RecordedFields) throws(RecordingFault) {
        timestampSeconds = try fields.uint64("the call's timestamp")
        baseFeePerGasWei = try fields.uint256("the call's base fee")
        isSuccess = try fields.flag("the call's success")
        gasUsed = try fields.uint64("the call's gas")
    }
}

extension RecordedFields {
    fileprivate mutating func transaction() throws(RecordingFault) -> RecordedTransaction {
        switch try item() {
        case .bytes(let range): return .signed(bytes(in: range))
        case .list(let range):
            var fields = list(in: range)
            let number = try fields.uint64("the submission's number")
            let sender = try fields.address("the sender")
            let transaction = try fields.contents()
            try fields.finish()
            return .elided(number: number, sender: sender, transaction)
        }
    }

    /// A transaction's fields without a signature.
    private mutating func contents() throws(RecordingFault) -> Transaction {
        let type = try uint64("the transaction's type")
        let chainID = try uint64("the transaction's chain id")
        let nonce = try uint64("the nonce")
        let envelope: TransactionEnvelope
        switch type {
        case 0: envelope = .legacy(gasPriceWei: try uint256("the gas price"))
        case 1: envelope = .accessList(gasPriceWei: try uint256("the gas price"))
        case 2:
            envelope = .dynamicFee(
                maxPriorityFeePerGasWei: try uint256("the tip"),
                maxFeePerGasWei: try uint256("the fee cap"))
        default: throw .field("the transaction's type", allowed: "0, 1 or 2")
        }
        let gasLimit = try uint64("the transaction's gas limit")
        let recipient = try addressOrNone("the recipient")
        let value = try uint256("the value")
        let data = try bytes()
        var list = try list()
        var entries: [AccessListEntry] = []
        while !list.isAtEnd {
            var entry = try list.list()
            let address = try entry.address("an address of the access list")
            var keys = try entry.list()
            try entry.finish()
            var storageKeys: [Hash256] = []
            while !keys.isAtEnd { storageKeys.append(try keys.hash("a key of the access list")) }
            entries.append(AccessListEntry(address: address, storageKeys: storageKeys))
        }
        return Transaction(
            envelope: envelope, chainID: chainID, nonce: nonce, gasLimit: gasLimit,
            recipient: recipient, valueWei: value, data: data, accessList: entries)
    }

    /// A header as it is hashed.
    fileprivate mutating func header() throws(RecordingFault) -> BlockHeader {
        var fields = try list()
        let parentHash = try fields.hash("the parent's hash")
        try fields.expect(BlockHeader.emptyOmmersHash.bytes, "the digest of ommers")
        let coinbase = try fields.address("the coinbase")
        let stateRoot = try fields.hash("the state root")
        let transactionsRoot = try fields.hash("the transactions root")
        let receiptsRoot = try fields.hash("the receipts root")
        guard let bloom = LogsBloom(bytes: try fields.bytes()) else {
            throw .field("the logs bloom", allowed: "256 bytes")
        }
        try fields.expect([], "the difficulty")
        let number = try fields.uint64("the block's number")
        let gasLimit = try fields.uint64("the gas limit")
        let gasUsed = try fields.uint64("the gas used")
        let timestamp = try fields.uint64("the timestamp")
        let extraData = try fields.bytes()
        if extraData.count > RecordingFormat.extraDataBytesMax {
            throw .field(
                "the extra data", allowed: "of at most \(RecordingFormat.extraDataBytesMax) bytes")
        }
        try fields.expect(Hash256.zero.bytes, "the mix digest")
        try fields.expect([UInt8](repeating: 0, count: 8), "the header's nonce")
        let baseFee = fields.isAtEnd ? nil : try fields.uint256("the base fee")
        try fields.finish()
        return BlockHeader(
            parentHash: parentHash, coinbase: coinbase, stateRoot: stateRoot,
            transactionsRoot: transactionsRoot, receiptsRoot: receiptsRoot, logsBloom: bloom,
            number: number, gasLimit: gasLimit, gasUsed: gasUsed, timestampSeconds: timestamp,
            extraData: extraData, baseFeePerGasWei: baseFee)
    }
}
