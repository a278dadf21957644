import Conformance
import Foundation
import TestSupport
import Testing

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
            (#"{"schema":"eth-vectors/1","kind":"keccak256","cases":[{"id":"a"}]}"#, "cases[0]"),
            (
                #"{"schema":"eth-vectors/1","kind":"keccak256","cases":[{"id":"a","digest":"0x00"}]}"#,
                "cases[0].digest"
            ),
            (#"{"kind":"keccak256","cases":[]}"#, "schema"),
            ("{\n\"schema\": x}", "line 2"),
            ("[]", "array"),
        ])
    func unreadable(text: String, place: String) {
        let error = #expect(throws: VectorFileError.self) { try report(text) }
        #expect(error?.description.contains(place) == true, "\(error?.description ?? "none")")
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
