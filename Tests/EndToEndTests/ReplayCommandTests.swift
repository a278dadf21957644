import Foundation
import TestSupport
import Testing

@Suite struct ReplayCommandTests {
    private func replay(_ run: RunFixture, _ more: [String] = []) throws -> Program.Outcome {
        try Program.run(["replay", run.path] + more)
    }

    @Test("a run is executed anew, with the head and the state that it had")
    func good() throws {
        let run = try RunFixture(RunFixture.cascade)
        let summary = try run.summary()
        let (head, state) = (summary["head_hash"] as? String, summary["state_digest"] as? String)
        let text = try replay(run)
        #expect(text.status == 0, "\(text.errors)")
        let lines = text.output.split(separator: "\n").map(String.init)
        #expect(lines.count == 4)
        #expect(lines[0].hasPrefix("80 blocks with "))
        #expect(lines[1].hasSuffix(head ?? "?"))
        #expect(lines[2] == "state \(state ?? "?")")
        #expect(lines[3] == "all receipts and digests agree")
        let json = try replay(run, ["--json"])
        let document = try #require(
            try JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [String: Any])
        #expect(document["headHash"] as? String == head)
        #expect(document["mismatch"] == nil)
        #expect(try #require(document["transactions"] as? Int) > 1_000)
    }

    @Test("a flipped bit anywhere in the recording is told with its item and byte")
    func damaged() throws {
        let run = try RunFixture()
        let bytes = try run.bytes("blocks.rlp")
        let places = [0, 1, 7] + (1...6).map { bytes.count * $0 / 7 } + [bytes.count - 1]
        for place in places {
            var changed = bytes
            changed[place] ^= 1
            try run.write(changed, as: "blocks.rlp")
            let damaged = try replay(run)
            #expect(damaged.status == 3, "byte \(place)")
            #expect(damaged.output.isEmpty)
            let (item, byte) = try numbers(damaged.errors, of: run)
            // The place that is told is the beginning of the item in which the byte lies.
            #expect(byte <= place && (item == 0) == (byte == 0), "\(place): \(damaged.errors)")
        }
        try run.write(bytes, as: "blocks.rlp")
        #expect(try replay(run).status == 0)
    }

    @Test("a recording that is cut off, or goes on behind its end, is told with the place")
    func cut() throws {
        let run = try RunFixture()
        let bytes = try run.bytes("blocks.rlp")
        for count in [0, 1, bytes.count / 3, bytes.count - 1] {
            try run.write(Array(bytes.prefix(count)), as: "blocks.rlp")
            let short = try replay(run)
            #expect(short.status == 3)
            let (_, byte) = try numbers(short.errors, of: run)
            #expect(
                byte <= count && short.errors.contains("the recording ends "), "\(short.errors)")
        }
        for more in [[0], bytes] {
            try run.write(bytes + more, as: "blocks.rlp")
            let long = try replay(run)
            #expect(long.status == 3)
            #expect(try numbers(long.errors, of: run).byte == bytes.count, "\(long.errors)")
        }
    }

    @Test("another run's recording does not agree, nor does another manifest")
    func foreign() throws {
        let run = try RunFixture()
        let shorter = try RunFixture(["small.yaml"], more: ["--set", "duration=5m"])
        // It begins alike and agrees with itself, and ends at another head.
        try run.write(try shorter.bytes("blocks.rlp"), as: "blocks.rlp")
        let other = try replay(run)
        #expect(other.status == 1, "\(other)")
        #expect(other.output.contains("MISMATCH in manifest.json, head hash: it says 0x"))
        let json = try replay(run, ["--json"])
        #expect(json.status == 1)
        #expect(json.output.contains("\"mismatch\" : \"manifest.json, head hash"))
        let changed = try RunFixture()
        try changed.replace(
            "\"state_digest\": \"0x", with: "\"state_digest\": \"0x00", in: "manifest.json")
        #expect(try replay(changed).status == 3)
        let digest = try #require(changed.summary()["state_digest"] as? String)
        try changed.write(
            try RunFixture().text("manifest.json").replacingOccurrences(
                of: digest, with: String(digest.reversed().dropLast(2)).withPrefix("0x")),
            as: "manifest.json")
        let state = try replay(changed)
        #expect(state.status == 1)
        #expect(state.output.contains("manifest.json, state digest"), "\(state.output)")
    }

    @Test("a scenario that was changed afterwards gives another genesis, or is told by line")
    func scenario() throws {
        let run = try RunFixture()
        let text = try run.text("scenario.yaml")
        try run.replace("balance: 1000\n", with: "balance: 999\n", in: "scenario.yaml")
        let genesis = try replay(run)
        #expect(genesis.status == 1)
        #expect(genesis.output.contains("MISMATCH in block 0, state digest: recorded 0x"))
        try run.write(text, as: "scenario.yaml")
        try run.replace("preset: ethereum-pos", with: "preset: optimism", in: "scenario.yaml")
        let chain = try replay(run)
        #expect(chain.status == 1)
        #expect(chain.output.contains("MISMATCH in block 0, chain id: recorded 1, replayed 10"))
        try run.write(text, as: "scenario.yaml")
        try run.replace("paths:", with: "pathes:", in: "scenario.yaml")
        let broken = try replay(run)
        #expect(broken.status == 3)
        let line = try #require(text.components(separatedBy: "\n").firstIndex(of: "paths:")) + 1
        #expect(
            broken.errors.hasPrefix(
                "\(run.path)/scenario.yaml:\(line): pathes: there is no such key"))
    }

    @Test(
        "a file that is missing is named",
        arguments: ["manifest.json", "scenario.yaml", "blocks.rlp"])
    func missing(name: String) throws {
        let run = try RunFixture()
        try FileManager.default.removeItem(at: run.url.appendingPathComponent(name))
        let outcome = try replay(run)
        #expect(outcome.status == 3)
        #expect(outcome.errors.contains("\(run.path)/\(name)"), "\(outcome.errors)")
        #expect(outcome.output.isEmpty)
    }

    @Test("what is no run's folder is told with what was looked for")
    func noFolder() throws {
        let folder = try TemporaryFolder()
        let file = try folder.write("", as: "file")
        for (path, reason) in [
            (folder.url.path, "No such file or directory"),
            ("/nowhere", "No such file or directory"),
            (file, "Not a directory"),
        ] {
            let run = try Program.run(["replay", path])
            #expect(run.status == 3)
            #expect(run.errors == "error: \(path)/manifest.json: cannot be opened: \(reason)\n")
        }
        for text in ["", "{}", "[1]", "{\"format\": 2}", "{\"format\": 1"] {
            let manifest = try folder.write(text, as: "run/manifest.json")
            let run = try Program.run(["replay", folder.url.appendingPathComponent("run").path])
            #expect(run.status == 3, "\(text)")
            #expect(run.errors.hasPrefix("error: \(manifest):"), "\(run.errors)")
        }
    }

    /// The item and the byte that a message about a recording names.
    private func numbers(
        _ message: String, of run: RunFixture
    ) throws -> (item: Int, byte: Int) {
        let prefix = "error: \(run.path)/blocks.rlp: item "
        try #require(message.hasPrefix(prefix), "\(message)")
        let words = message.dropFirst(prefix.count).split { $0 == " " || $0 == ":" }
        try #require(words.count > 4 && words[1] == "at" && words[2] == "byte", "\(message)")
        return (try #require(Int(words[0])), try #require(Int(words[3])))
    }
}

extension String {
    /// The text behind another one.
    fileprivate func withPrefix(_ prefix: String) -> String { prefix + self }
}
