import Chain
import EthereumPrimitives
import JSONText

/// A block as clients see it: one that is sealed, or the one that would be made now.
struct BlockObject {
    let header: BlockHeader
    let hash: Hash256
    let receipts: [Receipt]

    init(_ block: Block) {
        header = block.header
        hash = block.hash
        receipts = block.receipts
    }

    init(_ block: PendingBlock) {
        header = block.header
        hash = block.header.hash
        receipts = block.receipts
    }

    /// Where one of its transactions stands.
    func place(_ index: Int) -> TransactionPlace {
        TransactionPlace(
            blockHash: hash, blockNumber: header.number, timestampSeconds: header.timestampSeconds,
            index: index, priceWei: receipts[index].effectiveGasPriceWei)
    }

    /// Bytes of the block's encoding: the header, the transactions as nodes exchange them, no ommers.
    /// - Source: yellow paper, section 4.3.
    var byteCount: Int { encoded.count }

    /// The block's RLP encoding.
    var encoded: [UInt8] {
        var transactions: [UInt8] = []
        for receipt in receipts {
            let raw = receipt.transaction.raw
            if receipt.transaction.transaction.envelope.type == 0 {
                transactions += raw
            } else {
                var item = RLPWriter(capacity: raw.count + 4)
                item.append(bytes: raw)
                transactions += item.bytes
            }
        }
        let noOmmers = BlockObject.list(of: [])
        return BlockObject.list(of: header.encoded + BlockObject.list(of: transactions) + noOmmers)
    }

    /// A list of items that are encoded already.
    private static func list(of items: [UInt8]) -> [UInt8] {
        var writer = RLPWriter(capacity: items.count + 9)
        writer.append(listOf: RLPWriter(prefix: items, capacity: items.count))
        return writer.bytes
    }
}

extension JSONWriter {
    /// The members of a header, which are what `eth_subscribe` sends of a new head.
    ///
    /// Those of forks after London are missing, all of them, as they are in the bytes that the hash is of.
    mutating func members(of header: BlockHeader, hash: Hash256) {
        member("number", quantity: header.number)
        member("hash", hash: hash)
        member("parentHash", hash: header.parentHash)
        member("nonce", data: [UInt8](repeating: 0, count: 8))
        member("mixHash", hash: .zero)
        member("sha3Uncles", hash: BlockHeader.emptyOmmersHash)
        member("logsBloom", data: header.logsBloom.bytes)
        member("transactionsRoot", hash: header.transactionsRoot)
        member("stateRoot", hash: header.stateRoot)
        member("receiptsRoot", hash: header.receiptsRoot)
        member("miner", address: header.coinbase)
        member("difficulty", quantity: 0 as UInt64)
        member("extraData", data: header.extraData)
        member("gasLimit", quantity: header.gasLimit)
        member("gasUsed", quantity: header.gasUsed)
        member("timestamp", quantity: header.timestampSeconds)
        if let baseFee = header.baseFeePerGasWei { member("baseFeePerGas", quantity: baseFee) }
    }

    /// A header alone.
    mutating func header(_ block: Block) {
        beginObject()
        members(of: block.header, hash: block.hash)
        endObject()
    }

    /// A block with its transactions, as objects or as hashes.
    mutating func block(_ block: BlockObject, full: Bool, chainID: UInt64) {
        beginObject()
        members(of: block.header, hash: block.hash)
        member("totalDifficulty", quantity: 0 as UInt64)
        member("size", quantity: UInt64(block.byteCount))
        name("transactions")
        beginList()
        for (index, receipt) in block.receipts.enumerated() {
            if full {
                transaction(receipt.transaction, at: block.place(index), chainID: chainID)
            } else {
                hash(receipt.transaction.hash)
            }
        }
        endList()
        name("uncles")
        beginList()
        endList()
        endObject()
    }
}
