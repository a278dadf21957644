import Chain
import Results
import ScenarioFiles
import Simulation

/// A run's folder while the run goes on: rows and blocks are kept as they come about.
final class RunKeeping {
    /// The store, for what is kept beside the run's own rows.
    let store: RunStore

    private let folder: RunFolder
    private let identity: RunIdentity
    private let rows: RowKeeper
    private let blocks: BlockKeeper

    /// Begins the files of a run.
    init(_ folder: RunFolder, _ identity: RunIdentity) throws {
        self.folder = folder
        self.identity = identity
        store = try RunStore(
            path: "\(folder.workPath)/run.sqlite", durability: .whenClosed,
            version: PerplabVersion.current)
        rows = RowKeeper(try store.begin(identity))
        blocks = BlockKeeper(try folder.file("blocks.rlp"))
    }

    /// Where the world's rows go.
    var sink: (MetricRecord) -> Void { { [rows] in rows.keep($0) } }

    /// What could not be kept; the run is of no use from then on.
    var failure: (any Error)? { rows.failure ?? blocks.failure }

    /// Keeps the blocks of a world that has made none yet.
    func begin(_ world: SimulationWorld) {
        blocks.begin(world.chain)
        world.onChainRecord = { [blocks] in blocks.keep($0) }
    }

    /// Ends the rows of the run.
    func end(_ outcome: RunOutcome) throws {
        if let failure { throw failure }
        try rows.writer.finish(RunEnding(outcome))
    }

    /// Writes what is made of the run, and gives the folder its name.
    func publish(_ outcome: RunOutcome, scenario file: ScenarioFile) throws {
        let ending = RunEnding(outcome)
        try store.close()
        var files = [try blocks.finish()]
        files.append(try folder.write(file.resolvedText(), as: "scenario.yaml"))
        let summary = RunSummary(
            identity: identity, outcome: ending,
            rowsDigest: rows.writer.digest.total(includingHashes: false),
            figures: outcome.figures.figures.map {
                StoredFigure(name: $0.name, value: $0.value, unit: $0.unit)
            }, expectations: outcome.expectations.map(StoredExpectation.init))
        files.append(try folder.write(summary.json.text, as: RunSummary.fileName))
        let model = try ReportQueries.model(path: "\(folder.workPath)/run.sqlite", run: 1)
        files.append(try folder.write(RunReport(model).html, as: "report.html"))
        try folder.publish(
            RunManifest(
                identity: identity, outcome: ending, files: files,
                tables: rows.writer.digest.byTable()))
    }
}
