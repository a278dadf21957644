import Testing
import VenueFormulas
import WideIntegers

@testable import Experiments

@Suite struct LabCurveTests {
    static let plain = CurveVenue.Rules(
        fee: 0, fluctuation: 0, funding: 0, arbitrageLag: 0, gasQuote: 0, blockMicros: 2_000_000)

    static func window(_ indices: [Int64], flow: [LabOrder] = []) -> MarketWindow {
        var window = MarketWindow()
        window.indices = indices
        window.volatilityRatios = indices.map { _ in 1_000_000 }
        window.flow = flow
        window.flowStarts = [0] + indices.map { _ in flow.count }
        return window
    }

    /// The formula works in fractions; the curve in whole numbers, from reserves that trades have moved.
    @Test func slippageIsTheClosedFormOnMovedReserves() throws {
        var curve = CurveVenue(Self.plain, quoteReserve: 200_000_000 * LabUnits.quote)
        var seen: Set<Int64> = []
        for step in 1...40 {
            let side: TakerSide = step % 3 == 0 ? .sell : .buy
            let quote = Int64(step * step) * 1_234_567_891
            let reserve = curve.quoteReserve
            let fill = curve.trial(LabOrder(side: side, quote: quote, limit: nil), limits: true)
            let exact =
                try CurveTrade(
                    side, .quote(Fraction(Int256(quote))),
                    on: CurveTrade.Reserves(
                        quote: Fraction(Int256(reserve)),
                        base: Fraction(Int256(curve.baseReserve)))
                ).slippageBps() * Fraction(Int256(1_000_000))
            let distance = try (Fraction(Int256(fill.slippage)) - exact).absoluteValue()
            #expect(try distance <= Fraction(1, over: 2))
            // By hand: Q / X.
            let byHand = (Int128(quote) * 20_000_000_000 / Int128(reserve) + 1) / 2
            #expect(Int128(fill.slippage) == byHand)
            seen.insert(fill.slippage)
            _ = curve.take(LabOrder(side: side, quote: quote, limit: nil), limits: true)
        }
        #expect(seen.count > 30)
    }

    @Test func quotientsRoundToTheNearestAndDoNotOverflow() {
        #expect(LabUnits.ratio(1, over: 20_000_000_000) == 1)
        #expect(LabUnits.ratio(-1, over: 20_000_000_000) == -1)
        #expect(LabUnits.ratio(1, over: 20_000_000_001) == 0)
        let large = Int128(1) << 120
        #expect(LabUnits.ratio(large, over: large) == LabUnits.whole)
        #expect(LabUnits.ratio(-large / 2, over: large) == -LabUnits.whole / 2)
    }

    @Test func aRoundTripWithNobodyBetweenCostsTheFeesAlone() {
        var rules = Self.plain
        rules.fee = 10 * LabUnits.basisPoint
        var curve = CurveVenue(rules, quoteReserve: 1_000_000 * LabUnits.quote)
        let bought = curve.take(
            LabOrder(side: .buy, quote: 50_000 * LabUnits.quote, limit: nil), limits: true)
        let sold = curve.take(
            LabOrder(side: .sell, quote: 50_000 * LabUnits.quote, limit: nil), limits: true)
        #expect(bought.base == sold.base)
        #expect(bought.fee == 50 * LabUnits.quote)
        #expect(curve.ledger.traders.quote == -100 * LabUnits.quote)
        #expect(curve.ledger.traders.base == 0)
        #expect(curve.ledger.liquidity.quote == 100 * LabUnits.quote)
        #expect(curve.quoteReserve == curve.baseReserve)
    }

    @Test func theLimitsOfTraderAndMarketRefuse() {
        var rules = Self.plain
        rules.fluctuation = 120 * LabUnits.basisPoint
        let curve = CurveVenue(rules, quoteReserve: 1_000_000 * LabUnits.quote)
        func fill(_ quote: Int64, limit: Int64? = nil, limits: Bool = true) -> Int64 {
            curve.trial(
                LabOrder(side: .buy, quote: quote * LabUnits.quote, limit: limit), limits: limits
            ).quote / LabUnits.quote
        }
        // (1 + q)^2 - 1 <= 1.2 % up to q = 0.5982 %.
        #expect(fill(5_980) == 5_980)
        #expect(fill(5_984) == 0)
        #expect(fill(5_984, limits: false) == 5_984)
        // The average price of a trade of q is 1 + q.
        #expect(fill(5_000, limit: LabUnits.price + LabUnits.price / 200 + 1_000) == 5_000)
        #expect(fill(5_000, limit: LabUnits.price + LabUnits.price / 200 - 1_000) == 0)
        #expect(curve.fillable(.buy, limits: false) == nil)
        #expect((curve.fillable(.buy, limits: true) ?? 0) / LabUnits.quote == 5_982)
    }

    @Test func arbitrageStopsWhereTheFeeEatsTheRest() {
        var rules = Self.plain
        rules.fee = 20 * LabUnits.basisPoint
        var curve = CurveVenue(rules, quoteReserve: 10_000_000 * LabUnits.quote)
        let index = LabUnits.price + LabUnits.price / 100
        curve.open(0, Self.window([index]))
        let expected = Double(index) / 1.002
        #expect(abs(Double(curve.mid) / expected - 1) < 1e-9)
        #expect(curve.ledger.arbitrageurs.worth(at: index) > 0)
        // Within the fee nobody trades.
        var quiet = CurveVenue(rules, quoteReserve: 10_000_000 * LabUnits.quote)
        quiet.open(0, Self.window([LabUnits.price + LabUnits.price / 1_000]))
        #expect(quiet.mid == LabUnits.price)
        // A gap that does not pay for the gas stays.
        rules.gasQuote = 1_000_000 * LabUnits.quote
        var dear = CurveVenue(rules, quoteReserve: 10_000_000 * LabUnits.quote)
        dear.open(0, Self.window([index]))
        #expect(dear.mid == LabUnits.price)
        #expect(dear.ledger.gas == 0)
    }

    @Test func aPegFollowsTheIndexAndBooksWhatThatGives() {
        var rules = Self.plain
        rules.pegThreshold = 30 * LabUnits.basisPoint
        rules.pegBlocks = 2
        rules.arbitrageLag = 0
        rules.gasQuote = Int64(1) << 50
        var curve = CurveVenue(rules, quoteReserve: 1_000_000 * LabUnits.quote)
        let index = LabUnits.price / 100 * 101
        let window = Self.window([index, index, index, index])
        _ = curve.take(
            LabOrder(side: .buy, quote: 1_000 * LabUnits.quote, limit: nil), limits: true)
        let before = curve.mid
        curve.close(1, window)
        #expect(curve.mid == before)
        curve.close(2, window)
        #expect(abs(curve.mid - index) <= 2)
        // Traders hold some 999 of base; each is worth one percent less 0.2 % more.
        #expect(curve.ledger.repegCost > 7 * LabUnits.quote)
        #expect(curve.ledger.repegCost < 9 * LabUnits.quote)
    }

    @Test func aRangeHoldsNothingBeyondItsEnds() {
        var rules = Self.plain
        (rules.reserveMin, rules.reserveMax) = (
            909_090 * LabUnits.quote, 1_100_000 * LabUnits.quote
        )
        let curve = CurveVenue(rules, quoteReserve: 1_000_000 * LabUnits.quote)
        func filled(_ side: TakerSide, _ quote: Int64) -> Bool {
            curve.trial(
                LabOrder(side: side, quote: quote * LabUnits.quote, limit: nil), limits: true
            ).base > 0
        }
        #expect(filled(.buy, 100_000))
        #expect(!filled(.buy, 100_001))
        #expect(filled(.sell, 90_910))
        #expect(!filled(.sell, 90_911))
        #expect(curve.fillable(.buy, limits: false) == 100_000 * LabUnits.quote)
        let all = curve.depth(.buy, within: 10_000 * LabUnits.basisPoint)
        #expect(abs(all - 100_000 * LabUnits.quote) <= 1)
    }

    @Test func depthAgreesWithTheClosedForm() {
        let curve = CurveVenue(Self.plain, quoteReserve: 1_000_000 * LabUnits.quote)
        let exact = CurveDepth.move(by: 0.01, quoteReserve: 1e6, baseReserve: 1e6)
        let distance = 100 * LabUnits.basisPoint
        #expect(abs(Double(curve.depth(.buy, within: distance)) / 1e6 - exact.askQuote) < 1e-5)
        #expect(abs(Double(curve.depth(.sell, within: distance)) / 1e6 - exact.bidQuote) < 1e-5)
    }

    @Test func fundingIsPaidByWhoHoldsBase() {
        var rules = Self.plain
        rules.funding = 1
        rules.gasQuote = Int64(1) << 50
        rules.blockMicros = 86_400_000_000
        var curve = CurveVenue(rules, quoteReserve: 1_000_000 * LabUnits.quote)
        let bought = curve.take(
            LabOrder(side: .buy, quote: 10_000 * LabUnits.quote, limit: nil), limits: true)
        let paid = curve.ledger.traders.quote
        curve.close(0, Self.window([LabUnits.price]))
        // A day at the premium of the mid: (1.01^2 - 1) of what is held.
        let expected = Double(bought.base) * 0.0201
        #expect(abs(Double(paid - curve.ledger.traders.quote) - expected) < 2)
        #expect(curve.ledger.traders.quote + curve.ledger.liquidity.quote == 0)
    }
}
