/// A host and its port.
public struct ShellAddress: Hashable, Sendable, CustomStringConvertible {
    /// A name or an address; of version 6 without brackets.
    public var host: String
    /// The port; 0 lets the system choose.
    public var port: Int

    /// The loopback address, and the usual port of development nodes.
    public init(host: String = "127.0.0.1", port: Int = 8_545) {
        self.host = host
        self.port = port
    }

    /// `host:port`.
    public var description: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }
}

/// Where a shell listens in the end.
public struct ShellAddresses: Hashable, Sendable {
    /// HTTP and WebSockets.
    public let main: ShellAddress
    /// The address for WebSockets, where one was asked for.
    public let webSocket: ShellAddress?

    /// What a client over HTTP is told.
    public var httpURL: String { "http://\(main)" }
    /// What a client over WebSocket is told.
    public var webSocketURL: String { "ws://\(webSocket ?? main)" }
}
