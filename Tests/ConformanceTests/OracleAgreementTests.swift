import Conformance
import Testing

@Suite struct OracleAgreementTests {
    @Test("simulations and closed forms agree, with less drawn than the command draws")
    func agreement() throws {
        var rows: [AgreementRow] = []
        let effort = OracleAgreement.Effort(seed: 7, epochs: 20_000, blocks: 100_000)
        try OracleAgreement.run(effort) { rows.append($0) }
        #expect(rows.count == 61)
        #expect(rows.filter { !$0.holds }.map(\.what) == [])
        // What is drawn cannot come out exactly.
        #expect(rows.filter { $0.unit == "per cent" && $0.gap > 0 }.count == 5)
        #expect(rows.filter { $0.unit == "standard errors" && $0.gap > 0 }.count == 12)
    }
}
