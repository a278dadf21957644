/// The lane of blocks: fees, gas, waiting transactions and delays.
extension RunReport {
    func chain(_ omitted: inout [Omission]) -> ReportPage.Section {
        let chain = model.chain
        guard !chain.times.isEmpty else {
            omitted.append(.init(title: "Blocks", reason: "no block was recorded"))
            return .init(id: "chain", title: "", body: .empty, short: "")
        }
        var parts: [HTML] = []
        if chain.baseFee.contains(where: { $0 != nil }) {
            parts.append(
                lane(
                    "basefee", "Base fee", "Gwei per gas.",
                    [
                        .init(name: "Base fee", tone: .first, shape: .step, values: chain.baseFee)
                    ], unit: "gwei"))
        } else {
            omitted.append(.init(title: "Base fee", reason: "this chain has none"))
        }
        let share = zip(chain.gasUsed, chain.gasLimit).map { used, limit -> Double? in
            guard let used, let limit, limit > 0 else { return nil }
            return used / limit
        }
        parts.append(
            lane(
                "gas", "Gas used", "Share of the block\u{2019}s gas limit.",
                [
                    .init(name: "Gas used", tone: .third, shape: .area, values: share)
                ], isPercent: true))
        parts.append(
            lane(
                "pool", "Waiting transactions", "Transactions in the pool after each block.",
                [
                    .init(name: "Pool", tone: .fourth, shape: .area, values: chain.pool)
                ]))
        if chain.delays.isEmpty {
            omitted.append(
                .init(
                    title: "Inclusion delay", reason: "no agent\u{2019}s transaction was included"))
        } else {
            parts.append(delayLane)
        }
        let body: HTML = "<div class=\"pair\">\(parts.joined())</div>\(distribution)\(fates)"
        let reorganized: HTML =
            chain.reorganized > 0
            ? " \(ReportNumber.count(chain.reorganized)) blocks were taken off the chain again."
            : ""
        return .init(
            id: "chain", title: "The chain",
            lead:
                "\(ReportNumber.count(chain.times.count)) blocks with \(ReportNumber.count(chain.transactions)) transactions.\(reorganized)",
            body: body, short: "Chain")
    }

    private func lane(
        _ id: String, _ title: String, _ note: String, _ series: [TimeChart.Series],
        isPercent: Bool = false, unit: String = ""
    ) -> HTML {
        TimeChart(
            frame: ChartFrame(id: id, title: title, note: note, table: "blocks"), scale: scale,
            times: model.chain.times, series: series, windows: windows, height: 150,
            includesZero: true, isPercent: isPercent, unit: unit
        ).html
    }

    private var delayLane: HTML {
        TimeChart(
            frame: ChartFrame(
                id: "delay", title: "Inclusion delay",
                note: "Seconds from sending to the block, agents\u{2019} transactions.",
                table: "transactions"),
            scale: scale, times: model.chain.delayTimes,
            series: [
                .init(
                    name: "95 % below", tone: .quiet, shape: .line, values: model.chain.delayHigh),
                .init(name: "Median", tone: .first, values: model.chain.delayMedian),
            ], windows: windows, height: 150, includesZero: true, unit: "s"
        ).html
    }

    private var distribution: HTML {
        guard model.chain.delays.count >= 20 else { return .empty }
        let sorted = model.chain.delays.sorted()
        let median = sorted[(sorted.count - 1) / 2]
        let high = sorted[(sorted.count * 95 + 99) / 100 - 1]
        return Histogram(
            frame: ChartFrame(
                id: "delays", title: "Distribution of inclusion delays",
                note: "Number of agents\u{2019} transactions by seconds from sending to the block.",
                table: "transactions"),
            values: sorted, height: 150,
            markers: [
                (median, "median \(ReportNumber.compact(median)) s", .truth),
                (high, "95 % below \(ReportNumber.compact(high)) s", .oracle),
            ], unit: "s"
        ).html
    }

    private var fates: HTML {
        guard !model.chain.fates.isEmpty else { return .empty }
        let total = model.chain.fates.map(\.count).reduce(0, +)
        return block(
            "Fates of agents\u{2019} transactions", "",
            DataTable(
                columns: [.text("Fate"), .number("Transactions"), .number("Share")],
                rows: model.chain.fates.map {
                    [
                        .text($0.name), .count($0.count),
                        .percent(total > 0 ? Double($0.count) / Double(total) : nil, places: 1),
                    ]
                }, name: "fates", source: "transactions"))
    }
}
