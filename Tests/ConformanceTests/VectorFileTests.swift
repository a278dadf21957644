import Conformance
import Foundation
import TestSupport
import Testing
import WideIntegers

@Suite struct VectorFileTests {
    private func report(_ text: String, kind: String? = nil) throws -> VectorFileReport? {
        try VectorFile(path: "case.json", data: Data(text.utf8)).run(kind: kind)
    }

    private let keccakOfAbc =
        "0x4e03657aea45a94fc7d47ba826c8d667c0d1e6e33a64a036ec44f58fa12d6c45"

    @Test("passes a right case and fails a wrong one, with expected and got")
    func rightAndWrong() throws {
        let wrong = keccakOfAbc.replacingOccurrences(of: "0x4e", with: "0x4f")
        let text = """
            {"schema":"eth-vectors/1","kind":"keccak256","cases":[
            {"id":"right","input":"0x616263","digest":"\(keccakOfAbc)"},
            {"id":"wrong","input":"0x616263","digest":"\(wrong)"}]}
            """
        let report = try #require(try report(text))
        #expect(report.passed == 1)
        let failure = try #require(report.failures.first)
        #expect(failure.id == "wrong")
        #expect(failure.mismatches.first?.expected == wrong)
        #expect(failure.mismatches.first?.got == keccakOfAbc)
    }

    @Test(
        "counts a case of an unknown family, kind or operation as failed",
        arguments: [
            #"{"schema":"other/9","cases":[{"id":"a"}]}"#,
            #"{"schema":"eth-vectors/1","kind":"blake3","cases":[{"id":"a"}]}"#,
            #"{"schema":"perplab-curve-vectors/1","design":"cubic","cases":[{"id":"a","op":"fundingEightHour","in":{"avgPremium":"0","interest":"0","clampWidth":"0"},"out":{"rate":"0"}}]}"#,
            #"{"schema":"eth-vectors/1","kind":"uint256_arith","cases":[{"id":"a","op":"cbrt","args":["1"],"signed":false,"checked":{"result":"1"}}]}"#,
            #"{"schema":"perp-v1-case/1","area":"fixed_point","cases":[{"id":"a","steps":[{"n":1,"contract":"amm","call":"x"}]}]}"#,
        ])
    func unknown(text: String) throws {
        let report = try #require(try report(text))
        #expect(report.passed == 0)
        #expect(report.failures.count == 1)
    }

    @Test(
        "names the place of what it cannot read",
        arguments: [
            (#"{"schema":"eth-vectors/1","kind":"keccak256","cases":{}}"#, "cases"),
            (#"{"schema":"eth-vectors/1","kind":"keccak256","count":2,"cases":[]}"#, "count"),
            (#"{"schema":"other/9","count":1,"cases":[]}"#, "count"),
            (#"{"schema":"other/9"}"#, "cases"),
            (#"{"kind":"keccak256","cases":[]}"#, "schema"),
            ("{\n\"schema\": x}", "line 2"),
            ("[]", "array"),
        ])
    func unreadable(text: String, place: String) {
        let error = #expect(throws: VectorFileError.self) { try report(text) }
        #expect(error?.description.contains(place) == true, "\(error?.description ?? "none")")
    }

    @Test(
        "fails a case that cannot be read, with its place, and runs the others",
        arguments: [
            (#"{"id":"bad"}"#, "cases[0]"),
            (#"{"id":"bad","input":"0x","digest":"0x00"}"#, "cases[0].digest"),
            (#"{"id":"bad","byte":"0x00","count":-1,"digest":"DIGEST"}"#, "cases[0].count"),
            (
                #"{"id":"bad","byte":"0x00","count":67108865,"digest":"DIGEST"}"#,
                "cases[0].count"
            ),
            (
                #"{"id":"bad","byte":"0x00","count":9223372036854775808,"digest":"DIGEST"}"#,
                "cases[0]"
            ),
            (#"{"id":"bad","byte":"0x0000","count":1,"digest":"DIGEST"}"#, "cases[0].byte"),
            ("7", "cases[0]"),
        ])
    func malformedCase(text: String, place: String) throws {
        let text = """
            {"schema":"eth-vectors/1","kind":"keccak256","cases":[\(text),
            {"id":"good","input":"0x616263","digest":"DIGEST"}]}
            """
        let report = try #require(
            try report(text.replacingOccurrences(of: "DIGEST", with: keccakOfAbc)))
        #expect(report.passed == 1)
        let failure = try #require(report.failures.first)
        #expect(report.failures.count == 1)
        #expect(failure.id == (text.contains("bad") ? "bad" : "cases[0]"))
        #expect(failure.mismatches.first?.what == place)
    }

    @Test(
        "refuses counts that no transaction has",
        arguments: ["-1", "4294967296"])
    func intrinsicGasCounts(count: String) throws {
        let report = try #require(
            try report(
                """
                {"schema":"eth-vectors/1","kind":"intrinsic_gas","cases":[{"id":"a","create":false,
                "data_spec":{"byte":"0x00","count":1},"access_list":[],"authorizations":\(count),"results":[]}]}
                """))
        let mismatch = try #require(report.failures.first?.mismatches.first)
        #expect(mismatch.what.hasPrefix("cases[0]") && mismatch.got.contains(count))
    }

    @Test("fails a case that compares nothing, and a second case of one id")
    func emptyAndDouble() throws {
        let series = #"{"id":"a","gas_limit":"1","gas_used":[],"base_fees":[]}"#
        let good = #"{"id":"b","gas_limit":"1","gas_used":["1"],"base_fees":["7","7"]}"#
        let report = try #require(
            try report(
                #"{"schema":"eth-vectors/1","kind":"base_fee_series","cases":[\#(series),\#(good),\#(good)]}"#
            ))
        #expect(report.passed == 1)
        #expect(report.failures.map(\.id) == ["a", "b"])
        #expect(report.failures.first?.mismatches.first?.got == "nothing")
        #expect(report.failures.last?.mismatches.first?.what == "id")
        let none = #"{"schema":"eth-vectors/1","kind":"rlp","count":0,"cases":[]}"#
        #expect(try self.report(none)?.results.isEmpty == true)
    }

    @Test(
        "counts the cases of formats without a list of cases",
        arguments: [
            (#"{"format":"perplab-orderbook-replay","expect":[{},{}]}"#, 2, 0),
            (#"{"schema":"perplab-incident/1","expect":{"band":[1,2],"checks":["x","y"]}}"#, 0, 3),
            (#"{"schema":"perplab-incident/1"}"#, 0, 0),
        ])
    func uncasedFormats(text: String, failed: Int, skipped: Int) throws {
        let report = try #require(try report(text))
        #expect(report.failures.count == failed)
        #expect(report.skips.count == skipped)
        #expect(report.results.count == failed + skipped)
    }

    @Test("takes integers of any size that a number can hold")
    func bigIntegers() throws {
        func encoded(_ number: String) throws -> Mismatch? {
            try report(
                """
                {"schema":"eth-vectors/1","kind":"abi_encode","cases":[{"id":"a",
                "types":["uint256"],"values":[\(number)],"encoded":"0x"}]}
                """)?.failures.first?.mismatches.first
        }
        for (number, digits) in [
            ("9223372036854775808", "8" + String(repeating: "0", count: 15)),
            ("18446744073709551616", "1" + String(repeating: "0", count: 16)),
            ("1234567890123456789012345678901234567", "edc4e57e669eb52d3a8e6e7c9f4b87"),
        ] {
            #expect(try encoded(number)?.got.hasSuffix(digits) == true, "\(number)")
        }
        for number in ["0.5", "-1", "123456789012345678901234567890123456789"] {
            let what = try encoded(number)?.what
            #expect(what == "values" || what?.hasPrefix("cases[0].values") == true, "\(number)")
        }
    }

    @Test("rounds quotients by divisors above 256 bits down and up")
    func wideDenominators() throws {
        func result(_ op: String, _ args: String) throws -> Bool? {
            try report(
                """
                {"schema":"eth-vectors/1","kind":"uint256_arith","cases":[
                {"id":"a","op":"\(op)","args":[\(args)],"signed":false,"checked":{"result":"1"}}]}
                """
            ).map { $0.failures.isEmpty }
        }
        let power128 = "\"340282366920938463463374607431768211456\""
        let power256 = "\"\(UInt256.max)".dropLast() + "6\""
        #expect(try result("mulDivDown", "\(power128),\(power128),\(power256)") == true)
        #expect(try result("mulDivUp", "\(power128),\(power128),\(power256)") == true)
        #expect(try result("mulDivUp", "\"1\",\"1\",\(power256)") == true)
        #expect(try result("mulDivDown", "\"1\",\"1\",\(power256)") == false)
    }

    @Test("corrects the one wrong expectation, and it alone")
    func erratum() throws {
        let id = "f-openPosition((address,bool,bool,uint256,uint256,uint256,uint81"
        let wrong =
            "openPosition((address,bool,bool,uint256,uint256,uint256,uint160,bytes32),uint256)"
        let right = "openPosition((address,bool,bool,uint256,uint256,uint256,uint160,bytes32))"
        func run(_ canonical: String, _ selector: String) throws -> CaseResult? {
            let input = "function " + right + " returns (uint256, uint256)"
            return try report(
                """
                {"schema":"eth-vectors/1","kind":"selectors","cases":[{"id":"\(id)",
                "group":"function","input":"\(input)","canonical":"\(canonical)",
                "selector":"\(selector)"}]}
                """)?.results.first
        }
        // As published, with the selector of the wrong signature.
        let published = try run(wrong, "0x00000000")
        #expect(published?.outcome == .passed && published?.erratum != nil)
        // Mended, it runs as it is.
        let mended = try run(right, "0xb6b1b6c3")
        #expect(mended?.outcome == .passed && mended?.erratum == nil)
        #expect(try run(right, "0x00000000")?.outcome != .passed)
        #expect(try run("openPosition()", "0xb6b1b6c3")?.outcome != .passed)
    }

    @Test("finds members of typed data by their bytes, and not by how they look")
    func memberSpelling() throws {
        func failure(_ member: String) throws -> String? {
            try report(
                """
                {"schema":"eth-vectors/1","kind":"eip712","cases":[{"id":"a","domain":{},
                "types":{"A":[{"name":"\\u00e9","type":"bool"}]},"primary_type":"A",
                "message":{"\(member)":true},"domain_separator":"DIGEST","struct_hash":"DIGEST",
                "digest":"DIGEST"}]}
                """.replacingOccurrences(of: "DIGEST", with: keccakOfAbc)
            )?.failures.first?.mismatches.first?.what
        }
        #expect(try failure(#"\u00e9"#) == "domain_separator")
        #expect(try failure(#"e\u0301"#) == "message")
    }

    @Test("narrows to a kind of file or an operation of cases")
    func kinds() throws {
        let text = """
            {"schema":"eth-vectors/1","kind":"uint256_arith","cases":[
            {"id":"a","op":"add","args":["1","2"],"signed":false,"checked":{"result":"3"}},
            {"id":"b","op":"sub","args":["3","2"],"signed":false,"checked":{"result":"1"}}]}
            """
        #expect(try report(text, kind: "uint256_arith")?.passed == 2)
        #expect(try report(text, kind: "sub")?.results.map(\.id) == ["b"])
        #expect(try report(text, kind: "rlp") == nil)
    }

    @Test("the self-test finds every known answer")
    func selfTest() {
        #expect(SelfTest.run().filter { $0.failure != nil } == [])
    }
}
