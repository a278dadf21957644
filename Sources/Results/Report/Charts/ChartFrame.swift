/// What stands around a picture: its title, legend, axes, data and the way to get them.
///
/// The picture itself is an SVG that stretches with the page; all texts are outside of it, so that
/// they keep their size at any width.
struct ChartFrame {
    /// Identifier within the page: letters, digits and hyphens of this program's making.
    let id: String
    /// What is shown, as a heading.
    let title: String
    /// Unit and reading aid, one sentence.
    let note: String
    /// One line for those who cannot see the picture.
    var summary = ""
    /// Where the data are: the table of the store that `perplab export` gives.
    var table: String?
    /// Entries of the legend.
    var legend: [LegendEntry] = []
    /// JSON for the script: hover, zoom and CSV.
    var data = ""
    /// A table instead of the picture.
    var fallback: DataTable?
    /// The control for zooming is of use.
    var isZoomable = false

    /// An entry of a legend.
    struct LegendEntry {
        let tone: Tone
        let label: String
        var shape = Shape.line

        /// How the colour is shown.
        enum Shape: String { case line, dash, area, dot, ring, window, tick }
    }

    /// The figure around a body.
    func wrapping(_ body: HTML) -> HTML {
        let legendHTML: HTML =
            legend.isEmpty
            ? .empty
            : "<ul class=\"legend\">\(legend.map { "<li><i class=\"k-\($0.shape.rawValue) t-\($0.tone.rawValue)\"></i>\($0.label)</li>" as HTML }.joined())</ul>"
        let block: HTML =
            data.isEmpty
            ? .empty
            : "<script type=\"application/json\" class=\"data\">\(HTML(trusted: data))</script>"
        return """
            <figure class="chart" id="\(id)" data-name="\(id)">
            <figcaption><h3>\(title)</h3><p>\(note.capitalizedFirst)</p></figcaption>
            \(legendHTML)\(body)\(block)\(links)
            </figure>

            """
    }

    /// An SVG with its title and description, stretched over the plot.
    func picture(height: Int, width: Int = 1_000, _ marks: HTML) -> HTML {
        """
        <svg viewBox="0 0 \(width) \(height)" preserveAspectRatio="none" role="img" \
        aria-labelledby="\(id)-t \(id)-d"><title id="\(id)-t">\(title)</title>\
        <desc id="\(id)-d">\(summary.isEmpty ? note : summary)</desc>\(marks)</svg>
        """
    }

    private var links: HTML {
        let reset: HTML =
            isZoomable ? "<button type=\"button\" class=\"reset\" hidden>Reset zoom</button>" : ""
        let command: HTML? = table.map { "<code>perplab export DIR --table \($0)</code>" }
        let rows: HTML? = fallback.map {
            "<details><summary>Data as a table</summary>\($0.html)</details>"
        }
        return """
            <div class="links"><button type="button" class="csv">CSV</button>\(command)\(reset)\(rows)</div>
            """
    }
}
