import Simulation
import Yams

/// Reads YAML into trees of values with their places.
///
/// This target turns scenario files into validated values and back. It reads what a scenario needs of
/// YAML: one document of maps, lists and texts. Every scalar stays text; the grammar of settings says
/// what it means. Aliases are refused, as are documents beyond the bounds, so that no file takes long
/// to read.
package enum YAMLReader {
    /// Bytes of a document.
    package static let bytesMax = 4_000_000
    /// Values of a document.
    package static let valuesMax = 100_000
    /// Maps and lists inside one another.
    package static let depthMax = 32

    /// The tree of a document.
    /// - Throws: one problem, with its line.
    package static func read(_ text: String) throws(SettingProblems) -> SourceValue {
        do throws(SettingProblem) {
            guard text.utf8.count <= bytesMax else {
                throw problem(
                    .none, "the file has \(text.utf8.count) bytes", "at most \(bytesMax) bytes")
            }
            try checkAliases(text)
            guard let node = try compose(text) else { return SourceValue(.map([])) }
            var count = 0
            return try value(of: node, depth: 0, &count)
        } catch {
            throw SettingProblems([error])
        }
    }

    /// A value that was given by itself; nothing at all is nothing.
    package static func readValue(_ text: String) throws(SettingProblems) -> SourceValue {
        text.isEmpty ? .nothing : try read(text)
    }

    private static func compose(_ text: String) throws(SettingProblem) -> Node? {
        do {
            // The basic resolver leaves all scalars as they are.
            return try Yams.compose(yaml: text, .basic, .default, .utf8)
        } catch let error as YamlError {
            throw error.problem(in: text)
        } catch {
            throw problem(.none, "the file is no YAML: \(error)")
        }
    }

    private static func value(
        of node: Node, depth: Int, _ count: inout Int
    ) throws(SettingProblem) -> SourceValue {
        let place = node.mark.place
        count += 1
        guard count <= valuesMax else {
            throw problem(place, "the file has too many values", "of at most \(valuesMax) values")
        }
        guard depth <= depthMax else {
            throw problem(
                place, "maps and lists are too deep in one another", "at most \(depthMax) deep")
        }
        switch node {
        case .scalar(let scalar):
            let isPlain = scalar.style == .plain || scalar.style == .any
            return SourceValue(.scalar(scalar.string, isQuoted: !isPlain), at: place)
        case .sequence(let sequence):
            var elements: [SourceValue] = []
            for element in sequence {
                elements.append(try value(of: element, depth: depth + 1, &count))
            }
            return SourceValue(.list(elements), at: place)
        case .mapping(let mapping):
            var entries: [SourceEntry] = []
            for (key, node) in mapping {
                guard case .scalar(let text) = key else {
                    throw problem(key.mark.place, "a key is no text", "a text")
                }
                let value = try value(of: node, depth: depth + 1, &count)
                entries.append(SourceEntry(text.string, value, at: key.mark.place))
            }
            return SourceValue(.map(entries), at: place)
        case .alias:
            throw problem(place, "an alias stands here", "the value itself")
        }
    }

    /// Refuses a name that is used as an anchor and as an alias, before any tree is made: a few lines
    /// of such can stand for more values than memory holds.
    private static func checkAliases(_ text: String) throws(SettingProblem) {
        let anchors = Set(marked(UInt8(ascii: "&"), in: text).map(\.name))
        if anchors.isEmpty { return }
        for alias in marked(UInt8(ascii: "*"), in: text) where anchors.contains(alias.name) {
            throw problem(
                .text(line: alias.line, column: 1), "an alias stands here, '*\(alias.name)'",
                "the value itself")
        }
    }

    /// The words after a sign, where the sign follows no letter or digit.
    private static func marked(_ sign: UInt8, in text: String) -> [(name: String, line: Int)] {
        var found: [(String, Int)] = []
        var word: [UInt8]?
        var line = 1
        var last = UInt8(ascii: "\n")
        for byte in text.utf8 {
            if byte.isWord, word != nil {
                word?.append(byte)
            } else {
                if let name = word, !name.isEmpty {
                    found.append((String(decoding: name, as: UTF8.self), line))
                }
                word = byte == sign && !last.isWord ? [] : nil
            }
            if byte == UInt8(ascii: "\n") { line += 1 }
            last = byte
        }
        if let name = word, !name.isEmpty {
            found.append((String(decoding: name, as: UTF8.self), line))
        }
        return found
    }

    static func problem(
        _ place: SourcePlace, _ found: String, _ allowed: String? = nil
    ) -> SettingProblem {
        SettingProblem(place: place, path: "", found: found, allowed: allowed)
    }
}

extension UInt8 {
    /// Whether names of anchors may hold it.
    fileprivate var isWord: Bool {
        switch self {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"):
            true
        default: false
        }
    }
}

extension Mark? {
    fileprivate var place: SourcePlace {
        map { .text(line: $0.line, column: $0.column) } ?? .none
    }
}

extension YamlError {
    /// The error with its line, without the text of the file.
    fileprivate func problem(in file: String) -> SettingProblem {
        switch self {
        case .scanner(let context, let problem, let mark, _),
            .parser(let context, let problem, let mark, _),
            .composer(let context, let problem, let mark, _):
            let about = context.map { " \($0.text) that begins in line \($0.mark.line)," } ?? ""
            // The end of the file counts as a line of its own, which is no line to look at.
            let lines = file.utf8.count { $0 == 10 } + (file.utf8.last == 10 ? 0 : 1)
            return YAMLReader.problem(
                .text(line: min(mark.line, max(lines, 1)), column: mark.column),
                "this is no YAML:\(about) \(problem)")
        case .reader(let problem, let offset, _, let text):
            let before = text.prefix(offset ?? 0)
            return YAMLReader.problem(
                .text(line: before.count(where: \.isNewline) + 1, column: 1),
                "this is no YAML: \(problem)")
        case .duplicatedKeysInMapping(let duplicates, let context):
            let names = duplicates.sorted().map { "'\($0)'" }.joined(separator: ", ")
            return YAMLReader.problem(
                .text(line: context.mark.line, column: context.mark.column),
                "a key stands twice in one map: \(names)")
        // The parser's own bound on depth ends as this one.
        case .memory:
            return YAMLReader.problem(
                .none, "maps and lists are too deep in one another",
                "at most \(YAMLReader.depthMax) deep")
        default: return YAMLReader.problem(.none, "this is no YAML")
        }
    }
}
