import Glibc
import NIOCore

/// All connections of a shell, on its one thread: who they are, and what they hold.
final class ConnectionTable {
    let settings: ShellSettings
    let rules: RequestRules
    let backend: any ShellBackend
    let eventLoop: any EventLoop
    /// No new ones are taken, and those that are there come to their end.
    private(set) var isStopping = false
    private var connections: [ClientID: Connection] = [:]
    private var countByHost: [String: Int] = [:]
    private var nextID: UInt64 = 0
    private let connectionsMax: Int
    private var heldBytes = 0
    private var sweeping: RepeatedTask?
    private var emptied: EventLoopPromise<Void>?

    init(settings: ShellSettings, backend: any ShellBackend, eventLoop: any EventLoop) {
        self.settings = settings
        self.backend = backend
        self.eventLoop = eventLoop
        rules = RequestRules(settings)
        connectionsMax = Swift.min(
            settings.limits.connectionsMax, Swift.max(1, ConnectionTable.openFilesMax - 64))
    }

    /// Files and sockets that the system lets this process have open. Where there are none left, new
    /// connections could not even be refused; so many are left for the rest of the process.
    private static var openFilesMax: Int {
        var limit = rlimit()
        let files = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
        guard getrlimit(files, &limit) == 0 else { return .max }
        return Int(clamping: limit.rlim_cur)
    }

    /// A client has connected.
    /// - Returns: nil where there are too many.
    func connect(_ channel: any Channel) -> Connection? {
        let host = channel.remoteAddress?.ipAddress ?? ""
        let ofHost = countByHost[host, default: 0]
        guard !isStopping, connections.count < connectionsMax,
            ofHost < settings.limits.connectionsPerAddressMax ?? .max
        else { return nil }
        let connection = Connection(
            id: ClientID(rawValue: nextID), host: host, channel: channel, table: self)
        nextID += 1
        connections[connection.id] = connection
        countByHost[host] = ofHost + 1
        channel.closeFuture.assumeIsolated().whenComplete { _ in connection.leave() }
        return connection
    }

    /// A client is gone.
    func disconnect(_ connection: Connection) {
        guard connections.removeValue(forKey: connection.id) != nil else { return }
        let left = countByHost[connection.host, default: 1] - 1
        countByHost[connection.host] = left > 0 ? left : nil
        if connections.isEmpty { emptied?.succeed() }
    }

    /// A connection holds more or less than before.
    /// - Returns: false where all together hold too much now.
    func hold(_ change: Int) -> Bool {
        heldBytes += change
        return change <= 0 || heldBytes <= settings.limits.heldBytesMax
    }
}

// MARK: - Time

extension ConnectionTable {
    /// Begins to look at the connections now and then.
    func startSweeping() {
        let every = TimeAmount.milliseconds(settings.times.sweepMillis)
        let bound = NIOLoopBound(self, eventLoop: eventLoop)
        sweeping = eventLoop.scheduleRepeatedTask(initialDelay: every, delay: every) { _ in
            let now = NIODeadline.now()
            // Their order concerns nobody: each is looked at alone.
            for connection in Array(bound.value.connections.values) { connection.sweep(now) }
        }
    }

    /// Lets each connection say what it has to say, and closes it.
    /// - Returns: succeeds when none is left, which the time for closing bounds.
    func stop() -> EventLoopFuture<Void> {
        isStopping = true
        let promise = eventLoop.makePromise(of: Void.self)
        emptied = promise
        for connection in Array(connections.values) { connection.stop() }
        if connections.isEmpty { promise.succeed() }
        let bound = NIOLoopBound(self, eventLoop: eventLoop)
        let force = eventLoop.scheduleTask(in: .milliseconds(settings.times.closingMillis)) {
            for connection in Array(bound.value.connections.values) { connection.drop() }
        }
        return promise.futureResult.always { _ in
            force.cancel()
            bound.value.sweeping?.cancel()
        }
    }
}
