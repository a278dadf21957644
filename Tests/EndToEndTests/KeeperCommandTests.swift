import Foundation
import TestSupport
import Testing

@Suite struct KeeperCommandTests {
    private let short = ["--set", "duration=12m", "--set", "crowds[crowd].count=20", "--no-bounds"]

    @Test("a keeper of the program passes and fails by rules; cards come in every form")
    func agents() throws {
        let folder = try TemporaryFolder()
        let out = folder.url.appendingPathComponent("cards").path
        let junit = folder.url.appendingPathComponent("rules.xml").path
        let run = try Program.run(
            ["keeper", "calm-baseline", "--agent", "reference", "--seeds", "2", "--out", out]
                + ["--junit", junit, "--require", "reachable >= 0", "--require", "won >= 100000"]
                + short)
        #expect(run.status == 1, "\(run.errors)")
        #expect(run.output.components(separatedBy: "perplab keeper test").count == 3)
        #expect(run.errors.contains("won >= 100000 holds in 0 of 2 seeds"))
        for name in ["cards.json", "cards.csv", "rules.xml", "keeper-calm-baseline-1/card.html"] {
            #expect(FileManager.default.fileExists(atPath: "\(out)/\(name)"), "\(name)")
        }
        let xml = try String(contentsOfFile: junit, encoding: .utf8)
        #expect(xml.contains("<failure"))
        let again = try Program.run(
            ["keeper", "calm-baseline", "--agent", "reference", "--out", out] + short)
        #expect(again.status == 2 && again.errors.contains("--force"))
    }

    @Test("a bot that ends by itself, or never asks anything, is a failed bot")
    func deadBots() throws {
        for command in ["exit 3", "sleep 100"] {
            let run = try Program.run(
                ["keeper", "calm-baseline", "--bot", command, "--patience", "1s"] + short)
            #expect(run.status == 5, "\(command): \(run.errors)")
            #expect(run.errors.contains("the bot "))
        }
    }

    @Test("a bot whose folder is not kept leaves none behind, and its last words are told")
    func temporary() throws {
        let folder = try TemporaryFolder()
        let note = folder.url.appendingPathComponent("place").path
        let run = try Program.run(
            ["keeper", "calm-baseline"] + short
                + ["--bot", "echo $PERPLAB_DEPLOYMENT > '\(note)'; echo last words; exit 3"])
        #expect(run.status == 5 && run.errors.contains("  last words\n"), "\(run.errors)")
        let place = try String(contentsOfFile: note, encoding: .utf8)
            .trimmingCharacters(in: .whitespacesAndNewlines)
        #expect(place.hasSuffix("/deployment.json"))
        let parent = URL(fileURLWithPath: place).deletingLastPathComponent().path
        #expect(!FileManager.default.fileExists(atPath: parent))
    }

    @Test("a bot that is to begin late is started when the world is as far")
    func late() throws {
        let folder = try TemporaryFolder()
        let bot = folder.url.appendingPathComponent("bot.sh")
        let script = """
            body='{"jsonrpc":"2.0","id":1,"method":"eth_blockNumber","params":[]}'
            exec 3<>"/dev/tcp/127.0.0.1/${PERPLAB_RPC_URL##*:}"
            printf 'POST / HTTP/1.1\\r\\nHost: localhost\\r\\nContent-Type: application/json\\r\\n' >&3
            printf 'Content-Length: %d\\r\\nConnection: close\\r\\n\\r\\n%s' ${#body} "$body" >&3
            cat <&3 >"$1"
            exit 3
            """
        try script.write(to: bot, atomically: true, encoding: .utf8)
        let note = folder.url.appendingPathComponent("answer").path
        let run = try Program.run(
            ["keeper", "calm-baseline", "--set", "duration=5m", "--set", "keeper.start=2m"]
                + ["--no-bounds", "--bot", "bash '\(bot.path)' '\(note)'"])
        #expect(run.status == 5, "\(run.errors)")
        let answer = try String(contentsOfFile: note, encoding: .utf8)
        // Blocks of twelve seconds, the last of which may be on its way to the node.
        #expect(
            ["0x9", "0xa"].contains { answer.contains("\"result\":\"\($0)\"") }, "\(answer)")
    }

    @Test(
        "what cannot be asked is refused with what can",
        arguments: [
            (["keeper"], 2, "--all"),
            (["keeper", "calm-baseline"], 2, "--bot, --attach and --agent"),
            (["keeper", "calm-baseline", "--agent", "nobody"], 2, "reference"),
            (
                ["keeper", "calm-baseline", "--agent", "naive", "--require", "shar_won > 1"], 2,
                "share_won"
            ),
            (["keeper", "calm-baseline", "--agent", "naive", "--clock", "realtime"], 2, "--clock"),
            (["keeper", "calm-baseline", "--bot", "true", "--bot-clock", "scaled"], 2, "realtime"),
            (["keeper", "calm-basline", "--agent", "naive"], 3, "calm-basline"),
            (["node"], 2, "--upstream"),
            (["node", "calm-market", "--clock", "sundial"], 2, "lockstep"),
            (["node", "calm-market", "--http", "nowhere"], 2, "HOST:PORT"),
            (["node", "calm-market", "--clock", "automine", "--speed", "3"], 2, "--speed"),
            (["node", "calm-markt"], 3, "calm-market"),
            (["node", "--upstream", "https://localhost:1"], 2, "TLS"),
            (["node", "calm-market", "--faults", "no-such.yaml"], 3, "no-such.yaml"),
        ])
    func refusals(arguments: [String], status: Int32, text: String) throws {
        let run = try Program.run(arguments)
        #expect(run.status == status, "\(run.errors)")
        #expect(run.errors.contains(text), "\(run.errors)")
    }

    @Test("the page of methods is the one that stands in docs")
    func methods() throws {
        let run = try Program.run(["node", "--methods"])
        #expect(run.status == 0)
        let page = Places.repository.appendingPathComponent("docs/json-rpc-methods.md")
        #expect(
            run.output == (try String(contentsOf: page, encoding: .utf8)),
            "perplab node --methods > docs/json-rpc-methods.md")
    }
}
