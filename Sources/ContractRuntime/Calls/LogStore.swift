import EthereumPrimitives
import WideIntegers

/// The logs of a transaction or block, topics and data words of all in one row.
///
/// Contracts append words; a log becomes an `EventLog` with arrays of its own only when it is asked
/// for. Data is words because every encoding of an event's values is.
public struct LogStore: Sendable {
    struct Entry {
        let emitter: AccountID
        let firstWord: UInt32
        let topicCount: UInt8
    }

    private(set) var entries: ContiguousArray<Entry> = []
    /// Of each log its topics, then its data.
    private(set) var words: ContiguousArray<UInt256> = []

    /// No logs.
    public init() {}

    /// No logs, with room for as many as another has.
    init(roomFor other: (logs: Int, words: Int)) {
        entries.reserveCapacity(other.logs)
        words.reserveCapacity(other.words)
    }

    /// How many logs there are.
    public var count: Int { entries.count }

    /// What must be kept free for as many logs again.
    var room: (logs: Int, words: Int) { (entries.count, words.count) }

    /// Adds a log; its topics and then its data follow word by word.
    mutating func begin(_ emitter: AccountID, topicCount: Int) {
        entries.append(
            Entry(
                emitter: emitter, firstWord: UInt32(words.count),
                topicCount: UInt8(topicCount)))
    }

    mutating func append(_ word: UInt256) { words.append(word) }

    /// Adds words in a row, asking once whether the memory is shared or full.
    @inline(__always)
    mutating func append(_ added: Span<UInt256>) {
        added.withUnsafeBufferPointer { words.append(contentsOf: $0) }
    }

    mutating func truncate(to count: Int) {
        guard count < entries.count else { return }
        words.removeLast(words.count - Int(entries[count].firstWord))
        entries.removeLast(entries.count - count)
    }

    /// Where a log's words end.
    private func end(_ index: Int) -> Int {
        index + 1 < entries.count ? Int(entries[index + 1].firstWord) : words.count
    }

    /// Places of a log's topics.
    func topics(of index: Int) -> Range<Int> {
        let first = Int(entries[index].firstWord)
        return first..<first &+ Int(entries[index].topicCount)
    }

    /// One log as a value of its own.
    public func log(_ index: Int, in state: WorldState) -> EventLog {
        let topics = topics(of: index)
        var data: [UInt8] = []
        data.reserveCapacity(32 * (end(index) - topics.upperBound))
        for place in topics.upperBound..<end(index) { words[place].appendBigEndian(to: &data) }
        return EventLog(
            address: state.address(of: entries[index].emitter),
            topics: words[topics].map { Hash256($0) }, data: data)
    }
}

/// Reads of single words, for those who look at many logs.
extension LogStore {
    /// Who wrote a log.
    package func emitter(of index: Int) -> AccountID { entries[index].emitter }

    /// How many topics a log has.
    package func topicCount(of index: Int) -> Int { Int(entries[index].topicCount) }

    /// A topic of a log; zero past its last one.
    package func topicWord(_ place: Int, of index: Int) -> UInt256 {
        place < topicCount(of: index) ? words[Int(entries[index].firstWord) + place] : .zero
    }

    /// A word of a log's data; zero past its end.
    package func dataWord(_ place: Int, of index: Int) -> UInt256 {
        let at = Int(entries[index].firstWord) + topicCount(of: index) + place
        return at < end(index) ? words[at] : .zero
    }
}
