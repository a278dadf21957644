import ScenarioFiles
import Simulation
import Testing

@Suite struct YAMLTests {
    private func problem(_ text: String) -> String {
        do throws(SettingProblems) {
            _ = try YAMLReader.read(text)
            return ""
        } catch {
            return error.description
        }
    }

    @Test("scalars stay texts, with their places")
    func scalars() throws {
        let value = try YAMLReader.read("a: 0x10\nb:\n  - yes\n  - 'no'\n")
        #expect(value["a"]?.content == .scalar("0x10", isQuoted: false))
        #expect(value["a"]?.place == .text(line: 1, column: 4))
        guard case .list(let list)? = value["b"]?.content else {
            Issue.record("no list")
            return
        }
        #expect(
            list.map(\.content) == [.scalar("yes", isQuoted: false), .scalar("no", isQuoted: true)])
        #expect(list.last?.place == .text(line: 4, column: 5))
        #expect(value.entries?.last?.place == .text(line: 2, column: 1))
    }

    @Test("what is no YAML is refused with its line")
    func syntax() {
        #expect(problem("a: 1\nb: [1, 2\nc: 3\n").hasPrefix("3: this is no YAML"))
        #expect(problem("a: 1\n  b: 2\n").hasPrefix("2: this is no YAML"))
        #expect(problem("a: \"x\n").hasPrefix("1: this is no YAML"))
        #expect(problem("a: 1\nb: \u{1}\n").hasPrefix("2: this is no YAML: control characters"))
        #expect(problem("a: 1\na: 2\n") == "1: a key stands twice in one map: 'a'")
        #expect(problem("a: 1\n---\nb: 2\n").contains("another document"))
        #expect(problem("[1]: 2\n") == "1: a key is no text; it must be a text")
    }

    @Test("an empty document is an empty map")
    func empty() throws {
        #expect(try YAMLReader.read("").entries?.isEmpty == true)
        #expect(try YAMLReader.read("# nothing\n").entries?.isEmpty == true)
    }

    @Test("aliases are refused before they multiply")
    func aliases() {
        var bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n"
        for level in 1...40 {
            let copies = Array(repeating: "*a\(level - 1)", count: 9).joined(separator: ", ")
            bomb += "a\(level): &a\(level) [\(copies)]\n"
        }
        #expect(problem(bomb) == "2: an alias stands here, '*a0'; it must be the value itself")
        #expect(problem("note: \"R&D *now*, a & b\"\n").isEmpty)
    }

    @Test("bytes, depth and values have bounds")
    func bounds() {
        let deep = String(repeating: "[", count: 40) + String(repeating: "]", count: 40)
        #expect(
            problem("a: " + deep)
                == "1: maps and lists are too deep in one another; it must be at most 32 deep")
        #expect(!problem("a: " + String(repeating: "[", count: 100_000)).isEmpty)
        let many = "a: [" + String(repeating: "1,", count: 100_001) + "1]"
        #expect(problem(many).contains("too many values"))
        let long = "# " + String(repeating: "x", count: 4_000_001)
        #expect(problem(long) == "the file has 4000003 bytes; it must be at most 4000000 bytes")
    }

    @Test("what was written is read as the same texts")
    func roundTrip() throws {
        let texts = [
            "", "null", "~", "yes", "No", "1", "2h", "0b", "1.5h", "2 gwei", "1.", "1e3", "0x1",
            "- a", "a: b", "#x", "x #y", "@a", "`",
            "a\nb", "a\nb\n", "a\n\nb", " a", "a ", "\t", "\u{85}", "ü", "\u{1F600}", "\"", "\\",
            "%x",
            "---", "...", "-", "?", "[a", "a]", "{", "a, b", "&x", "*y", "!t", "|", ">", "=", "<<",
            "2021-04-18T03:00:00Z", "a'b", "  a\n b", "a\n  b", "1_000", "5%", "+90s", "'",
        ]
        let entries = texts.enumerated().map { SourceEntry("k\($0)", .quoted($1)) }
        let nested = SourceEntry(
            "deep",
            SourceValue(
                .list([
                    SourceValue(.map(entries)), SourceValue(.list([SourceValue(.map([]))])),
                    SourceValue(.list([])), SourceValue(.list(texts.map { .quoted($0) })),
                ])))
        let tree = SourceValue(.map(entries + [nested, SourceEntry("key: x", .plain("5%"))]))
        for comments in [true, false] {
            let text = YAMLWriter.text(of: tree, withComments: comments)
            #expect(try YAMLReader.read(text).bare == tree.bare)
        }
    }
}

extension SourceValue {
    /// The tree without places and quotes; nothing stays what it is.
    fileprivate var bare: SourceValue {
        switch content {
        case .scalar(let text, _):
            SourceValue(.scalar(text, isQuoted: !isNothing))
        case .list(let elements): SourceValue(.list(elements.map(\.bare)))
        case .map(let entries):
            SourceValue(.map(entries.map { SourceEntry($0.key, $0.value.bare) }))
        }
    }
}
