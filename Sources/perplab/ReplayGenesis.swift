import Chain
import ContractRuntime
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
    ///   - scenario: the text of the run's `scenario.yaml`, all defaults in it.
    ///   - seed: the run's.
    /// - Throws: `CommandFailure` when the scenario is none, or of another version.
    init(scenario: String, seed: UInt64) throws {
        throw CommandFailure(.internalError, "this version makes no worlds from scenarios")
    }
}
