import JSONText
import NIOCore
import NIOHTTP1
import NIOWebSocket

/// One client's WebSocket at another node.
final class UpstreamSocket: ChannelInboundHandler {
    typealias InboundIn = WebSocketFrame
    typealias OutboundOut = WebSocketFrame

    private struct Pending {
        /// Numbers of the calls; null for one that has none that can be read.
        let ids: Set<JSONValue>
        let reply: UpstreamTable.Reply
    }

    private let push: @Sendable (ShellPush) -> Void
    private var context: ChannelHandlerContext?
    private var waiting: [[UInt8]] = []
    private var pending: [Pending] = []
    private var isOver = false

    init(_ push: @escaping @Sendable (ShellPush) -> Void) { self.push = push }

    func handlerAdded(context: ChannelHandlerContext) {
        if isOver { return context.close(promise: nil) }
        self.context = context
        for body in waiting { send(.text, body) }
        waiting = []
    }

    func handlerRemoved(context: ChannelHandlerContext) { self.context = nil }

    /// Sends a request; its answer is the next that has its number.
    func ask(_ body: [UInt8], _ reply: @escaping UpstreamTable.Reply) {
        guard !isOver else { return reply(.hangUp) }
        if context == nil { waiting.append(body) } else { send(.text, body) }
        let request = RPCRequest(body)
        let calls = request?.calls ?? [nil]
        let ids = calls.compactMap { $0 == nil ? JSONValue.null : $0?.id }
        // Notifications have no answer; an empty batch has an error.
        if ids.isEmpty, !calls.isEmpty { return reply(.nothing) }
        pending.append(Pending(ids: ids.isEmpty ? [.null] : Set(ids), reply: reply))
    }

    func close() {
        isOver = true
        context?.close(promise: nil)
        finish("the connection was closed")
    }

    /// It was not opened, or is broken.
    func failed(_ text: String) {
        guard !isOver else { return }
        isOver = true
        finish(text)
        push(.hangUp)
        context?.close(promise: nil)
    }

    private func finish(_ text: String) {
        let left = pending
        pending = []
        waiting = []
        for pending in left { pending.reply(UpstreamTable.failure(text)) }
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let frame = UpstreamSocket.unwrapInboundIn(data)
        switch frame.opcode {
        case .text, .binary: take(Array(frame.unmaskedData.readableBytesView))
        case .ping: send(.pong, Array(frame.unmaskedData.readableBytesView))
        case .connectionClose:
            send(.connectionClose, Array(frame.unmaskedData.readableBytesView.prefix(2)))
            failed("it closes the connection")
        default: break
        }
    }

    func channelInactive(context: ChannelHandlerContext) {
        failed("the connection was closed")
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        failed("\(error)")
        context.close(promise: nil)
    }

    private func take(_ message: [UInt8]) {
        var reader = JSONReader(message)
        let document = try? reader.document()
        var first = document
        if case .list(let parts)? = document { first = parts.first }
        if let first, first["id"] == nil, first["method"] != nil { return push(.text(message)) }
        // An answer without a number that can be read is one to the oldest request.
        let id = first?["id"] ?? .null
        guard !pending.isEmpty else { return push(.text(message)) }
        let index = pending.firstIndex { $0.ids.contains(id) } ?? 0
        pending.remove(at: index).reply(.body(message))
    }

    private func send(_ opcode: WebSocketOpcode, _ bytes: [UInt8]) {
        guard let context else { return }
        let frame = WebSocketFrame(
            fin: true, opcode: opcode, maskKey: .random(),
            data: context.channel.allocator.buffer(bytes: bytes))
        context.writeAndFlush(wrapOutboundOut(frame), promise: nil)
    }
}

/// The request that opens a WebSocket.
final class UpstreamHandshake: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPClientResponsePart
    typealias OutboundOut = HTTPClientRequestPart

    private let address: UpstreamAddress
    private let socket: UpstreamSocket

    init(_ address: UpstreamAddress, _ socket: UpstreamSocket) {
        self.address = address
        self.socket = socket
    }

    func channelActive(context: ChannelHandlerContext) {
        let head = HTTPRequestHead(
            version: .http1_1, method: .GET, uri: address.target,
            headers: ["Host": address.authority, "Content-Length": "0"])
        context.write(wrapOutboundOut(.head(head)), promise: nil)
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
        context.fireChannelActive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        // Only an answer that opens no WebSocket comes here.
        guard case .head(let head) = UpstreamHandshake.unwrapInboundIn(data) else { return }
        socket.failed("status \(head.status.code) in the place of a WebSocket")
        context.close(promise: nil)
    }

    func channelInactive(context: ChannelHandlerContext) {
        socket.failed("the connection was closed")
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        socket.failed("\(error)")
        context.close(promise: nil)
    }
}
