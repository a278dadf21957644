import Conformance
import Foundation
import Testing

/// How order-book vectors are read and compared; the fixtures test the book.
@Suite struct OrderBookCaseTests {
    private func report(_ text: String, kind: String? = nil) throws -> VectorFileReport? {
        try VectorFile(path: "book.json", data: Data(text.utf8)).run(kind: kind)
    }

    private func mismatch(
        config: String = "", before: String = "", messages: String = Self.order,
        events: String = Self.events, rest: String = Self.rest
    ) throws -> Mismatch? {
        let text = """
            {"format":"perplab-orderbook-matching","version":1,"group":"limit","cases":[{"id":"a",
            "kind":"matching","config":{\(config)},"positions_before":{\(before)},
            "messages":[\(messages)],"expect":{"events":[\(events)],\(rest)}}]}
            """
        let report = try #require(try report(text))
        #expect(report.results.count == 1)
        return report.failures.first?.mismatches.first
    }

    private static let order =
        #"{"op":"new","id":1,"acct":"A","side":"buy","type":"limit","price":5,"qty":3}"#
    private static let events =
        #"[{"e":"accept","id":1},{"e":"rest","id":1,"price":5,"qty":3}]"#
    private static let rest = """
        "book":{"bids":[[5,[[1,3]]]],"asks":[]},"l2":{"bids":[[5,3,1]],"asks":[]},
        "last_price":null,"positions":{},"totals":{"trades":0,"volume":0,"notional":0}
        """

    @Test("passes a right case, and names the place of every difference")
    func differences() throws {
        #expect(try mismatch() == nil)
        let events = Self.events.replacing(#""qty":3"#, with: #""qty":4"#)
        #expect(try mismatch(events: events)?.what == "events[0][1].qty")
        #expect(try mismatch(events: "[]")?.what == "events[0][0]")
        #expect(try mismatch(events: "")?.what == "events")
        for (old, new, place) in [
            ("[[1,3]]", "[[2,3]]", "book.bids[0][1][0][0]"),
            ("[5,3,1]", "[5,3,2]", "l2.bids[0][2]"),
            ("null", "5", "last_price"), (#""volume":0"#, #""volume":1"#, "totals.volume"),
            (#""positions":{}"#, #""positions":{"A":1}"#, "positions.A"),
            (#""positions":{}"#, #""positions":{"B":1}"#, "positions.B"),
            (#""positions":{}"#, #""positions":{},"dormant":[1]"#, "dormant[0]"),
            (#""positions":{}"#, #""positions":{},"fees":{"A":1}"#, "fees.A"),
        ] {
            #expect(try mismatch(rest: Self.rest.replacing(old, with: new))?.what == place)
        }
        // A position that nobody expects is a difference.
        #expect(try mismatch(before: #""Z":4"#)?.what == "positions.Z")
    }

    @Test(
        "names the place of what cannot be read",
        arguments: [
            (#""buy""#, #""bid""#, "cases[0].messages[0].side"),
            (#""qty":3"#, #""qty":"3""#, "cases[0].messages[0].qty"),
            (#""qty":3"#, #""qty":1.5"#, "cases[0].messages[0].qty"),
            (#""qty":3"#, #""qty":9223372036854775808"#, "cases[0].messages[0].qty"),
            (#","qty":3"#, "", "cases[0].messages[0]"),
            (#""qty":3"#, #""qty":3,"peg":1"#, "cases[0].messages[0].peg"),
            (#""new""#, #""amend""#, "cases[0].messages[0].op"),
            (#""op":"new","#, "", "cases[0].messages[0]"),
        ])
    func messages(old: String, new: String, place: String) throws {
        let messages = Self.order.replacing(old, with: new)
        #expect(try mismatch(messages: messages)?.what == place)
    }

    @Test(
        "names rules, positions and blocks that no case can have",
        arguments: [
            (#""tick":0"#, "", "", "cases[0].config.tick"),
            (#""ticks":1"#, "", "", "cases[0].config.ticks"),
            (#""stp":"maybe""#, "", "", "cases[0].config.stp"),
            ("", #""A":-9223372036854775808"#, "", "cases[0].positions_before.A"),
            (
                "", "", #"{"op":"block","policy":"lifo","msgs":[]}"#,
                "cases[0].messages[0].policy"
            ),
            (
                "", "", #"{"op":"block","policy":"fifo","msgs":[{"op":"block"}]}"#,
                "cases[0].messages[0].msgs[0].op"
            ),
        ])
    func rules(config: String, before: String, message: String, place: String) throws {
        let messages = message.isEmpty ? Self.order : message
        #expect(
            try mismatch(config: config, before: before, messages: messages)?.what == place)
    }

    @Test("a file of another version is refused, and a group narrows a run")
    func file() throws {
        let file =
            #"{"format":"perplab-orderbook-matching","version":VERSION,"group":"g","cases":[]}"#
        let error = #expect(throws: VectorFileError.self) {
            try report(file.replacing("VERSION", with: "2"))
        }
        #expect(error?.place == "version")
        let one = file.replacing("VERSION", with: "1")
        #expect(try report(one, kind: "g") != nil && report(one, kind: "h") == nil)
    }

    // MARK: - Replays

    private func replay(_ entry: String, _ more: String = "") throws -> Mismatch? {
        try report(
            #"{"format":"perplab-orderbook-replay","version":1\#(more),"expect":[\#(entry)]}"#
        )?.failures.first?.mismatches.first
    }

    private let empty = """
        {"seed":7,"messages":0,"profile":"A","trade_hash":"cbf29ce484222325",
        "book_hash":"cbf29ce484222325"}
        """

    @Test(
        "a replay is compared by the figures that it has, and read to the last",
        arguments: [
            ("\"A\"", "\"A\"", nil), ("cbf29ce484222325\"}", "0\"}", "book_hash"),
            ("}", #","trades":1}"#, "trades"), ("}", #","best_bid":null}"#, nil),
            ("}", #","rejects":{"halted":0}}"#, "rejects.halted"),
            ("\"A\"", "\"C\"", "expect[0].profile"),
            ("\"seed\":7", "\"seed\":-1", "expect[0].seed"),
            ("\"seed\":7", "\"seed\":18446744073709551615", nil),
            ("\"messages\":0", "\"messages\":-1", "expect[0].messages"),
            ("\"messages\":0", "\"messages\":1000000001", "expect[0].messages"),
            ("\"messages\":0", "\"messages\":1", "book_hash"), ("}", #","x":1}"#, "expect[0].x"),
        ] as [(String, String, String?)])
    func replays(old: String, new: String, place: String?) throws {
        let entry = empty.replacing(old, with: new)
        #expect(try replay(entry)?.what == place)
    }

    @Test("the generator is held against the file's first draws and messages")
    func generator() throws {
        let draws = #","lcg_seed":7,"lcg_first_outputs":[1059165278,2052263231]"#
        #expect(try replay(empty, draws) == nil)
        #expect(
            try replay(empty, draws.replacing("231]", with: "230]"))?.what
                == "lcg_first_outputs[1]")
        let first = #","lcg_seed":7,"first_messages":[{"op":"cancel","id":1}]"#
        #expect(try replay(empty, first)?.what.hasPrefix("first_messages[0].") == true)
    }
}
