import Agents
import Chain
import Simulation
import SimulationKernel
import WideIntegers

/// What bad debt there is at best and at worst: the same scenario and draws with an ideal keeper in
/// the place of all others, and with no keeper.
///
/// Where the scenario says what the bot may do, the ideal one may do no more: what only a backstop
/// provider can close is out of its reach, too, if the bot is none.
public struct KeeperBounds {
    /// What is run.
    public var scenario: Scenario
    /// Rows of the files that it names.
    public var inputs: ScenarioInputs
    /// How it is run.
    public var options: RunOptions
    /// Populations that compete with the bot; left out in both runs.
    public var rivals: [String]
    /// Whether the ideal keeper may close what only backstop providers can.
    public var isBackstop: Bool

    /// Bounds of a scenario.
    public init(
        _ scenario: Scenario, inputs: ScenarioInputs = ScenarioInputs(), options: RunOptions,
        rivals: [String]? = nil
    ) {
        self.scenario = scenario
        self.inputs = inputs
        self.options = options
        isBackstop = scenario.keeper?.isBackstop ?? true
        self.rivals =
            rivals
            ?? Array(Set(scenario.keeperPopulations + (scenario.keeper?.competitors ?? [])))
            .sorted()
    }

    /// Runs both.
    /// - Throws: the first setting that cannot be.
    public func measure() throws(ScenarioProblem) -> Scorecard.Bounds {
        var seat = ExtraAgent.ideal(in: scenario)
        seat.isBackstop = isBackstop
        return Scorecard.Bounds(
            idealWad: try badDebtWad(with: [seat]), noneWad: try badDebtWad(with: []))
    }

    private func badDebtWad(with extra: [ExtraAgent]) throws(ScenarioProblem) -> UInt256 {
        var options = options
        options.rows = .summary
        options.without += rivals.filter { !options.without.contains($0) }
        let world = try SimulationWorld(
            scenario, inputs: inputs, options: options, extra: extra)
        let ledger = EpisodeLedger(world, bot: .zero, probes: false)
        world.onChainRecord = { ledger.hear($0) }
        _ = world.run()
        world.onChainRecord = nil
        return ledger.badDebtWad
    }
}

extension Scenario {
    /// The populations that liquidate.
    public var keeperPopulations: [String] {
        agents.compactMap { population in
            if case .keeper = population.model { population.name } else { nil }
        }
    }
}
