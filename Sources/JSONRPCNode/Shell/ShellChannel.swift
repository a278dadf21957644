import NIOCore
import NIOHTTP1
import NIOWebSocket

/// How a connection's handlers stand in a row, before and after a WebSocket's handshake.
enum ShellChannel {
    /// For a client that has just connected; one too many is told so and closed.
    static func build(_ channel: any Channel, _ table: ConnectionTable) throws {
        guard let connection = table.connect(channel) else { return refuse(channel) }
        let pipeline = channel.pipeline.syncOperations
        let encoder = HTTPResponseEncoder()
        let decoder = ByteToMessageHandler(
            HTTPRequestDecoder(
                leftOverBytesStrategy: .forwardBytes,
                limitConfiguration: decoding(table.settings.limits)))
        let talk = HTTPConnection(connection)
        let gate = UpgradeGate(talk) { gate in
            // The gate goes first: after the decoder come frames.
            HTTPServerUpgradeHandler(
                upgraders: [upgrader(connection, talk)], httpEncoder: encoder,
                extraHTTPHandlers: [gate, decoder], upgradeCompletionHandler: { _ in })
        }
        try pipeline.addHandlers([connection, encoder, decoder, gate, talk])
    }

    private static func decoding(_ limits: ShellLimits) -> NIOHTTPDecoderLimitConfiguration {
        var configuration = NIOHTTPDecoderLimitConfiguration()
        configuration.maxHeaderFieldSize = limits.headerBytesMax
        configuration.maxHeaderListSize = limits.headerBytesMax
        configuration.maxHeaderFieldCount = limits.headerFieldsMax
        return configuration
    }

    private static func upgrader(
        _ connection: Connection, _ talk: HTTPConnection
    ) -> NIOWebSocketServerUpgrader {
        let bound = NIOLoopBound((connection, talk), eventLoop: connection.table.eventLoop)
        let rules = connection.table.rules
        return NIOWebSocketServerUpgrader(
            maxFrameSize: connection.table.settings.limits.messageBytesMax,
            automaticErrorHandling: false,
            shouldUpgrade: { channel, head in
                channel.eventLoop.makeSucceededFuture(rules.takesHost(of: head) ? [:] : nil)
            },
            upgradePipelineHandler: { channel, head in
                channel.eventLoop.makeCompletedFuture {
                    let (connection, talk) = bound.value
                    let pipeline = channel.pipeline.syncOperations
                    _ = pipeline.removeHandler(talk)
                    try pipeline.addHandler(
                        WebSocketConnection(
                            connection, mayControl: rules.mayControl(head.headers)))
                }
            })
    }

    private static func refuse(_ channel: any Channel) {
        let text = "too many connections\n"
        let answer = """
            HTTP/1.1 503 Service Unavailable\r
            Content-Type: text/plain; charset=utf-8\r
            Content-Length: \(text.utf8.count)\r
            Access-Control-Allow-Origin: *\r
            Connection: close\r
            \r
            \(text)
            """
        let bound = NIOLoopBound(channel, eventLoop: channel.eventLoop)
        channel.writeAndFlush(channel.allocator.buffer(string: answer)).whenComplete { _ in
            bound.value.close(promise: nil)
        }
    }
}
