/// Lines, steps, stacked areas or bars over the page's time axis, with shaded windows.
struct TimeChart {
    /// A line or an area.
    struct Series {
        let name: String
        let tone: Tone
        var shape = Shape.line
        /// A value for each moment; nil where there is none.
        let values: [Double?]
    }

    /// How a series is drawn.
    enum Shape { case line, dashed, step, area }

    /// A span of time that is shaded, or a moment that is marked.
    struct Window: Hashable, Sendable {
        let kind: String
        let label: String
        let start: Int64
        /// nil for a moment.
        let end: Int64?
    }

    /// Frame with title and notes; its data and legend are filled in here.
    var frame: ChartFrame
    let scale: TimeScale
    /// Moments, rising.
    let times: [Int64]
    let series: [Series]
    var windows: [Window] = []
    var height = 240
    var includesZero = false
    var isLogarithmic = false
    /// Areas lie on each other instead of behind each other.
    var isStacked = false
    /// Values are shares of one and are shown as per cent.
    var isPercent = false
    /// The legend explains the windows; one chart of a page does.
    var namesWindows = false
    /// The unit of the values, for the read-out.
    var unit = ""

    /// Rows that are kept at most; a screen has no more columns of pixels.
    static let rowsMax = 2_400

    /// The figure.
    var html: HTML {
        let rows = Downsampling.rows(series.map(\.values), limit: Self.rowsMax)
        let kept = series.map { one in rows.map { one.values[$0] } }
        let moments = rows.map { times[$0] }
        let levels = isStacked ? Self.stacked(kept) : kept
        let values = ChartScale(
            levels.joined().compactMap(\.self), includesZero: includesZero || isStacked,
            isLogarithmic: isLogarithmic)
        var frame = frame
        frame.isZoomable = true
        frame.legend = legend
        frame.data = data(moments, kept, values)
        frame.fallback = table
        let marks = drawing(moments, levels, values)
        let plot = PlotArea(
            height: height, values: values, isPercent: isPercent,
            ticksAcross: scale.ticks(8).map { ($0.place, $0.label) }
        ).html(frame.picture(height: height, Self.shading(windows, scale, height) + marks))
        return frame.wrapping(isStacked ? "<div class=\"stacked\">\(plot)</div>" : plot)
    }

    /// Sums from the first series upwards, so that each lies on the ones before.
    private static func stacked(_ columns: [[Double?]]) -> [[Double?]] {
        var ground = [Double](repeating: 0, count: columns.first?.count ?? 0)
        return columns.map { column in
            for row in column.indices { ground[row] += column[row] ?? 0 }
            return ground
        }
    }

    private func drawing(
        _ moments: [Int64], _ levels: [[Double?]], _ values: ChartScale
    ) -> HTML {
        let across = moments.map { scale.place($0) * 1_000 }
        let ground = Double(height) * (1 - max(0, min(1, values.place(max(0, values.low)))))
        var layers: [HTML] = []
        for (index, one) in series.enumerated() {
            let up = levels[index].map { $0.map { Double(height) * (1 - values.place($0)) } }
            switch one.shape {
            case .area:
                let floor =
                    isStacked && index > 0
                    ? levels[index - 1].map { Double(height) * (1 - values.place($0 ?? 0)) } : nil
                let path = ChartPath.area(across, up, ground: ground, floor: floor)
                layers.append("<path class=\"f t-\(one.tone.rawValue)\" d=\"\(path)\"/>")
            case .line, .dashed, .step:
                let path = ChartPath.line(across, up, isStep: one.shape == .step)
                let dash: HTML = one.shape == .dashed ? " dash" : ""
                layers.append("<path class=\"l\(dash) t-\(one.tone.rawValue)\" d=\"\(path)\"/>")
            }
        }
        let order = isStacked ? layers.reversed() : layers
        return "<g class=\"marks\">\(order.joined())</g>"
    }

    /// Shaded windows lie under everything else and follow the zoom.
    static func shading(_ windows: [Window], _ scale: TimeScale, _ height: Int) -> HTML {
        let parts = windows.map { window -> HTML in
            let left = max(0, min(1, scale.place(window.start))) * 1_000
            guard let end = window.end else {
                let x = ReportNumber.coordinate(left)
                return "<path class=\"w-tick w-\(window.kind)\" d=\"M\(x) 0V\(height)\"/>"
            }
            let width = max(1.5, max(0, min(1, scale.place(end))) * 1_000 - left)
            return """
                <rect class="w w-\(window.kind)" x="\(ReportNumber.coordinate(left))" y="0" \
                width="\(ReportNumber.coordinate(width))" height="\(height)"/>
                """
        }
        return parts.isEmpty ? .empty : "<g class=\"marks-x\">\(parts.joined())</g>"
    }

    private var legend: [ChartFrame.LegendEntry] {
        var entries = series.map { one in
            ChartFrame.LegendEntry(
                tone: one.tone, label: one.name,
                shape: one.shape == .area ? .area : one.shape == .dashed ? .dash : .line)
        }
        guard namesWindows else { return entries }
        var kinds: [String] = []
        for window in windows where !kinds.contains(window.kind) { kinds.append(window.kind) }
        entries += kinds.map { kind in
            let isSpan = windows.contains { $0.kind == kind && $0.end != nil }
            return ChartFrame.LegendEntry(
                tone: kind == "attack" ? .loss : .quiet, label: kind,
                shape: isSpan ? .window : .tick)
        }
        return entries
    }

    private func data(
        _ moments: [Int64], _ columns: [[Double?]], _ values: ChartScale
    ) -> String {
        let list = zip(series, columns).map { one, column in
            JSONText.object([
                "n": JSONText.string(one.name), "t": JSONText.string(one.tone.rawValue),
                "v": JSONText.numbers(column),
            ])
        }
        let marked = windows.map { window in
            JSONText.object([
                "n": JSONText.string("\(window.kind): \(window.label)"),
                "a": ReportNumber.data(Double(window.start) / 1_000),
                "b": ReportNumber.data(window.end.map { Double($0) / 1_000 }),
            ])
        }
        return JSONText.object([
            "kind": "\"lines\"", "from": "\(scale.start / 1_000)", "to": "\(scale.end / 1_000)",
            "lo": "\(values.low)", "hi": "\(values.high)",
            "log": isLogarithmic ? "1" : "0", "zero": includesZero || isStacked ? "1" : "0",
            "stack": isStacked ? "1" : "0", "pct": isPercent ? "1" : "0",
            "unit": JSONText.string(unit), "x": JSONText.moments(moments),
            "series": "[" + list.joined(separator: ",") + "]",
            "windows": "[" + marked.joined(separator: ",") + "]",
        ])
    }

    /// Some twenty rows, evenly over time: enough to read the course without the picture.
    private var table: DataTable {
        let step = max(1, (times.count + 19) / 20)
        var rows = Array(stride(from: 0, to: times.count, by: step))
        if let last = times.indices.last, rows.last != last { rows.append(last) }
        return DataTable(
            caption: rows.count < times.count
                ? "\(rows.count) of \(times.count) rows, evenly spaced" : "",
            columns: [.text("Time (UTC)")]
                + series.map { .number($0.name, isPercent ? "%" : unit) },
            rows: rows.map { row in
                [.time(times[row])]
                    + series.map { one in
                        isPercent
                            ? .percent(one.values[row], places: 3)
                            : one.values[row].map {
                                .init(HTML(ReportNumber.compact($0)), exact: ReportNumber.data($0))
                            } ?? .none
                    }
            })
    }
}
