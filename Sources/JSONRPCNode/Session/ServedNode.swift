import Chain
import Dispatch
import NIOPosix
import Simulation
import SimulationKernel

/// A session with all that serves it: its methods, its clock and thread, its faults, its sockets.
public final class ServedNode {
    /// Where it listens.
    public let addresses: ShellAddresses
    /// Runs the world.
    public let driver: NodeDriver
    /// What stands between the sockets and the world.
    public let faults: FaultShell

    private let shell: NodeShell
    private let group: MultiThreadedEventLoopGroup
    private var isStopped = false

    /// Listens; the world stands still until `begin`.
    ///
    /// - Parameters:
    ///   - faults: what goes wrong at the node, in simulated time.
    ///   - seed: of the faults' chance.
    ///   - onEnd: told when nothing happens any more in the world.
    /// - Throws: `ShellError`.
    public init(
        _ session: NodeSession, clock: NodeClock, settings: NodeServiceSettings,
        listening: ShellSettings, faults: [PlannedNodeFault] = [], seed: UInt64,
        onEnd: (@Sendable () -> Void)? = nil
    ) throws(ShellError) {
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        self.group = group
        let service = NodeService(
            control: session, settings: settings,
            clock: { DispatchTime.now().uptimeNanoseconds / 1_000 })
        let driver = NodeDriver(
            session, service: service, clock: clock, on: group.next(), onEnd: onEnd)
        self.driver = driver
        let shell = FaultShell(
            backend: driver, faults: faults, chance: RandomSource(seed: seed),
            clock: FaultClock(nowMicros: { driver.passedMicros }))
        driver.onTimePassed = { shell.timePassed() }
        self.faults = shell
        self.shell = NodeShell(settings: listening, backend: shell)
        do {
            addresses = try self.shell.start()
        } catch {
            try? group.syncShutdownGracefully()
            throw error
        }
    }

    deinit { stop() }

    /// Lets time begin to pass.
    public func begin() { driver.start() }

    /// Shows where everything is.
    public func show(_ deployment: Deployment) {
        driver.show(Array(deployment.json.text.utf8), at: "/deployment.json")
    }

    /// Closes all sockets and ends the thread; the session can be touched by the caller from then on.
    public func stop() {
        if isStopped { return }
        isStopped = true
        driver.stop()
        shell.stop()
        try? group.syncShutdownGracefully()
    }
}
