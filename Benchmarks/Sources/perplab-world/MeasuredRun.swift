import Chain
import Foundation
import ResidentMemory
import Results
import ScenarioFiles
import Simulation

/// A run under the clock, with its rows and blocks stored as `perplab run` stores them.
final class MeasuredRun {
    /// What is said of it.
    private(set) var lines: [String] = []
    private let scaled: ScaledScenario
    private let world: SimulationWorld
    private let storage: Storage?

    init(_ scaled: ScaledScenario, seed: UInt64, stores: Bool) throws {
        self.scaled = scaled
        let scenario = scaled.file.scenario
        let storage = stores ? try Storage(of: scenario, seed: seed) : nil
        self.storage = storage
        world = try SimulationWorld(
            scenario, inputs: try scaled.file.inputs(),
            options: RunOptions(seed: seed, signatures: .elided)
        ) { storage?.keep($0) }
        storage?.begin(world.chain)
        if let storage { world.onChainRecord = { storage.keep($0) } }
    }

    /// Runs to the end, notes the memory at each tenth, and works out the rates.
    func run() throws {
        var memory: [String] = []
        var problem: (any Error)?
        var tenth: UInt64 = 0
        let clock = ContinuousClock.now
        let outcome = world.run(onBlock: { progress in
            guard progress.passedMicros * 10 / progress.totalMicros > tenth else { return }
            tenth += 1
            do { memory.append(try ResidentMemory.text()) } catch { problem = error }
        })
        try storage?.finish(outcome)
        let seconds = (ContinuousClock.now - clock).seconds
        if let problem { throw problem }
        if case .invariantBroken(let statement, let block) = outcome.status {
            throw BrokenRun(statement: statement, block: block)
        }
        func rate(_ count: UInt64) -> String {
            "\(count), \(Int(Double(count) / seconds)) a second"
        }
        lines = [
            "scenario        \(scaled.file.scenario.name), \(scaled.agentCount) agents, signatures elided",
            "blocks          \(outcome.headNumber) in \(Int(seconds * 10) / 10).\(Int(seconds * 10) % 10) s, "
                + "\(Int(seconds * 1e6) / max(Int(outcome.headNumber), 1)) us a block",
            "wakings         \(rate(outcome.wakeCount))",
            "transactions    \(rate(outcome.transactionCount))",
            "rows            \(rate(outcome.rowCount))",
            "memory          \(memory.joined(separator: ", "))",
        ]
        if let storage {
            let perMille = Int(storage.spent.seconds / seconds * 1_000)
            lines.append("storing         \(perMille / 10).\(perMille % 10) % of the time")
        }
        lines.append("state           \(outcome.stateDigest)")
    }
}

/// A statement that must hold did not.
struct BrokenRun: Error, CustomStringConvertible {
    let statement: String
    let block: UInt64
    var description: String { "\(statement) after block \(block)" }
}

/// Where rows and blocks go, with the time that it takes.
private final class Storage {
    /// Time spent on storing so far.
    private(set) var spent = Duration.zero
    private let folder: URL
    private let store: RunStore
    private let writer: RunWriter
    private let blocks: FileHandle
    private var recording: ChainRecording?
    private var failure: (any Error)?
    private static let pieceBytes = 1 << 18

    init(of scenario: Scenario, seed: UInt64) throws {
        folder = FileManager.default.temporaryDirectory
            .appendingPathComponent("perplab-world-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        store = try RunStore(
            path: folder.appendingPathComponent("run.sqlite").path, durability: .whenClosed,
            version: "benchmark")
        writer = try store.begin(
            RunIdentity(
                scenario: scenario.name, seed: seed, version: "benchmark",
                chain: scenario.chain.preset, signatures: SignatureMode.elided.rawValue,
                startedMicros: scenario.startTime.micros))
        let path = folder.appendingPathComponent("blocks.rlp")
        try Data().write(to: path)
        blocks = try FileHandle(forWritingTo: path)
    }

    deinit { try? FileManager.default.removeItem(at: folder) }

    func begin(_ chain: SimulatedChain) {
        recording = ChainRecording(chain.settings, genesis: chain.head)
    }

    func keep(_ record: MetricRecord) {
        timed { try writer.append(record) }
    }

    func keep(_ record: ChainRecord) {
        timed {
            recording?.append(record)
            if let recording, recording.byteCount >= Self.pieceBytes { try write() }
        }
    }

    func finish(_ outcome: RunOutcome) throws {
        timed {
            try write()
            try blocks.close()
            try writer.finish(
                RunEnding(
                    status: .complete, endedMicros: outcome.endedAt.micros,
                    headHash: outcome.headHash, stateDigest: outcome.stateDigest))
            try store.close()
        }
        if let failure { throw failure }
    }

    private func write() throws {
        guard let bytes = recording?.takeBytes() else { return }
        try blocks.write(contentsOf: bytes)
    }

    private func timed(_ body: () throws -> Void) {
        let start = ContinuousClock.now
        do { try body() } catch { failure = failure ?? error }
        spent += ContinuousClock.now - start
    }
}

extension Duration {
    /// As a number, for rates.
    var seconds: Double {
        Double(components.seconds) + Double(components.attoseconds) / 1e18
    }
}
