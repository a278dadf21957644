import Dispatch
import Foundation
import JSONRPCNode
import JSONText
import Simulation
import Synchronization

/// Why a trial of a bot could not be made.
public enum BotTrialError: Error, CustomStringConvertible {
    /// The world cannot be.
    case scenario(ScenarioProblem)
    /// The node cannot listen.
    case shell(ShellError)
    /// The bot cannot be started.
    case process(BotProcessError)
    /// The deployment cannot be written.
    case file(path: String, reason: String)

    /// A sentence for the user.
    public var description: String {
        switch self {
        case .scenario(let problem): "\(problem)"
        case .shell(let error): "\(error)"
        case .process(let error): "\(error)"
        case .file(let path, let reason): "\(path) cannot be written: \(reason)"
        }
    }
}

/// Raised by the world's thread when nothing happens any more.
final class EndFlag: Sendable {
    private let value = Atomic<Bool>(false)

    var isRaised: Bool { value.load(ordering: .acquiring) }

    func raise() { value.store(true, ordering: .releasing) }
}

extension BotTrialRun {
    var trialSettings: KeeperTrialSettings {
        var settings = KeeperTrialSettings(bot: account.address, driver: "json-rpc")
        settings.build = build
        settings.rules = rules
        settings.clock = clock.name
        return settings
    }

    func makeSession() throws(BotTrialError) -> NodeSession {
        var options = options
        options.rows = .summary
        do throws(ScenarioProblem) {
            return try NodeSession(isAutomining: clock == .automine, keepsLog: false) {
                [scenario, inputs, options, account] () throws(ScenarioProblem) in
                try SimulationWorld(
                    scenario, inputs: inputs, options: options,
                    extra: [.underTest(in: scenario, key: account.key)])
            }
        } catch {
            throw .scenario(error)
        }
    }

    func serve(_ session: NodeSession, _ ended: EndFlag) throws(BotTrialError) -> ServedNode {
        let micros = scenario.keeper.map(\.reactionMicros) ?? 0
        session.reaction = { micros }
        var settings = NodeServiceSettings()
        settings.clientVersion = "perplab/\(build)"
        // What it may do to time is to say that it is ready.
        settings.allowsControls = false
        settings.accounts = [account.key]
        do throws(ShellError) {
            return try ServedNode(
                session, clock: clock, settings: settings, listening: listening,
                faults: scenario.nodeFaults, seed: options.seed, onEnd: { ended.raise() })
        } catch {
            throw .shell(error)
        }
    }

    /// - Returns: the deployment's path.
    func writeDeployment(
        _ world: SimulationWorld, _ addresses: ShellAddresses
    ) throws(BotTrialError) -> String {
        let deployment = Deployment(
            of: world, version: build, httpURL: addresses.httpURL,
            webSocketURL: addresses.webSocketURL, accounts: [account])
        let path = "\(folder)/deployment.json"
        do {
            try FileManager.default.createDirectory(
                atPath: folder, withIntermediateDirectories: true)
            try Data(deployment.json.text.utf8).write(
                to: URL(fileURLWithPath: path), options: .atomic)
        } catch {
            throw .file(path: path, reason: error.localizedDescription)
        }
        return path
    }

    func variables(_ addresses: ShellAddresses, _ deployment: String) -> [String: String] {
        environment.merging([
            "PERPLAB_RPC_URL": addresses.httpURL,
            "PERPLAB_WS_URL": addresses.webSocketURL,
            "PERPLAB_DEPLOYMENT": deployment,
            "PERPLAB_PRIVATE_KEY": account.keyText,
            "PERPLAB_SCENARIO": scenario.name,
            "PERPLAB_SEED": "\(options.seed)",
        ]) { own, _ in own }
    }

    /// Ends and starts the bot when the scenario has it killed.
    func carryOutKills(_ world: SimulationWorld, _ bot: BotProcess?, _ driver: NodeDriver) {
        guard let bot else { return }
        world.onBotLife = { isAlive in
            driver.setAlone(!isAlive)
            if isAlive {
                // Where it cannot be started again it counts as dead, which is noticed elsewhere.
                try? bot.start()
            } else {
                bot.kill()
            }
        }
    }

    // MARK: - The end

    private static var lookMicros: UInt32 { 5_000 }

    /// Waits until the world has come to its end, or the bot to its own.
    /// - Returns: what has become of the bot where it has failed.
    func wait(
        _ ended: EndFlag, _ node: ServedNode, _ bot: BotProcess?, _ isCancelled: () -> Bool
    ) -> String? {
        let began = DispatchTime.now().uptimeNanoseconds
        while !ended.isRaised, !isCancelled() {
            if let ending = bot?.look() { return "\(ending)" }
            let last = max(node.driver.lastRequestNanos, began)
            let silence = Double(DispatchTime.now().uptimeNanoseconds &- last) / 1e9
            if silence > patienceSeconds {
                return node.driver.lastRequestNanos == 0
                    ? "has sent no request for \(Int(patienceSeconds)) s"
                    : "has fallen silent for \(Int(patienceSeconds)) s"
            }
            usleep(Self.lookMicros)
        }
        return nil
    }

    func ending(of world: SimulationWorld, _ failure: String?) -> Scorecard.Ending {
        if world.isBroken { return .invariantBroken }
        if world.isOver { return .complete }
        return failure == nil ? .interrupted : .botFailed
    }

    func measureBounds() throws(BotTrialError) -> Scorecard.Bounds {
        do throws(ScenarioProblem) {
            return try KeeperBounds(
                scenario, inputs: inputs, options: options, rivals: rivals
            ).measure()
        } catch {
            throw .scenario(error)
        }
    }
}

extension SessionDeterminism {
    /// As cards have it.
    var forCard: Scorecard.Determinism {
        switch self {
        case .exact: .exact
        case .statistical(let count): .statistical(Int(clamping: count))
        }
    }
}
