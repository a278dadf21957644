import Chain
import EthereumPrimitives

/// What a client has asked to be told of when it asks again.
struct NodeFilter {
    enum Kind {
        case logs(FilterArgument)
        case blocks
        case pending(full: Bool)
    }

    let id: UInt64
    let kind: Kind
    /// The number of the first change that it has not been told of.
    var next: UInt64
    /// When it was asked last.
    var askedMicros: UInt64

    /// Whether a change is one that the filter tells of.
    func wants(_ change: NodeChange) -> Bool {
        switch (kind, change) {
        case (.logs(let argument), .log(let placed)):
            argument.spans(placed.block.number) && argument.filter.matches(placed.log)
        case (.blocks, .block), (.pending, .transaction): true
        default: false
        }
    }
}

/// What happens at a node, as filters see it.
enum NodeChange {
    case block(Hash256)
    /// A log that is new, or taken back.
    case log(PlacedLog)
    case transaction(SubmittedTransaction)
}

/// The filters of a node, by the numbers in which they were made, and what has happened since the first
/// of them was asked.
///
/// All filters share one list of changes, so that many that nobody asks cost no more than one.
struct FilterTable {
    private(set) var filters: [NodeFilter] = []
    private var count: UInt64 = 0
    private var changes: [NodeChange] = []
    /// The number of the first change that is kept.
    private var first: UInt64 = 0

    /// Changes that are kept.
    var changeCount: Int { changes.count }

    /// The number of the next change.
    private var end: UInt64 { first + UInt64(changes.count) }

    /// Whether any wants to hear of pending transactions.
    var wantsPending: Bool {
        filters.contains { if case .pending = $0.kind { true } else { false } }
    }

    /// Whether any wants to hear of logs.
    var wantsLogs: Bool {
        filters.contains { if case .logs = $0.kind { true } else { false } }
    }

    /// Adds a filter, and drops the one that was asked longest ago where there are too many.
    mutating func add(_ kind: NodeFilter.Kind, at micros: UInt64, capacity: Int) -> UInt64 {
        count += 1
        if filters.count >= capacity,
            let oldest = filters.indices.min(by: {
                filters[$0].askedMicros < filters[$1].askedMicros
            })
        {
            filters.remove(at: oldest)
        }
        filters.append(NodeFilter(id: count, kind: kind, next: end, askedMicros: micros))
        return count
    }

    func find(_ id: UInt64) -> Int? { filters.firstIndex { $0.id == id } }

    subscript(place: Int) -> NodeFilter {
        get { filters[place] }
        set { filters[place] = newValue }
    }

    mutating func remove(at place: Int) {
        filters.remove(at: place)
        trim()
    }

    /// Drops filters that nobody has asked for longer than they live.
    mutating func expire(at micros: UInt64, lifetimeMicros: UInt64) {
        let before = filters.count
        filters.removeAll { micros > $0.askedMicros && micros - $0.askedMicros > lifetimeMicros }
        if filters.count < before { trim() }
    }

    // MARK: - Changes

    /// Keeps a change for the filters that want it, and drops those for which too many are kept.
    mutating func append(_ change: NodeChange, changesMax: Int) {
        if filters.isEmpty { return }
        changes.append(change)
        guard changes.count > changesMax else { return }
        let oldest = end - UInt64(changesMax)
        filters.removeAll { $0.next < oldest }
        trim()
    }

    /// What a filter has not been told of yet; it counts as told of from now on.
    mutating func take(at place: Int) -> [NodeChange] {
        let filter = filters[place]
        filters[place].next = end
        let found = changes[Int(filter.next - first)...].filter(filter.wants)
        trim()
        return found
    }

    /// Lets go of what every filter has been told of.
    private mutating func trim() {
        let told = Int((filters.map(\.next).min() ?? end) - first)
        // Moving the rest is worth it only now and then.
        guard told * 2 > changes.count else { return }
        changes.removeFirst(told)
        first += UInt64(told)
    }
}
