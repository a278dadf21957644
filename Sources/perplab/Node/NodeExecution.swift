import Chain
import Dispatch
import Foundation
import JSONRPCNode
import JSONText
import NIOPosix
import Results
import ScenarioFiles
import Simulation
import WideIntegers

/// A scenario's chain that is served until somebody stops it.
struct NodeExecution {
    let subject: ScenarioOptions
    let seed: UInt64
    let chainID: UInt64
    let clock: NodeClock
    let listening: ListeningOptions
    let faults: String?
    let deployment: String
    let out: String?
    let force: Bool
    let isJSON: Bool

    /// Serves.
    func run() throws {
        let began = DispatchTime.now().uptimeNanoseconds
        let file = try subject.file().served(chainID: chainID)
        let inputs = try file.openInputs()
        try refuseForeignDeployment()
        Interrupts.listen()
        let keeping = try out.map { path in
            try RunKeeping(RunFolder(at: path, isReplacing: force), identity(of: file))
        }
        let session = try makeSession(file, inputs, keeping)
        let broken = StopFlag()
        let plan = try faults.map { try FaultFile(at: $0).faults } ?? []
        let served = try serve(session, file.scenario.nodeFaults + plan) { broken.raise() }
        defer { served.stop() }
        let deployment = Deployment(
            of: session.world, version: PerplabVersion.current,
            httpURL: served.addresses.httpURL, webSocketURL: served.addresses.webSocketURL,
            accounts: DevelopmentAccount.all)
        served.show(deployment)
        try write(deployment)
        let nanos = DispatchTime.now().uptimeNanoseconds - began
        try announce(served, file, readySeconds: Double(nanos) / 1e9)
        served.begin()
        while !Interrupts.stop.isRaised, keeping?.failure == nil, !broken.isRaised {
            usleep(50_000)
        }
        served.stop()
        try finish(session, keeping, file)
    }

    private func makeSession(
        _ file: ScenarioFile, _ inputs: ScenarioInputs, _ keeping: RunKeeping?
    ) throws -> NodeSession {
        let options: RunOptions = {
            var options = RunOptions(seed: seed, signatures: subject.mode)
            options.isOpenEnded = true
            return options
        }()
        do {
            // A run that is kept is written as it goes on, so that it cannot go back.
            return try NodeSession(isAutomining: clock == .automine, keepsLog: keeping == nil) {
                () throws(ScenarioProblem) in
                let world = try SimulationWorld(
                    file.scenario, inputs: inputs, options: options,
                    sink: keeping?.sink ?? { _ in })
                keeping?.begin(world)
                return world
            }
        } catch {
            throw file.locate(error).failure
        }
    }

    private func serve(
        _ session: NodeSession, _ plan: [PlannedNodeFault],
        onEnd: @escaping @Sendable () -> Void
    ) throws -> ServedNode {
        var settings = NodeServiceSettings()
        settings.clientVersion = "perplab/\(PerplabVersion.current)/swift"
        settings.accounts = DevelopmentAccount.all.map(\.key)
        let sockets = try listening.settings()
        do throws(ShellError) {
            return try ServedNode(
                session, clock: clock, settings: settings, listening: sockets,
                faults: plan, seed: seed, onEnd: onEnd)
        } catch {
            throw CommandFailure(.usage, "\(error)")
        }
    }

    private func finish(
        _ session: NodeSession, _ keeping: RunKeeping?, _ file: ScenarioFile
    ) throws {
        let outcome = session.world.finish(isInterrupted: true)
        do {
            if let keeping {
                try keeping.end(outcome)
                try keeping.publish(outcome, scenario: file)
                StandardError.write("the run is in \(out ?? "")")
            }
        } catch {
            throw CommandFailure(storing: error)
        }
        if case .invariantBroken(let statement, let block) = outcome.status {
            throw CommandFailure(
                .invariantBroken, "\(statement) after block \(block), seed \(seed)")
        }
    }

    private func identity(of file: ScenarioFile) -> RunIdentity {
        RunIdentity(
            scenario: file.scenario.name, seed: seed, variant: subject.variant,
            version: PerplabVersion.current, chain: file.scenario.chain.preset,
            signatures: (subject.mode ?? file.signatures).rawValue,
            startedMicros: file.scenario.startTime.micros)
    }

    // MARK: - Telling

    private func refuseForeignDeployment() throws {
        guard !force, let data = FileManager.default.contents(atPath: deployment) else { return }
        let isOurs = String(decoding: data.prefix(200), as: UTF8.self).contains(Deployment.schema)
        if !isOurs {
            throw CommandFailure(
                .usage,
                "\(deployment.printable) is there and no deployment of ours; name another file by "
                    + "--deployment, or replace it by --force")
        }
    }

    private func write(_ deployment: Deployment) throws {
        do {
            try Data(deployment.json.text.utf8).write(
                to: URL(fileURLWithPath: self.deployment), options: .atomic)
        } catch {
            throw CommandFailure(
                .temporary,
                "\(self.deployment.printable): the deployment cannot be written: \(error.reason)")
        }
    }

    private func announce(
        _ served: ServedNode, _ file: ScenarioFile, readySeconds: Double
    ) throws {
        if isJSON {
            try StandardOutput.write(
                JSONValue.object([
                    .init("http", .text(served.addresses.httpURL)),
                    .init("ws", .text(served.addresses.webSocketURL)),
                    .init("chainId", .integer(chainID)),
                    .init("scenario", .text(file.scenario.name)),
                    .init("seed", .integer(seed)),
                    .init("clock", .text(clock.name)),
                    .init("deployment", .text(deployment)),
                ]).line)
            return
        }
        try StandardOutput.write(
            "perplab node   scenario=\(file.scenario.name) seed=\(seed) chain=\(chainID) "
                + "preset=\(file.scenario.chain.preset) clock=\(clock.name)")
        try StandardOutput.write("http        \(served.addresses.httpURL)")
        try StandardOutput.write("ws          \(served.addresses.webSocketURL)")
        try StandardOutput.write("deployment  \(deployment)")
        for (place, account) in DevelopmentAccount.all.enumerated() {
            try StandardOutput.write(
                "account \(place)   \(account.address.checksummed)  \(account.keyText)")
        }
        try StandardOutput.write("The keys are public: they are for tests alone.")
        StandardError.write("ready after \((readySeconds * 100).rounded() / 100) s")
    }
}
