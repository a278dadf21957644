import Chain
import Foundation
import JSONRPCNode
import KeeperHarness
import ScenarioFiles
import Simulation
import Synchronization

/// Trials of a keeper of this program: they share no state, so that two threads take turns at them.
struct AgentTrials: Sendable {
    /// Which keeper.
    let keeper: String
    /// What is asked beside the scenarios' own rules.
    let rules: [KeeperRule]
    /// How the scenarios' agents sign.
    let signatures: SignatureMode
    /// Whether an ideal keeper and none are run as well.
    let measuresBounds: Bool

    /// Runs all; those that were not begun when somebody interrupted are left out.
    func run(_ cells: [KeeperCell]) -> [Result<KeeperTrialResult, any Error>] {
        let shelf = Mutex<[Result<KeeperTrialResult, any Error>?]>(
            Array(repeating: nil, count: cells.count))
        let next = Atomic<Int>(0)
        DispatchQueue.concurrentPerform(iterations: min(2, cells.count)) { _ in
            while true {
                let place = next.add(1, ordering: .relaxed).oldValue
                guard place < cells.count, !Interrupts.stop.isRaised else { return }
                let result = Result { try trial(cells[place]) }
                shelf.withLock { $0[place] = result }
            }
        }
        return shelf.withLock { $0.compactMap(\.self) }
    }

    private func trial(_ cell: KeeperCell) throws -> KeeperTrialResult {
        guard let keeper = KeeperUnderTest.named(keeper) else {
            throw CommandFailure(.internalError, "no keeper \(keeper)")
        }
        var run = KeeperTrialRun(
            cell.file.scenario, keeper,
            options: RunOptions(seed: cell.seed, signatures: signatures, rows: .summary))
        run.inputs = cell.inputs
        run.key = DevelopmentAccount.all.first?.key
        run.rules = cell.rules(rules)
        run.measuresBounds = measuresBounds
        run.build = PerplabVersion.current
        do {
            return try run.run(isCancelled: { Interrupts.stop.isRaised })
        } catch {
            throw cell.file.locate(error).failure
        }
    }
}

/// A scenario and its seed.
struct KeeperCell: Sendable {
    /// The scenario.
    let file: ScenarioFile
    /// What it reads.
    let inputs: ScenarioInputs
    /// The seed.
    let seed: UInt64

    /// The scenario's rules, of which others take the place.
    func rules(_ others: [KeeperRule]) -> [KeeperRule] {
        KeeperRule.merged(file.scenario.keeper?.rules ?? [], requiring: others)
    }
}
