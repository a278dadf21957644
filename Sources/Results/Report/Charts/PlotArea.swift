/// The field of a picture with its axes: the SVG stretches, the texts at its edges do not.
struct PlotArea {
    let height: Int
    let values: ChartScale
    var isPercent = false
    /// Places from 0 to 1 along the lower edge, with their texts.
    let ticksAcross: [(Double, String)]
    /// Texts at the left instead of those of the scale, by their place from the top.
    var labelsDown: [(Double, String)]?

    /// The field around a picture.
    func html(_ picture: HTML) -> HTML {
        let ticks = values.ticks(max(2, height / 48))
        let labels = ChartScale.labels(ticks, percent: isPercent)
        let down: [(Double, String)] =
            labelsDown ?? zip(ticks, labels).map { (1 - values.place($0), $1) }
        let lines =
            labelsDown == nil
            ? down.map { "<i style=\"top:\(share($0.0))\"></i>" as HTML }.joined() : .empty
        let left = down.map { "<span style=\"top:\(share($0.0))\">\($0.1)</span>" as HTML }.joined()
        let under = ticksAcross.enumerated().map { index, tick -> HTML in
            let place = tick.0 > 0.965 ? " end" : tick.0 < 0.035 ? " start" : ""
            let odd = index % 2 == 1 ? " odd" : ""
            return
                "<span class=\"x\(odd)\(place)\" style=\"left:\(share(tick.0))\">\(tick.1)</span>"
        }
        return """
            <div class="plot" style="--h:\(height)px"><div class="y" aria-hidden="true">\(left)</div>\
            <div class="field"><div class="grid" aria-hidden="true">\(lines)</div>\(picture)</div>\
            <div class="across" aria-hidden="true">\(under.joined())</div></div>
            """
    }

    private func share(_ place: Double) -> HTML {
        HTML(ReportNumber.coordinate(place * 1_000) == "0" ? "0" : Self.percent(place))
    }

    private static func percent(_ place: Double) -> String {
        let hundredths = Int((place * 10_000).rounded())
        let rest = hundredths.magnitude % 100
        return (hundredths < 0 ? "-" : "") + "\(hundredths.magnitude / 100)"
            + (rest == 0 ? "" : rest < 10 ? ".0\(rest)" : ".\(rest)") + "%"
    }
}
