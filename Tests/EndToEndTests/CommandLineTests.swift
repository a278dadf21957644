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
        #expect(run.output == "\(path): 1 passed, 0 failed, 0 skipped\n1 passed, 0 failed\n")
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

    @Test("an unknown kind gives status 2 and the kinds that are there")
    func unknownKind() throws {
        let folder = try TemporaryFolder()
        let path = try folder.write(good, as: "good.json")
        let run = try Program.run(["vectors", path, "--kind", "rlq"])
        #expect(run.status == 2)
        #expect(run.errors.contains("rlp"))
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
