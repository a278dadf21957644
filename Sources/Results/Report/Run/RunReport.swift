/// The report of one run: a single HTML file that needs nothing but a browser.
///
/// It is a function of the model alone: the same store gives the same bytes, on any day.
public struct RunReport: Sendable {
    let model: ReportModel
    let scale: TimeScale
    let windows: [TimeChart.Window]

    /// A report of a model.
    public init(_ model: ReportModel) {
        self.model = model
        scale = TimeScale(start: model.identity.start, end: model.identity.end)
        // Spans first: a window says more than a moment.
        let shown = model.events.filter { Self.shadedKinds.contains($0.kind) }
        let order = shown.filter { $0.until != nil } + shown.filter { $0.until == nil }
        windows = order.prefix(Self.windowsMax).map {
            .init(
                kind: $0.kind, label: "\($0.subject) \($0.detail)", start: $0.time, end: $0.until)
        }
    }

    /// Windows and moments that charts show at most.
    private static let windowsMax = 40

    /// Rows of a table at most; the store has them all.
    static let rowsMax = 200

    /// Kinds of events that charts show.
    private static let shadedKinds = ["attack", "fault", "outage", "governance", "intervention"]

    /// The file's text.
    public var html: String {
        var omitted: [Omission] = []
        let sections = [
            prices(&omitted), market(&omitted), liquidations(&omitted), losses(&omitted),
            money(&omitted), oracles(&omitted), chain(&omitted), checks(&omitted),
        ].filter { !$0.body.text.isEmpty }
        let name = model.identity.scenario.isEmpty ? "run" : model.identity.scenario
        return ReportPage(
            title: "\(name), seed \(model.identity.seed) \u{2013} perplab", kind: "Run report",
            opening: opening, sections: sections + [record(omitted)],
            closing: """
                Built from the run's store alone. Amounts in tables are exact to the last digit in the \
                CSV files; charts keep ten digits. Times are simulated, UTC.
                """
        ).text
    }

    /// A chart that is left out, and why.
    struct Omission {
        let title: String
        let reason: String
    }

    /// The unit of money.
    var quote: String { model.units.quote }

    /// The name of a chart of one market, plain where there is only one.
    func title(_ text: String, _ market: MarketHistory) -> String {
        model.markets.count > 1 ? "\(text): \(market.name)" : text
    }

    /// The identifier of a chart of the nth of several like things.
    func id(_ name: String, _ index: Int) -> String { index == 0 ? name : "\(name)-\(index + 1)" }
}
