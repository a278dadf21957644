import Foundation

/// How often values fall into bins of equal width, or of equal factor.
struct Histogram {
    var frame: ChartFrame
    let values: [Double]
    var bins = 40
    var height = 180
    var tone = Tone.first
    var isLogarithmic = false
    /// Values that are marked by a line, with their names.
    var markers: [(value: Double, name: String, tone: Tone)] = []
    var unit = ""

    /// The figure.
    var html: HTML {
        let across = ChartScale(
            values + markers.map(\.value), isLogarithmic: isLogarithmic)
        var counts = [Int](repeating: 0, count: bins)
        for value in values where value.isFinite {
            counts[max(0, min(bins - 1, Int(across.place(value) * Double(bins))))] += 1
        }
        let up = ChartScale([0, Double(counts.max() ?? 1)], includesZero: true)
        let width = 1_000.0 / Double(bins)
        let bars = counts.enumerated().filter { $0.element > 0 }.map { bin, count -> HTML in
            let top = (1 - up.place(Double(count))) * Double(height)
            return """
                <rect class="b t-\(tone.rawValue)" x="\(ReportNumber.coordinate(Double(bin) * width + width * 0.06))" \
                y="\(ReportNumber.coordinate(top))" width="\(ReportNumber.coordinate(width * 0.88))" \
                height="\(ReportNumber.coordinate(Double(height) - top))"><title>\(range(bin, across)): \(ReportNumber.count(count))</title></rect>
                """
        }
        let lines = markers.map { marker -> HTML in
            let x = ReportNumber.coordinate(across.place(marker.value) * 1_000)
            return "<path class=\"l dash t-\(marker.tone.rawValue)\" d=\"M\(x) 0V\(height)\"/>"
        }
        let ticks = across.ticks(5)
        let plot = PlotArea(
            height: height, values: up,
            ticksAcross: zip(ticks.map(across.place), ChartScale.labels(ticks)).map { ($0, $1) })
        var frame = frame
        frame.legend = markers.map { .init(tone: $0.tone, label: $0.name, shape: .dash) }
        frame.fallback = table(counts, across)
        return frame.wrapping(
            plot.html(frame.picture(height: height, (bars + lines).joined())))
    }

    /// The lower end of a bin.
    private func edge(_ bin: Int, _ across: ChartScale) -> Double {
        let place = Double(bin) / Double(bins)
        return isLogarithmic
            ? across.low * pow(across.high / across.low, place)
            : across.low + place * (across.high - across.low)
    }

    private func range(_ bin: Int, _ across: ChartScale) -> String {
        let ends = [bin, bin + 1].map { ReportNumber.compact(edge($0, across)) }
        return ends.joined(separator: " to ")
    }

    private func table(_ counts: [Int], _ across: ChartScale) -> DataTable {
        DataTable(
            columns: [.number("From", unit), .number("To", unit), .number("Count")],
            rows: counts.enumerated().filter { $0.element > 0 }.map { bin, count in
                [
                    StudyReport.compact(edge(bin, across)),
                    StudyReport.compact(edge(bin + 1, across)), .count(count),
                ]
            })
    }
}
