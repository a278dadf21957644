import TestSupport

/// Changes of a text such as hands and broken disks make.
struct TextMutation {
    private var lines: [String]

    init(text: String) {
        lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    }

    var text: String { lines.joined(separator: "\n") }

    /// One change by chance.
    mutating func apply(_ generator: inout SeededGenerator) {
        if lines.isEmpty { lines = [""] }
        let index = generator.below(lines.count)
        let other = generator.below(lines.count)
        switch generator.below(12) {
        case 0: lines.remove(at: index)
        case 1: lines.insert(lines[index], at: other)
        case 2: lines.swapAt(index, other)
        case 3: lines[index] = "  " + lines[index]
        case 4: lines[index] = String(lines[index].drop { $0 == " " })
        case 5: setValue(of: index, to: "99999999999999999999999999999999999999999999999999")
        case 6:
            setValue(
                of: index,
                to: [
                    "-1", "null", "[]", "{}", "[[1]]", "{a: {b: c}}", "yes", "\"\"", "|", "&a",
                    "*a", "!!int 3", "1e999", "0.0000000000000000000001", "nan", "1d", "-5s",
                ][generator.below(17)])
        case 7: setValue(of: index, to: value(of: other))
        case 8: lines.insert("unknown_key: 3", at: index)
        case 9: replaceCharacter(in: index, &generator)
        case 10: lines.removeLast(generator.below(lines.count))
        default: lines[index] = String(lines[index].prefix(generator.below(lines[index].count + 1)))
        }
    }

    private func value(of index: Int) -> String {
        guard let colon = lines[index].firstIndex(of: ":") else { return lines[index] }
        return String(lines[index][colon...].dropFirst())
    }

    private mutating func setValue(of index: Int, to value: String) {
        guard let colon = lines[index].firstIndex(of: ":") else { return }
        lines[index] = lines[index][...colon] + " " + value
    }

    private mutating func replaceCharacter(in index: Int, _ generator: inout SeededGenerator) {
        var characters = Array(lines[index])
        if characters.isEmpty { return }
        let odd: [Character] = [
            ":", "-", "[", "]", "{", "}", "\"", "'", "#", "\t", "\u{0}", "%", "&", "*", "|", ">",
            "ü",
            "\u{85}", "\u{feff}", ",",
        ]
        characters[generator.below(characters.count)] = odd[generator.below(odd.count)]
        lines[index] = String(characters)
    }
}
