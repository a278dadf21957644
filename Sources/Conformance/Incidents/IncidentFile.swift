/// A file of `perplab-incident/1`: what happened, and what a run can be held to.
///
/// A statement counts as a case where a feed alone decides it. One that takes a run of the protocol is
/// left out by name, as are the figures beside the statements, which are all of that kind.
struct IncidentFile: VectorDocument {
    private let replay: JSONValue?
    private let expect: JSONValue?

    var entries: [VectorEntry] {
        guard let expect else { return [] }
        guard case .object(let members) = expect else {
            let json = PlacedJSON(place: "expect", value: expect)
            return [
                VectorEntry(id: json.place, operation: nil) { _ in
                    var outcome = CaseCheck()
                    outcome.fail(
                        json.place, expected: "an object", got: json.value.shortText)
                    return [outcome.result(id: json.place)]
                }
            ]
        }
        return members.sorted { $0.key < $1.key }.flatMap { name, value in
            let json = PlacedJSON(place: "expect.\(name)", value: value)
            guard name == "checks", let checks = try? json.list() else { return [entry(json)] }
            return checks.map(entry)
        }
    }

    private func entry(_ expectation: PlacedJSON) -> VectorEntry {
        let id = expectation.place
        return VectorEntry(id: id, operation: nil) { files in
            var outcome = CaseCheck()
            guard case .string(let sentence) = expectation.value,
                let statement = IncidentStatement(sentence)
            else { return [outcome.skipped(id: id, reason: "a feed alone does not decide it")] }
            let facts = PlacedJSON(place: "replay", value: replay ?? .null)
            do {
                try statement.decide(IncidentFacts(facts, files), &outcome)
            } catch let error as MissingDataFile {
                return [outcome.skipped(id: id, reason: error.description)]
            } catch let error as VectorFileError {
                outcome.fail(error.place, expected: "a readable case", got: error.reason)
            } catch {
                outcome.fail(id, expected: "a result", got: "error: \(error)")
            }
            return [outcome.result(id: id)]
        }
    }
}

/// What a file says went into an incident.
struct IncidentFacts {
    private let replay: PlacedJSON
    let files: DataFiles

    init(_ replay: PlacedJSON, _ files: DataFiles) {
        self.replay = replay
        self.files = files
    }

    /// The value at a path of names; of an object with a quality its `value`.
    subscript(_ path: String...) -> PlacedJSON {
        let found = path.reduce(replay) { json, name in
            guard case .object(let members) = json.value else { return json }
            return PlacedJSON(place: "\(json.place).\(name)", value: members[name] ?? .null)
        }
        guard case .object(let members) = found.value, let value = members["value"] else {
            return found
        }
        return PlacedJSON(place: "\(found.place).value", value: value)
    }
}
