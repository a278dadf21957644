import ArgumentParser
import PriceOracles
import VenueFormulas
import WideIntegers

/// A constant-product pool as the command line describes it.
struct PoolOptions: ParsableArguments {
    @Option(help: "The pool's base reserve.", transform: CostNumber.aboveZero)
    var base: CostNumber

    @Option(help: "The pool's quote reserve.", transform: CostNumber.aboveZero)
    var quote: CostNumber

    @Option(help: "The pool's fee on what goes in.", transform: CostNumber.fee)
    var fee: CostNumber?

    /// The pool, with 18 decimals on both sides.
    func pool() throws -> ConstantProductPool {
        let (base, quote) = (try base.reserve("--base"), try quote.reserve("--quote"))
        do {
            return try ConstantProductPool(
                baseReserve: base, quoteReserve: quote, fee: fee?.ratio("--fee") ?? .never)
        } catch let error as ConstantProductError {
            throw CommandFailure(.usage, "\(error)")
        }
    }

    /// The push of the pool by a factor, whichever way that is.
    func push(_ factor: CostNumber) throws -> ConstantProductPush {
        do {
            let side: SpotSide = factor.value < .one ? .sell : .buy
            return try pool().push(side, toFactor: factor.value)
        } catch let error as ConstantProductError {
            throw CommandFailure(.usage, "--factor \(factor.text.printable): \(error)")
        }
    }
}

extension CostNumber {
    /// A reserve in units of 10^-18.
    fileprivate func reserve(_ option: String) throws -> UInt256 {
        let wad = try wad(option)
        guard !wad.isZero, wad <= ConstantProductPool.reserveMax else {
            throw CommandFailure(
                .usage, "\(option) \(text.printable): a reserve is 1e-18 to 5.19e15")
        }
        return wad
    }
}

struct SpotCostCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "spot",
        abstract: "Push a constant-product pool to a price factor.",
        discussion: """
            Exact in units of 10^-18. `loss` is in quote, for one who keeps what came out while the
            outside price stays; `round trip` is what is missing of the input after it is swapped
            straight back. A factor below one is a dump: base goes in and quote comes out.

            Example: perplab oracle cost spot --base 1000 --quote 2000000 --fee 3/1000 --factor 2
            """
    )

    @OptionGroup var options: PoolOptions

    @Option(help: "The price factor; may be repeated.", transform: CostNumber.aboveZero)
    var factor: [CostNumber]

    @Flag(help: "Print one JSON document instead of text.")
    var json = false

    func run() throws {
        var table = CostTable(["factor", "input", "output", "loss", "round trip"])
        for factor in factor {
            let push = try options.push(factor)
            let figures = [
                push.amountIn, push.amountOut, push.markToOutsideLossQuote, push.roundTripLoss,
            ]
            table.add([factor.text] + figures.map(CostText.wad))
        }
        try table.write(asJSON: json)
    }
}
