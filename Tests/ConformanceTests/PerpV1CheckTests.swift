import Conformance
import Foundation
import Testing

/// Each kind of check can fail: one wrong value in a right file is found.
@Suite struct PerpV1CheckTests {
    private func report(_ text: String) throws -> VectorFileReport {
        try #require(try VectorFile(path: "small.json", data: Data(text.utf8)).run())
    }

    /// The text with one place changed, which must be there.
    private func changed(_ text: String, _ place: String, _ value: String) throws -> String {
        let range = try #require(text.range(of: place), "\(place) is not in the text")
        return text.replacingCharacters(in: range, with: value)
    }

    @Test("a right case passes")
    func rightCase() throws {
        let report = try report(PerpV1MarketText.caseFile)
        #expect(report.passed == 1, "\(report.failures)")
    }

    @Test(
        "a case with a wrong expectation fails",
        arguments: [
            ("\"ok\":true", "\"ok\":false"),
            ("\"ok\":true", "\"revert\":\"amm was closed\""),
            ("\"fee\":\"0\"", "\"fee\":\"1\""),
            ("\"event\":\"PositionChanged\"", "\"event\":\"PositionSettled\""),
            ("{\"dir\":\"0\"", "{\"dir\":\"1\""),
            (",\"value\":\"25000000\"", ",\"value\":\"25000001\""),
            ("\"realizedPnl\":\"0\"", "\"realizedPnl\":\"1\""),
            ("{\"size\":\"20000000000000000000\"}", "{\"size\":\"1\"}"),
            ("{\"size\":\"20000000000000000000\"}", "{\"width\":\"1\"}"),
            ("\"liquidityHistoryIndex\":\"0\"", "\"liquidityHistoryIndex\":\"1\""),
            ("\"equals\":\"15625000000000000000\"", "\"equals\":\"15625000000000000001\""),
            ("\"leading_digits\":\"125\"", "\"leading_digits\":\"126\""),
            ("\"not_equals\":\"125\"", "\"not_equals\":\"1250000000000000000000\""),
            ("\"at_most\":\"1250000000000000000000\"", "\"at_most\":\"1249999999999999999999\""),
            ("\"is_negative\":false", "\"is_negative\":true"),
            ("\"is_negative\":false", "\"is_odd\":true"),
            ("\"equals\":\"1234375000000000000000\"", "\"equals\":\"0\""),
            ("\"minus_step\":4", "\"minus_step\":3"),
            ("caller is not counterParty", "amm was closed"),
            ("positionSize is 0", "amm was closed"),
            ("settle funding too early", "amm was closed"),
            ("\"equals\":false", "\"equals\":true"),
            ("\"equals\":\"6000000000000000000\"", "\"equals\":\"6\""),
            ("\"call\":\"getSpotPrice\"", "\"call\":\"getSpotPrize\""),
            ("\"contract\":\"math\"", "\"contract\":\"maths\""),
            ("\"base_limit\":\"0\"", "\"limit\":\"0\""),
            ("\"side\":\"BUY\"", "\"side\":\"HOLD\""),
            ("\"setup\":\"s\"", "\"setup\":\"t\""),
            ("\"timestamp\":\"1444004430\",\"block\":\"10003\"", "\"timestamp\":\"1\""),
            ("\"alice\":\"4975000000\"", "\"alice\":\"4975000001\""),
            ("\"bob\":\"5000000000\",\n\"clearing", "\"clearing"),
            ("\"funding_rate\":\"0\"", "\"funding_rate\":\"1\""),
            ("\"funding_rate\":\"0\"", "\"funding\":\"0\""),
            ("\"1444004430\",\"10003\"]", "\"1444004430\",\"10002\"]"),
            ("\"last_restriction_block\":\"0\"", "\"last_restriction_block\":\"10003\""),
            ("\"cumulative_premium_fractions\":[]", "\"cumulative_premium_fractions\":[\"0\"]"),
            ("\"prepaid_bad_debt\":{}", "\"prepaid_bad_debt\":{\"usd\":\"1\"}"),
            ("\"open_notional\":\"250", "\"open_notional\":\"251"),
            ("\"positions\":{\"alice\"", "\"positions\":{\"bob\""),
            ("\"quote_tokens\":[\"usd\"]}}}]", "\"quote_tokens\":[]}}}]"),
            (
                "{\"amms\":[\"amm\"],\"quote_tokens\":[\"usd\"]}}}]",
                "{\"amms\":[],\"quote_tokens\":[\"usd\"]}}}]"
            ),
        ])
    func wrongCase(place: String, value: String) throws {
        let text = try changed(PerpV1MarketText.caseFile, place, value)
        let report = try report(text)
        #expect(report.passed == 0)
        #expect(report.failures.count == 1)
    }

    @Test("decimals that no field holds are an error of the file", arguments: ["300", "-1"])
    func impossibleNumber(value: String) throws {
        let text = try changed(PerpV1MarketText.caseFile, "\"decimals\":6", "\"decimals\":\(value)")
        #expect(throws: VectorFileError.self) { try self.report(text) }
    }

    @Test(
        "a token that no world can have is named",
        arguments: [
            ("\"decimals\":6", "\"decimals\":78", "decimals are 0 to 77"),
            (
                "\"bob\":\"5000000000\"", "\"bob\":\"1\(String(repeating: "0", count: 77))\"",
                "balances add up to less"
            ),
        ])
    func impossibleToken(place: String, value: String, reason: String) throws {
        let balances = "\"alice\":\"5000000000\""
        let most = "\"alice\":\"1\(String(repeating: "0", count: 77))\""
        let text = try changed(
            try changed(PerpV1MarketText.caseFile, balances, most), place, value)
        let failure = try #require(try report(text).failures.first)
        #expect(failure.mismatches.first?.got.contains("usd: \(reason)") == true)
    }

    @Test("a right trace passes as behaviour")
    func rightTrace() throws {
        let report = try report(PerpV1MarketText.traceFile)
        #expect(report.results.map(\.id) == ["T", "T gas"])
        #expect(report.failures.filter { $0.id == "T" }.isEmpty, "\(report.failures)")
    }

    @Test(
        "a trace with a wrong value fails as behaviour",
        arguments: [
            ("\"ok\":true", "\"ok\":false"),
            ("\"SwapInput\",\"0\"", "\"SwapInput\",\"1\""),
            ("[\"amm\",\"SwapInput\"", "[\"usd\",\"SwapInput\""),
            ("\"alice\",\"clearing_house\",\"25000000\"", "\"alice\",\"clearing_house\",\"1\""),
            ("positionSize is 0", ""),
            ("\"revert\":\"positionSize is 0\"", "\"ok\":true"),
            ("\"clock\":[\"1444004400\"", "\"clock\":[\"1444004401\""),
            ("\"open\":true,\"twap", "\"open\":false,\"twap"),
            ("\"twap_900\":\"15625", "\"twap_900\":\"15626"),
            ("\"1444004400\",\"10001\"],\n\"snapshot", "\"1444004400\",\"10002\"],\n\"snapshot"),
            ("\"premium_fraction_count\":\"0\"", "\"premium_fraction_count\":\"1\""),
            ("\"premium_fraction_count\":\"0\"", "\"premium_fractions_count\":\"0\""),
            (
                "\"250000000000000000000\",\"0\",\"10001\"",
                "\"250000000000000000000\",\"0\",\"10002\""
            ),
            ("\"margin_ratio\":\"1", "\"margin_ratio\":\"2"),
            ("\"margin_ratio\":\"100000000000000000\"", "\"margin_ratio\":{\"revert\":\"\"}"),
            ("\"spot\":[\"250000000000000000000\",\"0\"]", "\"spot\":[\"0\",\"0\"]"),
            ("\"balances_raw\":{\"alice\":\"4975000000\"", "\"balances_raw\":{\"alice\":\"1\""),
            ("\"quote_limit\":\"0\"", "\"limit_of_quote\":0,\"b\":0"),
        ])
    func wrongTrace(place: String, value: String) throws {
        let report = try report(try changed(PerpV1MarketText.traceFile, place, value))
        #expect(report.failures.contains { $0.id == "T" })
    }

    @Test(
        "a gas figure that is off is named with its part",
        arguments: [
            ("[22100,", "[22101,", "intrinsic"), (",9108,", ",9109,", "logs"),
            (",279400,", ",300000,", "storage"), (",9800,", ",12000,", "access"),
            ("\"gas\":\"366299\"", "\"gas\":\"500000\"", "total"),
            ("\"gas\":\"69587\"", "\"gas\":\"90000\"", "total"),
            ("\"gas_mocks\":\"35459\"", "\"gas_mocks\":\"5459\"", "total"),
            ("\"gas\":\"366299\"", "\"gas\":\"368299\"", "mean"),
        ])
    func wrongGas(place: String, value: String, part: String) throws {
        let report = try report(try changed(PerpV1MarketText.traceFile, place, value))
        let right = try self.report(PerpV1MarketText.traceFile).failures.first { $0.id == "T gas" }
        #expect(right?.mismatches.contains { $0.what.contains(part) } != true)
        let failure = try #require(report.failures.first { $0.id == "T gas" })
        #expect(failure.mismatches.contains { $0.what.contains(part) }, "\(failure.mismatches)")
    }

    @Test(
        "a gas class that is not known, or columns of another order, are told",
        arguments: [
            (
                #"{"schema":"perp-v1-gas/1","columns":["gas","refund","gas_mocks","intrinsic","storage","access","logs","memory","compute"],"classes":{"open_wide":{"direct":{"all_n":[1,0,0,1,0,0,0,0,0]}}}}"#,
                "not known"
            )
        ])
    func unknownClass(text: String, reason: String) throws {
        let failure = try #require(try report(text).failures.first)
        #expect(failure.mismatches.first?.got.contains(reason) == true)
        let shuffled = text.replacingOccurrences(
            of: "\"gas\",\"refund\"", with: "\"refund\",\"gas\"")
        #expect(throws: VectorFileError.self) { try self.report(shuffled) }
    }
}
