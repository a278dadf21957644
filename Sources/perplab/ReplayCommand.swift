import ArgumentParser
import Chain
import ContractRuntime
import Foundation
import Results
import ScenarioFiles
import Simulation
import SimulationKernel

struct ReplayCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "replay",
        abstract: "Execute a run's recorded transactions anew, and compare receipts and digests.",
        discussion: """
            The genesis is made from the run's scenario and seed; then every block of blocks.rlp is
            executed on it, reorgs and interventions in their places, and compared with what was
            recorded, and the end with the manifest. Exit status: 1 when something does not agree, 3 when the run's folder cannot
            be read or its recording is damaged.

            Example: perplab replay runs/calm-market-1
            """
    )

    @Argument(help: "The run's folder.")
    var folder: String

    @Flag(help: "Print one JSON document instead of text.")
    var json = false

    func run() throws {
        let run = URL(fileURLWithPath: folder, isDirectory: true)
        let manifest: RunManifest
        do {
            manifest = try RunManifest(folder: folder)
        } catch {
            throw CommandFailure(.invalidInput, "\(error)".printable)
        }
        let genesis: ReplayGenesis
        do {
            let file = try ScenarioFile(
                named: run.appendingPathComponent("scenario.yaml").path)
            genesis = try ReplayGenesis(scenario: file, manifest.identity)
        } catch let error as ScenarioFileError {
            throw error.failure
        }
        let replay = ChainReplay(genesis.settings, host: genesis.host, start: genesis.start)
        let blocks = try BlocksFile(run.appendingPathComponent("blocks.rlp"))
        let mismatch = try blocks.replay(on: replay).map(\.description) ?? manifest.mismatch(replay)
        let result = ReplayResult(replay, mismatch)
        if json { try result.writeAsJSON() } else { try StandardOutput.write(result.text) }
        if mismatch != nil { throw CommandFailure(.checkFailed) }
    }
}

extension RunManifest {
    /// What of a recording's end is not as the run ended: the recording is another run's then, or a
    /// part of this one.
    fileprivate func mismatch(_ replay: ChainReplay) -> String? {
        let ends = [
            ("head hash", outcome.headHash, replay.head.hash),
            ("state digest", outcome.stateDigest, replay.head.header.stateRoot),
        ]
        return ends.first { $0.1 != $0.2 }.map { field, told, replayed in
            "\(RunFolder.manifestName), \(field): it says \(told), replayed \(replayed)"
        }
    }
}

/// What a replay came to, as it is printed.
struct ReplayResult: Encodable {
    let blocks: UInt64
    let transactions: UInt64
    let reorgs: UInt64
    let orphanedBlocks: UInt64
    let interventions: UInt64
    let headNumber: UInt64
    let headHash: String
    let stateDigest: String
    /// The first place that does not agree; nil when all do.
    let mismatch: String?

    init(_ replay: ChainReplay, _ mismatch: String?) {
        blocks = replay.counts.blocks
        transactions = replay.counts.transactions
        reorgs = replay.counts.reorgs
        orphanedBlocks = replay.counts.orphanedBlocks
        interventions = replay.counts.interventions
        headNumber = replay.head.number
        headHash = "\(replay.head.hash)"
        stateDigest = "\(replay.head.header.stateRoot)"
        self.mismatch = mismatch
    }

    var text: String {
        let found = mismatch.map { "MISMATCH in \($0)" } ?? "all receipts and digests agree"
        return """
            \(blocks) blocks with \(transactions) transactions, \(reorgs) reorgs of \
            \(orphanedBlocks) blocks, \(interventions) interventions
            head \(headNumber) \(headHash)
            state \(stateDigest)
            \(found)
            """
    }
}
