import Foundation
import TestSupport
import Testing

@Suite struct CommandLineTests {
    private let good = """
        {"schema":"eth-vectors/1","kind":"rlp","cases":[
        {"id":"empty","valid":true,"decoded":"0x","encoded":"0x80"}]}
        """
    private let bad = """
        {"schema":"eth-vectors/1","kind":"rlp","cases":[
        {"id":"empty","valid":true,"decoded":"0x","encoded":"0x81"}]}
        """

    @Test("doctor passes and names the library")
    func doctor() throws {
        let run = try Program.run(["doctor"])
        #expect(run.status == 0, "\(run.errors)")
        #expect(run.output.contains("libsecp256k1: "))
        #expect(run.output.hasSuffix(" passed, 0 failed\n"))
    }

    @Test("doctor prints one JSON document")
    func doctorJSON() throws {
        let run = try Program.run(["doctor", "--json"])
        let document = try JSONSerialization.jsonObject(with: Data(run.output.utf8))
        #expect((document as? [String: Any])?["ok"] as? Bool == true)
    }

    @Test("vectors pass with status 0 and end with the count")
    func vectorsPass() throws {
        let folder = try TemporaryFolder()
        let path = try folder.write(good, as: "good.json")
        let run = try Program.run(["vectors", path])
        #expect(run.status == 0)
        #expect(run.output == "\(path): 1 passed, 0 failed\n1 passed, 0 failed\n")
    }

    @Test("a failing case gives status 1 and is shown in full")
    func vectorsFail() throws {
        let folder = try TemporaryFolder()
        _ = try folder.write(good, as: "a.json")
        _ = try folder.write(bad, as: "b.json")
        let run = try Program.run(["vectors", folder.url.path])
        #expect(run.status == 1)
        #expect(run.output.contains("failed empty"))
        #expect(run.output.contains("expected 0x81"))
        #expect(run.output.contains("got      0x80"))
        #expect(run.output.hasSuffix("\n1 passed, 1 failed\n"))
    }

    @Test("a file that cannot be read gives status 3 with its place, and the others still run")
    func vectorsUnreadable() throws {
        let folder = try TemporaryFolder()
        _ = try folder.write("{\"schema\":\n oops}", as: "a.json")
        _ = try folder.write(good, as: "b.json")
        let run = try Program.run(["vectors", folder.url.path])
        #expect(run.status == 3)
        #expect(run.errors.contains("a.json: "))
        #expect(run.errors.contains("line 2"))
        #expect(run.output.hasSuffix("1 passed, 0 failed\n"))
    }

    @Test(
        "paths and kinds that are not there are named",
        arguments: [
            (["vectors", "/no/such/place"], 3, "/no/such/place"),
            (["vectors"], 2, "Missing expected argument '<path>'"),
            (["vectors", "x", "--failures", "-1"], 2, "--failures"),
            (["vectors", "x", "--colour"], 2, "--colour"),
            (["simulate"], 2, "simulate"),
        ])
    func wrongUse(arguments: [String], status: Int32, word: String) throws {
        let run = try Program.run(arguments)
        #expect(run.status == status)
        #expect(run.errors.contains(word), "\(run.errors)")
        #expect(run.output.isEmpty)
    }

    @Test("an unknown kind gives status 2 and the kinds that are there, whatever the files hold")
    func unknownKind() throws {
        let folder = try TemporaryFolder()
        _ = try folder.write(good, as: "good.json")
        _ = try folder.write("{\"schema\":", as: "broken.json")
        _ = try folder.write(
            #"{"schema":"eth-vectors/1","kind":"keccak256","cases":"none"}"#, as: "odd.json")
        let run = try Program.run(["vectors", folder.url.path, "--kind", "rlq"])
        #expect(run.status == 2)
        #expect(run.errors.hasSuffix("; there are keccak256, rlp\n"))
        #expect(run.output.isEmpty)
    }

    @Test(
        "results that cannot be written give status 70 and the reason",
        arguments: [["doctor"], ["--help"], ["--version"], ["vectors", "PATH", "--json"]],
        [">/dev/full", ">&-"])
    func lostOutput(arguments: [String], redirection: String) throws {
        let folder = try TemporaryFolder()
        let path = try folder.write(good, as: "good.json")
        let run = try Program.run(
            arguments.map { $0 == "PATH" ? path : $0 }, redirection: redirection)
        #expect(run.status == 70)
        #expect(run.errors.hasPrefix("error: standard output cannot be written: "))
    }

    @Test("errors that cannot be written change no status", arguments: ["2>/dev/full", "2>&-"])
    func lostErrors(redirection: String) throws {
        #expect(try Program.run(["vectors", "/no/such"], redirection: redirection).status == 3)
        let run = try Program.run(["doctor"], redirection: redirection)
        #expect(run.status == 0)
        #expect(run.output.hasSuffix(" passed, 0 failed\n"))
    }

    @Test("a folder is searched through links, without hidden files, in the order of paths")
    func folderSearch() throws {
        let folder = try TemporaryFolder()
        _ = try folder.write(good, as: "real/sub/b.JSON")
        for name in ["real/a.json", "real/.hidden.json", "real/.git/c.json", "real/note.txt"] {
            _ = try folder.write(good, as: name)
        }
        try folder.link("link", to: "real")
        try folder.link("real/back", to: "..")
        let path = folder.url.appendingPathComponent("link").path
        let run = try Program.run(["vectors", path])
        #expect(run.status == 0, "\(run.errors)")
        #expect(
            run.output == """
                \(path)/a.json: 1 passed, 0 failed
                \(path)/sub/b.JSON: 1 passed, 0 failed
                2 passed, 0 failed

                """)
    }

    @Test(
        "what is no readable file gives status 3 and its reason, and the others still run",
        arguments: [
            ("ln -s nowhere bad.json", "a link to a file that is not there"),
            ("mkfifo bad.json", "not a regular file"),
            ("ln -s /dev/null bad.json", "not a regular file"),
        ])
    func irregularFiles(command: String, reason: String) throws {
        let folder = try TemporaryFolder()
        _ = try folder.write(good, as: "good.json")
        try folder.shell(command)
        let run = try Program.run(["vectors", folder.url.path])
        #expect(run.status == 3)
        #expect(run.errors == "error: \(folder.url.path)/bad.json: \(reason)\n")
        #expect(run.output.hasSuffix("good.json: 1 passed, 0 failed\n1 passed, 0 failed\n"))
    }

    @Test(
        "a subfolder that cannot be listed gives status 3",
        .enabled(if: geteuid() != 0, "root can list every folder"))
    func lockedFolder() throws {
        let folder = try TemporaryFolder()
        _ = try folder.write(good, as: "good.json")
        try folder.shell("mkdir -m 0 locked")
        let run = try Program.run(["vectors", folder.url.path])
        #expect(run.status == 3)
        #expect(run.errors.contains("/locked: the folder cannot be listed: "))
        #expect(run.output.hasSuffix("1 passed, 0 failed\n"))
    }

    @Test("control characters of a file reach no terminal")
    func controlCharacters() throws {
        let folder = try TemporaryFolder()
        let text = good.replacingOccurrences(of: "empty", with: #"\u001b[2Jx\n\u202e"#)
            .replacingOccurrences(of: "0x80", with: "0x81")
        let path = try folder.write(text, as: "a.json")
        let run = try Program.run(["vectors", path])
        #expect(run.output.contains(#"failed \u{1B}[2Jx\n\u{202E}"#))
        #expect(!run.output.unicodeScalars.contains("\u{1B}"))
    }

    @Test("vectors print one JSON document with every difference")
    func vectorsJSON() throws {
        let folder = try TemporaryFolder()
        let path = try folder.write(bad, as: "bad.json")
        let run = try Program.run(["vectors", path, "--json"])
        #expect(run.status == 1)
        let document = try JSONSerialization.jsonObject(with: Data(run.output.utf8))
        let members = try #require(document as? [String: Any])
        #expect(members["failed"] as? Int == 1)
        let file = try #require((members["files"] as? [[String: Any]])?.first)
        let failure = try #require((file["failures"] as? [[String: Any]])?.first)
        #expect(failure["id"] as? String == "empty")
    }

    @Test(
        "help is a result", arguments: [["--help"], ["vectors", "--help"], ["doctor", "--help"]])
    func help(arguments: [String]) throws {
        let run = try Program.run(arguments)
        #expect(run.status == 0)
        #expect(run.output.contains("Example: perplab"))
        #expect(run.errors.isEmpty)
    }

    @Test("every command prints its version")
    func version() throws {
        let run = try Program.run(["--version"])
        #expect(run.status == 0)
        #expect(run.output.split(separator: ".").count == 3)
    }
}
