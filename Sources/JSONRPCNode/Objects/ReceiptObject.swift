import Chain
import ContractRuntime
import EthereumPrimitives
import JSONText

extension JSONWriter {
    /// What came of a block's transaction.
    mutating func receipt(_ index: Int, of block: Block, in state: WorldState) {
        let receipt = block.receipts[index]
        let submitted = receipt.transaction
        beginObject()
        member("transactionHash", hash: submitted.hash)
        member("transactionIndex", quantity: UInt64(index))
        member("blockHash", hash: block.hash)
        member("blockNumber", quantity: block.number)
        member("from", address: submitted.sender)
        member("to", address: submitted.transaction.recipient)
        member("contractAddress", address: nil)
        member("cumulativeGasUsed", quantity: receipt.cumulativeGasUsed)
        member("gasUsed", quantity: receipt.gasUsed)
        member("effectiveGasPrice", quantity: receipt.effectiveGasPriceWei)
        name("logs")
        beginList()
        let logs = receipt.outcome.logs
        for place in 0..<logs.count {
            log(
                PlacedLogObject(
                    log: logs.log(place, in: state), block: block, transactionIndex: index,
                    logIndex: receipt.firstLogIndex + place, isRemoved: false))
        }
        endList()
        member("logsBloom", data: receipt.logsBloom.bytes)
        member("status", quantity: receipt.isSuccess ? 1 as UInt64 : 0)
        member("type", quantity: UInt64(submitted.transaction.envelope.type))
        endObject()
    }
}

/// A log with its place, ready to be written.
struct PlacedLogObject {
    let log: EventLog
    let transactionHash: Hash256
    let transactionIndex: Int
    let blockHash: Hash256
    let header: BlockHeader
    let logIndex: Int
    let isRemoved: Bool

    init(log: EventLog, block: Block, transactionIndex: Int, logIndex: Int, isRemoved: Bool) {
        self.init(
            log: log, transactionHash: block.receipts[transactionIndex].transaction.hash,
            transactionIndex: transactionIndex, blockHash: block.hash, header: block.header,
            logIndex: logIndex, isRemoved: isRemoved)
    }

    init(
        log: EventLog, transactionHash: Hash256, transactionIndex: Int, blockHash: Hash256,
        header: BlockHeader, logIndex: Int, isRemoved: Bool = false
    ) {
        self.log = log
        self.transactionHash = transactionHash
        self.transactionIndex = transactionIndex
        self.blockHash = blockHash
        self.header = header
        self.logIndex = logIndex
        self.isRemoved = isRemoved
    }

    init(_ placed: PlacedLog) {
        self.init(
            log: placed.log, block: placed.block, transactionIndex: placed.transactionIndex,
            logIndex: placed.logIndex, isRemoved: placed.isRemoved)
    }
}

extension JSONWriter {
    /// A log with its place.
    mutating func log(_ placed: PlacedLogObject) {
        beginObject()
        member("address", address: placed.log.address)
        name("topics")
        beginList()
        for topic in placed.log.topics { hash(topic) }
        endList()
        member("data", data: placed.log.data)
        member("blockNumber", quantity: placed.header.number)
        member("transactionHash", hash: placed.transactionHash)
        member("transactionIndex", quantity: UInt64(placed.transactionIndex))
        member("blockHash", hash: placed.blockHash)
        member("blockTimestamp", quantity: placed.header.timestampSeconds)
        member("logIndex", quantity: UInt64(placed.logIndex))
        name("removed")
        bool(placed.isRemoved)
        endObject()
    }

    /// Logs in order.
    mutating func logs(_ logs: [PlacedLog]) {
        beginList()
        for log in logs { self.log(PlacedLogObject(log)) }
        endList()
    }
}
