/// Horizontal bars with their names and values as text: waterfalls, rankings, intervals.
///
/// Each row is a line of text with a picture beside it; nothing has to be read off an axis.
struct BarChart {
    /// A row.
    struct Row {
        let label: String
        /// Small text after the label.
        var detail = ""
        /// Spans of the bar from one value to another.
        var spans: [Span] = []
        /// Points on it.
        var points: [Dot] = []
        /// The value as text.
        let value: String
        /// Exact value for the CSV file.
        var exact = ""
        /// A row of sums.
        var isTotal = false
    }

    /// A part of a bar.
    struct Span {
        let from: Double
        let to: Double
        let tone: Tone
        /// A thin line instead of a bar, as for the whole range of a distribution.
        var isThin = false
        /// Lighter, as for the middle half of a distribution.
        var isPale = false
    }

    /// A point on a bar.
    struct Dot {
        let at: Double
        let tone: Tone
        var isSmall = false
    }

    var frame: ChartFrame
    let rows: [Row]
    /// Zero is on the axis.
    var includesZero = true
    /// Heading of the values.
    var valueTitle = "Value"
    var isPercent = false

    /// The figure.
    var html: HTML {
        let scale = ChartScale(
            rows.flatMap { $0.spans.flatMap { [$0.from, $0.to] } + $0.points.map(\.at) },
            includesZero: includesZero)
        var frame = frame
        frame.fallback = DataTable(
            columns: [.text("Name"), .number(valueTitle)],
            rows: rows.map {
                [
                    .text($0.label),
                    .init(HTML($0.value), exact: $0.exact.isEmpty ? $0.value : $0.exact),
                ]
            })
        let list = rows.enumerated().map { row($0.element, $0.offset, scale) }.joined()
        let ticks = scale.ticks(4)
        let labels = zip(ticks, ChartScale.labels(ticks, percent: isPercent)).enumerated().map {
            index, tick -> HTML in
            let place = scale.place(tick.0)
            let names =
                (index % 2 == 1 ? " odd" : "")
                + (place > 0.93 ? " end" : place < 0.07 ? " start" : "")
            return
                "<span class=\"x\(names)\" style=\"left:\(ReportNumber.coordinate(place * 100))%\">\(tick.1)</span>"
        }
        return frame.wrapping(
            """
            <div class="bars" role="group" aria-label="\(frame.summary)">\(list)\
            <div class="bar-axis" aria-hidden="true"><b></b><div>\(labels.joined())</div><b></b></div></div>
            """)
    }

    private func row(_ row: Row, _ index: Int, _ scale: ChartScale) -> HTML {
        func x(_ value: Double) -> String { ReportNumber.coordinate(scale.place(value) * 1_000) }
        let spans = row.spans.map { span -> HTML in
            let (low, high) = (min(span.from, span.to), max(span.from, span.to))
            if span.isThin {
                return "<path class=\"l t-\(span.tone.rawValue)\" d=\"M\(x(low)) 11H\(x(high))\"/>"
            }
            let width = max(1.5, (scale.place(high) - scale.place(low)) * 1_000)
            let pale: HTML = span.isPale ? " pale" : ""
            return """
                <rect class="b\(pale) t-\(span.tone.rawValue)" x="\(x(low))" y="4" \
                width="\(ReportNumber.coordinate(width))" height="14"/>
                """
        }
        let dots = row.points.map { dot -> HTML in
            "<path class=\"p t-\(dot.tone.rawValue)\" d=\"M\(x(dot.at)) 11h0\" style=\"stroke-width:\(dot.isSmall ? 4 : 10)px\"/>"
        }
        let zero: HTML = includesZero ? "<path class=\"zero\" d=\"M\(x(0)) 0V22\"/>" : ""
        let detail: HTML = row.detail.isEmpty ? "" : "<small>\(row.detail)</small>"
        let total: HTML = row.isTotal ? " total" : ""
        return """
            <div class="bar\(total)"><span class="name">\(row.label)\(detail)</span>\
            <svg viewBox="0 0 1000 22" preserveAspectRatio="none" role="img" aria-label="\(row.label): \
            \(row.value)"><title>\(row.label): \(row.value)</title>\(zero)\(spans.joined())\(dots.joined())</svg>\
            <span class="value">\(row.value)</span></div>

            """
    }
}
