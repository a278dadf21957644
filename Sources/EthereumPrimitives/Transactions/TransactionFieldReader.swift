import WideIntegers

/// Reads the fields of a signed transaction in their order and names the one that is at fault.
struct TransactionFieldReader {
    private let type: UInt8
    private var reader: RLPReader

    /// Checks the type and opens the outer list, which must fill the whole input.
    init(raw: [UInt8]) throws(TransactionRejection) {
        guard let first = raw.first else { throw .rlp(.truncated(offset: 0)) }
        let isTyped = first < 0x80
        if isTyped && first != 1 && first != 2 { throw .typeNotSupported(first) }
        type = isTyped ? first : 0
        do throws(RLPError) {
            var outer = RLPReader(raw, in: (isTyped ? 1 : 0)..<raw.count)
            reader = try outer.nextList()
            try outer.finish()
        } catch {
            throw .rlp(error)
        }
    }

    /// All fields before the signature, and v.
    mutating func readContents() throws(TransactionRejection) -> (Transaction, v: UInt256) {
        let chainID = type == 0 ? nil : try number64(.chainID)
        let nonce = try number64(.nonce)
        let envelope: TransactionEnvelope
        switch type {
        case 0: envelope = .legacy(gasPriceWei: try number(.gasPrice))
        case 1: envelope = .accessList(gasPriceWei: try number(.gasPrice))
        default:
            envelope = .dynamicFee(
                maxPriorityFeePerGasWei: try number(.maxPriorityFeePerGas),
                maxFeePerGasWei: try number(.maxFeePerGas))
        }
        let gasLimit = try number64(.gasLimit)
        let recipient = try recipient()
        let value = try number(.value)
        let data = Array(reader.bytes[try payload(.data)])
        let accessList = type == 0 ? [] : try accessList()
        let transaction = Transaction(
            envelope: envelope, chainID: chainID, nonce: nonce, gasLimit: gasLimit,
            recipient: recipient, valueWei: value, data: data, accessList: accessList)
        return (transaction, try number(.v))
    }

    /// Checks that there are no further fields.
    func finish() throws(TransactionRejection) {
        if !reader.isAtEnd { throw .tooManyFields }
    }

    /// An unsigned number of at most 32 bytes.
    mutating func number(_ field: TransactionField) throws(TransactionRejection) -> UInt256 {
        let range = try payload(field)
        if !range.isEmpty && reader.bytes[range.lowerBound] == 0 {
            throw .field(field, .leadingZeros)
        }
        guard range.count <= 32 else { throw .field(field, .overflow) }
        return UInt256(shortBigEndian: reader.bytes.span.bytes.extracting(range))
    }

    private mutating func number64(
        _ field: TransactionField
    ) throws(TransactionRejection) -> UInt64 {
        guard let value = UInt64(exactly: try number(field)) else {
            throw .field(field, .overflow)
        }
        return value
    }

    private mutating func recipient() throws(TransactionRejection) -> Address? {
        let range = try payload(.recipient)
        if range.isEmpty { return nil }
        guard let address = Address(bytes: reader.bytes[range]) else {
            throw .field(.recipient, .byteCount(range.count))
        }
        return address
    }

    /// The bytes of the next field.
    private mutating func payload(
        _ field: TransactionField
    ) throws(TransactionRejection) -> Range<Int> {
        if reader.isAtEnd { throw .tooFewFields }
        return try reader.nextBytes(of: field)
    }

    private mutating func accessList() throws(TransactionRejection) -> [AccessListEntry] {
        if reader.isAtEnd { throw .tooFewFields }
        var list = try reader.nextList(of: .accessList)
        var entries: [AccessListEntry] = []
        while !list.isAtEnd { entries.append(try list.nextAccessListEntry()) }
        return entries
    }
}

extension RLPReader {
    fileprivate mutating func nextAccessListEntry() throws(TransactionRejection) -> AccessListEntry
    {
        var entry = try nextList(of: .accessList)
        let range = try entry.nextBytes(of: .accessListAddress)
        guard let address = Address(bytes: bytes[range]) else {
            throw .field(.accessListAddress, .byteCount(range.count))
        }
        var keyList = try entry.nextList(of: .accessList)
        if !entry.isAtEnd { throw .field(.accessList, .wrongKind) }
        var keys: [Hash256] = []
        while !keyList.isAtEnd {
            let range = try keyList.nextBytes(of: .accessListKey)
            guard let key = Hash256(bytes: bytes[range]) else {
                throw .field(.accessListKey, .byteCount(range.count))
            }
            keys.append(key)
        }
        return AccessListEntry(address: address, storageKeys: keys)
    }

    fileprivate mutating func nextBytes(
        of field: TransactionField
    ) throws(TransactionRejection) -> Range<Int> {
        do throws(RLPError) {
            return try nextBytes()
        } catch {
            throw .field(field, TransactionFieldFault(error))
        }
    }

    fileprivate mutating func nextList(
        of field: TransactionField
    ) throws(TransactionRejection) -> RLPReader {
        do throws(RLPError) {
            return try nextList()
        } catch {
            throw .field(field, TransactionFieldFault(error))
        }
    }
}

extension TransactionFieldFault {
    fileprivate init(_ error: RLPError) {
        switch error {
        case .expectedBytes, .expectedList: self = .wrongKind
        default: self = .rlp(error)
        }
    }
}
