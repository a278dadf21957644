import Conformance
import Foundation
import Testing
import WideIntegers

@Suite struct OracleCaseTests {
    private func report(_ text: String, data files: DataFiles = .none) throws -> VectorFileReport {
        let file = try VectorFile(path: "small.json", data: Data(text.utf8))
        return try #require(try file.run(data: files))
    }

    private func oracle(
        _ kind: String, _ input: String, _ expected: String, data files: DataFiles = .none
    ) throws -> VectorFileReport {
        try report(
            """
            {"schema":"perplab-oracle-cases/1","kind":"\(kind)","cases":[{"id":"a","kind":"\(kind)",
            "input":\(input),"expected":\(expected)}]}
            """, data: files)
    }

    @Test("a figure is compared within 10^-9 or half a printed unit, an integer to the digit")
    func tolerance() throws {
        let input = #"{"stake_share":0.2,"run_length":2,"slots":32}"#
        func passes(_ figure: String) throws -> Bool {
            let expected = #"{"prob_at_least_one_run_per_epoch":"\#(figure)"}"#
            return try oracle("pos_runs", input, expected).passed == 1
        }
        // 0.66293160365...
        #expect(try passes("0.663") && passes("0.66293160365"))
        #expect(try !passes("0.664") && !passes("0.66293161"))
        let age = #"{"updated_at":1,"now":61,"max_age_s":60}"#
        #expect(try oracle("staleness", age, #"{"usable":true}"#).passed == 1)
        #expect(try oracle("staleness", age, #"{"usable":false}"#).failures.count == 1)
        #expect(try oracle("staleness", age, #"{"usable":true,"more":1}"#).failures.count == 1)
    }

    @Test("what cannot be pushed is told by feasible alone")
    func infeasible() throws {
        let input = """
            {"window_blocks":10,"held_blocks":2,"target_factor":"7/10","mean":"arith",
            "reserve_quote":1000,"reserve_base":1000,"price":1,"fee":"0"}
            """
        let expected = #"{"feasible":false,"required_spot_factor":null}"#
        #expect(try oracle("twap_hold", input, expected).passed == 1)
        let factor = expected.replacing("null", with: #""-0.5""#)
        #expect(try oracle("twap_hold", input, factor).passed == 1)
        let never = #"{"stake_share":0.3,"run_length":33,"slots":32}"#
        #expect(
            try oracle("pos_runs", never, #"{"expected_epochs_to_first":null}"#).passed == 1)
    }

    @Test("sums start anywhere below 2^256 and wrap")
    func wraps() throws {
        let most = String(describing: UInt256.max)
        let input = """
            {"observations":[{"t":4294967296,"reserve_base":"1","reserve_quote":"1"}],
            "t_read":1,"cum_start":"\(most)"}
            """
        let sum = String(describing: (UInt256.one << 112) &- .one)
        let expected = #"{"cumulative_after_each":["\#(sum)"],"elapsed_s":1}"#
        #expect(try oracle("v2_cumulative", input, expected).passed == 1)
    }

    @Test("weights may be parts of one")
    func weights() throws {
        let input = """
            {"quotes":[{"price":1,"weight":0.25},{"price":2,"weight":"1/4"},{"price":3,"weight":0.5}]}
            """
        #expect(try oracle("median", input, #"{"weighted_median":2}"#).passed == 1)
    }

    @Test(
        "inputs that no case may have are named with their place",
        arguments: [
            ("pos_runs", #"{"stake_share":1.2,"run_length":2,"slots":32}"#, "stake_share"),
            ("pos_runs", #"{"stake_share":0.2,"run_length":0,"slots":32}"#, "run_length"),
            ("pos_runs", #"{"stake_share":0.2,"run_length":2,"slots":0}"#, "slots"),
            ("staleness", #"{"updated_at":-1,"now":2,"max_age_s":3}"#, "updated_at"),
            ("staleness", #"{"updated_at":1,"now":2,"max_age_s":3,"x":1}"#, "x"),
            ("guards", #"{"spot":"1e-19","twap":1}"#, "spot"),
            ("unheard", "{}", "kind"),
        ])
    func refusals(kind: String, input: String, place: String) throws {
        let failure = try #require(try oracle(kind, input, "{}").failures.first)
        #expect(failure.mismatches.first?.what.hasSuffix(place) == true, "\(failure)")
    }

    @Test("a case without its data is skipped by the file's name, with it it runs")
    func data() throws {
        let input = #"{"file":"data/p.csv","price_scale":8,"at":30,"window_s":20}"#
        let expected = #"{"twap":150000000,"last_row_at_or_before":200000000}"#
        let missing = try oracle("feed_replay", input, expected)
        #expect(missing.skips.map(\.reason) == ["data/p.csv is not here"])
        let rows = Array("t_unix,price_usd\n5,1\n20,2\n".utf8)
        let files = DataFiles { $0 == "data/p.csv" ? rows : nil }
        #expect(try oracle("feed_replay", input, expected, data: files).passed == 1)
        let wrong = expected.replacing("150", with: "151")
        #expect(try oracle("feed_replay", input, wrong, data: files).failures.count == 1)
    }

    @Test(
        "a statement about an incident holds with its figures, and fails with others",
        arguments: [
            ("mean of (1, 1000) = 500.5; median of three with one bad = 1", "500.5", "500.6"),
            ("a reported 1.30 needs an anchor of at least 1.0834 to pass the 20% test", "34", "35"),
            ("a 1 h arithmetic TWAP with 20 min held at 13x reads 5.0x", "5.0x", "5.1x"),
            (
                "a +-20% per 5 min band on the oracle (FTX practice) caps the 30 min factor at "
                    + "1.2^6 = 2.99", "2.99", "3.58"
            ),
            (
                "a +-20% per 5 min band on the oracle (FTX practice) caps the 30 min factor at "
                    + "1.2^6 = 2.99", "1.2^6", "1.2^7"
            ),
        ])
    func statements(text: String, figure: String, other: String) throws {
        func incident(_ sentence: String) throws -> VectorFileReport {
            try report(
                #"{"schema":"perplab-incident/1","replay":{},"expect":{"checks":["\#(sentence)"]}}"#
            )
        }
        #expect(try incident(text).passed == 1)
        #expect(try incident(text.replacing(figure, with: other)).failures.count == 1)
        #expect(try incident("nobody can say").skips.count == 1)
    }
}
