import Chain
import ContractRuntime
import Results
import ScenarioFiles
import Simulation
import SimulationKernel

/// The world of a run before its first block, made again.
struct ReplayGenesis {
    /// What the chain is run by.
    let settings: ChainSettings
    /// Contracts and balances, not sealed yet: a chain places its own things on top.
    let host: ContractHost
    /// The genesis block's moment.
    let start: SimulatedTime
}

extension ReplayGenesis {
    /// Makes the genesis that a run of the scenario has begun with.
    /// - Parameters:
    ///   - file: the run's `scenario.yaml`, all defaults in it.
    ///   - identity: the run's seed and signatures.
    /// - Throws: where the scenario or a file that it names can no longer be used.
    init(scenario file: ScenarioFile, _ identity: RunIdentity) throws {
        let options = RunOptions(
            seed: identity.seed, signatures: SignatureMode(rawValue: identity.signatures))
        let inputs = try file.inputs()
        do throws(ScenarioProblem) {
            let ground = try WorldGround(file.scenario, inputs: inputs, options: options)
            (settings, host) = (ground.settings, ground.host)
            start = file.scenario.startTime
        } catch {
            throw file.locate(error).failure
        }
    }
}
