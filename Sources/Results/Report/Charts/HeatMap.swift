/// Cells over time and bands: darker where there is more.
struct HeatMap {
    var frame: ChartFrame
    let scale: TimeScale
    /// Moments at which a column begins, rising.
    let times: [Int64]
    /// Bands from below to above, with their texts; `labelEvery` of them are written out.
    let bands: [String]
    var labelEvery = 1
    /// Values by moment, then band.
    let values: [[Double]]
    /// A line between two bands, as a threshold: its index and its name.
    var threshold: (band: Int, name: String)?
    var height = 240
    var unit = ""

    /// Columns at most; more of them are joined and keep the greatest value.
    static let columnsMax = 240

    /// The figure.
    var html: HTML {
        let columns = joined
        let greatest = columns.cells.joined().max() ?? 0
        var frame = frame
        frame.isZoomable = true
        if let threshold {
            frame.legend = [.init(tone: .loss, label: threshold.name, shape: .dash)]
        }
        frame.data = data(columns)
        let rowHeight = Double(height) / Double(max(1, bands.count))
        var rects: [HTML] = []
        for (column, cells) in columns.cells.enumerated() {
            let left = max(0, scale.place(columns.times[column]) * 1_000)
            let right =
                column + 1 < columns.times.count
                ? scale.place(columns.times[column + 1]) * 1_000 : 1_000
            for (band, value) in cells.enumerated() where value > 0 {
                // Square root: small groups stay visible beside large ones.
                let strength = 0.06 + 0.94 * (greatest > 0 ? (value / greatest).squareRoot() : 0)
                let top = Double(height) - Double(band + 1) * rowHeight
                rects.append(
                    """
                    <rect x="\(ReportNumber.coordinate(left))" y="\(ReportNumber.coordinate(top))" \
                    width="\(ReportNumber.coordinate(max(0.5, right - left)))" \
                    height="\(ReportNumber.coordinate(rowHeight))" \
                    opacity="\(hundredths(strength))"/>
                    """)
            }
        }
        let line: HTML =
            threshold.map {
                let y = ReportNumber.coordinate(Double(height) - Double($0.band) * rowHeight)
                return "<path class=\"l dash t-loss\" d=\"M0 \(y)H1000\"/>"
            } ?? ""
        let labels = bands.enumerated().filter { $0.offset % labelEvery == 0 }.map {
            (1 - (Double($0.offset) + 0.5) / Double(bands.count), $0.element)
        }
        let plot = PlotArea(
            height: height, values: ChartScale(from: 0, to: 1),
            ticksAcross: scale.ticks(8).map { ($0.place, $0.label) }, labelsDown: labels)
        return frame.wrapping(
            plot.html(
                frame.picture(
                    height: height,
                    "<g class=\"marks-x heat\">\(rects.joined())</g>\(line)")))
    }

    private func hundredths(_ value: Double) -> String {
        let hundredths = Int((min(1, value) * 100).rounded())
        return hundredths >= 100 ? "1" : hundredths < 10 ? ".0\(hundredths)" : ".\(hundredths)"
    }

    private var joined: (times: [Int64], cells: [[Double]]) {
        let width = max(1, (times.count + Self.columnsMax - 1) / Self.columnsMax)
        var starts: [Int64] = []
        var cells: [[Double]] = []
        for first in stride(from: 0, to: times.count, by: width) {
            let range = first..<min(first + width, times.count)
            starts.append(times[first])
            cells.append(
                bands.indices.map { band in range.map { values[$0][band] }.max() ?? 0 })
        }
        return (starts, cells)
    }

    private func data(_ columns: (times: [Int64], cells: [[Double]])) -> String {
        JSONText.object([
            "kind": "\"cells\"", "from": "\(scale.start / 1_000)", "to": "\(scale.end / 1_000)",
            "unit": JSONText.string(unit), "x": JSONText.moments(columns.times),
            "rows": JSONText.strings(bands),
            "cells": "[" + columns.cells.map { JSONText.numbers($0) }.joined(separator: ",") + "]",
        ])
    }
}
