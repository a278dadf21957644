import EthereumPrimitives
import OrderBook
import PriceOracles
import SimulationKernel
import WideIntegers

@testable import Agents

/// An amount in wad.
func wad(_ whole: UInt64) -> UInt256 { .wad &* UInt256(whole) }

/// An exchange at an index of 100 with two traders and a maker, a tick of 0.5 and a lot of 0.25, without
/// fees unless a test asks for them.
final class ExchangeFixture {
    let timeline = Timeline(start: SimulatedTime(seconds: 1_000))
    let exchange: PerpetualExchange
    let trader = Address(truncating: 1), other = Address(truncating: 2)
    let maker = Address(truncating: 3)
    static let fund = Address(truncating: 9)
    var index: UInt256 = wad(100)
    private(set) var told: [PerpetualEvent] = []

    init(
        takerFeePpm: Int64 = 0, ingress: IngressQueue.Rules = IngressQueue.Rules(),
        _ change: (inout PerpetualTerms) -> Void = { _ in }
    ) throws {
        guard let grid = BookGrid(tickWad: wad(1) >> 1, lotWad: wad(1) >> 2) else {
            throw ExchangeRefusal.amountOutOfRange
        }
        var terms = PerpetualTerms()
        terms.book.takerFeePpm = takerFeePpm
        terms.book.mark = 200
        terms.funding.intervalMicros = 0
        change(&terms)
        exchange = try PerpetualExchange(
            name: "book",
            PerpetualExchange.Settings(grid: grid, terms: terms, ingress: ingress),
            fund: Self.fund, backstop: nil, timeline: timeline)
        exchange.index = { [weak self] in self.map { ($0.index, 1_000) } }
        exchange.onEvents = { [weak self] in self?.told += $0 }
        try exchange.deposit(wad(10_000), to: trader)
        try exchange.deposit(wad(10_000), to: other)
        try exchange.deposit(wad(100_000), to: maker, isCross: true)
        exchange.begin()
    }

    /// Puts orders of the maker around the index: 10 base at each of three steps on both sides.
    func quote() {
        let steps: [UInt64] = [1, 2, 3]
        let orders = steps.flatMap { step in
            [
                BookOrder(.buy, sizeWad: wad(10), priceWad: index &- wad(step), kind: .postOnly),
                BookOrder(.sell, sizeWad: wad(10), priceWad: index &+ wad(step), kind: .postOnly),
            ]
        }
        _ = exchange.serve(.requote(market: 0, orders), of: maker)
        exchange.publish()
    }

    /// Opens once levered.
    @discardableResult
    func open(
        _ side: PositionSide, margin: UInt64, leverage: UInt64 = 1, limit: UInt256 = .zero
    ) -> ExchangeAnswer {
        exchange.serve(
            .open(
                market: 0, side, marginWad: wad(margin), leverageWad: wad(leverage),
                baseLimitWad: limit), of: trader)
    }

    func position(_ owner: Address? = nil) -> PositionQuote? {
        exchange.position(of: owner ?? trader)
    }
}
