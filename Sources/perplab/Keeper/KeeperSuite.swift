import Chain
import Foundation
import JSONRPCNode
import JSONText
import KeeperHarness
import ScenarioFiles
import Simulation

/// Scenarios times seeds, each with a card.
struct KeeperSuite {
    /// What sits in the bot's seat.
    enum Driver {
        case agent(KeeperUnderTest)
        case bot(String)
        case attached
    }

    let names: [String]
    let driver: Driver
    let options: KeeperRunOptions
    let clock: NodeClock
    /// Variables for a bot in a world that begins at a second.
    let environment: (UInt64) throws -> [String: String]
    let listening: ShellSettings
    let patienceSeconds: Double
    let output: KeeperOutputOptions

    /// Runs all, writes what is asked for, and holds the cards against their rules.
    func run() throws {
        let rules = try options.rules()
        let cells = try cells()
        let folder = try output.out.map { try KeeperFolder($0, isReplacing: output.force) }
        Interrupts.listen()
        var results: [KeeperTrialResult] = []
        for result in outcomes(of: cells, rules, folder) {
            results.append(try result.get())
            try show(results[results.count - 1], folder)
        }
        let cards = results.map(\.card)
        if output.json {
            try StandardOutput.write(JSONValue.list(cards.map(\.json)).text)
        }
        try write(cards, folder)
        try judge(cards)
    }

    // MARK: - What is run

    private func cells() throws -> [KeeperCell] {
        try names.flatMap { name -> [KeeperCell] in
            let file = try file(named: name)
            let inputs = try file.openInputs()
            return (0..<UInt64(options.seeds)).map {
                KeeperCell(file: file, inputs: inputs, seed: options.seed &+ $0)
            }
        }
    }

    private func file(named name: String) throws -> ScenarioFile {
        let full = BuiltInScenario.keeperPrefix + name
        let isKeepers = BuiltInScenario.keeperTests.contains { $0.name == full }
        var overrides = options.overrides.compactMap(\.keyAndValue)
        do throws(ScenarioFileError) {
            let file = try ScenarioFile(named: isKeepers ? full : name, overrides: overrides)
            guard options.protocol == "reference" else { return try bots(file) }
            for place in file.scenario.markets.indices {
                overrides.append(("markets[\(place)].design", "reference"))
                overrides.append(("markets[\(place)].profile", "v1-like"))
            }
            return try bots(try ScenarioFile(named: isKeepers ? full : name, overrides: overrides))
        } catch {
            throw error.failure
        }
    }

    /// The scenario on a chain as bots expect it.
    private func bots(_ file: ScenarioFile) throws(ScenarioFileError) -> ScenarioFile {
        try file.changing { scenario in scenario.expectClients(chainID: 31_337) }
    }

    // MARK: - Running

    private func outcomes(
        of cells: [KeeperCell], _ rules: [KeeperRule], _ folder: KeeperFolder?
    ) -> any Sequence<Result<KeeperTrialResult, any Error>> {
        guard case .agent(let keeper) = driver else {
            // One after the other, and shown as they end.
            return cells.lazy.filter { _ in !Interrupts.stop.isRaised }.map { cell in
                Result { try botTrial(cell, rules, folder) }
            }
        }
        return AgentTrials(
            keeper: keeper.name, rules: rules,
            signatures: options.signatures == "elided" ? .elided : .verified,
            measuresBounds: !options.noBounds
        ).run(cells)
    }

    private func botTrial(
        _ cell: KeeperCell, _ rules: [KeeperRule], _ folder: KeeperFolder?
    ) throws -> KeeperTrialResult {
        let scenario = cell.file.scenario
        guard let account = DevelopmentAccount.all.first else {
            throw CommandFailure(.internalError, "there is no development account")
        }
        let signatures = SignatureMode(rawValue: options.signatures)
        let place = try folder?.folder(scenario.name, cell.seed) ?? KeeperFolder.temporary()
        defer { if folder == nil { KeeperFolder.remove(temporary: place) } }
        var run = BotTrialRun(
            scenario,
            options: RunOptions(seed: cell.seed, signatures: signatures, rows: .summary),
            account: account, folder: place)
        run.inputs = cell.inputs
        run.rules = cell.rules(rules)
        run.clock = clock
        run.listening = listening
        run.environment = try environment(scenario.startTime.seconds)
        run.patienceSeconds = patienceSeconds
        run.measuresBounds = !options.noBounds
        run.build = PerplabVersion.current
        if case .bot(let command) = driver { run.command = command }
        run.onReady = { addresses in
            StandardError.write(
                "\(scenario.name) seed \(cell.seed): node at \(addresses.httpURL), deployment "
                    + "\(place)/deployment.json")
        }
        do {
            let result = try run.run(isCancelled: { Interrupts.stop.isRaised })
            if result.botFailure != nil && folder == nil {
                for line in KeeperFolder.lastLines(ofLogIn: place) { StandardError.write(line) }
            }
            return result
        } catch {
            if case .scenario(let problem) = error { throw cell.file.locate(problem).failure }
            throw CommandFailure(.usage, "\(error)".printable)
        }
    }

    // MARK: - Telling

    private func show(_ result: KeeperTrialResult, _ folder: KeeperFolder?) throws {
        if !output.json { try StandardOutput.write(result.card.text) }
        if let failure = result.botFailure {
            StandardError.write("\(result.card.run.scenario): the bot \(failure)")
        }
        try folder?.write(result)
    }

    private func write(_ cards: [Scorecard], _ folder: KeeperFolder?) throws {
        if let path = output.junit { try KeeperFolder.write(RuleSuite.xml(cards), to: path) }
        if let path = output.csv { try KeeperFolder.write(ScorecardTable.csv(cards), to: path) }
        try folder?.write(cards)
    }

    private func judge(_ cards: [Scorecard]) throws {
        var status: Int32 = 0
        for (name, group) in Dictionary(grouping: cards, by: \.run.scenario)
            .sorted(by: { $0.key < $1.key })
        {
            let verdict = SeedsVerdict(group, isStrict: options.strict)
            for row in verdict.rows where !row.isPassed {
                StandardError.write(
                    "failed: \(name): \(row.rule) holds in \(row.passed) of \(row.of) seeds")
            }
            // The gravest of all, which is the one with the highest number but for a failed rule.
            if verdict.exitStatus != 0 { status = max(status, verdict.exitStatus) }
        }
        if status != 0, let status = ExitStatus(rawValue: status) { throw CommandFailure(status) }
    }
}
