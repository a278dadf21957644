/// What clients have asked of a node, and what became of it besides answers.
public struct RPCLoad: Hashable, Sendable {
    /// One client's part.
    public struct ClientLoad: Hashable, Sendable {
        /// The connection.
        public let client: ClientID
        /// Bodies and messages.
        public internal(set) var requests: UInt64 = 0
        /// Calls in them.
        public internal(set) var calls: UInt64 = 0
    }

    /// Clients with numbers of their own; those that come later count in the sums alone.
    public static let clientsMax = 4_096

    /// Bodies and messages.
    public internal(set) var requests: UInt64 = 0
    /// Those answered by 429, or by its like on a WebSocket.
    public internal(set) var refusedByRate: UInt64 = 0
    /// Those answered by another status, or not at all.
    public internal(set) var failed: UInt64 = 0
    /// WebSockets that were opened; all but the first of a bot are reconnects.
    public internal(set) var webSocketsOpened: UInt64 = 0
    /// Calls that were answered as of an older head than the real one.
    public internal(set) var staleHeads: UInt64 = 0
    private var methods = MethodCounts()
    private var clientLoads: [ClientID: ClientLoad] = [:]

    /// Nothing asked yet.
    public init() {}

    /// Calls of all methods.
    public var calls: UInt64 { methods.total }
    /// Calls by method, by name.
    public var callsByMethod: [(method: String, count: UInt64)] { methods.entries }
    /// Each client's part, in the order of connecting.
    public var clients: [ClientLoad] {
        clientLoads.values.sorted { $0.client < $1.client }
    }

    mutating func add(_ request: RPCRequest?, of client: NodeClient) {
        let calls = request?.calls ?? []
        requests += 1
        for call in calls { methods.add(call?.method ?? "invalid") }
        if clientLoads[client.id] == nil, clientLoads.count >= RPCLoad.clientsMax { return }
        var load = clientLoads[client.id] ?? ClientLoad(client: client.id)
        load.requests += 1
        load.calls += UInt64(calls.count)
        clientLoads[client.id] = load
    }
}
