import Chain
import NIOCore

/// One client's connection, from its first byte to its last: what it waits for and what it holds.
///
/// As a handler it is the first of its channel, so that it sees bytes of which nothing is whole yet.
final class Connection: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer

    /// What the connection waits for.
    enum Phase {
        /// The next request.
        case idle
        /// The rest of a request's header.
        case header
        /// The rest of its body.
        case body
        /// The backend; or for ever, after a silence.
        case backend
        /// Frames.
        case frames
        /// The other side's end.
        case end
    }

    let id: ClientID
    let host: String
    let channel: any Channel
    let table: ConnectionTable
    private(set) var phase = Phase.idle
    private var since = NIODeadline.now()
    /// The protocol's part in what happens in time.
    weak var talk: (any ConnectionTalk)?
    /// When bytes came last.
    private(set) var heardAt = NIODeadline.now()
    /// Bytes of a frame that is not whole, at most one read more.
    private(set) var frameBytes = 0
    private var frameSince = NIODeadline.now()
    private var inputBytes = 0
    private var outputBytes = 0
    private var outputTotal = 0
    private var outputTaken = 0
    private var outputTakenAt = NIODeadline.now()
    private var rate: RequestRate?
    private var isGone = false

    init(id: ClientID, host: String, channel: any Channel, table: ConnectionTable) {
        self.id = id
        self.host = host
        self.channel = channel
        self.table = table
        rate = table.settings.limits.requestsPerSecondMax.map {
            RequestRate(perSecond: $0, nowMicros: Connection.nowMicros)
        }
    }

    /// Waits for something else from now on.
    func wait(for phase: Phase) {
        self.phase = phase
        since = .now()
    }

    /// Whether one more request is within the rate.
    func takesRequest() -> Bool { rate?.take(1, nowMicros: Connection.nowMicros) ?? true }

    private static var nowMicros: UInt64 { NIODeadline.now().uptimeNanoseconds / 1_000 }

    /// Closes without a word.
    func drop() { channel.close(promise: nil) }

    /// A whole frame was seen.
    func frameEnded() {
        hold(input: -frameBytes)
        frameBytes = 0
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        heardAt = .now()
        switch phase {
        case .idle: wait(for: .header)
        case .frames:
            let count = Connection.unwrapInboundIn(data).readableBytes
            if frameBytes == 0 { frameSince = heardAt }
            frameBytes += count
            hold(input: count)
        case .header, .body, .backend, .end: break
        }
        context.fireChannelRead(data)
    }

    func channelInactive(context: ChannelHandlerContext) {
        leave()
        context.fireChannelInactive()
    }

    /// Gives back its place and what it held; also where the channel ended before it was active.
    func leave() {
        guard !isGone else { return }
        isGone = true
        _ = table.hold(-inputBytes - outputBytes)
        table.disconnect(self)
    }
}

/// What HTTP and WebSockets do when time passes.
protocol ConnectionTalk: AnyObject {
    /// A moment of the repeated look.
    func sweep(_ now: NIODeadline)
    /// The shell comes to its end.
    func stop()
}

// MARK: - What is held

extension Connection {
    /// Bytes of requests, more or less than before. Where all connections hold too much, the one that
    /// asks for more is dropped.
    func hold(input change: Int) {
        guard !isGone else { return }
        inputBytes += change
        if !table.hold(change) { drop() }
    }

    /// To be called after each write of so many bytes.
    /// - Parameter unasked: nobody waits for them. Answers are bounded by the requests that are taken;
    ///   a reader is too slow who has a backlog when there is more to tell.
    func wrote(_ count: Int, unasked: Bool = false) {
        outputTotal += count
        countOutput()
        if unasked, outputBytes - count > table.settings.limits.outputBytesMax { drop() }
    }

    private func countOutput() {
        guard !isGone else { return }
        let waiting =
            (try? channel.syncOptions?.getOption(ChannelOptions.bufferedWritableBytes)) ?? 0
        let change = waiting - outputBytes
        outputBytes = waiting
        let taken = outputTotal - waiting
        if taken != outputTaken || waiting == 0 {
            outputTaken = taken
            outputTakenAt = .now()
        }
        if !table.hold(change) { drop() }
    }

    /// Drops the connection where it takes too long.
    func sweep(_ now: NIODeadline) {
        guard channel.isActive else { return }
        let times = table.settings.times
        countOutput()
        if outputBytes > 0, now - outputTakenAt > .milliseconds(times.readingMillis) {
            return drop()
        }
        let limit: Int64? =
            switch phase {
            case .idle: times.idleMillis
            case .header: times.headerMillis
            case .body: times.bodyMillis
            case .end: times.closingMillis
            case .backend, .frames: nil
            }
        if let limit, outputBytes == 0 || phase == .header || phase == .body || phase == .end,
            now - since > .milliseconds(limit)
        {
            return drop()
        }
        if phase == .frames, frameBytes > 0, now - frameSince > .milliseconds(times.bodyMillis) {
            return drop()
        }
        talk?.sweep(now)
    }

    /// Comes to its end when it has said what it has to say.
    func stop() {
        switch phase {
        case .idle, .header, .body: drop()
        case .backend, .frames, .end: talk?.stop()
        }
    }
}
