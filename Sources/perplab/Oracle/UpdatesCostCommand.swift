import ArgumentParser
import PriceOracles

struct UpdatesCostCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "updates",
        abstract: "What choosing among signed updates of a pull feed is worth.",
        discussion: """
            Who may deliver any update of a window of w seconds picks the best one: s sqrt(2 w / pi)
            of the notional on average, at a volatility of s per square root of a second.

            Example: perplab oracle cost updates --volatility 0.0001 --window 60 --notional 1000000
            """
    )

    @Option(
        help: "The standard deviation of the price's logarithm per square root of a second.",
        transform: CostNumber.atLeastZero)
    var volatility: CostNumber

    @Option(help: "Seconds of the window; may be repeated.", transform: CostNumber.atLeastZero)
    var window: [CostNumber]

    @Option(help: "The notional of a decision.", transform: CostNumber.atLeastZero)
    var notional: CostNumber

    @Flag(help: "Print one JSON document instead of text.")
    var json = false

    func run() throws {
        var table = CostTable(["window", "gain share", "gain"])
        for window in window {
            let share = FeedFreeOption.selectiveUpdateGain(
                volatility: volatility.estimate, windowSeconds: window.estimate)
            let figures = [share, share * notional.estimate]
            table.add([window.text] + figures.map(CostText.estimate))
        }
        try table.write(asJSON: json)
    }
}
