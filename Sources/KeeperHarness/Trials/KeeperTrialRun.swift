import Agents
import Chain
import EthereumPrimitives
import Simulation
import SimulationKernel
import WideIntegers

/// A trial of a keeper written in Swift: one scenario, one seed.
public struct KeeperTrialRun {
    /// What is run.
    public var scenario: Scenario
    /// Rows of the files that it names.
    public var inputs = ScenarioInputs()
    /// How it is run.
    public var options: RunOptions
    /// Who sits in the bot's seat.
    public var keeper: KeeperUnderTest
    /// Populations that compete with it; those that liquidate if it is nil.
    public var rivals: [String]?
    /// What the card must hold.
    public var rules: [KeeperRule] = []
    /// Whether bad debt is also measured with an ideal keeper and with none, by two more runs.
    public var measuresBounds = true
    /// The program's version, for the card.
    public var build = ""

    /// A trial.
    public init(_ scenario: Scenario, _ keeper: KeeperUnderTest, options: RunOptions) {
        self.scenario = scenario
        self.keeper = keeper
        self.options = options
    }

    /// The key of the bot's account; one that follows from the seat's name if it is nil.
    public var key: PrivateKey?

    /// The keeper, with what the scenario gives it, or else its own settings.
    private var extra: ExtraAgent {
        guard scenario.keeper != nil else {
            var extra = ExtraAgent(
                Self.seat, settings: keeper.settings, key: key, make: keeper.make)
            extra.isUnderTest = true
            extra.isBackstop = keeper.isBackstop
            return extra
        }
        var extra = ExtraAgent.underTest(Self.seat, in: scenario, key: key, make: keeper.make)
        extra.settings.fees = keeper.settings.fees
        return extra
    }

    /// The name of the bot's seat.
    public static let seat = "keeper-under-test"

    /// Runs it to its end.
    /// - Throws: the first setting that cannot be.
    public func run(
        isCancelled: () -> Bool = { false }, onBlock: (RunProgress) -> Void = { _ in }
    ) throws(ScenarioProblem) -> KeeperTrialResult {
        let extra = extra
        var options = options
        options.rows = .summary
        let world = try SimulationWorld(scenario, inputs: inputs, options: options, extra: [extra])
        guard let body = world.agents.first(where: { $0.name == Self.seat }) else {
            throw ScenarioProblem("agent \(Self.seat)", keeper.name, "a seat in the world")
        }
        var settings = KeeperTrialSettings(bot: body.address, driver: "agent \(keeper.name)")
        settings.agent = Self.seat
        settings.build = build
        settings.rules = rules
        let trial = KeeperTrial(world, settings)
        let outcome = world.run(isCancelled: isCancelled, onBlock: onBlock)
        let ending: Scorecard.Ending =
            switch outcome.status {
            case .complete: .complete
            case .interrupted: .interrupted
            case .invariantBroken: .invariantBroken
            }
        var bounds: Scorecard.Bounds?
        if measuresBounds && ending == .complete {
            bounds = try KeeperBounds(
                scenario, inputs: inputs, options: self.options, rivals: rivals
            ).measure()
        }
        return trial.finish(ending, bounds: bounds)
    }
}
