import Simulation
import Testing

@Suite struct SourcePathTests {
    private let tree: SourceValue = [
        "a": ["b": ["x", "y"], "c": "1"],
        "list": [["name": "one", "n": "1"], ["name": "two", "n": "2"]],
        "words": ["production.empty": "0.1"],
    ]

    private func set(_ path: String, _ value: SourceValue = "new") throws -> SourceValue {
        var tree = tree
        try tree.set(path, to: value)
        return tree
    }

    @Test("keys, places and names lead to values")
    func values() throws {
        #expect(try set("a.c")["a"]?["c"]?.content == .scalar("new", isQuoted: false))
        #expect(try set("a.b[1]")["a"]?["b"]?.texts == ["x", "new"])
        #expect(try set("list[two].n")["list"]?.element(1)?["n"]?.text == "new")
        #expect(try set("list.one.n")["list"]?.element(0)?["n"]?.text == "new")
        #expect(try set("list[0].n")["list"]?.element(0)?["n"]?.text == "new")
    }

    @Test("maps on the way are made")
    func made() throws {
        #expect(try set("p.q.r")["p"]?["q"]?["r"]?.text == "new")
        #expect(try set("list[one].deep.er")["list"]?.element(0)?["deep"]?["er"]?.text == "new")
    }

    @Test("keys with dots are found, and can be named in brackets")
    func dotted() throws {
        #expect(try set("words.production.empty")["words"]?.entries?.count == 1)
        #expect(try set("words[production.empty]")["words"]?["production.empty"]?.text == "new")
        #expect(try set("words[a.b]")["words"]?["a.b"]?.text == "new")
    }

    @Test("a value that was set says so")
    func place() throws {
        let value = try set("a.b", ["z"])
        #expect(value["a"]?["b"]?.place == .override("a.b"))
        #expect(value["a"]?["b"]?.element(0)?.place == .override("a.b"))
    }

    @Test(
        "ways that lead nowhere are refused",
        arguments: [
            ("a.c.d", "a.c.d: leads through '1', which has no keys"),
            ("list[5].n", "list[5].n: names '5' of a list; it must be from 0 to 1 there"),
            (
                "list[tow].n",
                "list[tow].n: names 'tow', which is not in the list; did you mean two?"
            ),
            ("", ": is no path to a key"), ("a..b", "a..b: is no path to a key"),
            ("a[", "a[: is no path to a key"), ("a]b", "a]b: is no path to a key"),
            ("a.", "a.: is no path to a key"), ("a[0]b", "a[0]b: is no path to a key"),
            ("[0]", "[0]: is no path to a key"), ("a[]", "a[]: is no path to a key"),
        ])
    func refused(path: String, message: String) throws {
        let problem = #expect(throws: SettingProblem.self) { try set(path) }
        let text = problem?.description ?? ""
        #expect(path.isEmpty ? text == "is no path to a key" : text == message)
    }

    @Test("values are taken away without leaving holes")
    func removed() throws {
        var tree = tree
        try tree.remove("list[one]")
        try tree.remove("a.b[0]")
        try tree.remove("words.production.empty")
        #expect(tree["list"]?.element(0)?["name"]?.text == "two")
        #expect(tree["a"]?["b"]?.texts == ["y"])
        #expect(tree["words"]?.entries?.isEmpty == true)
        #expect(throws: SettingProblem.self) { try tree.remove("list[one]") }
        #expect(throws: SettingProblem.self) { try tree.remove("a.q") }
        #expect(throws: SettingProblem.self) { try tree.remove("a.c.q") }
    }

    @Test("the place of a key is that of the nearest there is")
    func places() throws {
        let tree = SourceValue(
            .map([
                SourceEntry(
                    "m",
                    SourceValue(
                        .list([SourceValue(.map([]), at: .text(line: 3, column: 5))]),
                        at: .text(line: 2, column: 1)))
            ]), at: .text(line: 1, column: 1))
        #expect(tree.place(at: "m[0].x.y") == .text(line: 3, column: 5))
        #expect(tree.place(at: "m[1]") == .text(line: 2, column: 1))
        #expect(tree.place(at: "q") == .text(line: 1, column: 1))
    }
}

extension SourceValue {
    fileprivate var text: String? {
        if case .scalar(let text, _) = content { text } else { nil }
    }

    fileprivate func element(_ index: Int) -> SourceValue? {
        guard case .list(let elements) = content, elements.indices.contains(index) else {
            return nil
        }
        return elements[index]
    }

    fileprivate var texts: [String]? {
        if case .list(let elements) = content { elements.compactMap(\.text) } else { nil }
    }
}
