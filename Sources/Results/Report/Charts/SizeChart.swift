/// Lines with bands over an axis of equal factors, such as costs by size; crossings are marked.
struct SizeChart {
    /// A line, with a band around it where there is one.
    struct Series {
        let name: String
        let tone: Tone
        var isDashed = false
        /// A value for each place of the axis; nil where there is none.
        let values: [Double?]
        var low: [Double?] = []
        var high: [Double?] = []
    }

    /// A place on the axis with its interval.
    struct Mark {
        let at: Double
        let low: Double?
        let high: Double?
        let tone: Tone
        let label: String
    }

    var frame: ChartFrame
    /// What runs to the right, and its values in rising order, above zero.
    let axis: String
    let places: [Double]
    /// The texts of the axis' ticks.
    var placeText: @Sendable (Double) -> String = { ReportNumber.compact($0) }
    let series: [Series]
    var marks: [Mark] = []
    var height = 260
    var isPercent = false
    /// The axis upwards has equal factors, as far as all lines are above zero.
    var prefersLogarithmic = false
    var unit = ""

    /// The figure.
    var html: HTML {
        // Crossings are interpolated between places; ends of their intervals are cut off at the edge.
        let across = ChartScale(places, isLogarithmic: true)
        let up = scale
        var frame = frame
        frame.legend = legend
        frame.data = data(across)
        frame.fallback = table
        let bands = series.map { band($0, across, up) }.joined()
        let lines = series.map { line($0, across, up) }.joined()
        let drawing = shades(across) + bands + lines
        let plot = PlotArea(
            height: height, values: up, isPercent: isPercent,
            ticksAcross: across.ticks(6).map { (across.place($0), placeText($0)) })
        return frame.wrapping(plot.html(frame.picture(height: height, drawing)))
    }

    /// Bands may reach below zero where lines do not; a scale of factors cuts them off.
    private var scale: ChartScale {
        let lines = series.flatMap(\.values).compactMap(\.self)
        let bands = series.flatMap { $0.low + $0.high }.compactMap(\.self)
        let most = (lines + bands).max() ?? 0
        // Of lines that are hardly apart a scale of factors would show the rounding.
        guard prefersLogarithmic, let least = lines.min(), least > 0, most > least * 1.2 else {
            return ChartScale(lines + bands, includesZero: true)
        }
        return ChartScale(
            lines + bands.map { max($0, least / 2) }, isLogarithmic: true)
    }

    private func x(_ value: Double, _ scale: ChartScale) -> Double {
        max(0, min(1, scale.place(value))) * 1_000
    }

    private func y(_ value: Double, _ scale: ChartScale) -> Double {
        let place = scale.isLogarithmic && value <= 0 ? 0 : scale.place(value)
        return Double(height) * (1 - max(-0.02, min(1.02, place)))
    }

    private func line(_ one: Series, _ across: ChartScale, _ up: ChartScale) -> HTML {
        let path = ChartPath.line(
            places.map { x($0, across) }, one.values.map { $0.map { y($0, up) } }, isStep: false)
        let dash: HTML = one.isDashed ? " dash" : ""
        let alone = one.values.compactMap(\.self).count == 1
        let dot = alone ? point(one, across, up) : .empty
        return "<path class=\"l\(dash) t-\(one.tone.rawValue)\" d=\"\(path)\"/>\(dot)"
    }

    /// A line of one place cannot be seen.
    private func point(_ one: Series, _ across: ChartScale, _ up: ChartScale) -> HTML {
        guard let index = one.values.firstIndex(where: { $0 != nil }), let value = one.values[index]
        else { return .empty }
        let left = ReportNumber.coordinate(x(places[index], across))
        let place = "M\(left) \(ReportNumber.coordinate(y(value, up)))h0"
        return
            "<path class=\"p t-\(one.tone.rawValue)\" d=\"\(place)\" style=\"stroke-width:7px\"/>"
    }

    private func band(_ one: Series, _ across: ChartScale, _ up: ChartScale) -> HTML {
        guard one.low.count == places.count, one.high.count == places.count else { return .empty }
        let floor = one.low.map { y($0 ?? up.low, up) }
        let top = zip(one.high, one.low).map { high, low in
            low == nil ? nil : high.map { y($0, up) }
        }
        let path = ChartPath.area(
            places.map { x($0, across) }, top, ground: Double(height), floor: floor)
        return "<path class=\"band t-\(one.tone.rawValue)\" d=\"\(path)\"/>"
    }

    private func shades(_ across: ChartScale) -> HTML {
        marks.map { mark -> HTML in
            let at = ReportNumber.coordinate(x(mark.at, across))
            var html: HTML =
                "<path class=\"l dash t-\(mark.tone.rawValue)\" d=\"M\(at) 0V\(height)\"/>"
            if let low = mark.low, let high = mark.high {
                let left = x(low, across)
                let width = max(1.5, x(high, across) - left)
                html =
                    """
                    <rect class="band t-\(mark.tone.rawValue)" x="\(ReportNumber.coordinate(left))" y="0" \
                    width="\(ReportNumber.coordinate(width))" height="\(height)"/>
                    """ + html
            }
            return html
        }.joined()
    }

    private var hasBands: Bool { series.contains { !$0.low.isEmpty } }

    private var legend: [ChartFrame.LegendEntry] {
        series.map { .init(tone: $0.tone, label: $0.name, shape: $0.isDashed ? .dash : .line) }
            + marks.map { .init(tone: $0.tone, label: $0.label, shape: .tick) }
    }

    private func data(_ across: ChartScale) -> String {
        let list = series.map { one in
            JSONText.object([
                "n": JSONText.string(one.name), "t": JSONText.string(one.tone.rawValue),
                "v": JSONText.numbers(one.values), "a": JSONText.numbers(one.low),
                "b": JSONText.numbers(one.high),
            ])
        }
        return JSONText.object([
            "kind": "\"sizes\"", "xn": JSONText.string(axis), "xs": JSONText.numbers(places),
            "at": JSONText.numbers(places.map { across.place($0) }),
            "pct": isPercent ? "1" : "0", "unit": JSONText.string(unit),
            "series": "[" + list.joined(separator: ",") + "]",
            "marks": JSONText.strings(marks.map(\.label)),
        ])
    }

    private var table: DataTable {
        func cell(_ value: Double?) -> DataTable.Cell {
            isPercent ? .percent(value, places: 1) : .real(value, places: 2)
        }
        return DataTable(
            columns: [.number(axis)] + series.map { .number($0.name, isPercent ? "%" : unit) },
            rows: places.indices.map { index in
                [
                    .init(
                        HTML(placeText(places[index])), exact: ReportNumber.data(places[index]))
                ] + series.map { cell($0.values[index]) }
            })
    }
}
