import ArgumentParser
import PriceOracles

struct BookCostCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "book",
        abstract: "Lift or sink an order book of power-law depth.",
        discussion: """
            Up to the factor m the book holds depth * |m - 1|^exponent of base on that side.

            Example: perplab oracle cost book --price 0.0382 --depth 30000000 --exponent 1 --factor 2
            """
    )

    @Option(help: "The price before.", transform: CostNumber.aboveZero)
    var price: CostNumber

    @Option(
        help: "Base on one side at a distance of the whole price.",
        transform: CostNumber.aboveZero)
    var depth: CostNumber

    @Option(help: "How depth grows with distance.", transform: CostNumber.aboveZero)
    var exponent: CostNumber

    @Option(help: "The price factor; may be repeated.", transform: CostNumber.aboveZero)
    var factor: [CostNumber]

    @Flag(help: "Print one JSON document instead of text.")
    var json = false

    func run() throws {
        var table = CostTable(["factor", "base", "quote", "loss"])
        for factor in factor {
            let push = BookPush(
                factor: factor.estimate, price: price.estimate, baseAtDouble: depth.estimate,
                exponent: exponent.estimate)
            let figures = [push.base, push.quote, push.loss]
            table.add([factor.text] + figures.map(CostText.estimate))
        }
        try table.write(asJSON: json)
    }
}
