/// A file of `perplab-oracle-cases/1`: inputs and figures of one kind of rule.
struct OracleCaseFile: VectorDocument {
    private let cases: [JSONValue]

    /// The cases; one that cannot be read, or has the id of another, fails, and the others run.
    var entries: [VectorEntry] {
        var ids: Set<String> = []
        return cases.enumerated().map { index, value in
            let json = PlacedJSON(place: "cases[\(index)]", value: value)
            let id = json.id ?? json.place
            let isFirst = ids.insert(id).inserted
            return VectorEntry(id: id, operation: nil) { files in
                var check = CaseCheck()
                if !isFirst { check.fail("id", expected: "one case of this id", got: "another") }
                do {
                    try OracleCase(json).run(files, &check)
                } catch let error as MissingDataFile {
                    return [check.skipped(id: id, reason: error.description)]
                } catch let error as VectorFileError {
                    check.fail(error.place, expected: "a readable case", got: error.reason)
                } catch {
                    check.fail(json.place, expected: "a result", got: "error: \(error)")
                }
                return [check.result(id: id)]
            }
        }
    }
}

/// One case: a rule's inputs, and what must come of them.
struct OracleCase {
    private let kind: PlacedJSON
    private let input: PlacedJSON
    private let expected: PlacedJSON

    init(_ json: PlacedJSON) throws(VectorFileError) {
        let members = try json.object(
            ["id", "kind", "input", "expected"], optional: ["note", "source", "verified_by"])
        kind = members["kind"]
        input = members["input"]
        expected = members["expected"]
    }

    /// Computes and compares.
    /// - Throws: `MissingDataFile` where the case cannot be run; what a rule throws for its inputs.
    func run(_ files: DataFiles, _ check: inout CaseCheck) throws {
        try figure(files).compare(with: expected, &check)
    }

    private func figure(_ files: DataFiles) throws -> OracleFigure {
        switch try kind.text() {
        case "spot_move": try SpotCases.push(input)
        case "perp_attack_pnl": try SpotCases.perpAttack(input)
        case "twap_hold": try AverageCases.hold(input)
        case "v2_cumulative": try AverageCases.cumulative(input)
        case "v3_tick": try AverageCases.ticks(input)
        case "pos_runs": try ReportCases.proposerRun(input)
        case "median": try ReportCases.median(input)
        case "deviation_heartbeat": try ReportCases.deviationHeartbeat(input)
        case "cex_index": try ReportCases.exchangeIndex(input)
        case "osm_delay": try DelayCases.pokes(input)
        case "guards": try GuardCases.guarded(input)
        case "staleness": try GuardCases.staleness(input)
        case "feed_replay": try ReplayCases.replay(input, files)
        case let other:
            throw VectorFileError(place: kind.place, reason: "not implemented: \(other)")
        }
    }
}
