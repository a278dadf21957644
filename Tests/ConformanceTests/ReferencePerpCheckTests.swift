import Conformance
import Foundation
import Testing

/// What is read of a file of ReferencePerp's cases, and that each kind of check can fail.
@Suite struct ReferencePerpCheckTests {
    private func report(_ text: String) throws -> VectorFileReport {
        try #require(try VectorFile(path: "small.json", data: Data(text.utf8)).run())
    }

    /// The text with the first occurrence of one place changed, which must be there.
    private func changed(_ text: String, _ place: String, _ value: String) throws -> String {
        let range = try #require(text.range(of: place), "\(place) is not in the text")
        return text.replacingCharacters(in: range, with: value)
    }

    /// The one mismatch of a file that has no other.
    private func mismatch(_ text: String) throws -> Mismatch {
        let failures = try report(text).failures
        #expect(failures.count == 1 && failures.first?.mismatches.count == 1, "\(failures)")
        return try #require(failures.first?.mismatches.first)
    }

    // MARK: - Refused parameters

    @Test("parameters that are refused for the reason that is given pass")
    func refused() throws {
        let report = try report(ReferencePerpText.refused)
        #expect(report.results.map(\.id) == ["R"] && report.passed == 1, "\(report.failures)")
    }

    @Test("parameters that are refused for another reason, or accepted, fail")
    func otherReason() throws {
        let other = try changed(
            ReferencePerpText.refused, "\"form\":\"worst\"", "\"form\":\"best\"")
        #expect(try report(other).passed == 1)
        let earlier = try mismatch(
            try changed(ReferencePerpText.refused, "[\"oracle\",\"mark\"]", "[\"mark\"]"))
        #expect(earlier.expected == "last tier is bounded")
        #expect(earlier.got == "fewer than two prices")
        let accepted = try mismatch(
            ReferencePerpText.file(
                """
                {"id":"R","area":"a","title":"t","setup":"s","steps":[],"refused":"window is 0"}
                """))
        #expect(accepted.got.contains("accepted"))
    }

    @Test("a case with steps whose parameters are refused fails")
    func refusedBeforeSteps() throws {
        let text = try changed(
            ReferencePerpText.caseFile, "\"twap_window_s\":\"3600\"", "\"twap_window_s\":\"0\"")
        let mismatch = try mismatch(text)
        #expect(mismatch.what == "setups.s.markets.m")
        #expect(mismatch.got == "refused: window is 0")
    }

    // MARK: - Reading

    @Test(
        "a setup that cannot be read is told by its place, its value and what is allowed",
        arguments: [
            ("\"peg\":\"1", "\"peg\":\"-1", "markets.m.curve.peg", "below 2^256"),
            ("\"peg\":\"1", "\"peg\":\"1.5", "markets.m.curve.peg", "\"1.5"),
            (
                "\"peg\":\"1", "\"peg\":\"\(String(repeating: "9", count: 78))", "m.curve.peg",
                "2^256"
            ),
            ("\"peg\":\"1000000000000000000\"", "\"peg\":1", "m.curve.peg", "1 stands"),
            ("\"peg\":", "\"pegg\":", "markets.m.curve.pegg", "there may be"),
            ("\"peg\":\"1000000000000000000\",", "", "markets.m.curve", "no \"peg\""),
            ("\"auto\":{\"form\":\"none\"}", "\"auto\":{}", "curve.auto", "\"form\""),
            (
                "\"auto\":{\"form\":\"none\"}", "\"auto\":{\"form\":\"none\",\"step\":\"1\"}",
                "curve.auto.step", "not known"
            ),
            (
                "\"auto\":{\"form\":\"none\"}", "\"auto\":{\"form\":\"some\"}",
                "curve.auto.form", "\"repegToOracle\""
            ),
            (
                "\"auto\":{\"form\":\"none\"}", "\"auto\":{\"form\":\"repegToOracle\"}",
                "curve.auto", "no \"fraction_of_fees\""
            ),
            ("\"form\":\"constantProduct\"", "\"form\":\"flat\"", "curve.form", "\"pegged\""),
            ("\"form\":\"worst\"", "\"form\":\"oracle\"", "margin_price.of", "not known"),
            ("[\"oracle\",\"mark\"]", "\"mark\"", "margin_price.of", "a list"),
            ("\"oracle\",\"mark\"]", "\"oracleTwap\"]", "margin_price.of[0]", "\"markTwap\""),
            ("\"a\":\"markTwap\"", "\"a\":\"median\"", "funding.a", "\"oracleTwap\""),
            ("\"interest\":\"0\"", "\"interest\":\"0x1\"", "funding.interest", "-2^255"),
            ("\"window_s\":\"3600\"}", "\"window_s\":\"-1\"}", "funding.window_s", "2^64"),
            (
                "\"interval_s\":\"3600\"", "\"interval_s\":\"18446744073709551616\"",
                "funding.interval_s", "2^64"
            ),
            ("\"payer\":\"imbalanceAccount\"", "\"payer\":\"me\"", "funding.payer", "\"protocol\""),
            ("\"reward_top_up\":false", "\"reward_top_up\":\"no\"", "reward_top_up", "true or"),
            (
                "\"liquidators\":[\"bob\"]", "\"liquidators\":[\"eve\"]", "liquidators[0]",
                "\"alice\""
            ),
            ("\"backstops\":[\"bob\"]", "\"backstops\":[\"fund\"]", "backstops[0]", "\"alice\""),
            ("\"feed\":\"feed\"", "\"feed\":\"fund\"", "markets.m.feed", "\"feed\""),
            ("\"fund\":\"fund\"", "\"fund\":\"zero\"", "markets.m.fund", "\"fund\""),
            ("\"rows\":[\n{", "\"rows\":[\n{\"a\":0,", "size.rows[0].a", "not known"),
            ("\"form\":\"ladder\"", "\"form\":\"full\"", "size.rows", "not known"),
            ("\"at\":\"discount\"", "\"at\":\"cost\"", "venue.at", "\"bankruptcy\""),
            ("\"payers\":[\"insurance\"", "\"payers\":[\"trader\"", "payers[0]", "\"socialise\""),
            ("\"form\":\"belowShare\"", "\"form\":\"never\"", "insurance_use.form", "\"always\""),
            ("\"tiers\":[{", "\"tiers\":[[],{", "tiers[0]", "an object"),
            ("\"owner\":\"owner\"", "\"owner\":\"eve\"", "s.owner", "\"alice\""),
            ("\"alice\",\"bob\"]", "\"alice\",\"alice\"]", "accounts[2]", "used twice"),
            ("\"alice\",\"bob\"]", "\"alice\",\"fund:x\"]", "accounts[2]", "colon"),
            ("\"funds\":{\"fund\"", "\"funds\":{\"bob\"", "funds.bob", "used twice"),
            ("\"balances\":{\"alice\"", "\"balances\":{\"eve\"", "balances.eve", "\"alice\""),
            ("\"firstCome\"", "\"lastCome\"", "claims_policy", "\"proRata\""),
            ("\"block\":\"100\"", "\"block\":\"\"", "clock.block", "2^64"),
            ("\"updated_at\":\"1700000000\"", "\"updated_at\":null", "feed.updated_at", "null"),
            ("\"markets\":{\"m\":{", "\"markets\":{\"m\":{\"x\":1,", "markets.m.x", "not known"),
        ])
    func unreadableSetup(
        place: String, value: String, what: String, reason: String
    ) throws {
        let mismatch = try mismatch(try changed(ReferencePerpText.refused, place, value))
        #expect(mismatch.what.hasPrefix("setups.s") && mismatch.what.hasSuffix(what), "\(mismatch)")
        #expect(mismatch.got.contains(reason), "\(mismatch)")
    }

    @Test(
        "a case that cannot be read is told by its place",
        arguments: [
            ("\"id\":\"A\",", "", "cases[0]", "no \"id\""),
            ("\"title\":\"a\"", "\"title\":\"a\",\"stat\":{}", "cases[0].stat", "not known"),
            ("\"title\":\"a\"", "\"title\":\"a\",\"refused\":\"x\"", "cases[0].state", "not known"),
            ("\"setup\":\"s\"", "\"setup\":\"t\"", "setups", "no \"t\""),
            ("\"seconds\":\"60\"", "\"seconds\":\"-60\"", "steps[0].advance.seconds", "2^64"),
            ("\"n\":1,", "\"n\":1,\"actor\":\"bob\",", "steps[0].actor", "not known"),
            ("\"n\":2,", "", "steps[1]", "no \"n\""),
            ("\"args\":{\"market\":\"m\",", "\"args\":{", "steps[1].args", "no \"market\""),
            ("\"base_limit\"", "\"limit\"", "steps[1].args.limit", "there may be"),
            ("\"call\":\"openPosition\"", "\"call\":\"open\"", "steps[1].call", "\"claim\""),
            ("{\"ok\":true", "{\"ok\":false", "steps[1].expect.ok", "true"),
            ("{\"ok\":true,", "{", "steps[1].expect", "no \"ok\""),
            ("\"revert\":\"pos", "\"ok\":true,\"revert\":\"pos", "expect.ok", "not known"),
            ("\"read\":\"risk\"", "\"read\":\"profit\"", "steps[3].read", "\"risk\""),
            ("\"true_price\":\"1", "\"true_price\":\"-1", "steps[3].true_price", "2^256"),
            ("\"price\":\"0\"", "\"price\":\"\"", "steps[4].price", "2^256"),
        ])
    func unreadableCase(
        place: String, value: String, what: String, reason: String
    ) throws {
        let mismatch = try mismatch(try changed(ReferencePerpText.caseFile, place, value))
        #expect(mismatch.what.hasSuffix(what), "\(mismatch)")
        #expect(mismatch.got.contains(reason), "\(mismatch)")
    }

    @Test("names of a step that its world does not have are told when it is run")
    func unknownNames() throws {
        func file(_ step: String) -> String {
            ReferencePerpText.file(
                """
                {"id":"A","area":"a","title":"t","setup":"s","steps":[\(step)],"state":{}}
                """)
        }
        func call(_ actor: String, _ name: String, _ arguments: String) -> String {
            """
            {"n":1,"actor":"\(actor)","call":"\(name)","args":{\(arguments)},
            "expect":{"revert":""}}
            """
        }
        for (step, what) in [
            (call("eve", "depositBackstop", "\"amount\":\"1\""), "steps[0].actor"),
            (call("bob", "flag", "\"market\":\"m\",\"trader\":\"eve\""), "steps[0].args.trader"),
            (call("bob", "claim", "\"account\":\"fund\""), "steps[0].args.account"),
            (call("bob", "donate", "\"fund\":\"fund\",\"amount\":\"-1\""), "args.amount"),
            ("{\"n\":1,\"feed\":\"f\",\"price\":\"1\",\"updated_at\":\"1\"}", "steps[0].feed"),
            ("{\"n\":1,\"read\":\"risk\",\"market\":\"f\",\"expect\":{}}", "steps[0].market"),
            (
                "{\"n\":1,\"advance\":{\"seconds\":\"18446744073709551615\",\"blocks\":\"0\"}}",
                "steps[0]"
            ),
        ] {
            let mismatch = try mismatch(file(step))
            #expect(mismatch.what.hasSuffix(what), "\(mismatch)")
        }
    }

    @Test("a case that cannot be read, or that repeats an id, leaves the others alone")
    func neighbours() throws {
        let good = """
            {"id":"R","area":"a","title":"t","setup":"s","steps":[],
            "refused":"last tier is bounded"}
            """
        let text = try changed(
            ReferencePerpText.refused, "\"cases\":[", "\"cases\":[7,{\"id\":\"X\"},\(good),")
        let report = try report(text)
        #expect(report.results.map(\.id) == ["cases[0]", "X", "R", "R"])
        #expect(report.failures.map(\.id) == ["cases[0]", "X", "R"])
        #expect(report.failures.last?.mismatches.first?.what == "id")
    }

    // MARK: - Comparing

    @Test("a right case passes")
    func rightCase() throws {
        let report = try report(ReferencePerpText.caseFile)
        #expect(report.passed == 1, "\(report.failures)")
    }

    @Test(
        "a case with a wrong expectation fails there",
        arguments: [
            ("\"seconds\":\"60\"", "\"seconds\":\"61\"", "step 2 state.clock.timestamp"),
            (
                "\"actor\":\"bob\",\"call\":\"close", "\"actor\":\"alice\",\"call\":\"close",
                "step 3 closePosition"
            ),
            ("\"event\":\"SwapInput\"", "\"event\":\"SwapOutput\"", "events[0].event"),
            ("\"dir\":\"0\"", "\"dir\":\"1\"", "events[0].dir"),
            ("\"dir\":\"0\",", "", "events[0].dir"),
            ("\"fee\":\"0\"", "\"fee\":\"1\"", "events[1].fee"),
            ("\"trader\":\"alice\",\"amm\"", "\"trader\":\"bob\",\"amm\"", "events[1].trader"),
            ("\"fundingPayment\":\"0\"}]", "\"fundingPayment\":\"0\"},{}]", "events[2]"),
            ("\"revert\":\"positionSize is 0\"", "\"revert\":\"bad debt\"", "step 3"),
            (
                "\"revert\":\"positionSize is 0\"", "\"ok\":true,\"events\":[]",
                "step 3 closePosition"
            ),
            ("\"owner\":\"0\"", "\"owner\":\"1\"", "balances.owner"),
            ("\"vault\":\"5", "\"vault\":\"6", "state.vault"),
            ("\"funds\":{\"fund\":\"7\"},\"back", "\"funds\":{},\"back", "state.funds.fund"),
            ("\"claims\":{}", "\"claims\":{\"bob\":\"0\"}", "state.claims.bob"),
            ("\"open\":true", "\"open\":false", "markets.m.open"),
            ("\"counters\":{}", "\"counters\":{\"claim\":\"1\"}", "markets.m.counters.claim"),
            ("\"last_block\":\"101\"", "\"last_block\":\"100\"", "alice.last_block"),
            ("\"feed_status\":\"ok\"", "\"feed_status\":\"stale\"", "risk.feed_status"),
            ("\"booked\":\"0\"", "\"booked\":\"1\"", "risk.bad_debt.booked"),
            ("\"margin_ratio\":\"4", "\"margin_ratio\":\"5", "alice.margin_ratio"),
            ("\"price\":\"0\"", "\"price\":\"1\"", "step 6 liquidate"),
        ])
    func wrongCase(place: String, value: String, what: String) throws {
        let text = try changed(ReferencePerpText.caseFile, place, value)
        let failure = try #require(try report(text).failures.first)
        #expect(failure.mismatches.contains { $0.what.contains(what) }, "\(failure.mismatches)")
    }
}
