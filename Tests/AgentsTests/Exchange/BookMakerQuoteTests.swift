import Agents
import PriceOracles
import Testing
import WideIntegers

@testable import Agents

@Suite struct BookMakerQuoteTests {
    private func terms(_ exponent: Double = 0.5) -> BookMakerTerms {
        BookMakerTerms(
            market: 0, halfSpread: 0.0005, depthQuote: 100_000, exponent: exponent, levels: 40,
            range: 0.05, refreshMicros: 1, inventoryMax: 1_000_000, skew: 0.01,
            stress: BookMakerTerms.Stress(
                volatilityPerMinute: 0.001, volatilityWeight: 1, inventoryWeight: 1,
                lossWeight: 1, shareMin: 0.1, indexAgeMaxMicros: 0, gapMax: 0, lossMax: 1,
                coolOffMicros: 1))
    }

    /// Quote within a distance of the centre on a side, whole units.
    private func depth(_ quote: BookMakerQuote, _ side: SpotSide, within distance: Double) -> Double
    {
        let centre = quote.centre(terms())
        return quote.orders(terms()).filter { $0.side == side }.reduce(0) { sum, order in
            let price = PriceQuantization.price(order.priceWad ?? .zero)
            guard abs(price / centre - 1) <= distance * (1 + 1e-9) else { return sum }
            return sum + price * PriceQuantization.price(order.sizeWad)
        }
    }

    @Test("depth follows the power law around the index")
    func profile() {
        let quote = BookMakerQuote(price: 2_000, inventory: 0, share: 1)
        for side in [SpotSide.buy, .sell] {
            let (one, four) = (
                depth(quote, side, within: 0.0105), depth(quote, side, within: 0.0405)
            )
            #expect(abs(one / 100_000 - 1) < 0.1)
            // Four times the distance holds twice the depth at an exponent of a half.
            #expect(abs(four / one - 2) < 0.2)
        }
        #expect(quote.orders(terms()).allSatisfy { $0.kind == .postOnly })
    }

    @Test("an inventory moves the centre against it, and bounds what may be added to it")
    func inventory() {
        let long = BookMakerQuote(price: 2_000, inventory: 500_000, share: 1)
        #expect(abs(long.centre(terms()) - 1_990) < 1e-9)
        let full = BookMakerQuote(price: 2_000, inventory: 1_000_000, share: 1)
        #expect(depth(full, .buy, within: 1) == 0)
        #expect(depth(full, .sell, within: 1) > 100_000)
        let nearly = BookMakerQuote(price: 2_000, inventory: -990_000, share: 1)
        #expect(abs(depth(nearly, .sell, within: 1) - 10_000) < 1)
    }

    @Test("with a smaller share sizes shrink and the spread widens by its root")
    func stress() throws {
        let calm = BookMakerQuote(price: 2_000, inventory: 0, share: 1)
        let tense = BookMakerQuote(price: 2_000, inventory: 0, share: 0.25)
        func best(_ quote: BookMakerQuote) throws -> Double {
            let order = try #require(quote.orders(terms()).first { $0.side == .buy })
            return 2_000 - PriceQuantization.price(order.priceWad ?? .zero)
        }
        #expect(abs(try best(calm) - 1) < 1e-9)
        #expect(abs(try best(tense) - 2) < 1e-9)
        #expect(abs(depth(tense, .buy, within: 1) / depth(calm, .buy, within: 1) - 0.25) < 1e-6)
    }

    @Test("the book is changed for moves that count alone")
    func requoting() {
        let shown = BookMakerQuote(price: 2_000, inventory: 0, share: 1)
        func differs(_ price: Double, _ inventory: Double, _ share: Double) -> Bool {
            BookMakerQuote(price: price, inventory: inventory, share: share)
                .differs(from: shown, terms())
        }
        #expect(!differs(2_000.05, 500, 0.95))
        #expect(differs(2_000.2, 0, 1))
        #expect(differs(2_000, 1_500, 1))
        #expect(differs(2_000, 0, 0.8))
    }
}
