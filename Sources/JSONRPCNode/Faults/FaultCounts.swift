import Chain

/// How often each fault has shown itself, and in which calls.
public struct FaultCounts: Hashable, Sendable {
    /// One kind of fault in one method.
    public struct Entry: Hashable, Sendable {
        /// What went wrong.
        public let kind: NodeFault.Kind
        /// The method; `socket` where it was no call.
        public let method: String
        /// How often.
        public let count: UInt64
    }

    private var counts: [NodeFault.Kind: MethodCounts] = [:]

    /// None yet.
    public init() {}

    /// How often a kind has shown itself.
    public func count(of kind: NodeFault.Kind) -> UInt64 { counts[kind]?.total ?? 0 }

    /// All counts, by kind in the order of declaration, then by method.
    public var entries: [Entry] {
        NodeFault.Kind.allCases.flatMap { kind in
            (counts[kind]?.entries ?? []).map {
                Entry(kind: kind, method: $0.method, count: $0.count)
            }
        }
    }

    mutating func add(_ kind: NodeFault.Kind, _ method: String, _ count: UInt64 = 1) {
        counts[kind, default: MethodCounts()].add(method, count)
    }
}

/// Numbers by method, of so many methods at most: names come from outside.
struct MethodCounts: Hashable, Sendable {
    /// Methods with a number of their own; all further ones share that of `other`.
    static let methodsMax = 256

    private var counts: [String: UInt64] = [:]
    private(set) var total: UInt64 = 0

    mutating func add(_ method: String, _ count: UInt64 = 1) {
        total += count
        let isKnown = counts[method] != nil || counts.count < MethodCounts.methodsMax
        counts[isKnown ? method : "other", default: 0] += count
    }

    /// By name.
    var entries: [(method: String, count: UInt64)] {
        counts.sorted { $0.key < $1.key }.map { (method: $0.key, count: $0.value) }
    }
}
