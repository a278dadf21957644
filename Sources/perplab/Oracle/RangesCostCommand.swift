import ArgumentParser
import PriceOracles
import VenueFormulas
import WideIntegers

struct RangesCostCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ranges",
        abstract: "Push a pool of concentrated liquidity to a price factor.",
        discussion: """
            Liquidity L between two prices takes L (sqrt p2 - sqrt p1) of quote on the way up; where
            no range is left the price moves for nothing. Ends of ranges go to the tick below.
            Amounts are in units of 10^-18; `loss` is in quote, at the price before.

            Example: perplab oracle cost ranges --price 2000 --range 1800:2200:100000 \\
              --range 1:1000000:500 --fee 0.003 --factor 1.2
            """
    )

    @Option(help: "The price before.", transform: CostNumber.aboveZero)
    var price: CostNumber

    @Option(
        help: "Lowest price, highest price and liquidity; may be repeated.",
        transform: LiquidityOption.init)
    var range: [LiquidityOption]

    @Option(help: "The pool's fee on what goes in, in whole millionths.", transform: CostNumber.fee)
    var fee: CostNumber?

    @Option(help: "The price factor; may be repeated.", transform: CostNumber.aboveZero)
    var factor: [CostNumber]

    @Flag(help: "Print one JSON document instead of text.")
    var json = false

    func run() throws {
        var table = CostTable(["factor", "input", "output", "loss", "stretches"])
        do {
            let ranges = try range.map { try $0.range() }
            let start = try TickMath.sqrtPriceX96(atLeast: price.wad("--price"))
            for factor in factor {
                let target = try price.value * factor.value
                let end = try TickMath.sqrtPriceX96(atLeast: target.wadUp().magnitude)
                let push = try ConcentratedPush(
                    through: ranges, fromSqrtPriceX96: start, toSqrtPriceX96: end,
                    feePpm: try feePpm())
                table.add(
                    [factor.text, CostText.wad(push.amountIn), CostText.wad(push.amountOut)]
                        + [CostText.wad(try loss(push, isUp: end >= start)), "\(push.legs.count)"])
            }
        } catch let error as ConcentratedLiquidityError {
            throw CommandFailure(.usage, "\(error)")
        } catch is VenueFormulaError {
            throw CommandFailure(.usage, "a price is 2.9e-39 to 3.4e38 with at most 18 decimals")
        }
        try table.write(asJSON: json)
    }

    private func feePpm() throws -> UInt32 {
        guard let fee else { return 0 }
        let millionths = try fee.value * Fraction(1_000_000)
        guard let ppm = UInt32("\(millionths)") else {
            throw CommandFailure(
                .usage, "--fee \(fee.text.printable): it is whole millionths, as 0.003")
        }
        return ppm
    }

    /// What went in less what came out, both at the price before.
    private func loss(_ push: ConcentratedPush, isUp: Bool) throws -> UInt256 {
        let base = try price.wad("--price").mulDivDown(isUp ? push.amountOut : push.amountIn, .wad)
        return isUp
            ? push.amountIn.saturatingSubtract(base) : base.saturatingSubtract(push.amountOut)
    }
}

/// One range as `1800:2200:100000`.
struct LiquidityOption {
    let text: String
    private let low: CostNumber
    private let high: CostNumber
    private let liquidity: CostNumber

    init(_ text: String) throws {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 3 else { throw ValidationError("it is LOW:HIGH:LIQUIDITY") }
        self.text = text
        low = try CostNumber.aboveZero(parts[0])
        high = try CostNumber.aboveZero(parts[1])
        liquidity = try CostNumber.aboveZero(parts[2])
    }

    /// The range, its ends at the ticks below.
    func range() throws -> ConcentratedRange {
        func tick(_ price: CostNumber) throws -> Int32 {
            try TickMath.tick(
                atSqrtPriceX96: TickMath.sqrtPriceX96(atLeast: price.wad("--range")))
        }
        let ticks = try TickRange(lower: tick(low), upper: tick(high))
        return ConcentratedRange(ticks, liquidity: try liquidity.wad("--range"))
    }
}
