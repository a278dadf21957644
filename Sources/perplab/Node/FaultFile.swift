import Chain
import ScenarioFiles
import Simulation

/// Faults of a node in a file of their own: the `node-fault` events of a scenario without a world.
struct FaultFile {
    /// The faults.
    let faults: [PlannedNodeFault]

    /// Reads a file.
    init(at path: String) throws {
        do {
            let file = try ScenarioFile(
                named: path.contains("/") ? path : "./\(path)",
                overrides: [
                    ("schema_version", "\(Scenario.schemaVersion)"), ("name", "faults"),
                    ("duration", "3650d"),
                ])
            faults = file.scenario.nodeFaults
            if faults.count != file.scenario.events.count {
                throw CommandFailure(
                    .invalidInput,
                    "\(path.printable): only events of the kind node-fault have a place here")
            }
        } catch let error as ScenarioFileError {
            throw error.failure
        }
    }
}
