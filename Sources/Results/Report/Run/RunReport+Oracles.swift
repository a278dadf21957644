/// Feeds, guards and venues.
extension RunReport {
    func oracles(_ omitted: inout [Omission]) -> ReportPage.Section {
        var body = HTML.empty
        for (index, feed) in model.feeds.enumerated() {
            body += """
                <div class="pair">\(priceChart(feed, index))\(errorChart(feed, index))</div>

                """
        }
        if model.feeds.isEmpty {
            omitted.append(.init(title: "Oracle updates", reason: "no price was written to a feed"))
        }
        for (index, venue) in model.venues.enumerated() {
            if (venue.depthUp + venue.depthDown).contains(where: { $0 != nil }) {
                body += depthChart(venue, index)
            } else {
                omitted.append(
                    .init(title: "Depth of \(venue.name)", reason: "it was not recorded"))
            }
        }
        if model.guards.isEmpty {
            omitted.append(.init(title: "Guards", reason: "no feed has one"))
        } else {
            body += guardTable
        }
        let updates = model.feeds.map(\.times.count).reduce(0, +)
        return .init(
            id: "oracles", title: "Oracles and venues",
            lead: updates > 0
                ? "\(ReportNumber.count(updates)) prices were written to \(model.feeds.count == 1 ? "one feed" : "\(model.feeds.count) feeds")."
                : "", body: body, short: "Oracles")
    }

    private func priceChart(_ feed: FeedHistory, _ index: Int) -> HTML {
        TimeChart(
            frame: ChartFrame(
                id: id("feed", index), title: "Updates of \(feed.name)",
                note: "\(quote) per \(model.units.base), as written and as it should have been.",
                table: "oracle_updates"),
            scale: scale, times: feed.times,
            series: [
                .init(name: "True price", tone: .truth, shape: .dashed, values: feed.truth),
                .init(name: "Written", tone: .oracle, shape: .step, values: feed.price),
            ], windows: windows, height: 190, unit: quote
        ).html
    }

    private func errorChart(_ feed: FeedHistory, _ index: Int) -> HTML {
        TimeChart(
            frame: ChartFrame(
                id: id("error", index), title: "Error of \(feed.name)",
                note: "Written over true price, less one, at each update.", table: "oracle_updates"),
            scale: scale, times: feed.times,
            series: [.init(name: "Error", tone: .oracle, shape: .step, values: feed.error)],
            windows: windows, height: 190, includesZero: true, isPercent: true
        ).html
    }

    private func depthChart(_ venue: VenueHistory, _ index: Int) -> HTML {
        TimeChart(
            frame: ChartFrame(
                id: id("depth", index), title: "Depth of \(venue.name)",
                note: "\(quote) that moves its price by 2 %: the cost of bending what reads it.",
                table: "venues"),
            scale: scale, times: venue.times,
            series: [
                .init(name: "Up", tone: .long, values: venue.depthUp),
                .init(name: "Down", tone: .short, values: venue.depthDown),
            ], windows: windows, height: 170, includesZero: true, unit: quote
        ).html
    }

    private var guardTable: HTML {
        block(
            "Guards", "A trip is justified where the raw price was more than 1 % off the true one.",
            DataTable(
                columns: [
                    .text("Feed"), .text("Guard"), .number("Trips"), .number("Justified"),
                    .number("Unjustified"),
                ],
                rows: model.guards.map {
                    [
                        .text($0.feed), .text($0.name), .count($0.trips), .count($0.justified),
                        .count($0.trips - $0.justified),
                    ]
                }, name: "guards", source: "guard_trips"))
    }
}
