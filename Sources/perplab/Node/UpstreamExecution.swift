import Foundation
import JSONRPCNode
import JSONText
import SimulationKernel

/// Another node that is served with faults before it, until somebody stops it.
struct UpstreamExecution {
    let url: String
    let seed: UInt64
    let faults: String?
    let listening: ListeningOptions
    let isJSON: Bool

    /// Serves.
    func run() throws {
        let plan = try faults.map { try FaultFile(at: $0).faults } ?? []
        let sockets = try listening.settings()
        let upstream: UpstreamBackend
        do throws(UpstreamError) {
            upstream = try UpstreamBackend(url: url)
        } catch {
            throw CommandFailure(.usage, "--upstream \(error)")
        }
        Interrupts.listen()
        let shell = FaultShell(
            backend: upstream, faults: plan, chance: RandomSource(seed: seed), clock: .wall())
        let node = NodeShell(settings: sockets, backend: shell)
        let addresses: ShellAddresses
        do throws(ShellError) {
            addresses = try node.start()
        } catch {
            throw CommandFailure(.usage, "\(error)")
        }
        shell.watchClock()
        if isJSON {
            try StandardOutput.write(
                JSONValue.object([
                    .init("http", .text(addresses.httpURL)),
                    .init("ws", .text(addresses.webSocketURL)),
                    .init("upstream", .text(url)),
                ]).line)
        } else {
            try StandardOutput.write(
                "perplab node   upstream=\(url.printable) faults=\(plan.count)")
            try StandardOutput.write("http        \(addresses.httpURL)")
            try StandardOutput.write("ws          \(addresses.webSocketURL)")
        }
        while !Interrupts.stop.isRaised { usleep(50_000) }
        node.stop()
        upstream.stop()
        for entry in shell.counts.entries {
            StandardError.write("\(entry.kind.rawValue)  \(entry.method)  \(entry.count)")
        }
    }
}
