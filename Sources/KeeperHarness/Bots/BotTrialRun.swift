import JSONRPCNode
import Simulation
import SimulationKernel

/// A trial of a bot behind JSON-RPC: one scenario, one seed.
///
/// The world is served by a node of its own; the bot is started when that answers, and stopped when the
/// world has come to its end. A bot that is attached is started by somebody else.
public struct BotTrialRun {
    /// What is run; the bot's account stands among its accounts.
    public var scenario: Scenario
    /// Rows of the files that it names.
    public var inputs = ScenarioInputs()
    /// How it is run.
    public var options: RunOptions
    /// The bot's account.
    public var account: DevelopmentAccount
    /// The shell command that starts the bot; nil for one that is attached.
    public var command: String?
    /// What lets time pass.
    public var clock = NodeClock.lockstep(budgetMicros: 2_000_000)
    /// Where the node listens.
    public var listening = ShellSettings()
    /// Variables for the bot beside those that name the node.
    public var environment: [String: String] = [:]
    /// The folder for the deployment and for what the bot writes.
    public var folder: String
    /// How long the node waits for a request before the bot counts as dead, seconds.
    public var patienceSeconds: Double = 60
    /// What the card must hold.
    public var rules: [KeeperRule] = []
    /// Populations that compete with it; those that liquidate if it is nil.
    public var rivals: [String]?
    /// Whether bad debt is also measured with an ideal keeper and with none, by two more runs.
    public var measuresBounds = true
    /// The program's version, for the card.
    public var build = ""
    /// Is told of the node when it is ready, for whoever attaches a bot.
    public var onReady: (ShellAddresses) -> Void = { _ in }

    /// A trial.
    public init(
        _ scenario: Scenario, options: RunOptions, account: DevelopmentAccount, folder: String
    ) {
        self.scenario = scenario
        self.options = options
        self.account = account
        self.folder = folder
    }

    /// Runs it to its end.
    /// - Throws: `BotTrialError`.
    public func run(
        isCancelled: () -> Bool = { false }
    ) throws(BotTrialError) -> KeeperTrialResult {
        let session = try makeSession()
        let trial = KeeperTrial(session.world, trialSettings)
        // The world goes on by itself until the bot is to begin.
        if let startMicros = scenario.keeper?.startMicros, startMicros > 0 {
            session.run(until: scenario.startTime + startMicros)
        }
        session.onPrivateSubmission = { trial.note($0, isPrivate: true) }
        let reactions = ReactionWatch(session)
        let ended = EndFlag()
        let node = try serve(session, ended)
        defer { node.stop() }
        let connection = ConnectionWatch(session, node)
        let deployment = try writeDeployment(session.world, node.addresses)
        let bot = command.map {
            BotProcess(
                $0, environment: variables(node.addresses, deployment),
                output: "\(folder)/bot.log")
        }
        defer { bot?.stop() }
        carryOutKills(session.world, bot, node.driver)
        node.begin()
        onReady(node.addresses)
        do throws(BotProcessError) {
            try bot?.start()
        } catch {
            throw .process(error)
        }
        let reason = wait(ended, node, bot, isCancelled)
        node.stop()
        bot?.stop()
        let ending = ending(of: session.world, reason)
        let bounds = ending == .complete && measuresBounds ? try measureBounds() : nil
        var result = trial.finish(
            ending, connection: connection.connection, bounds: bounds,
            wallClock: reactions.wallClock)
        result.card.run.determinism = node.driver.determinism.forCard
        result.botFailure = reason
        return result
    }
}
