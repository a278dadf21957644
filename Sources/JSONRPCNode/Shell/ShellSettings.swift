/// Where a shell listens, whom it serves, and what it puts up with.
public struct ShellSettings: Hashable, Sendable {
    /// Where HTTP and WebSockets are served.
    public var address = ShellAddress()
    /// A second address for clients that want WebSockets on a port of their own; it serves the same.
    public var webSocketAddress: ShellAddress?
    /// Names that a request's `Host` may have besides `localhost` and addresses; `*` is any.
    ///
    /// A web page can have its own name resolve to the loopback address and so reach a node that has no
    /// password; the name is in `Host` then.
    public var allowedHosts: [String] = []
    /// Origins whose pages may change clock and chain; `*` is any. A client without an origin may.
    public var allowedOrigins: [String] = []
    /// What clients may ask for, in bytes and numbers.
    public var limits = ShellLimits()
    /// How long they may take.
    public var times = ShellTimes()

    /// The loopback address, and nobody's pages allowed.
    public init() {}
}

/// What a shell's clients may ask for.
public struct ShellLimits: Hashable, Sendable {
    /// Connections at once; fewer where the system lets the process have fewer files open.
    public var connectionsMax = 1_024
    /// Connections at once from one address; nil where that is of no concern.
    public var connectionsPerAddressMax: Int?
    /// Requests that one connection may make in a second; nil where that is of no concern.
    public var requestsPerSecondMax: UInt64?
    /// Requests of one WebSocket that wait for replies; no more is read meanwhile.
    public var requestsWaitingMax = 256
    /// All header fields of a request.
    public var headerBytesMax = 32 << 10
    /// Number of header fields.
    public var headerFieldsMax = 128
    /// An HTTP request's body.
    public var bodyBytesMax = 5 << 20
    /// A WebSocket's message, of however many frames.
    public var messageBytesMax = 32 << 20
    /// Output that waits at a WebSocket for which there is more to push; beyond it it is dropped.
    public var outputBytesMax = 16 << 20
    /// Requests and output of all connections together.
    public var heldBytesMax = 512 << 20

    /// Those of widely used nodes, where they have them.
    public init() {}
}

/// How long a shell's clients may take.
public struct ShellTimes: Hashable, Sendable {
    /// From the first byte of a request to the last of its header, milliseconds.
    public var headerMillis: Int64 = 10_000
    /// From there to the last byte of its body, or within a WebSocket's message, milliseconds.
    public var bodyMillis: Int64 = 60_000
    /// Without a byte of an answer taken, milliseconds.
    public var readingMillis: Int64 = 60_000
    /// Between requests, milliseconds.
    public var idleMillis: Int64 = 300_000
    /// Of a WebSocket's silence until it is pinged, milliseconds.
    public var pingMillis: Int64 = 30_000
    /// From a ping until a mute WebSocket is dropped, milliseconds.
    public var pongMillis: Int64 = 30_000
    /// For the other side to close what is to be closed, milliseconds.
    public var closingMillis: Int64 = 2_000

    /// Those that clients on slow lines keep and idle ones do not.
    public init() {}

    /// How often connections are looked at: a quarter of the shortest time, from 5 to 250 ms.
    var sweepMillis: Int64 {
        let shortest = [
            headerMillis, bodyMillis, readingMillis, idleMillis, pingMillis, pongMillis,
            closingMillis,
        ].min()
        return Swift.max(5, Swift.min(250, (shortest ?? 1_000) / 4))
    }
}
