import NIOCore
import NIOWebSocket

/// The messages of one WebSocket, after its handshake.
/// - Source: RFC 6455.
final class WebSocketConnection: ChannelDuplexHandler {
    typealias InboundIn = WebSocketFrame
    typealias OutboundIn = Never
    typealias OutboundOut = WebSocketFrame

    private enum Outgoing {
        case text([UInt8], unasked: Bool)
        case nothing
        case close(WebSocketErrorCode, String)
        case hangUp
        case fallSilent
    }

    private let connection: Connection
    private let client: NodeClient
    private var context: ChannelHandlerContext?
    private var order = ReplyOrder<Outgoing>()
    /// Frames of a message whose last one has not come; nil between messages.
    private var message: [UInt8]?
    private var messageSince = NIODeadline.now()
    /// When the other side was asked whether it is still there; nil when it has said so.
    private var pingedAt: NIODeadline?
    private var isSilent = false
    private var isClosing = false
    private var isClosed = false
    private var readWanted = false
    /// What was read while so much waited that it is not taken up yet.
    private var frames = CircularBuffer<WebSocketFrame>()
    private var isWorking = false

    init(_ connection: Connection, mayControl: Bool) {
        self.connection = connection
        client = NodeClient(id: connection.id, transport: .webSocket, mayControl: mayControl)
    }

    private var table: ConnectionTable { connection.table }

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        connection.talk = self
        connection.wait(for: .frames)
        let bound = NIOLoopBound(self, eventLoop: context.eventLoop)
        let eventLoop = context.eventLoop
        table.backend.opened(client) { push in
            if eventLoop.inEventLoop {
                bound.value.push(push)
            } else {
                eventLoop.execute { bound.value.push(push) }
            }
        }
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        self.context = nil
        sayClosed()
    }

    func channelInactive(context: ChannelHandlerContext) {
        sayClosed()
        context.fireChannelInactive()
    }

    private func sayClosed() {
        guard !isClosed else { return }
        isClosed = true
        isClosing = true
        frames.removeAll()
        table.backend.closed(client)
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case ChannelEvent.inputClosed = event { connection.drop() }
        context.fireUserInboundEventTriggered(event)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        if let error = error as? NIOWebSocketError {
            let isLong = error == .invalidFrameLength
            close(isLong ? .messageTooLarge : .protocolError, "\(error)")
        } else {
            connection.drop()
        }
    }

    func read(context: ChannelHandlerContext) {
        if isBusy {
            readWanted = true
        } else {
            context.read()
        }
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        work()
        context.fireChannelWritabilityChanged()
    }
}

// MARK: - What comes in

extension WebSocketConnection {
    /// Whether so much waits that no more is read.
    private var isBusy: Bool {
        !isClosing
            && (order.waiting >= table.settings.limits.requestsWaitingMax
                || !connection.channel.isWritable)
    }

    /// Takes up frames until too much waits, then reads on if there is room.
    private func work() {
        // A backend that replies at once comes back here; the loop goes on for it.
        guard !isWorking else { return }
        isWorking = true
        while !isBusy, let frame = frames.popFirst() {
            connection.hold(input: -frame.length)
            take(up: frame)
        }
        isWorking = false
        guard readWanted, !isBusy else { return }
        readWanted = false
        context?.read()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let frame = WebSocketConnection.unwrapInboundIn(data)
        connection.frameEnded()
        pingedAt = nil
        connection.hold(input: frame.length)
        frames.append(frame)
        work()
    }

    private func take(up frame: WebSocketFrame) {
        if isSilent { return }
        if isClosing {
            if case .connectionClose = frame.opcode { connection.drop() }
            return
        }
        guard frame.maskKey != nil else {
            return close(.protocolError, "a client's frames are to be masked")
        }
        guard !frame.rsv1, !frame.rsv2, !frame.rsv3 else {
            return close(.protocolError, "no extension was agreed upon")
        }
        switch frame.opcode {
        case .text, .binary:
            guard message == nil else {
                return close(.protocolError, "the message before has not ended")
            }
            messageSince = .now()
            take(frame)
        case .continuation:
            guard message != nil else {
                return close(.protocolError, "there is nothing to continue")
            }
            take(frame)
        case .ping: write(.pong, frame.unmaskedData)
        case .pong: break
        case .connectionClose: closed(by: frame.unmaskedData)
        default: close(.protocolError, "there is no such frame")
        }
    }

    private func take(_ frame: WebSocketFrame) {
        let bytes = frame.unmaskedData
        let count = (message?.count ?? 0) + bytes.readableBytes
        guard count <= table.settings.limits.messageBytesMax else {
            return close(
                .messageTooLarge,
                "a message has at most \(table.settings.limits.messageBytesMax) bytes")
        }
        connection.hold(input: bytes.readableBytes)
        // In place: a message may come in a million frames.
        message = message ?? []
        message?.append(contentsOf: bytes.readableBytesView)
        guard frame.fin, let whole = message else { return }
        message = nil
        guard connection.takesRequest() else {
            connection.hold(input: -whole.count)
            return close(.policyViolation, "too many requests")
        }
        handOver(whole)
    }

    private func handOver(_ body: [UInt8]) {
        let number = order.request()
        let count = body.count
        let eventLoop = table.eventLoop
        let bound = NIOLoopBound(self, eventLoop: eventLoop)
        table.backend.answer(body, from: client) { reply in
            if eventLoop.inEventLoop {
                bound.value.replied(reply, to: number, count)
            } else {
                eventLoop.execute { bound.value.replied(reply, to: number, count) }
            }
        }
    }
}

// MARK: - What goes out

extension WebSocketConnection {
    private func replied(_ reply: ShellReply, to number: UInt64, _ requestBytes: Int) {
        connection.hold(input: -requestBytes)
        let message: Outgoing =
            switch reply {
            case .body(let bytes): .text(bytes, unasked: false)
            case .nothing, .silence: .nothing
            case .status(let code, let text, _):
                .close(code == 429 ? .policyViolation : .unexpectedServerError, text)
            case .hangUp: .hangUp
            }
        hold(message, 1)
        order.reply(message, to: number)
        sendHeld()
    }

    private func push(_ push: ShellPush) {
        let message: Outgoing =
            switch push {
            case .text(let bytes): .text(bytes, unasked: true)
            case .hangUp: .hangUp
            case .fallSilent: .fallSilent
            }
        hold(message, 1)
        order.push(message)
        sendHeld()
    }

    private func hold(_ message: Outgoing, _ sign: Int) {
        if case .text(let bytes, _) = message { connection.hold(input: sign * bytes.count) }
    }

    private func sendHeld() {
        while let message = order.next() {
            hold(message, -1)
            guard !isClosing, !isSilent else { continue }
            switch message {
            case .text(let bytes, let unasked):
                guard let context else { continue }
                write(.text, context.channel.allocator.buffer(bytes: bytes), unasked: unasked)
            case .nothing: break
            case .close(let code, let text): close(code, text)
            case .hangUp: connection.drop()
            case .fallSilent: isSilent = true
            }
        }
        work()
    }

    private func write(_ opcode: WebSocketOpcode, _ data: ByteBuffer, unasked: Bool = false) {
        guard let context, !isClosing, !isSilent else { return }
        let frame = WebSocketFrame(fin: true, opcode: opcode, data: data)
        context.writeAndFlush(wrapOutboundOut(frame), promise: nil)
        connection.wrote(data.readableBytes + 10, unasked: unasked)
    }
}

// MARK: - The end

extension WebSocketConnection: ConnectionTalk {
    /// Says why, and waits a while for the other side to say the same.
    private func close(_ code: WebSocketErrorCode, _ reason: String) {
        guard let context, !isClosing else { return }
        var data = context.channel.allocator.buffer(capacity: 2 + reason.utf8.count)
        data.write(webSocketErrorCode: code)
        // A control frame has at most 125 bytes.
        data.writeBytes(reason.utf8.prefix(120))
        write(.connectionClose, data)
        isClosing = true
        connection.wait(for: .end)
        work()
    }

    private func closed(by data: ByteBuffer) {
        guard let context else { return }
        // The code is given back, where it is one that may be sent.
        let code = data.getInteger(at: data.readerIndex, as: UInt16.self)
        let isValid = data.readableBytes == 0 || code.map(WebSocketConnection.maySend) == true
        var answer = context.channel.allocator.buffer(capacity: 2)
        if !isValid {
            answer.write(webSocketErrorCode: .protocolError)
        } else if let code {
            answer.writeInteger(code)
        }
        let frame = WebSocketFrame(fin: true, opcode: .connectionClose, data: answer)
        isClosing = true
        connection.wait(for: .end)
        let promise = context.eventLoop.makePromise(of: Void.self)
        promise.futureResult.assumeIsolated().whenComplete { [connection] _ in connection.drop() }
        context.writeAndFlush(wrapOutboundOut(frame), promise: promise)
    }

    private static func maySend(_ code: UInt16) -> Bool {
        switch code {
        case 1000...1003, 1007...1014, 3000...4999: true
        default: false
        }
    }

    func sweep(_ now: NIODeadline) {
        guard !isSilent, !isClosing else { return }
        let times = table.settings.times
        if message != nil, now - messageSince > .milliseconds(times.bodyMillis) {
            return connection.drop()
        }
        if let pingedAt {
            if connection.heardAt > pingedAt {
                self.pingedAt = nil
            } else if now - pingedAt > .milliseconds(times.pongMillis) {
                connection.drop()
            }
        } else if now - connection.heardAt > .milliseconds(times.pingMillis), !isBusy {
            pingedAt = now
            write(.ping, ByteBuffer())
        }
    }

    func stop() { close(.goingAway, "the node comes to its end") }
}
