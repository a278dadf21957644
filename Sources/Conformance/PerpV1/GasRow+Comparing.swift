import ContractRuntime
import Foundation

extension GasRow {
    /// The most by which storage, access and the whole of an operation may differ.
    private static let operationTolerance = 0.01
    /// The most by which the mean of a trace may differ.
    private static let meanTolerance = 0.002
    /// Operations of one call that are shown.
    private static let shownMax = 2

    /// Compares every measured operation and their mean.
    static func compare(_ rows: [GasRow], _ check: inout CaseCheck) {
        let measured = rows.filter(\.isMeasured)
        if measured.isEmpty { check.fail("gas", expected: "operations", got: "none") }
        check.met()
        let failed = measured.filter { !$0.problems.isEmpty }
        let calls = Dictionary(grouping: failed) { "\($0.contract).\($0.call)" }
        for (call, rows) in sorted(calls) {
            let worst = rows.sorted { abs($0.deviation) > abs($1.deviation) }
            for row in worst.prefix(shownMax) {
                row.report("\(rows.count) of \(call), step \(row.step)", &check)
            }
        }
        let expected = measured.reduce(0) { $0 + $1.compared.expected }
        let got = measured.reduce(0) { $0 + $1.compared.got }
        let deviation = Double(got - expected) / Double(max(expected, 1))
        if abs(deviation) > meanTolerance {
            check.fail(
                "mean of \(measured.count) operations",
                expected: "\(expected / Int64(max(measured.count, 1))) within 0.2 %",
                got: percent(deviation))
        }
    }

    /// Compares one operation.
    func compare(_ check: inout CaseCheck) {
        check.met()
        if !problems.isEmpty { report("\(contract).\(call)", &check) }
    }

    private func report(_ what: String, _ check: inout CaseCheck) {
        check.fail(
            "\(what): \(problems.joined(separator: ", "))", expected: expected.text,
            got: got.text)
    }

    /// What is too far from the expected.
    var problems: [String] {
        var problems: [String] = []
        if let expected = expected.parts, let got = got.parts {
            for part in GasPart.allCases {
                let (want, have) = (expected[part.rawValue], got[part.rawValue])
                switch part {
                case .intrinsic, .logs:
                    if want != have { problems.append("\(part)") }
                case .storage, .access:
                    let deviation = Double(have) - Double(want)
                    if abs(deviation) > Self.operationTolerance * Double(want) {
                        problems.append("\(part)")
                    }
                case .memory, .compute: break
                }
            }
        }
        if abs(deviation) > Self.operationTolerance {
            problems.append("total \(Self.percent(deviation))")
        }
        return problems
    }

    private static func percent(_ share: Double) -> String {
        String(format: "%+.2f %%", share * 100)
    }

    // MARK: - Rows of CSV

    /// A head and a line for each row; unknown parts are empty.
    static func table(_ rows: [GasRow]) -> [String] {
        let parts = GasPart.allCases.map { "\($0)" }
        let columns = ["gas", "refund", "mocks"] + parts
        let stepCount = rows.map(\.computeSteps.count).max() ?? 0
        let head =
            ["id", "step", "contract", "call", "ok"] + columns.map { "expected_\($0)" }
            + columns.map { "got_\($0)" } + (0..<stepCount).map { "step_\($0)" }
        return [head.joined(separator: ",")]
            + rows.map { row in
                let counts = (0..<stepCount).map { index in
                    index < row.computeSteps.count ? "\(row.computeSteps[index])" : "0"
                }
                let names = [row.id, row.step, row.contract, row.call, row.isSuccess ? "1" : "0"]
                return (names + row.expected.cells + row.got.cells + counts)
                    .joined(separator: ",")
            }
    }
}

extension GasFigures {
    fileprivate var text: String {
        let parts = parts.map { zip(GasPart.allCases, $0).map { "\($0) \($1)" } } ?? []
        let mocks = mocks.map { ["mocks \($0)"] } ?? []
        return (["\(gas)", "refund \(refund)"] + mocks + parts).joined(separator: ", ")
    }

    fileprivate var cells: [String] {
        ["\(gas)", "\(refund)", mocks.map(String.init) ?? ""]
            + (parts?.map { "\($0)" } ?? GasPart.allCases.map { _ in "" })
    }
}
