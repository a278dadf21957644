/// A table of a page, which the script can sort and hand out as CSV.
struct DataTable {
    /// What it is, for those who hear the page.
    var caption = ""
    /// Its columns.
    var columns: [Column]
    /// Its rows, a cell for each column.
    var rows: [[Cell]]
    /// A last row of sums, which sorting leaves in its place.
    var footer: [Cell] = []
    /// The name of its CSV file; none for a table that belongs to a chart.
    var name: String?
    /// Where the data are in the store.
    var source: String?

    /// A column.
    struct Column {
        let title: String
        var isNumber = false
        /// Unit, shown small under the title.
        var unit = ""

        static func text(_ title: String) -> Column { Column(title: title) }
        static func number(_ title: String, _ unit: String = "") -> Column {
            Column(title: title, isNumber: true, unit: unit)
        }
    }

    /// A cell: what is shown, and the exact value where that says more.
    struct Cell {
        let html: HTML
        var exact: String?
        var tone: Tone?
        /// A moment or a name, which does not break over lines.
        var isWhole = false

        init(_ html: HTML, exact: String? = nil, tone: Tone? = nil) {
            self.html = html
            self.exact = exact
            self.tone = tone
        }

        /// Text of anybody.
        static func text(_ text: String) -> Cell {
            var cell = Cell(HTML(text))
            cell.isWhole = text.count <= 28
            return cell
        }

        /// Nothing is known.
        static var none: Cell { Cell("<span class=\"none\">\u{2013}</span>", exact: "") }

        /// A count.
        static func count(_ count: Int?) -> Cell {
            count.map { Cell(HTML(ReportNumber.count($0)), exact: String($0)) } ?? .none
        }

        /// An exact amount rounded for the eye.
        static func amount(
            _ amount: ReportAmount?, places: Int = 2, signed: Bool = false, toned: Bool = false
        ) -> Cell {
            guard let amount else { return .none }
            let tone: Tone? =
                !toned || amount.isZero ? nil : amount.isNegative ? .loss : .gain
            let text = amount.text(places: places, signed: signed)
            return Cell(
                amount.isZero ? "<span class=\"none\">0</span>" : HTML(text),
                exact: amount.exact, tone: tone)
        }

        /// A statistic.
        static func real(_ value: Double?, places: Int = 2, signed: Bool = false) -> Cell {
            value.map {
                Cell(
                    HTML(ReportNumber.fixed($0, places: places, signed: signed)),
                    exact: ReportNumber.data($0))
            } ?? .none
        }

        /// A share of one.
        static func percent(_ value: Double?, places: Int = 2, signed: Bool = false) -> Cell {
            value.map {
                Cell(
                    HTML(ReportNumber.percent($0, places: places, signed: signed)),
                    exact: ReportNumber.data($0))
            } ?? .none
        }

        /// A moment.
        static func time(_ micros: Int64?) -> Cell {
            guard let micros else { return .none }
            var cell = Cell(HTML(UTCTime(micros).text), exact: UTCTime(micros).text)
            cell.isWhole = true
            return cell
        }
    }

    /// The table in a box that scrolls by itself on narrow screens.
    var html: HTML {
        let heads = columns.map { column -> HTML in
            let unit: HTML = column.unit.isEmpty ? "" : "<small>\(column.unit)</small>"
            return
                "<th scope=\"col\"\(Self.numberClass(column.isNumber))>\(column.title)\(unit)</th>"
        }
        let body = rows.map { "<tr>\(cells($0))</tr>\n" as HTML }.joined()
        let foot: HTML = footer.isEmpty ? "" : "<tfoot><tr>\(cells(footer))</tr></tfoot>"
        let named: HTML = name.map { " data-name=\"\($0)\"" } ?? ""
        let slim: HTML = columns.count <= 5 ? " class=\"slim\"" : ""
        let captionHTML: HTML = caption.isEmpty ? "" : "<caption>\(caption)</caption>"
        let tableHTML: HTML = """
            <div class="table" tabindex="0"><table\(named)\(slim)>\(captionHTML)\
            <thead><tr>\(heads.joined())</tr></thead>
            <tbody>\(body)</tbody>\(foot)</table></div>
            """
        guard name != nil else { return tableHTML }
        let command: HTML? = source.map { "<code>perplab export DIR --table \($0)</code>" }
        return """
            \(tableHTML)<div class="links"><button type="button" class="csv">CSV</button>\(command)</div>

            """
    }

    private func cells(_ row: [Cell]) -> HTML {
        zip(columns, row).map { column, cell -> HTML in
            let exact: HTML = cell.exact.map { " data-v=\"\($0)\"" } ?? ""
            let title: HTML =
                column.isNumber && (cell.exact?.utf8.count ?? 0) > 4
                ? " title=\"\(cell.exact ?? "")\"" : ""
            let names = [
                column.isNumber ? "n" : cell.isWhole ? "t" : nil,
                cell.tone.map { "c-\($0.rawValue)" },
            ]
            .compactMap(\.self).joined(separator: " ")
            let style: HTML = names.isEmpty ? "" : " class=\"\(names)\""
            return "<td\(style)\(exact)\(title)>\(cell.html)</td>"
        }.joined()
    }

    private static func numberClass(_ isNumber: Bool) -> HTML {
        isNumber ? " class=\"n\"" : ""
    }
}
