import EthereumPrimitives
import WideIntegers

/// The logs of a transaction or block, topics and data of all in two rows.
///
/// Contracts append words; a log becomes an `EventLog` with arrays of its own only when it is asked
/// for.
public struct LogStore: Sendable {
    struct Entry {
        let emitter: AccountID
        let firstTopic: Int
        let firstByte: Int
    }

    private var entries: ContiguousArray<Entry> = []
    private var topics: ContiguousArray<UInt256> = []
    private var data: [UInt8] = []

    /// No logs.
    public init() {}

    /// How many logs there are.
    public var count: Int { entries.count }

    mutating func begin(_ emitter: AccountID) {
        entries.append(
            Entry(emitter: emitter, firstTopic: topics.count, firstByte: data.count))
    }

    @inline(__always)
    mutating func append(topic: UInt256) { topics.append(topic) }

    @inline(__always)
    mutating func append(word: UInt256) { word.appendBigEndian(to: &data) }

    mutating func append(bytes: [UInt8]) { data.append(contentsOf: bytes) }

    mutating func truncate(to count: Int) {
        guard count < entries.count else { return }
        topics.removeLast(topics.count - entries[count].firstTopic)
        data.removeLast(data.count - entries[count].firstByte)
        entries.removeLast(entries.count - count)
    }

    private func topicRange(_ index: Int) -> Range<Int> {
        let end = index + 1 < entries.count ? entries[index + 1].firstTopic : topics.count
        return entries[index].firstTopic..<end
    }

    private func byteRange(_ index: Int) -> Range<Int> {
        let end = index + 1 < entries.count ? entries[index + 1].firstByte : data.count
        return entries[index].firstByte..<end
    }

    func emitter(of index: Int) -> AccountID { entries[index].emitter }

    func topics(of index: Int) -> ContiguousArray<UInt256>.SubSequence {
        topics[topicRange(index)]
    }

    /// One log as a value of its own.
    public func log(_ index: Int, in state: WorldState) -> EventLog {
        EventLog(
            address: state.address(of: entries[index].emitter),
            topics: topics[topicRange(index)].map { Hash256($0) },
            data: Array(data[byteRange(index)]))
    }
}
