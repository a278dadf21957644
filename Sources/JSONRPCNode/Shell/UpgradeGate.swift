import NIOCore
import NIOHTTP1

/// Lets any request of a connection ask for a WebSocket, where `HTTPServerUpgradeHandler` looks at the
/// first alone.
///
/// Clients that keep a pool of connections, such as Node's and aiohttp's, ask on one that has carried
/// requests before.
final class UpgradeGate: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias InboundOut = HTTPServerRequestPart

    private let talk: HTTPConnection
    private let makeUpgrade: (UpgradeGate) -> HTTPServerUpgradeHandler

    /// A gate in front of a connection's requests.
    /// - Parameter makeUpgrade: makes the handler of one handshake, which is to take the gate away with it.
    init(_ talk: HTTPConnection, makeUpgrade: @escaping (UpgradeGate) -> HTTPServerUpgradeHandler) {
        self.talk = talk
        self.makeUpgrade = makeUpgrade
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        // Behind requests that still wait for answers nothing can be upgraded.
        if case .head(let head) = UpgradeGate.unwrapInboundIn(data), head.asksForWebSocket,
            talk.isIdle
        {
            // Where that fails the request is answered as one that is no handshake.
            try? context.pipeline.syncOperations.addHandler(
                makeUpgrade(self), position: .after(self))
        }
        context.fireChannelRead(data)
    }
}

extension HTTPRequestHead {
    /// Whether it is to begin a WebSocket.
    var asksForWebSocket: Bool {
        headers[canonicalForm: "upgrade"].contains { $0.lowercased() == "websocket" }
    }

    /// Whether another request can follow: the parser reads nothing behind one that asks for another
    /// protocol, as Java's client does for HTTP/2 with its first.
    var leavesOpen: Bool { isKeepAlive && !headers.contains(name: "upgrade") }
}
