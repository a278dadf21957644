import NIOCore
import NIOPosix

/// A backend that hands all on to another node, byte for byte.
///
/// Requests over HTTP go over kept connections that all clients share; each WebSocket has one of its own
/// over there, so that subscriptions stay whose they are. What goes wrong on the way becomes status 502.
public final class UpstreamBackend: ShellBackend {
    private let group: MultiThreadedEventLoopGroup
    private let table: NIOLoopBoundBox<UpstreamTable>

    /// A node by one address or two: where only one is given, the other kind is asked for at the same.
    /// - Parameters:
    ///   - url: for HTTP, or for all.
    ///   - webSocketURL: for WebSockets, where they have another address.
    public init(url: String, webSocketURL: String? = nil) throws(UpstreamError) {
        let main = try UpstreamAddress(url)
        let second: UpstreamAddress
        if let webSocketURL { second = try UpstreamAddress(webSocketURL) } else { second = main }
        group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let eventLoop = group.next()
        table = NIOLoopBoundBox.makeBoxSendingValue(
            UpstreamTable(http: main, webSocket: second, eventLoop: eventLoop), eventLoop: eventLoop
        )
    }

    deinit { group.shutdownGracefully { _ in } }

    /// Closes all connections; what waits for an answer gets 502.
    public func stop() {
        try? table.eventLoop.submit { [table] in table.value.stop() }.wait()
    }

    /// Sends a request on.
    public func answer(
        _ body: [UInt8], from client: NodeClient, reply: @escaping @Sendable (ShellReply) -> Void
    ) {
        onLoop { table in
            switch client.transport {
            case .http: table.exchange(body, reply)
            case .webSocket: table.socket(of: client.id)?.ask(body, reply) ?? reply(.hangUp)
            }
        }
    }

    /// Opens a WebSocket over there.
    public func opened(_ client: NodeClient, push: @escaping @Sendable (ShellPush) -> Void) {
        onLoop { table in table.open(client.id, push) }
    }

    /// Closes it.
    public func closed(_ client: NodeClient) {
        guard client.transport == .webSocket else { return }
        onLoop { table in table.close(client.id) }
    }

    private func onLoop(_ action: @escaping @Sendable (UpstreamTable) -> Void) {
        group.next().execute { [table] in action(table.value) }
    }
}
