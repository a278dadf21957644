/// A function of two parameters as cells, with its zero line: where it pays and where it does not.
struct SurfaceChart {
    /// An axis: its values in rising order.
    struct Axis {
        let name: String
        let values: [Double]
    }

    var frame: ChartFrame
    let across: Axis
    let up: Axis
    /// Values by row of `up`, then of `across`; nil where the run failed.
    let values: [[Double?]]
    /// Lines of zero as points in parameter space.
    let zeroLines: [[(x: Double, y: Double)]]
    /// The best point.
    var best: (x: Double, y: Double)?
    var height = 320

    /// The figure; axes run over the index of the values, so that cells of a logarithmic grid are
    /// as wide as those of a linear one.
    var html: HTML {
        let (columns, rows) = (across.values.count, up.values.count)
        let size = values.joined().compactMap(\.self).map(abs).max() ?? 0
        let (width, tall) = (1_000 / Double(max(1, columns)), Double(height) / Double(max(1, rows)))
        var marks: [HTML] = []
        for (row, line) in values.enumerated() {
            for (column, value) in line.enumerated() {
                guard let value else { continue }
                let strength = size > 0 ? 0.08 + 0.87 * (abs(value) / size).squareRoot() : 0
                let tone = value > 0 ? Tone.loss : Tone.mark
                marks.append(
                    """
                    <rect class="b t-\(tone.rawValue)" x="\(ReportNumber.coordinate(Double(column) * width))" \
                    y="\(ReportNumber.coordinate(Double(height) - Double(row + 1) * tall))" \
                    width="\(ReportNumber.coordinate(width + 0.2))" \
                    height="\(ReportNumber.coordinate(tall + 0.2))" \
                    opacity=".\(hundredths(strength))"/>
                    """)
            }
        }
        func x(_ value: Double) -> Double { (place(value, across.values) + 0.5) * width }
        func y(_ value: Double) -> Double {
            Double(height) - (place(value, up.values) + 0.5) * tall
        }
        for line in zeroLines {
            let path = ChartPath.line(line.map { x($0.x) }, line.map { y($0.y) }, isStep: false)
            marks.append("<path class=\"l contour\" d=\"\(path)\"/>")
        }
        if let best {
            let point =
                "M\(ReportNumber.coordinate(x(best.x))) \(ReportNumber.coordinate(y(best.y)))h0"
            marks.append("<path class=\"p halo\" d=\"\(point)\" style=\"stroke-width:14px\"/>")
            marks.append("<path class=\"p t-truth\" d=\"\(point)\" style=\"stroke-width:8px\"/>")
        }
        var frame = frame
        frame.legend = legend
        frame.data = data
        frame.fallback = table
        let plot = PlotArea(
            height: height, values: ChartScale(from: 0, to: 1),
            ticksAcross: labels(across.values, 8),
            labelsDown: labels(up.values, 8).map { (1 - $0.0, $0.1) })
        return frame.wrapping(plot.html(frame.picture(height: height, marks.joined())))
    }

    private var legend: [ChartFrame.LegendEntry] {
        var entries: [ChartFrame.LegendEntry] = [
            .init(tone: .loss, label: "attacker gains", shape: .area),
            .init(tone: .mark, label: "attacker loses", shape: .area),
        ]
        if !zeroLines.isEmpty { entries.append(.init(tone: .truth, label: "zero profit")) }
        if best != nil { entries.append(.init(tone: .truth, label: "best found", shape: .dot)) }
        return entries
    }

    /// The index of a value, with its fraction between two neighbours.
    private func place(_ value: Double, _ axis: [Double]) -> Double {
        guard let next = axis.firstIndex(where: { $0 >= value }) else {
            return Double(axis.count - 1)
        }
        guard next > 0 else { return 0 }
        return Double(next - 1) + (value - axis[next - 1]) / (axis[next] - axis[next - 1])
    }

    private func labels(_ axis: [Double], _ count: Int) -> [(Double, String)] {
        let every = max(1, (axis.count + count - 1) / count)
        return stride(from: 0, to: axis.count, by: every).map {
            ((Double($0) + 0.5) / Double(axis.count), ReportNumber.compact(axis[$0]))
        }
    }

    private func hundredths(_ value: Double) -> String {
        let hundredths = Int((min(0.99, value) * 100).rounded())
        return hundredths < 10 ? "0\(hundredths)" : "\(hundredths)"
    }

    private var data: String {
        JSONText.object([
            "kind": "\"surface\"", "xn": JSONText.string(across.name),
            "yn": JSONText.string(up.name), "xs": JSONText.numbers(across.values),
            "ys": JSONText.numbers(up.values), "unit": JSONText.string(frame.note),
            "cells": "[" + values.map { JSONText.numbers($0) }.joined(separator: ",") + "]",
        ])
    }

    private var table: DataTable {
        DataTable(
            columns: [.number("\(up.name) \\ \(across.name)")]
                + across.values.map { .number(ReportNumber.compact($0)) },
            rows: zip(up.values, values).reversed().map { value, line in
                [.init(HTML(ReportNumber.compact(value)), exact: ReportNumber.data(value))]
                    + line.map { cell in
                        cell.map {
                            .init(HTML(ReportNumber.compact($0)), exact: ReportNumber.data($0))
                        } ?? .none
                    }
            })
    }
}
