import Foundation
import JSONText
import KeeperHarness
import Testing
import WideIntegers

#if canImport(FoundationXML)
    import FoundationXML
#endif

@Suite struct OutputTests {
    /// A card of a trial, with everything that only a bot behind JSON-RPC has.
    private func result() throws -> KeeperTrialResult {
        var result = try FallingMarket.trial(
            .skilled(.eager, "eager"), rivals: 1, bounds: true,
            rules: ["share_won >= 0.99", "failed_tx_share <= 1", "ttl_p95 <= 100"])
        var connection = Scorecard.Connection()
        connection.calls = 900
        connection.callsPerBlock = 6
        connection.callsPerBlockP95 = 11
        connection.limited = 3
        connection.reconnects = 1
        connection.methods = [.init("eth_call", 700), .init("eth_getLogs", 200)]
        result.card.connection = connection
        var clock = Scorecard.WallClock()
        clock.reactP50Millis = 41.5
        result.card.wallClock = clock
        result.card.refusals = [.init("nonce too low", 2)]
        result.card.boundRules = [.init("backstop", 4)]
        result.card.run.determinism = .statistical(3)
        result.card.run.build = "0.1.0"
        return result
    }

    @Test("the JSON document is read back as the same card")
    func roundTrip() throws {
        let card = try result().card
        var reader = JSONReader(Array(card.json.text.utf8))
        let back = try Scorecard(json: try reader.document())
        #expect(back == card)
        #expect(back.text == card.text)
        #expect(back.comparable.wallClock == nil)
        #expect(!card.missed.isEmpty)
    }

    @Test("the JSON document has the form that its name stands for")
    func form() throws {
        let card = try result().card
        guard case .object(let members) = card.json else {
            Issue.record("no object")
            return
        }
        #expect(
            members.map(\.name) == [
                "schema", "run", "opportunities", "metrics", "transactions", "missed", "rpc",
                "chain", "bounds", "requirements", "ending", "exit_status", "wall_clock",
            ])
        #expect(members.first?.value == .text("perplab-keeper-scorecard/1"))
        let text = card.json.line
        #expect(!text.contains("nan") && !text.contains("inf"))
        let money = try #require(text.firstMatch(of: /"ideal":"(-?[0-9]+)\.([0-9]+)"/))
        #expect(money.2.count == 18)
        #expect(text.contains("\"exit_status\":1"))
    }

    @Test("a document that is no card is refused by its place")
    func refusals() throws {
        let card = Scorecard()
        let good = card.json.text
        for (old, new, path) in [
            ("perplab-keeper-scorecard/1", "perplab-keeper-scorecard/2", "schema"),
            ("\"seed\": 0", "\"seed\": -1", "run.seed"),
            ("\"seed\": 0", "\"seed\": \"x\"", "run.seed"),
            ("\"ending\": \"complete\"", "\"ending\": \"x\"", "ending"),
            ("\"reorgs\": 0", "\"reorganisations\": 0", "chain.reorgs"),
        ] {
            let bad = good.replacingOccurrences(of: old, with: new)
            #expect(bad != good)
            var reader = JSONReader(Array(bad.utf8))
            let document = try reader.document()
            let problem = #expect(throws: ScorecardProblem.self) {
                try Scorecard(json: document)
            }
            #expect(problem?.path == path)
        }
    }

    @Test("the text has its lines in order, and the verdict last")
    func text() throws {
        let lines = try result().card.text.split(separator: "\n")
        let starts = [
            "perplab keeper test   scenario=falling-market seed=1 preset=ethereum-pos",
            " opportunities  ", " time to liquidate  p50 ", " bad debt  ", " money  fees ",
            " transactions  sent ", " rpc  6 calls/block p95 11   429: 3   reconnects 1",
            " missed  0x", " PASS 2/3   FAIL share_won >= 0.99 (was 0.",
        ]
        #expect(lines.count == starts.count)
        for (line, start) in zip(lines, starts) { #expect(line.hasPrefix(start), "\(line)") }
        #expect(lines[2].contains("react p50 42 ms p95 \u{2013} ms"))
    }

    @Test("the table has a row for each card and a cell for each column")
    func table() throws {
        let card = try result().card
        var other = card
        other.run.scenario = "a, \"quoted\" name"
        let text = ScorecardTable.csv([card, other])
        let rows = text.components(separatedBy: "\r\n")
        #expect(rows.count == 4)
        #expect(rows[3].isEmpty)
        #expect(rows[0] == ScorecardTable.columns.joined(separator: ","))
        let cells = rows[1].components(separatedBy: ",")
        #expect(cells.count == ScorecardTable.columns.count)
        let place = try #require(ScorecardTable.columns.firstIndex(of: "duplicate_sends"))
        guard case .count(let duplicates)? = card[.duplicateSends] else {
            Issue.record("no duplicates counted")
            return
        }
        #expect(cells[place] == "\(duplicates)")
        #expect(cells.suffix(3) == ["3", "2", "1"])
        #expect(rows[2].hasPrefix("\"a, \"\"quoted\"\" name\",1,"))
    }

    /// Counts elements of a document that is well formed.
    private final class Counter: NSObject, XMLParserDelegate {
        var counts: [String: Int] = [:]
        var names: [String] = []
        func parser(
            _ parser: XMLParser, didStartElement element: String, namespaceURI: String?,
            qualifiedName: String?, attributes: [String: String]
        ) {
            counts[element, default: 0] += 1
            if element == "testcase", let name = attributes["name"] { names.append(name) }
        }
    }

    @Test("the test report has a case for each rule")
    func suite() throws {
        var card = try result().card
        card.run.scenario = "<&\"'> market"
        var dead = card
        dead.ending = .botFailed
        let parser = XMLParser(data: Data(RuleSuite.xml([card, dead]).utf8))
        let counter = Counter()
        parser.delegate = counter
        #expect(parser.parse())
        #expect(
            counter.counts == [
                "testsuites": 1, "testsuite": 2, "testcase": 7, "failure": 2, "error": 1,
            ])
        #expect(counter.names.first == "share_won >= 0.99")
    }

    @Test("the page is one file that names no other place")
    func page() throws {
        var result = try result()
        result.card.run.scenario = "<script>alert(1)</script>"
        let html = ScorecardPage(result).html
        #expect(html.hasPrefix("<!DOCTYPE html>"))
        #expect(!html.contains("<script>alert"))
        #expect(!html.contains("http://") && !html.contains("https://"))
        for id in ["course", "delays", "rules", "money", "transactions", "episodes", "figures"] {
            #expect(html.contains("<section id=\"\(id)\">"), "\(id)")
        }
        #expect(html.contains("Rules that do not hold: share_won &gt;= 0.99"))
        // A row for each transaction of the bot.
        let rows =
            html.components(separatedBy: "<section id=\"transactions\">")[1]
            .components(separatedBy: "</section>")[0].components(separatedBy: "<tr>").count - 2
        #expect(rows == result.record.transactions.count)
    }
}
