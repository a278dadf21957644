import Conformance
import Foundation
import Testing

@Suite struct SlippageCaseTests {
    private func results(_ cases: String, version: Int = 1) throws -> [CaseResult] {
        let text = """
            {"format": "perplab-slippage", "version": \(version), "units": "any",
             "cases": [\(cases)]}
            """
        let report = try VectorFile(path: "slippage.json", data: Data(text.utf8)).run()
        return report?.results ?? []
    }

    private func depth(expect: String, bps: String = "100", kind: String = "book_depth") -> String {
        """
        {"id": "a", "kind": "\(kind)", "source": "own", "input": {"book":
         {"bids": [["99", "5"]], "asks": [["101", "5"]]}, "bps": \(bps)}, "expect": {\(expect)}}
        """
    }

    @Test("a figure is compared exactly where there is a fraction, else nearly")
    func comparing() throws {
        let cases = [
            (#""bid_quote": {"exact": "495/1", "decimal": "1"}"#, true),
            (#""bid_quote": {"exact": "990/2", "decimal": "1"}"#, true),
            (
                #""bid_quote": {"exact": "4950000000000000001/10000000000000000", "decimal": "495"}"#,
                false
            ),
            (#""bid_quote": {"decimal": "495.0000000000001"}"#, true),
            (#""bid_quote": {"decimal": "495.00000001"}"#, false),
            (#""bid_quote": null"#, false),
            (#""bid_value": {"decimal": "1"}"#, false),
            ("", false),
        ]
        for (expect, isGood) in cases {
            let result = try #require(try results(depth(expect: expect)).first)
            if case .passed = result.outcome {
                #expect(isGood, "\(expect)")
            } else {
                #expect(!isGood, "\(expect): \(result)")
            }
        }
    }

    @Test("what cannot be read fails with its place, and the others run")
    func unreadable() throws {
        let good = depth(expect: #""imbalance": {"exact": "0/1", "decimal": "0"}"#)
            .replacing(#""id": "a""#, with: #""id": "b""#)
        for (bad, place) in [
            (depth(expect: "", bps: #""wide""#), "cases[0].input.bps"),
            (depth(expect: "", kind: "guesswork"), "cases[0].kind"),
            (#"{"id": "a"}"#, "cases[0]"),
            ("7", "cases[0]"),
            (depth(expect: "").replacing(#""bps": 100"#, with: #""far": 1"#), "cases[0].input.far"),
            (depth(expect: "").replacing(#"["99", "5"]"#, with: #"["99"]"#), "bids[0]"),
        ] {
            let all = try results("\(bad), \(good)")
            #expect(all.count == 2)
            guard case .failed(let mismatches) = all[0].outcome else {
                Issue.record("\(bad) passed")
                continue
            }
            #expect(mismatches.contains { $0.what.contains(place) }, "\(mismatches)")
            guard case .passed = all[1].outcome else {
                Issue.record("\(all[1])")
                continue
            }
        }
    }

    @Test("another version and an id that is there twice fail")
    func document() throws {
        let good = depth(expect: #""imbalance": {"exact": "0/1", "decimal": "0"}"#)
        for result in try results(good, version: 2) {
            if case .passed = result.outcome { Issue.record("version 2 passed") }
        }
        let twice = try results("\(good), \(good)")
        if case .passed = twice[1].outcome { Issue.record("the second of an id passed") }
    }
}
