/// A connection's number; no two in a node's life share one.
public struct ClientID: Hashable, Sendable, Comparable, CustomStringConvertible {
    /// The number.
    public let rawValue: UInt64

    /// A connection's number.
    public init(rawValue: UInt64) { self.rawValue = rawValue }

    /// In the order of connecting.
    public static func < (left: ClientID, right: ClientID) -> Bool {
        left.rawValue < right.rawValue
    }

    /// The number.
    public var description: String { "\(rawValue)" }
}

/// Who asks, and how.
public struct NodeClient: Hashable, Sendable {
    /// How requests arrive.
    public enum Transport: Hashable, Sendable {
        case http, webSocket
    }

    /// The connection.
    public var id: ClientID
    /// How requests arrive; subscriptions are for WebSockets alone.
    public var transport: Transport
    /// Whether it may change clock and chain: it is no web page, or one of an allowed origin.
    public var mayControl: Bool

    /// A client.
    public init(id: ClientID, transport: Transport, mayControl: Bool = true) {
        self.id = id
        self.transport = transport
        self.mayControl = mayControl
    }
}
