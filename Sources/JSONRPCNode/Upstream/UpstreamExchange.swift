import NIOCore
import NIOHTTP1

/// One kept connection to another node: a request, its answer, then the next.
final class UpstreamExchange: ChannelInboundHandler {
    typealias InboundIn = HTTPClientResponsePart
    typealias OutboundOut = HTTPClientRequestPart

    private struct Pending {
        let body: [UInt8]
        let isKept: Bool
        let reply: UpstreamTable.Reply
        let timer: Scheduled<Void>
    }

    private let address: UpstreamAddress
    private let table: UpstreamTable
    private let channel: any Channel
    private var pending: Pending?
    private var head: HTTPResponseHead?
    private var answer: [UInt8] = []

    init(_ address: UpstreamAddress, _ table: UpstreamTable, _ channel: any Channel) {
        self.address = address
        self.table = table
        self.channel = channel
    }

    func close() { channel.close(promise: nil) }

    func ask(_ body: [UInt8], isKept: Bool, _ reply: @escaping UpstreamTable.Reply) {
        let bound = NIOLoopBound(self, eventLoop: channel.eventLoop)
        let timer = channel.eventLoop.scheduleTask(in: UpstreamTable.answerTime) {
            bound.value.fail("no answer in time")
        }
        pending = Pending(body: body, isKept: isKept, reply: reply, timer: timer)
        let fields: HTTPHeaders = [
            "Host": address.authority, "Content-Type": "application/json",
            "Content-Length": "\(body.count)",
        ]
        let head = HTTPRequestHead(
            version: .http1_1, method: .POST, uri: address.target, headers: fields)
        channel.write(HTTPClientRequestPart.head(head), promise: nil)
        let bytes = channel.allocator.buffer(bytes: body)
        channel.write(HTTPClientRequestPart.body(.byteBuffer(bytes)), promise: nil)
        channel.writeAndFlush(HTTPClientRequestPart.end(nil), promise: nil)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch UpstreamExchange.unwrapInboundIn(data) {
        case .head(let head):
            self.head = head
            answer = []
        case .body(let bytes):
            answer.append(contentsOf: bytes.readableBytesView)
            if answer.count > UpstreamTable.answerBytesMax { fail("the answer is too long") }
        case .end: finish()
        }
    }

    func channelInactive(context: ChannelHandlerContext) {
        table.forget(self)
        // What was kept may have been closed over there before the request came.
        if let pending, pending.isKept, head == nil {
            self.pending = nil
            pending.timer.cancel()
            table.connect(pending.body, pending.reply)
        } else {
            fail("the connection was closed without an answer")
        }
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        if error is HTTPParserError { fail("this is no answer of HTTP/1.1") }
        close()
    }

    private func finish() {
        guard let head, let pending else { return close() }
        self.pending = nil
        self.head = nil
        pending.timer.cancel()
        if head.isKeepAlive { table.release(self) } else { close() }
        pending.reply(UpstreamExchange.reply(head, answer))
        answer = []
    }

    /// What another status says goes on with it; of its text as much as one reads.
    private static func reply(_ head: HTTPResponseHead, _ body: [UInt8]) -> ShellReply {
        if head.status.code == 200 || head.status.code == 204 {
            return body.isEmpty ? .nothing : .body(body)
        }
        let text = String(decoding: body.prefix(1_000), as: UTF8.self)
        let seconds = head.headers.first(name: "retry-after").flatMap(UInt64.init)
        guard (400...599).contains(head.status.code) else {
            return UpstreamTable.failure("status \(head.status.code)")
        }
        return .status(UInt16(head.status.code), text, retryAfterSeconds: seconds)
    }

    private func fail(_ text: String) {
        guard let pending else { return }
        self.pending = nil
        pending.timer.cancel()
        pending.reply(UpstreamTable.failure(text))
        close()
    }
}
