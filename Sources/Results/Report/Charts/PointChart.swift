/// Points over the page's time axis, coloured by group, such as liquidations by wave.
struct PointChart {
    /// One event.
    struct Point {
        let time: Int64
        let value: Double
        /// Which group it belongs to, from 0.
        let group: Int
        /// A ring instead of a disc, for events of a special kind.
        var isHollow = false
        /// Diameter in pixels.
        var size = 7.0
        /// The read-out, exact.
        let label: String
    }

    var frame: ChartFrame
    let scale: TimeScale
    let points: [Point]
    /// Names of the groups.
    let groups: [String]
    /// What a ring stands for; none without rings.
    var hollowName: String?
    var windows: [TimeChart.Window] = []
    var height = 260
    var isLogarithmic = false
    var unit = ""

    /// The figure.
    var html: HTML {
        let values = ChartScale(
            points.map(\.value), includesZero: !isLogarithmic, isLogarithmic: isLogarithmic)
        var frame = frame
        frame.isZoomable = true
        frame.legend = groups.enumerated().map {
            .init(tone: Self.tone($0.offset), label: $0.element, shape: .dot)
        }
        if let hollowName {
            frame.legend.append(.init(tone: .loss, label: hollowName, shape: .ring))
        }
        frame.data = data(values)
        let marks = points.map { mark($0, values) }.joined()
        let plot = PlotArea(
            height: height, values: values, ticksAcross: scale.ticks(8).map { ($0.place, $0.label) }
        )
        return frame.wrapping(
            plot.html(
                frame.picture(
                    height: height,
                    "\(TimeChart.shading(windows, scale, height))<g class=\"marks\">\(marks)</g>")))
    }

    /// Later waves take the next colour.
    static func tone(_ group: Int) -> Tone { .nth(group) }

    /// A line of no length with round ends: a disc that no stretching turns into an ellipse.
    private func mark(_ point: Point, _ values: ChartScale) -> HTML {
        let x = ReportNumber.coordinate(scale.place(point.time) * 1_000)
        let y = ReportNumber.coordinate((1 - values.place(point.value)) * Double(height))
        let size = ReportNumber.coordinate(point.size)
        let ring: HTML =
            point.isHollow
            ? "<path class=\"p ring\" d=\"M\(x) \(y)h0\" style=\"stroke-width:\(ReportNumber.coordinate(point.size + 3.5))px\"/>"
            : ""
        return """
            \(ring)<path class="p t-\(Self.tone(point.group).rawValue)" d="M\(x) \(y)h0" \
            style="stroke-width:\(size)px"/>
            """
    }

    private func data(_ values: ChartScale) -> String {
        JSONText.object([
            "kind": "\"points\"", "from": "\(scale.start / 1_000)", "to": "\(scale.end / 1_000)",
            "lo": "\(values.low)", "hi": "\(values.high)", "log": isLogarithmic ? "1" : "0",
            "unit": JSONText.string(unit), "x": JSONText.moments(points.map(\.time)),
            "y": JSONText.numbers(points.map(\.value)),
            "labels": JSONText.strings(points.map(\.label)),
            "groups": JSONText.strings(points.map { groups[$0.group % max(1, groups.count)] }),
        ])
    }
}
