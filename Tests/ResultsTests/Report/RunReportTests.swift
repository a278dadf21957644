import Foundation
import Simulation
import Testing
import WideIntegers

@testable import Results

@Suite struct RunReportTests {
    private func page(
        _ records: [MetricRecord], scenario: String = "calm", status: String = "complete"
    ) throws -> String {
        let store = try SyntheticStore()
        defer { store.remove() }
        try store.add(
            records, scenario: scenario, status: status, start: SyntheticRun.start,
            end: SyntheticRun.start + 60_000_000)
        return RunReport(try ReportQueries.model(path: store.path)).html
    }

    @Test("the headline is exact and counts what the tables hold")
    func headline() throws {
        let store = try SyntheticStore()
        defer { store.remove() }
        let run = SyntheticRun(blocks: 600)
        try store.add(run.records, start: SyntheticRun.start, end: run.end)
        let twin = SyntheticRun(blocks: 600, isAttacked: false)
        try store.add(
            twin.records, run: 2, variant: "without attacker", start: SyntheticRun.start,
            end: twin.end)
        let model = try ReportQueries.model(path: store.path)
        let liquidations = run.records.filter { $0.table == .liquidations }
        #expect(model.headline.liquidations == liquidations.count)
        let place = try #require(
            RunTable.liquidations.schema.columns.firstIndex { $0.name == "false" })
        #expect(
            model.headline.liquidationsFalse
                == liquidations.count { $0.values[place] == .integer(1) })
        #expect(model.headline.attackProfit?.exact == "286412.3371")
        #expect(model.headline.fundStart?.exact == "250001.5")
        #expect(model.headline.liquidationsMissed == 4)
        #expect(model.headline.expectations == 3)
        #expect(model.headline.expectationsHeld == 2)
        #expect(model.twin?.variant == "without attacker")
        #expect(model.twin?.headline.badDebtBooked.isZero == true)
        #expect(model.twin?.headline.attackProfit == nil)
    }

    @Test("the same store gives the same bytes")
    func determinism() throws {
        let store = try SyntheticStore()
        defer { store.remove() }
        let run = SyntheticRun(blocks: 300)
        try store.add(run.records, start: SyntheticRun.start, end: run.end)
        let first = RunReport(try ReportQueries.model(path: store.path)).html
        let second = RunReport(try ReportQueries.model(path: store.path)).html
        #expect(first == second)
    }

    @Test("an empty run gives a page that says what is left out and why")
    func empty() throws {
        let page = try page([])
        for title in [
            "Prices", "Liquidations", "Waterfall", "Who paid whom", "Blocks", "Guards",
            "Expectations",
        ] {
            #expect(page.contains("<li><b>\(title)</b>: "), "\(title)")
        }
        #expect(!page.contains("<figure"))
        #expect(page.contains("No bad debt was booked."))
    }

    @Test("hostile names never become markup, script or data that ends its block")
    func hostileNames() throws {
        let hostile = "</script><script>alert(1)</script><img src=x onerror=alert(2)>\"'&"
        var run = SyntheticRun(blocks: 120, agentName: hostile)
        let amount = RecordValue.amount(Int256(1_000_000_000_000_000_000))
        run.append(
            .named(
                .liquidations,
                [
                    "time_us": .integer(SyntheticRun.start), "market": .text(hostile),
                    "agent": .text(hostile), "liquidator": .text(hostile),
                    "notional": amount, "bad_debt": amount, "wave": .integer(2),
                    "cascade": .integer(1),
                ]))
        run.append(
            .named(
                .markets,
                [
                    "time_us": .integer(SyntheticRun.start), "market": .text(hostile),
                    "mark": amount, "truth": amount, "oracle": amount, "long_notional": amount,
                    "bad_debt_booked": amount,
                ]))
        run.append(
            .named(
                .oracleUpdates,
                [
                    "time_us": .integer(SyntheticRun.start), "feed": .text(hostile),
                    "price": amount, "truth": amount, "error": amount,
                ]))
        run.append(
            .named(
                .venues,
                [
                    "time_us": .integer(SyntheticRun.start), "venue": .text(hostile),
                    "depth_up": amount,
                ]))
        run.append(
            .named(
                .events,
                [
                    "time_us": .integer(SyntheticRun.start), "kind": .text("attack"),
                    "subject": .text(hostile), "detail": .text(hostile),
                    "until_us": .integer(SyntheticRun.start + 9),
                ]))
        run.append(
            .named(
                .events,
                [
                    "time_us": .integer(SyntheticRun.start), "kind": .text(hostile),
                    "subject": .text(hostile), "detail": .text(hostile),
                ]))
        run.append(
            .named(
                .waterfall, ["market": .text(hostile), "payer": .text(hostile), "amount": amount]))
        run.append(
            .named(
                .payments,
                [
                    "payer": .text(hostile), "payee": .text("b"), "cause": .text(hostile),
                    "amount": amount,
                ]))
        run.append(
            .named(
                .expectations,
                [
                    "figure": .text(hostile), "low": .text(hostile), "value": .text(hostile),
                    "holds": .integer(1), "tag": .text(hostile), "note": .text(hostile),
                ]))
        run.append(
            .named(
                .boundRules,
                [
                    "market": .text(hostile), "rule": .text(hostile), "source": .text(hostile),
                    "count": .integer(9_999),
                ]))
        run.append(
            .named(
                .guardTrips,
                [
                    "feed": .text(hostile), "guard": .text(hostile), "trips": .integer(1),
                    "justified": .integer(0),
                ]))
        run.append(
            .named(
                .figures, ["name": .text(hostile), "value": .text(hostile), "unit": .text(hostile)])
        )
        run.append(
            .named(
                .transactions, ["id": .integer(1), "agent": .text(hostile), "fate": .text(hostile)])
        )
        let page = try page(run.records, scenario: hostile, status: hostile)
        if let folder = ProcessInfo.processInfo.environment["PERPLAB_REPORT_SAMPLES"] {
            try Data(page.utf8).write(to: URL(fileURLWithPath: folder + "/hostile.html"))
        }
        #expect(!page.contains("<img"))
        #expect(!page.contains("alert(1)</script>"))
        // One script of ours, and each data block ends where it should.
        #expect(page.components(separatedBy: "<script>").count == 2)
        let blocks = page.components(
            separatedBy: "<script type=\"application/json\" class=\"data\">"
        ).dropFirst()
        #expect(blocks.count > 10)
        for block in blocks {
            let text = try #require(block.components(separatedBy: "</script>").first)
            #expect(throws: Never.self) { try JSONSerialization.jsonObject(with: Data(text.utf8)) }
        }
    }

    @Test("who paid whom sums to zero, and a page says so")
    func payments() throws {
        let run = SyntheticRun(blocks: 120)
        #expect(try page(run.records).contains("The net column sums to zero exactly."))
    }

    @Test("a run that did not end well says so at the top")
    func alarms() throws {
        #expect(try page([], status: "interrupted").contains("The run was interrupted"))
        #expect(try page([], status: "invariant-broken").contains("cannot be relied on"))
        #expect(!(try page([])).contains("class=\"alarm\""))
    }

    @Test("a store without the run, or with a damaged amount, gives an error that names it")
    func errors() throws {
        let store = try SyntheticStore()
        defer { store.remove() }
        #expect(throws: ReportError.noRun(nil, known: [])) {
            try ReportQueries.model(path: store.path)
        }
        try store.add([], start: 0, end: 1)
        #expect(throws: ReportError.noRun(9, known: [1])) {
            try ReportQueries.model(path: store.path, run: 9)
        }
        try store.spoil(
            "INSERT INTO waterfall (run, market, payer, amount) VALUES (1, 'm', 'insurance', '12x')"
        )
        #expect(throws: ReportError.damaged(table: "waterfall", column: "amount", value: "12x")) {
            try ReportQueries.model(path: store.path)
        }
        #expect(throws: (any Error).self) { try ReportQueries.model(path: "/nowhere/run.sqlite") }
    }

    @Test("thousands of liquidations and events still fit the page, which says what it shows")
    func bounds() throws {
        var run = SyntheticRun(blocks: 60)
        let amount = RecordValue.amount(Int256(1_000_000_000_000_000_000))
        for index in 0..<6_000 {
            let time = SyntheticRun.start + Int64(index) * 10_000
            run.append(
                .named(
                    .liquidations,
                    [
                        "time_us": .integer(time), "market": .text("ETH-PERP"),
                        "agent": .text("retail-\(index)"), "notional": amount, "bad_debt": amount,
                        "wave": .integer(1), "cascade": .integer(1),
                    ]))
            run.append(
                .named(
                    .events,
                    [
                        "time_us": .integer(time), "kind": .text("attack"),
                        "subject": .text("feed"), "detail": .text("push \(index)"),
                    ]))
        }
        let page = try page(run.records)
        #expect(page.utf8.count < 3_000_000, "\(page.utf8.count)")
        #expect(page.contains("The 2,000 costliest of 6,0"))
        #expect(page.contains("The first 200 of 6,0"))
    }

    @Test("a fund that two markets share counts once")
    func sharedFund() throws {
        let store = try SyntheticStore()
        defer { store.remove() }
        let fund = RecordValue.amount(Int256(5))
        let records = ["A", "B"].map {
            MetricRecord.named(
                .markets,
                [
                    "time_us": .integer(1), "market": .text($0), "fund": fund,
                    "bad_debt_booked": fund,
                ])
        }
        try store.add(records, start: 0, end: 10)
        let model = try ReportQueries.model(path: store.path)
        #expect(model.headline.fundEnd?.value == Int256(5))
        #expect(model.headline.badDebtBooked.value == Int256(10))
    }
}
