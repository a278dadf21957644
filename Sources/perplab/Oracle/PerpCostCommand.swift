import ArgumentParser
import PriceOracles
import VenueFormulas
import WideIntegers

struct PerpCostCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "perp",
        abstract: "What an attack on a perpetual earns, and from which notional on it pays.",
        discussion: """
            A pool is one venue of an index that marks a perpetual without price impact. A position
            is opened at the index, the pool is pushed by the factor, the position is closed, and
            what was traded goes back at the old price. Exact; a factor below one takes a short.

            Example: perplab oracle cost perp --base 1000 --quote 2000000 --fee 3/1000 --factor 1.3 \\
              --notional 1000000 --perp-fee-bps 10
            """
    )

    @OptionGroup var options: PoolOptions

    @Option(help: "The factor by which the pool is pushed.", transform: CostNumber.aboveZero)
    var factor: CostNumber

    @Option(help: "The pool's weight in the index.", transform: CostNumber.share)
    var weight: CostNumber?

    @Option(help: "The position's notional at entry.", transform: CostNumber.atLeastZero)
    var notional: CostNumber

    @Option(
        help: "The fee of each way, in hundredths of a per cent of the notional.",
        transform: CostNumber.atLeastZero)
    var perpFeeBps: CostNumber?

    @Flag(help: "Print one JSON document instead of text.")
    var json = false

    func run() throws {
        let push = try options.push(factor)
        let attack: PerpAttack
        let cost: Fraction
        do {
            cost = Fraction(wad: Int256(bitPattern: push.markToOutsideLossQuote))
            attack = try PerpAttack(
                side: factor.value < .one ? .short : .long, pushCost: cost,
                venueFactor: factor.value, venueWeight: weight?.value ?? .one,
                notional: notional.value,
                feeEachWay: (perpFeeBps?.value ?? .zero) / Fraction(10_000))
        } catch {
            throw CommandFailure(
                .usage, "the exact result does not fit 256 bits; use numbers of fewer digits")
        }
        var table = CostTable([
            "oracle factor", "push cost", "gross", "fees", "net", "break-even notional",
        ])
        let figures = [attack.oracleFactor, cost, attack.gross, attack.fees, attack.net]
        table.add(
            figures.map(\.description) + [attack.breakEvenNotional?.rounded ?? "-"])
        try table.write(asJSON: json)
    }
}

extension Fraction {
    /// The number rounded up to 18 decimals.
    fileprivate var rounded: String {
        (try? wadUp()).map { Fraction(wad: $0).description } ?? description
    }
}
