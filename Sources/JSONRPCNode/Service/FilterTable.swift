import Chain
import EthereumPrimitives
import JSONText

/// What a client has asked to be told of when it asks again.
struct NodeFilter {
    enum Kind {
        case logs(FilterArgument)
        case blocks
        case pending(full: Bool)
    }

    let id: UInt64
    let kind: Kind
    /// What has happened since it was asked last, as JSON.
    var changes: [[UInt8]] = []
    /// When it was asked last.
    var askedMicros: UInt64
}

/// The filters of a node, by the numbers in which they were made.
struct FilterTable {
    private(set) var filters: [NodeFilter] = []
    private var count: UInt64 = 0

    /// Whether any wants to hear of pending transactions.
    var wantsPending: Bool {
        filters.contains { if case .pending = $0.kind { true } else { false } }
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
        filters.append(NodeFilter(id: count, kind: kind, askedMicros: micros))
        return count
    }

    func find(_ id: UInt64) -> Int? { filters.firstIndex { $0.id == id } }

    subscript(place: Int) -> NodeFilter {
        get { filters[place] }
        set { filters[place] = newValue }
    }

    mutating func remove(at place: Int) { filters.remove(at: place) }

    /// Drops filters that nobody has asked for longer than they live.
    mutating func expire(at micros: UInt64, lifetimeMicros: UInt64) {
        filters.removeAll { micros > $0.askedMicros && micros - $0.askedMicros > lifetimeMicros }
    }

    /// Adds changes to each filter, and drops those in which too many wait.
    mutating func append(
        changesMax: Int, _ changes: (NodeFilter.Kind) -> [[UInt8]]
    ) {
        for place in filters.indices { filters[place].changes += changes(filters[place].kind) }
        filters.removeAll { $0.changes.count > changesMax }
    }
}
