import Simulation

/// How a file that changes another scenario becomes one with it.
extension ScenarioFile {
    /// Files in a row of which each changes the next.
    static let extensionsMax = 8

    /// The values of a file put together with those of the scenario that it names under `extends`.
    ///
    /// - Parameter file: how messages call the file, whose folder paths start at.
    static func joined(
        _ source: SourceValue, file: String, depth: Int = 0
    ) throws(SettingProblems) -> SourceValue {
        guard case .map(let entries) = source.content,
            let entry = entries.first(where: { $0.key == "extends" })
        else { return source }
        var own = source
        own.content = .map(entries.filter { $0.key != "extends" })
        if entry.value.isNothing { return own }
        guard case .scalar(let name, _) = entry.value.content else { return source }
        func problem(_ found: String) -> SettingProblems {
            SettingProblems([
                SettingProblem(place: entry.place, path: "extends", found: found)
            ])
        }
        guard depth < extensionsMax else {
            throw problem("more than \(extensionsMax) files change one another")
        }
        let found: (text: String, file: String)
        do throws(ScenarioFileError) {
            found = try text(extended: name, from: file)
        } catch {
            throw problem(error.problems.map(\.found).joined(separator: "; "))
        }
        let base: SourceValue
        do throws(SettingProblems) {
            base = try joined(
                try YAMLReader.read(found.text), file: found.file, depth: depth + 1)
        } catch {
            throw problem("\(found.file): \(error)")
        }
        return base.withoutPlaces.changed(by: own)
    }

    private static func text(
        extended name: String, from file: String
    ) throws(ScenarioFileError) -> (text: String, file: String) {
        if name.hasSuffix(".yaml") || name.hasSuffix(".yml"), !name.hasPrefix("/"),
            let slash = file.lastIndex(of: "/")
        {
            return try text(named: file[...slash] + name)
        }
        return try text(named: name)
    }
}

extension SourceValue {
    /// Keys that say of what kind a section is; with another kind none of its keys stays.
    private static let choosing = ["kind", "design", "law"]

    /// The value with another one's keys in the place of its own.
    ///
    /// Maps are put together key by key, lists of maps with names name by name.
    func changed(by other: SourceValue) -> SourceValue {
        var result = other
        switch (content, other.content) {
        case (.map(let own), .map(let changes)) where !isOtherKind(other):
            var entries = own
            for change in changes {
                if let place = entries.firstIndex(where: { $0.key == change.key }) {
                    entries[place].value = entries[place].value.changed(by: change.value)
                    entries[place].place = change.place
                } else {
                    entries.append(change)
                }
            }
            result.content = .map(entries)
        case (.list(let own), .list(let changes)):
            let named = own + changes
            guard !changes.isEmpty, named.allSatisfy({ $0.entryName != nil }) else { break }
            var elements = own
            for change in changes {
                if let place = elements.firstIndex(where: { $0.entryName == change.entryName }) {
                    elements[place] = elements[place].changed(by: change)
                } else {
                    elements.append(change)
                }
            }
            result.content = .list(elements)
        default: break
        }
        return result
    }

    private func isOtherKind(_ other: SourceValue) -> Bool {
        Self.choosing.contains { key in
            guard case .scalar(let own, _)? = self[key]?.content,
                case .scalar(let new, _)? = other[key]?.content
            else { return false }
            return own != new
        }
    }

    /// The text under `name`; nil where there is none.
    private var entryName: String? {
        guard case .scalar(let text, _)? = self["name"]?.content else { return nil }
        return text
    }

    /// The same without lines, which are those of another file.
    var withoutPlaces: SourceValue {
        switch content {
        case .scalar: return SourceValue(content)
        case .list(let elements): return SourceValue(.list(elements.map(\.withoutPlaces)))
        case .map(let entries):
            return SourceValue(
                .map(
                    entries.map {
                        SourceEntry($0.key, $0.value.withoutPlaces, comment: $0.comment)
                    }))
        }
    }
}
