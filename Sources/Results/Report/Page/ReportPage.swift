/// A report as one file: head, bar, sections, footer; nothing is loaded from anywhere.
struct ReportPage {
    /// A part of the page.
    struct Section {
        /// Identifier of this program's making.
        let id: String
        let title: String
        /// What is to be seen, in a sentence or two.
        var lead: HTML = ""
        var body: HTML

        /// The text in the bar at the top.
        var short: String
    }

    /// Title of the window.
    let title: String
    /// What kind of report it is.
    let kind: String
    /// Heading, verdict and cards.
    let opening: HTML
    let sections: [Section]
    /// The last lines.
    let closing: HTML

    /// The file's text.
    var text: String {
        let links = sections.map { "<a href=\"#\($0.id)\">\($0.short)</a>" as HTML }.joined()
        let parts = sections.map { section -> HTML in
            let lead: HTML =
                section.lead.text.isEmpty ? "" : "<p class=\"lead\">\(section.lead)</p>"
            return """
                <section id="\(section.id)"><h2>\(section.title)</h2>\(lead)
                \(section.body)</section>

                """
        }
        let page: HTML = """
            <!DOCTYPE html>
            <html lang="en"><head><meta charset="utf-8">
            <meta http-equiv="Content-Security-Policy" content="default-src 'none'; \
            style-src 'unsafe-inline'; script-src '\(HTML(trusted: ReportScript.digest))'; img-src data:; \
            base-uri 'none'; form-action 'none'">
            <meta name="viewport" content="width=device-width,initial-scale=1">
            <meta name="generator" content="perplab"><link rel="icon" href="data:,">
            <title>\(title)</title>
            <style>\(HTML(trusted: ReportStyle.text))</style></head>
            <body><div class="bar-top"><div><b>perplab</b><nav aria-label="Contents">\(links)</nav>\
            <button type="button" id="theme" aria-label="Switch between light and dark">Light / dark</button>\
            </div></div>
            <main><header><p class="over">\(kind)</p>\(opening)</header>
            \(parts.joined())<footer>\(closing)</footer></main>
            <script>\(HTML(trusted: ReportScript.text))</script></body></html>

            """
        return page.text
    }
}
