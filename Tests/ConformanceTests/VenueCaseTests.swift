import Conformance
import Foundation
import Testing

/// How cases of order-book venues are read and compared; the fixtures test the formulas.
@Suite struct VenueCaseTests {
    private func mismatch(
        op: String = "fundingEightHour", in inputs: String, out: String, tol: String? = nil
    ) throws -> Mismatch? {
        let text = """
            {"schema":"perplab-curve-vectors/1","design":"venues","cases":[{"id":"a","op":"\(op)",
            "kind":"computed","in":{\(inputs)},"out":{\(out)}\(tol.map { ",\"tol\":{\($0)}" } ?? "")}]}
            """
        let report = try #require(
            try VectorFile(path: "case.json", data: Data(text.utf8)).run(kind: "venues"))
        #expect(report.results.count == 1)
        return report.failures.first?.mismatches.first
    }

    private let funding = #""avgPremium":"0.0002","interest":"0.0001","clampWidth":"0.0005""#
    private let rank = #""mark":"95","entry":"100","bankruptcy":"80","size":"10""#

    @Test(
        "reads decimals of any length and form",
        arguments: [
            "0.0001", "0.00010", "1e-4", "1E-04", "10.0e-5", "0.00001E+1",
            "0.0001" + String(repeating: "0", count: 100),
        ])
    func decimals(rate: String) throws {
        #expect(try mismatch(in: funding, out: #""rate":"\#(rate)""#) == nil)
    }

    @Test(
        "fails a case whose numbers cannot be read",
        arguments: [
            "", "-", ".5", "5.", "+1", "1,5", "0x1", "1e", "NaN", "1e1000", "1e-78",
            "1e-9223372036854775808",
            "0." + String(repeating: "1", count: 78),
        ])
    func unreadable(rate: String) throws {
        let found = try #require(try mismatch(in: funding, out: #""rate":"\#(rate)""#))
        #expect(found.got.hasPrefix("out.rate: "), "\(found)")
        // Not even where an error is expected.
        let inputs = funding.replacingOccurrences(of: "0.0002", with: rate)
        #expect(try mismatch(in: inputs, out: #""error":"any""#)?.got.hasPrefix("in.") == true)
    }

    @Test("compares exactly without a tolerance, to the last of many digits")
    func exact() throws {
        let threes = String(repeating: "3", count: 76)
        let inputs = #""avgPremium":"0.\#(threes)","interest":"0","clampWidth":"0""#
        #expect(try mismatch(in: inputs, out: #""rate":"0.\#(threes)""#) == nil)
        let found = try #require(
            try mismatch(in: inputs, out: #""rate":"0.\#(threes.dropLast())2""#))
        #expect(found.what == "rate" && found.expected.hasSuffix("32"))
        #expect(found.got == "0." + String(repeating: "3", count: 40) + "...")
    }

    @Test(
        "allows what a tolerance says, its bound included",
        arguments: [
            ("-0.05", #""rel":"1e-12""#, true), ("-0.04", #""rel":"0.25""#, true),
            ("-0.04", #""rel":"0.24""#, false), ("-0.0625", #""rel":"0.2""#, true),
            ("-0.0625", #""rel":"0.19""#, false), ("0.05", #""rel":"1e-12""#, false),
            ("-0.04", #""abs":"0.01""#, true), ("-0.06", #""abs":"0.01""#, true),
            ("-0.04", #""abs":"0.0099""#, false), ("-0.04", #""abs":"1","rel":"0.24""#, false),
            ("-0.05", #""abs":"-1""#, false), ("-0.05", #""ulps":"1""#, false),
        ])
    func tolerances(expected: String, tolerance: String, passes: Bool) throws {
        let found = try mismatch(
            op: "adlRankBitmex", in: rank, out: #""pnlPct":"\#(expected)""#, tol: tolerance)
        #expect((found == nil) == passes, "\(String(describing: found))")
    }

    @Test("compares quotients with figures of sixty digits")
    func longFigures() throws {
        let third = "6." + String(repeating: "3", count: 59)
        let out = #""effectiveLeverage":"\#(third)""#
        #expect(
            try mismatch(op: "adlRankBitmex", in: rank, out: out, tol: #""rel":"1e-12""#) == nil)
        #expect(try mismatch(op: "adlRankBitmex", in: rank, out: out) != nil)
        // More digits than could be multiplied with those of the tolerance.
        let long = #""effectiveLeverage":"6.\#(String(repeating: "3", count: 76))""#
        #expect(
            try mismatch(op: "adlRankBitmex", in: rank, out: long, tol: #""rel":"1e-12""#) == nil)
    }

    @Test(
        "fails operations, inputs and results that are not implemented, or missing",
        arguments: [
            ("fundingOneHour", #""avgPremium":"0""#, #""rate":"0""#, "op"),
            ("fundingEightHour", #""avgPremium":"0","interest":"0""#, #""rate":"0""#, "clampWidth"),
            (
                "fundingEightHour",
                #""avgPremium":"0","interest":"0","clampWidth":"0","stepCap":"1""#,
                #""rate":"0""#, "stepCap"
            ),
            (
                "fundingEightHour", #""avgPremium":"0","interest":"0","clampWidth":"0""#,
                #""rate":"0","premium":"0""#, "premium"
            ),
            (
                "fundingEightHour", #""avgPremium":"0","interest":"0","clampWidth":"0""#,
                #""rate":"0","error":"no""#, "error"
            ),
            ("fundingEightHour", #""avgPremium":"0","interest":"0","clampWidth":"0""#, "", "case"),
            (
                "dydxInsuranceDelta",
                #""quoteReceived":"1.5","bankruptcyQuote":"1","maxLiquidationFeePpm":"0""#,
                #""insuranceFundDelta":"0""#, "quoteReceived"
            ),
            (
                "dydxInsuranceDelta",
                #""quoteReceived":"1","bankruptcyQuote":"1","maxLiquidationFeePpm":"-1""#,
                #""insuranceFundDelta":"0""#, "maxLiquidationFeePpm"
            ),
        ])
    func notImplemented(op: String, inputs: String, out: String, place: String) throws {
        let found = try #require(try mismatch(op: op, in: inputs, out: out))
        #expect("\(found.what) \(found.got)".contains(place), "\(found)")
    }

    @Test("passes a refusal that is expected, and fails one that is not, or does not happen")
    func refusals() throws {
        let zero = rank.replacingOccurrences(of: "100", with: "0")
        #expect(try mismatch(op: "adlRankBitmex", in: zero, out: #""error":"zero""#) == nil)
        #expect(try mismatch(op: "adlRankBitmex", in: zero, out: #""rank":"0""#) != nil)
        let both = #""error":"zero","rank":"0""#
        #expect(try mismatch(op: "adlRankBitmex", in: zero, out: both) != nil)
        #expect(try mismatch(op: "adlRankBitmex", in: rank, out: #""error":"zero""#) != nil)
    }

    @Test(
        "compares accounts, their order and amounts",
        arguments: [
            (#""order":["b","a"],"closed":[["b","2.50"],["a","1"]]"#, true),
            (#""order":["a","b"],"closed":[["b","2.5"],["a","1"]]"#, false),
            (#""order":["b","a"],"closed":[["b","2.5"]]"#, false),
            (#""order":["b","a"],"closed":[["b","2.5"],["a","1.1"]]"#, false),
            (#""order":["b","a"],"closed":[["b","2.5"],["b","1"]]"#, false),
            (#""order":["b","a"],"closed":[["b","2.5","0"],["a","1"]]"#, false),
            (#""order":["b","a"],"closed":"b""#, false),
        ])
    func queues(out: String, passes: Bool) throws {
        let inputs =
            #""positions":[["a","10","0.5"],["b","2.5","1"]],"liquidatedSize":"3.5","note":"x""#
        #expect((try mismatch(op: "adlQueue", in: inputs, out: out) == nil) == passes)
    }

    @Test("takes eight hours where a median mark names no interval")
    func interval() throws {
        let inputs =
            #""index":"100","lastFundingRate":"0.02","hoursUntilFunding":"4","basisAverage":"9","lastPrice":"1""#
        #expect(try mismatch(op: "medianMarkBinance", in: inputs, out: #""mark":"101""#) == nil)
        #expect(
            try mismatch(
                op: "medianMarkBinance", in: inputs + #","intervalHours":"4""#,
                out: #""mark":"102""#) == nil)
    }
}
