import Chain
import EthereumPrimitives
import JSONText

/// What a connection has asked to be told of as it happens.
struct NodeSubscription {
    enum Kind {
        case heads
        case logs(LogFilter)
        case pending(full: Bool)
        case syncing
    }

    /// A quantity that clients echo.
    let id: String
    let client: ClientID
    let kind: Kind
}

/// The subscriptions of all connections, in the order in which they were made.
struct SubscriptionTable {
    private(set) var subscriptions: [NodeSubscription] = []
    private var count: UInt64 = 0

    /// Whether any wants to hear of pending transactions.
    var wantsPending: Bool {
        subscriptions.contains { if case .pending = $0.kind { true } else { false } }
    }

    func count(of client: ClientID) -> Int { subscriptions.count { $0.client == client } }

    /// Adds a subscription.
    /// - Returns: its id, 128 bits that none had before.
    mutating func add(_ kind: NodeSubscription.Kind, for client: ClientID) -> String {
        count += 1
        let hash = Keccak256.hash(Array("perplab/subscription/\(count)".utf8))
        var writer = JSONWriter()
        let words = hash.bytes.prefix(16).reduce((UInt64(0), UInt64(0))) { words, byte in
            (words.0 << 8 | words.1 >> 56, words.1 << 8 | UInt64(byte))
        }
        writer.quantity(words.1, words.0)
        let id = String(decoding: writer.bytes.dropFirst().dropLast(), as: UTF8.self)
        subscriptions.append(NodeSubscription(id: id, client: client, kind: kind))
        return id
    }

    /// Ends a connection's subscription.
    /// - Returns: false where it has none of that id.
    mutating func remove(_ id: String, of client: ClientID) -> Bool {
        guard
            let place = subscriptions.firstIndex(where: { $0.id == id && $0.client == client })
        else { return false }
        subscriptions.remove(at: place)
        return true
    }

    /// Ends all subscriptions of a connection.
    mutating func remove(_ client: ClientID) {
        subscriptions.removeAll { $0.client == client }
    }
}
