import ContractRuntime
import EthereumPrimitives

/// Which logs are asked for: `eth_getLogs`, and filters.
public struct LogFilter: Hashable, Sendable {
    /// Emitters; any where there is none.
    public var addresses: [Address]
    /// For each place the topics that may stand there; an empty list stands for any.
    public var topics: [[Hash256]]

    /// A filter; without conditions it takes every log.
    public init(addresses: [Address] = [], topics: [[Hash256]] = []) {
        self.addresses = addresses
        self.topics = topics
    }

    /// Whether a log is asked for.
    public func matches(_ log: EventLog) -> Bool {
        if !addresses.isEmpty && !addresses.contains(log.address) { return false }
        if topics.count > log.topics.count { return false }
        return zip(topics, log.topics).allSatisfy { $0.isEmpty || $0.contains($1) }
    }

    /// Whether a bloom filter may hold such a log.
    func mayMatch(_ bloom: LogsBloom) -> Bool {
        if !addresses.isEmpty && !addresses.contains(where: bloom.contains) { return false }
        return topics.allSatisfy { $0.isEmpty || $0.contains(where: bloom.contains) }
    }
}

/// A log and its place in the chain.
public struct PlacedLog {
    /// Emitter, topics and data.
    public let log: EventLog
    /// The block, canonical or not.
    public let block: Block
    /// The transaction's place in it.
    public let transactionIndex: Int
    /// The log's place among all of the block.
    public let logIndex: Int
    /// Whether the block was orphaned.
    public let isRemoved: Bool
}

extension Block {
    /// The logs of the block that a filter takes.
    ///
    /// - Parameter isRemoved: whether they are announced as taken back.
    public func logs(
        matching filter: LogFilter, in state: WorldState, isRemoved: Bool = false
    ) -> [PlacedLog] {
        guard filter.mayMatch(header.logsBloom) else { return [] }
        var found: [PlacedLog] = []
        for (index, receipt) in receipts.enumerated() where filter.mayMatch(receipt.logsBloom) {
            for place in 0..<receipt.outcome.logs.count {
                let log = receipt.outcome.logs.log(place, in: state)
                guard filter.matches(log) else { continue }
                found.append(
                    PlacedLog(
                        log: log, block: self, transactionIndex: index,
                        logIndex: receipt.firstLogIndex + place, isRemoved: isRemoved))
            }
        }
        return found
    }
}

extension NodeView {
    /// The logs in a range of blocks, in order: `eth_getLogs`.
    /// - Parameter limit: more logs than this are refused.
    public func logs(
        matching filter: LogFilter, from first: BlockTag, to last: BlockTag, limit: Int = 10_000
    ) throws(QueryError) -> [PlacedLog] {
        let from = try number(of: first)
        let to = try number(of: last)
        guard from <= to else { throw .rangeReversed }
        var found: [PlacedLog] = []
        for number in from...to {
            guard let block = block(.number(number)) else { throw .stateNotKept(number) }
            found += block.logs(matching: filter, in: chain.host.state)
            if found.count > limit { throw .tooManyLogs(limit: limit) }
        }
        return found
    }

    /// The logs of one block: `eth_getLogs` with a block hash; an unknown hash is an error.
    public func logs(
        matching filter: LogFilter, in hash: Hash256
    ) throws(QueryError) -> [PlacedLog] {
        guard let block = block(.hash(hash, requireCanonical: false)) else { throw .headerNotFound }
        return block.logs(matching: filter, in: chain.host.state)
    }

    private func number(of tag: BlockTag) throws(QueryError) -> UInt64 {
        if case .number(let number) = tag, number > head.number { throw .rangeBeyondHead }
        guard let block = block(tag) else {
            if case .number(let number) = tag { return number }
            throw .headerNotFound
        }
        return block.number
    }
}
