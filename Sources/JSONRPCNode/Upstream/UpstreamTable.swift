import NIOCore
import NIOHTTP1
import NIOPosix
import NIOWebSocket

/// All connections to another node, on their one thread.
final class UpstreamTable {
    typealias Reply = @Sendable (ShellReply) -> Void

    private let http: UpstreamAddress
    private let webSocket: UpstreamAddress
    private let eventLoop: any EventLoop
    private var idle: [UpstreamExchange] = []
    private var busy: [ObjectIdentifier: UpstreamExchange] = [:]
    private var sockets: [ClientID: UpstreamSocket] = [:]
    private var isStopped = false

    /// How long it may take to connect.
    static let connectTime = TimeAmount.seconds(10)
    /// How long an answer may take.
    static let answerTime = TimeAmount.seconds(120)
    /// The longest answer and message.
    static let answerBytesMax = 64 << 20
    /// Connections that are kept without a request.
    static let idleMax = 64

    init(http: UpstreamAddress, webSocket: UpstreamAddress, eventLoop: any EventLoop) {
        self.http = http
        self.webSocket = webSocket
        self.eventLoop = eventLoop
    }

    func stop() {
        isStopped = true
        for exchange in idle { exchange.close() }
        for exchange in Array(busy.values) { exchange.close() }
        for socket in Array(sockets.values) { socket.close() }
        sockets = [:]
    }

    static func failure(_ text: String) -> ShellReply {
        .status(502, "the upstream node: \(text)", retryAfterSeconds: nil)
    }
}

// MARK: - HTTP

extension UpstreamTable {
    /// Sends a request over a kept connection, or over a new one.
    func exchange(_ body: [UInt8], _ reply: @escaping Reply) {
        guard !isStopped else { return reply(UpstreamTable.failure("this one has stopped")) }
        if let exchange = idle.popLast() {
            busy[ObjectIdentifier(exchange)] = exchange
            exchange.ask(body, isKept: true, reply)
        } else {
            connect(body, reply)
        }
    }

    /// A kept connection was closed over there just when it was wanted: asks once more over a new one.
    func connect(_ body: [UInt8], _ reply: @escaping Reply) {
        let bound = NIOLoopBound(self, eventLoop: eventLoop)
        let address = http
        ClientBootstrap(group: eventLoop)
            .connectTimeout(UpstreamTable.connectTime)
            .channelOption(ChannelOptions.tcpOption(.tcp_nodelay), value: 1)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let pipeline = channel.pipeline.syncOperations
                    try pipeline.addHTTPClientHandlers()
                    try pipeline.addHandler(UpstreamExchange(address, bound.value, channel))
                }
            }
            .connect(host: address.host, port: address.port)
            .flatMapThrowing { channel in
                let exchange = try channel.pipeline.syncOperations.handler(
                    type: UpstreamExchange.self)
                bound.value.busy[ObjectIdentifier(exchange)] = exchange
                exchange.ask(body, isKept: false, reply)
            }
            .whenFailure { error in reply(UpstreamTable.failure("\(error)")) }
    }

    /// An exchange has its answer, and its connection can be used again.
    func release(_ exchange: UpstreamExchange) {
        busy[ObjectIdentifier(exchange)] = nil
        if idle.count < UpstreamTable.idleMax, !isStopped {
            idle.append(exchange)
        } else {
            exchange.close()
        }
    }

    /// A connection is gone.
    func forget(_ exchange: UpstreamExchange) {
        busy[ObjectIdentifier(exchange)] = nil
        idle.removeAll { $0 === exchange }
    }
}

// MARK: - WebSockets

extension UpstreamTable {
    func socket(of client: ClientID) -> UpstreamSocket? { sockets[client] }

    func close(_ client: ClientID) { sockets.removeValue(forKey: client)?.close() }

    /// Opens a socket for a client; requests wait in it until it is open.
    func open(_ client: ClientID, _ push: @escaping @Sendable (ShellPush) -> Void) {
        guard !isStopped else { return push(.hangUp) }
        let socket = UpstreamSocket(push)
        sockets[client] = socket
        let bound = NIOLoopBound(socket, eventLoop: eventLoop)
        let address = webSocket
        let upgrader = NIOWebSocketClientUpgrader(
            maxFrameSize: UpstreamTable.answerBytesMax, automaticErrorHandling: true
        ) { channel, _ in
            channel.eventLoop.makeCompletedFuture {
                let pipeline = channel.pipeline.syncOperations
                try pipeline.addHandler(
                    NIOWebSocketFrameAggregator(
                        minNonFinalFragmentSize: 0, maxAccumulatedFrameCount: 1 << 20,
                        maxAccumulatedFrameSize: UpstreamTable.answerBytesMax))
                try pipeline.addHandler(bound.value)
            }
        }
        ClientBootstrap(group: eventLoop)
            .connectTimeout(UpstreamTable.connectTime)
            .channelOption(ChannelOptions.tcpOption(.tcp_nodelay), value: 1)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let shake = UpstreamHandshake(address, bound.value)
                    let boundShake = NIOLoopBound(shake, eventLoop: channel.eventLoop)
                    let pipeline = channel.pipeline.syncOperations
                    try pipeline.addHTTPClientHandlers(
                        withClientUpgrade: (
                            upgraders: [upgrader],
                            completionHandler: { _ in
                                channel.pipeline.syncOperations.removeHandler(
                                    boundShake.value, promise: nil)
                            }
                        ))
                    try pipeline.addHandler(shake)
                }
            }
            .connect(host: address.host, port: address.port)
            .whenFailure { error in bound.value.failed("\(error)") }
    }
}
