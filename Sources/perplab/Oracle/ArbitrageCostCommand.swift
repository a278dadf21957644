import ArgumentParser
import PriceOracles

struct ArbitrageCostCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "arbitrage",
        abstract: "What arbitrage takes from a pool that it keeps at the outside price.",
        discussion: """
            Sigma is the standard deviation of the logarithm of the outside price over a block.

            Example: perplab oracle cost arbitrage --sigma 0.001 --fee 3/1000 --value 1000000
            """
    )

    @Option(help: "Sigma per block; may be repeated.", transform: CostNumber.aboveZero)
    var sigma: [CostNumber]

    @Option(help: "The pool's fee on one side.", transform: CostNumber.fee)
    var fee: CostNumber

    @Option(help: "The pool's worth in quote.", transform: CostNumber.aboveZero)
    var value: CostNumber?

    @Flag(help: "Print one JSON document instead of text.")
    var json = false

    func run() throws {
        var table = CostTable(
            ["sigma", "share per block"] + (value == nil ? [] : ["loss per block"]))
        for sigma in sigma {
            let share = ArbitrageLoss.closedForm(sigma: sigma.estimate, fee: fee.estimate)
            let figures = [share] + (value.map { [share * $0.estimate] } ?? [])
            table.add([sigma.text] + figures.map(CostText.estimate))
        }
        try table.write(asJSON: json)
    }
}
