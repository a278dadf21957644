import ArgumentParser
import Chain

struct PresetsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "presets",
        abstract: "List the chain presets, or show one's values and where they are from.",
        discussion: """
            Values that are set anew are checked with all others, as a scenario's are. Exit status:
            2 for a preset that there is not, 3 for a key or a value that cannot be used.

            Example: perplab presets ethereum-pos --set production.empty=0.02
            """
    )

    @Argument(help: "The preset's name.")
    var name: String?

    @Option(
        name: .customLong("set"), parsing: .singleValue,
        help: ArgumentHelp(
            "Set a key anew; may be repeated, and the last of a key holds.", valueName: "key=value"
        ))
    var overrides: [String] = []

    @Flag(help: "Print one JSON document instead of text.")
    var json = false

    func validate() throws {
        for text in overrides where text.assignment == nil {
            throw ValidationError("--set \(text.printable): it is KEY=VALUE, as chain-id=5")
        }
        if name == nil && !overrides.isEmpty {
            throw ValidationError("--set: a preset is to be named as well")
        }
    }

    func run() throws {
        guard let name else { return try list() }
        let preset: ChainPreset
        do {
            preset = try ChainPreset.named(name)
        } catch {
            throw CommandFailure(.usage, error.description.printable)
        }
        let values: [PresetValue]
        do {
            values = try ChainSettings.resolved(
                preset: preset, overrides: overrides.compactMap(\.assignment))
        } catch {
            throw CommandFailure(.invalidInput, error.description.printable)
        }
        if json {
            try Resolved(
                name: preset.name, summary: preset.summary, values: values.map(Row.init)
            ).writeAsJSON()
        } else {
            try print(preset, values)
        }
    }

    private func list() throws {
        let presets = ChainPreset.all.map { Listing(name: $0.name, summary: $0.summary) }
        if json { return try Catalogue(presets: presets).writeAsJSON() }
        let width = presets.map(\.name.count).max() ?? 0
        for preset in presets {
            try StandardOutput.write("\(preset.name.padded(to: width))  \(preset.summary)")
        }
    }

    private func print(_ preset: ChainPreset, _ values: [PresetValue]) throws {
        try StandardOutput.write("\(preset.name): \(preset.summary)")
        let keyWidth = values.map(\.key.count).max() ?? 0
        let valueWidth = values.map(\.value.count).max() ?? 0
        for row in values {
            let key = row.key.padded(to: keyWidth)
            let value = row.value.padded(to: valueWidth)
            try StandardOutput.write("\(key)  \(value)  \(row.source)")
        }
    }

    private struct Catalogue: Encodable {
        let presets: [Listing]
    }

    private struct Listing: Encodable {
        let name: String
        let summary: String
    }

    private struct Resolved: Encodable {
        let name: String
        let summary: String
        let values: [Row]
    }

    private struct Row: Encodable {
        let key: String
        let value: String
        let source: String

        init(_ value: PresetValue) {
            key = value.key
            self.value = value.value
            source = value.source
        }
    }
}

extension String {
    /// What stands before and after the first equals sign; nil without one or without a key.
    fileprivate var assignment: (key: String, value: String)? {
        guard let sign = firstIndex(of: "="), sign > startIndex else { return nil }
        return (String(self[..<sign]), String(self[index(after: sign)...]))
    }

    /// The text with blanks up to a width.
    func padded(to width: Int) -> String {
        self + String(repeating: " ", count: Swift.max(0, width - count))
    }
}
