import NIOCore
import NIOHTTP1

/// The requests and answers of one HTTP connection, one after the other.
///
/// While an answer is awaited nothing more is read from the client, and what has been read waits.
final class HTTPConnection: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundIn = Never
    typealias OutboundOut = HTTPServerResponsePart

    private enum Stage {
        /// A request's header is next.
        case header
        /// Its body is, of the kept bytes or of none.
        case body(HTTPRequestHead, keeps: Bool)
        /// The backend's reply is.
        case reply(HTTPRequestHead)
        /// Nothing: the rest is only read away.
        case over
    }

    private let connection: Connection
    private var context: ChannelHandlerContext?
    private var stage = Stage.header
    private var body: [UInt8] = []
    private var bodyBytes = 0
    private var parts = CircularBuffer<HTTPServerRequestPart>()
    private var isWorking = false
    private var readWanted = false
    private var inputEnded = false
    private var requestNumber: UInt64 = 0
    private var wasHandedOver = false

    init(_ connection: Connection) { self.connection = connection }

    private var settings: ShellSettings { connection.table.settings }

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        connection.talk = self
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        self.context = nil
        parts.removeAll()
        sayClosed()
    }

    private func sayClosed() {
        guard wasHandedOver else { return }
        wasHandedOver = false
        connection.table.backend.closed(client(nil))
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        if case .over = stage { return }
        parts.append(HTTPConnection.unwrapInboundIn(data))
        work()
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

    func channelInactive(context: ChannelHandlerContext) {
        stage = .over
        sayClosed()
        context.fireChannelInactive()
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        guard case ChannelEvent.inputClosed = event else {
            return context.fireUserInboundEventTriggered(event)
        }
        inputEnded = true
        // One who has sent a request and no more may still wait for the answer.
        if case .reply = stage { return }
        connection.drop()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        if let error = error as? HTTPParserError {
            if case .over = stage { return }
            let answer =
                error == .headerOverflow
                ? HTTPAnswer(.requestHeaderFieldsTooLarge, "the header is too long", closes: true)
                : HTTPAnswer(.badRequest, "this is no request of HTTP/1.1", closes: true)
            // An answer to a request before it, if one is awaited, never comes.
            send(answer, version: .http1_1)
        } else if error is IOError {
            connection.drop()
        }
        // A refused upgrade is answered as the plain request that it then is.
    }
}

// MARK: - Requests

extension HTTPConnection {
    /// Whether the next part is a request's header, and no request waits.
    var isIdle: Bool {
        guard case .header = stage else { return false }
        return parts.isEmpty && !isBusy
    }

    private var isBusy: Bool {
        if case .reply = stage { return true }
        return !connection.channel.isWritable
    }

    /// Takes up parts until a reply is awaited.
    private func work() {
        // A backend that replies at once comes back here; the loop goes on for it, so that a thousand
        // requests in one packet are no thousand calls deep.
        guard !isWorking else { return }
        isWorking = true
        while !isBusy, let part = parts.popFirst() { take(part) }
        isWorking = false
        if !isBusy, readWanted {
            readWanted = false
            context?.read()
        }
    }

    private func take(_ part: HTTPServerRequestPart) {
        switch (part, stage) {
        case (.head(let head), .header): begin(head)
        case (.body(let bytes), .body(let head, let keeps)):
            bodyBytes += bytes.readableBytes
            guard bodyBytes <= settings.limits.bodyBytesMax else { return refuseLength(head) }
            if keeps {
                connection.hold(input: bytes.readableBytes)
                body.append(contentsOf: bytes.readableBytesView)
            }
        case (.end, .body(let head, let keeps)):
            if keeps { handOver(head) } else { answerPlainly(head) }
        default: break
        }
    }

    private func begin(_ head: HTTPRequestHead) {
        connection.wait(for: .body)
        body = []
        bodyBytes = 0
        guard connection.table.rules.takesHost(of: head) else {
            let status: HTTPResponseStatus =
                head.headers.contains(name: "host") ? .forbidden : .badRequest
            return send(
                HTTPAnswer(status, "this host's name is not among the allowed ones", closes: true),
                version: head.version)
        }
        switch head.method {
        case .POST:
            if let length = head.headers.first(name: "content-length").flatMap(Int.init),
                length > settings.limits.bodyBytesMax
            {
                return refuseLength(head)
            }
            stage = .body(head, keeps: true)
            if head.version.minor > 0,
                head.headers.first(name: "expect")?.lowercased() == "100-continue"
            {
                context?.writeAndFlush(
                    wrapOutboundOut(.head(.init(version: .http1_1, status: .continue))),
                    promise: nil)
            }
        case .GET, .HEAD, .OPTIONS: stage = .body(head, keeps: false)
        default:
            var answer = HTTPAnswer(.methodNotAllowed, "use POST", closes: true)
            answer.fields = [("Allow", "POST, GET, HEAD, OPTIONS")]
            send(answer, version: head.version)
        }
    }

    private func refuseLength(_ head: HTTPRequestHead) {
        let text = "a request has at most \(settings.limits.bodyBytesMax) bytes"
        send(HTTPAnswer(.payloadTooLarge, text, closes: true), version: head.version)
    }

    private func answerPlainly(_ head: HTTPRequestHead) {
        var answer =
            head.method == .OPTIONS
            ? HTTPAnswer.preflight(for: head.headers)
            : HTTPAnswer(.ok, "JSON-RPC 2.0: send requests with POST, or open a WebSocket here")
        if head.method != .OPTIONS, let document = connection.table.backend.document(at: head.uri) {
            answer = HTTPAnswer(json: document)
        }
        if head.method == .GET, head.asksForWebSocket {
            answer = HTTPAnswer(.badRequest, "this is no handshake of a WebSocket, version 13")
            answer.fields = [("Sec-WebSocket-Version", "13")]
        }
        answer.closes = !head.leavesOpen
        answer.isHeaderOnly = head.method == .HEAD
        send(answer, version: head.version)
    }
}

// MARK: - Replies

extension HTTPConnection {
    private func client(_ head: HTTPRequestHead?) -> NodeClient {
        NodeClient(
            id: connection.id, transport: .http,
            mayControl: head.map { connection.table.rules.mayControl($0.headers) } ?? false)
    }

    private func handOver(_ head: HTTPRequestHead) {
        stage = .reply(head)
        connection.wait(for: .backend)
        requestNumber += 1
        guard connection.takesRequest() else {
            let answer = ShellReply.status(429, "too many requests", retryAfterSeconds: 1)
            return replied(answer, to: requestNumber)
        }
        wasHandedOver = true
        let bytes = body
        body = []
        let number = requestNumber
        let eventLoop = connection.table.eventLoop
        let bound = NIOLoopBound(self, eventLoop: eventLoop)
        connection.table.backend.answer(bytes, from: client(head)) { reply in
            if eventLoop.inEventLoop {
                bound.value.replied(reply, to: number)
            } else {
                eventLoop.execute { bound.value.replied(reply, to: number) }
            }
        }
    }

    private func replied(_ reply: ShellReply, to number: UInt64) {
        guard number == requestNumber, case .reply(let head) = stage else { return }
        connection.hold(input: -bodyBytes)
        bodyBytes = 0
        if case .hangUp = reply { return connection.drop() }
        // After a silence all stays as it is, until the client has had enough.
        guard var answer = HTTPAnswer(reply) else {
            stage = .over
            parts.removeAll()
            if inputEnded { connection.drop() }
            return work()
        }
        answer.closes = !head.leavesOpen || inputEnded || connection.table.isStopping
        send(answer, version: head.version)
        work()
    }

    private func send(_ answer: HTTPAnswer, version: HTTPVersion) {
        guard let context else { return }
        context.write(wrapOutboundOut(.head(answer.head(version: version))), promise: nil)
        if !answer.body.isEmpty && !answer.isHeaderOnly {
            let bytes = context.channel.allocator.buffer(bytes: answer.body)
            context.write(wrapOutboundOut(.body(.byteBuffer(bytes))), promise: nil)
        }
        guard answer.closes else {
            stage = .header
            connection.wait(for: .idle)
            context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
            return connection.wrote(answer.body.count + 256)
        }
        // Closing at once, with bytes of the client unread, would take the answer from it.
        stage = .over
        parts.removeAll()
        connection.wait(for: .end)
        let promise = context.eventLoop.makePromise(of: Void.self)
        promise.futureResult.assumeIsolated().whenSuccess { [connection, inputEnded] in
            if inputEnded {
                connection.drop()
            } else {
                connection.channel.close(mode: .output, promise: nil)
            }
        }
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: promise)
        connection.wrote(answer.body.count + 256)
        if readWanted {
            readWanted = false
            context.read()
        }
    }
}

extension HTTPConnection: ConnectionTalk {
    func sweep(_ now: NIODeadline) {}

    /// An answer that is on its way is still given; `replied` closes behind it.
    func stop() {}
}
