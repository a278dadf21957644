/// A line without axes, as big as a word.
struct Sparkline {
    let values: [Double?]
    let tone: Tone
    /// What it shows, for those who hear the page.
    let label: String

    /// The picture.
    var html: HTML {
        let rows = Downsampling.rows([values], limit: 240)
        let kept = rows.map { values[$0] }
        let scale = ChartScale(kept.compactMap(\.self), includesZero: true)
        let across = rows.map { Double($0) / Double(max(1, values.count - 1)) * 1_000 }
        let up = kept.map { $0.map { 2 + 36 * (1 - scale.place($0)) } }
        return """
            <svg class="spark" viewBox="0 0 1000 40" preserveAspectRatio="none" role="img" \
            aria-label="\(label)"><title>\(label)</title>\
            <path class="f t-\(tone.rawValue)" d="\(ChartPath.area(across, up, ground: 40, floor: nil))"/>\
            <path class="l t-\(tone.rawValue)" d="\(ChartPath.line(across, up, isStep: false))"/></svg>
            """
    }
}
