import Chain
import Dispatch
import NIOCore
import Simulation
import SimulationKernel
import Synchronization

/// A served world's thread and clock: everything that happens to the world happens here, one after the
/// other.
///
/// Sockets hand requests over from threads of their own and take answers back, so that a slow client
/// keeps nobody waiting. A long step is cut into slices, between which requests are answered.
public final class NodeDriver: ShellBackend, @unchecked Sendable {
    // Touched on the loop alone, after `start`.
    private let loop: any EventLoop
    private let session: NodeSession
    private let service: NodeService
    private let clock: NodeClock
    private var pushes: [ClientID: @Sendable (ShellPush) -> Void] = [:]
    private var timer: Scheduled<Void>?
    private var intervalTimer: Scheduled<Void>?
    private var anchor: (wallNanos: UInt64, time: SimulatedTime)?
    /// Where the clock on the wall has left the world.
    private var lastMoment: SimulatedTime?
    private var isStopped = false
    /// Times that the clock on the wall has moved the world.
    private var wallSteps: UInt64 = 0
    /// Whether nobody is there to be waited for.
    private var isAlone = false
    /// Told once when nothing happens any more in the world.
    private var onEnd: (@Sendable () -> Void)?
    private var hasBegun = false
    /// Told when simulated time has passed; set before `start`.
    var onTimePassed: (() -> Void)?
    /// What is read with GET, by its path.
    private let documents = Mutex<[String: [UInt8]]>([:])

    private let passed = Atomic<UInt64>(0)
    private let lastRequest = Atomic<UInt64>(0)

    /// When the last request came, by the clock of the machine; 0 before the first. On any thread.
    public var lastRequestNanos: UInt64 { lastRequest.load(ordering: .relaxed) }

    /// Simulated time since the start as it was after the last request, microseconds; on any thread.
    public var passedMicros: UInt64 { passed.load(ordering: .relaxed) }

    /// How long requests wait at most for the world to go on, nanoseconds.
    private static let sliceNanos: UInt64 = 10_000_000
    /// The longest time between two looks at the clock.
    private static let lookNanos: UInt64 = 50_000_000

    /// A driver of a session, on a loop that does nothing else.
    /// - Parameter onEnd: told when the world has come to its end.
    public init(
        _ session: NodeSession, service: NodeService, clock: NodeClock, on loop: any EventLoop,
        onEnd: (@Sendable () -> Void)? = nil
    ) {
        self.session = session
        self.service = service
        self.clock = clock
        self.loop = loop
        self.onEnd = onEnd
        service.onPush = { [unowned self] client, message in
            noteTime()
            pushes[client]?(.text(message))
        }
        session.onInterval = { [unowned self] in planInterval() }
        if case .lockstep = clock {
            session.onReady = { [unowned session] in session.advance() }
            session.onHead = { [unowned self] in planBudget() }
        }
    }

    /// Lets time begin to pass. A clock that waits for the bot waits for its first request as well.
    public func start() {
        loop.execute { [self] in
            if case .realtime = clock { look() }
        }
    }

    /// Ends everything; does nothing the second time.
    public func stop() {
        loop.execute { [self] in
            isStopped = true
            timer?.cancel()
            intervalTimer?.cancel()
            for push in pushes.values { push(.hangUp) }
            pushes = [:]
        }
    }

    /// The bot is gone, so that the clock does not wait for it; or is about to come back, and is waited
    /// for from its first request on. Called by what happens in the world, on the loop.
    public func setAlone(_ isAlone: Bool) {
        self.isAlone = isAlone
        if !isAlone { hasBegun = false }
    }

    /// Does something with the session between two requests.
    public func withSession<Value: Sendable>(
        _ body: @escaping @Sendable (NodeSession, NodeService) -> Value
    ) -> EventLoopFuture<Value> {
        loop.submit { [self] in body(session, service) }
    }

    /// Whether the session can be had again; on the loop.
    public var determinism: SessionDeterminism { wallSteps == 0 ? .exact : .statistical(wallSteps) }

    /// Shows a document to whoever asks for it with GET.
    public func show(_ document: [UInt8], at path: String) {
        documents.withLock { $0[path] = document }
    }

    /// A document that was shown.
    public func document(at path: String) -> [UInt8]? { documents.withLock { $0[path] } }

    // MARK: - Requests

    /// Answers on the world's thread, after all requests that came before.
    public func answer(
        _ body: [UInt8], from client: NodeClient, reply: @escaping @Sendable (ShellReply) -> Void
    ) {
        loop.execute { [self] in
            guard !isStopped else { return reply(.hangUp) }
            lastRequest.store(DispatchTime.now().uptimeNanoseconds, ordering: .relaxed)
            if !hasBegun {
                hasBegun = true
                planBudget()
            }
            catchUp()
            let answer = service.answer(body, from: client)
            noteTime()
            // First, since a bot that learns of the end may end at once.
            tellOfEnd()
            reply(answer.map { .body($0) } ?? .nothing)
            service.deliverHeldPushes()
        }
    }

    /// A socket takes pushes from now on.
    public func opened(_ client: NodeClient, push: @escaping @Sendable (ShellPush) -> Void) {
        loop.execute { [self] in pushes[client.id] = push }
    }

    /// Forgets a connection.
    public func closed(_ client: NodeClient) {
        loop.execute { [self] in
            pushes[client.id] = nil
            service.closed(client.id)
        }
    }

    /// Tells of the simulated time to those who are on other threads.
    private func noteTime() {
        let micros = session.passedMicros
        guard micros != passed.load(ordering: .relaxed) else { return }
        passed.store(micros, ordering: .relaxed)
        onTimePassed?()
    }

    private func tellOfEnd() {
        noteTime()
        guard session.world.isOver, let onEnd else { return }
        self.onEnd = nil
        onEnd()
    }

    // MARK: - The bot's budget

    /// Gives the bot its time for the present head.
    private func planBudget() {
        timer?.cancel()
        if isAlone {
            loop.execute { [self] in
                guard isAlone, !isStopped, !session.world.isOver else { return tellOfEnd() }
                _ = session.advance()
            }
            return
        }
        guard case .lockstep(let budget?) = clock, hasBegun, !isStopped else { return }
        timer = loop.scheduleTask(in: .microseconds(Int64(clamping: budget))) { [self] in
            guard !isStopped, !session.world.isOver else { return tellOfEnd() }
            wallSteps += 1
            _ = session.advance()
            tellOfEnd()
        }
    }

    // MARK: - Mining by the wall clock

    private func planInterval() {
        intervalTimer?.cancel()
        guard let micros = session.miningIntervalMicros, micros > 0, !isStopped else { return }
        intervalTimer = loop.scheduleTask(in: .microseconds(Int64(clamping: micros))) { [self] in
            wallSteps += 1
            _ = session.advance()
            planInterval()
            tellOfEnd()
        }
    }

    // MARK: - Real time

    /// The moment that the clock on the wall stands for.
    private func target(_ speedPerMille: UInt64) -> SimulatedTime {
        let wall = DispatchTime.now().uptimeNanoseconds
        let now = session.chain.timeline.now
        // Where somebody has let time pass, or has gone back, the wall's clock goes on from there.
        guard let anchor, lastMoment == now else {
            anchor = (wall, now)
            return now
        }
        let passed = ((wall &- anchor.wallNanos) / 1_000).multipliedFullWidth(by: speedPerMille)
        return anchor.time
            + (passed.high >= 1_000 ? .max : UInt64(1_000).dividingFullWidth(passed).quotient)
    }

    /// Lets the world go on to the wall's moment, for a slice at most.
    /// - Returns: whether it has come there.
    @discardableResult
    private func catchUp() -> Bool {
        guard case .realtime(let speed) = clock else { return true }
        let target = target(speed)
        let timeline = session.chain.timeline
        defer { lastMoment = timeline.now }
        let begun = DispatchTime.now().uptimeNanoseconds
        while let next = timeline.nextTime, next <= target, session.world.step() {
            wallSteps += 1
            if DispatchTime.now().uptimeNanoseconds &- begun > NodeDriver.sliceNanos {
                return false
            }
        }
        session.run(until: target)
        noteTime()
        return true
    }

    private func look() {
        guard !isStopped, !session.world.isOver else { return tellOfEnd() }
        guard catchUp() else {
            loop.execute { [self] in look() }
            return
        }
        guard case .realtime(let speed) = clock else { return }
        var wait = NodeDriver.lookNanos
        if let next = session.chain.timeline.nextTime, speed > 0 {
            let micros = next.micros(since: min(session.chain.timeline.now, next))
            let scaled = micros.multipliedFullWidth(by: 1_000_000)
            if scaled.high < speed {
                wait = min(wait, speed.dividingFullWidth(scaled).quotient)
            }
        }
        timer = loop.scheduleTask(in: .nanoseconds(Int64(clamping: wait))) { [self] in look() }
    }
}
