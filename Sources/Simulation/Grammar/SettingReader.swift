import Chain
import SimulationKernel

/// What reading of settings has come to: where it stands, and all problems so far.
package struct SettingReader {
    /// The problems, at most `problemsMax`.
    private(set) var problems: [SettingProblem] = []
    /// The moment that times after the start count from; set while the start is read.
    var start = SimulatedTime(micros: 0)
    /// Keys from the root.
    private var path = ""

    /// More problems than anybody reads at once.
    static let problemsMax = 100

    /// Reads settings of a tree.
    ///
    /// - Throws: all that is wrong, in the order of the lines.
    package static func read<Section: SettingSection>(
        _ value: SourceValue, as section: Section.Type = Section.self
    ) throws(SettingProblems) -> Section {
        var reader = SettingReader()
        let section = reader.section(value) ?? Section()
        guard reader.problems.isEmpty else { throw SettingProblems(reader.problems) }
        return section
    }

    /// Notes a problem with the value that stands here.
    mutating func refuse(_ place: SourcePlace, _ found: String, allowed: String? = nil) {
        guard problems.count < Self.problemsMax else { return }
        problems.append(
            SettingProblem(place: place, path: path, found: found, allowed: allowed))
    }

    /// Reads what stands under a key.
    mutating func under<Result>(key: String, _ body: (inout SettingReader) -> Result) -> Result {
        step(to: path.isEmpty ? key : "\(path).\(key)", body)
    }

    /// Reads what stands at a place of a list.
    mutating func under<Result>(index: Int, _ body: (inout SettingReader) -> Result) -> Result {
        step(to: "\(path)[\(index)]", body)
    }

    private mutating func step<Result>(
        to next: String, _ body: (inout SettingReader) -> Result
    ) -> Result {
        let last = path
        path = next
        defer { path = last }
        return body(&self)
    }
}

// MARK: - Sections

extension SettingReader {
    /// Reads a section; nil when no map stands there. Nothing at all stands for all defaults.
    mutating func section<Section: SettingSection>(_ value: SourceValue) -> Section? {
        guard let entries = map(value) else { return nil }
        let fields = Section.fields
        checkKeys(entries, known: fields.flatMap { $0.keys(entries) }) { key in
            fields.lazy.compactMap { $0.otherwise(key, entries) }.first
        }
        var section = Section()
        for field in fields { field.read(value.place, entries, &section, &self) }
        return section
    }

    /// The entries of a map; nil, with a problem, when something else stands there.
    mutating func map(_ value: SourceValue) -> [SourceEntry]? {
        if value.isNothing { return [] }
        guard case .map(let entries) = value.content else {
            refuse(value.place, "\(value.kind) stands here", allowed: "a map of keys")
            return nil
        }
        return entries
    }

    /// Refuses keys that are not known, and those that come twice.
    ///
    /// - Parameter otherwise: What more is known of a key that may not stand here.
    mutating func checkKeys(
        _ entries: [SourceEntry], known: [String], otherwise: (String) -> String? = { _ in nil }
    ) {
        for (index, entry) in entries.enumerated() {
            if !known.contains(entry.key) {
                under(key: entry.key.shortened) { reader in
                    reader.refuse(
                        entry.place,
                        otherwise(entry.key)
                            ?? (known.isEmpty
                                ? "no key may stand here"
                                : "there is no such key; did you mean "
                                    + "\(entry.key.nearest(of: known))?"))
                }
            } else if entries[..<index].contains(where: { $0.key == entry.key }) {
                under(key: entry.key) { $0.refuse(entry.place, "the key stands here twice") }
            }
        }
    }
}
