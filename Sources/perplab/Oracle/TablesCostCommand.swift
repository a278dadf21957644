import ArgumentParser
import PriceOracles

struct TablesCostCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tables",
        abstract: "Hold the closed forms against published tables, figure by figure.",
        discussion: """
            A figure agrees when it is within half a unit of the last printed digit, or within 1 %
            where the published one was simulated. Without --all only those that disagree are
            shown. Exit status: 0, whatever agrees.

            Example: perplab oracle cost tables --all
            """
    )

    @Flag(help: "Show every figure.")
    var all = false

    @Flag(help: "Print one JSON document instead of text.")
    var json = false

    func run() throws {
        let figures = PublishedTables.figures
        let wrong = figures.filter { !$0.agrees }
        var table = CostTable(["table", "row", "column", "published", "computed", "agrees"])
        for figure in all ? figures : wrong {
            table.add([
                figure.table, figure.row, figure.column, figure.published,
                CostText.estimate(figure.computed), figure.agrees ? "yes" : "no",
            ])
        }
        let summary = "\(figures.count - wrong.count) of \(figures.count) published figures agree"
        try table.write(asJSON: json, notes: [summary])
    }
}
