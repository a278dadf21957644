import SimulationKernel
import Testing
import VenueFormulas
import WideIntegers

@testable import Experiments

@Suite struct LabBookTests {
    static func settings(_ change: (inout LabBookSettings) -> Void = { _ in }) -> LabBookSettings {
        var settings = LabBookSettings()
        settings.makerFeeBps = 0
        settings.takerFeeBps = 0
        settings.bandBps = 0
        settings.skewBps = 0
        settings.withdrawal.inventoryFactor = 0
        change(&settings)
        return settings
    }

    static func rules(_ study: SlippageStudy) -> QuotedBook.Rules {
        study.book.rules(
            blockMicros: study.market.blockMicros, gasQuote: study.orders.bookGasQuote)
    }

    static func book(_ change: (inout LabBookSettings) -> Void = { _ in }) -> QuotedBook {
        QuotedBook(settings(change).rules(blockMicros: 2_000_000, gasQuote: 0))
    }

    private static func fraction(_ value: Int64) -> Fraction { Fraction(Int256(value)) }

    private static func ladder(_ book: QuotedBook) throws -> BookLadder {
        func levels(_ side: TakerSide) throws -> [BookLadder.Level] {
            var levels: [BookLadder.Level] = []
            for level in book.rules.targets.indices where book.available(side, level) > 0 {
                let price = try fraction(book.price(side, level)) / fraction(LabUnits.price)
                if let last = levels.last, last.price == price { continue }
                levels.append(.init(price: price, size: fraction(book.available(side, level))))
            }
            return levels
        }
        return try BookLadder(bids: levels(.sell), asks: levels(.buy))
    }

    /// The sweep in fractions knows nothing of this book's whole numbers.
    @Test func ordersSweepAsTheFormulaDoes() throws {
        var book = Self.book { $0.tickBps = 0.5 }
        for step in 1...30 {
            let side: TakerSide = step % 2 == 0 ? .sell : .buy
            let quote = Int64(step * step * step) * 400_000_017
            let sweep = try BookSweep(
                side, .quote(Self.fraction(quote)), of: Self.ladder(book))
            let fill = book.trial(LabOrder(side: side, quote: quote, limit: nil), limits: true)
            let vwap = try #require(sweep.vwap).estimate
            #expect(abs(Double(fill.quote) / Double(fill.base) / vwap - 1) < 1e-8, "\(step)")
            #expect(abs(Double(fill.quote) / sweep.cost.estimate - 1) < 1e-9)
            let slippage = try #require(try sweep.slippageVsMidBps()).estimate
            #expect(abs(Double(fill.slippage) / 1e6 - slippage) < 1e-4)
            let touch = try #require(sweep.touch).estimate
            #expect(abs(Double(fill.touch) / 1e12 / touch - 1) < 1e-12)
            if step % 3 == 0 {
                _ = book.take(LabOrder(side: side, quote: quote / 9, limit: nil), limits: true)
            }
        }
    }

    @Test func depthFollowsThePowerLaw() {
        let book = Self.book()
        // At each level all that the law has inside of it stands.
        var sum = 0.0
        for level in book.rules.targets.indices {
            sum += Double(book.available(.buy, level)) / 1e6
            let bps = 2 + Double(book.rules.offsets[level]) / 1e6
            let law = 5e6 * ExactMath.exp(0.67 * ExactMath.log(bps / 100))
            #expect(abs(sum / law - 1) < 1e-6, "level \(level)")
        }
        #expect(book.depth(.buy, within: 501 * LabUnits.basisPoint) > 14_000_000 * LabUnits.quote)
        let asks = book.depth(.buy, within: 10 * LabUnits.basisPoint)
        let bids = book.depth(.sell, within: 10 * LabUnits.basisPoint)
        #expect(abs(Double(asks) / Double(bids) - 1) < 0.002)
    }

    @Test func limitsFillInPart() {
        let book = Self.book { $0.bandBps = 20 }
        let order = LabOrder(side: .buy, quote: 9_000_000 * LabUnits.quote, limit: nil)
        let within = book.depth(.buy, within: 20 * LabUnits.basisPoint)
        // Takers pay each level rounded up.
        #expect(abs(book.trial(order, limits: true).quote - within) <= 40)
        #expect(book.trial(order, limits: false).quote == order.quote)
        #expect(book.fillable(.buy, limits: true) == within)
        let limited = LabOrder(
            side: .buy, quote: order.quote, limit: LabUnits.price / 10_000 * 10_005)
        let fill = book.trial(limited, limits: true)
        #expect(abs(fill.quote - book.depth(.buy, within: 5 * LabUnits.basisPoint)) <= 40)
        #expect(fill.quote > 0 && fill.quote < within)
        let far = LabOrder(side: .buy, quote: order.quote, limit: LabUnits.price)
        #expect(book.trial(far, limits: true) == LabFill(mid: book.mid, touch: book.mid))
    }

    /// Obizhaeva and Wang: what was taken comes back by the exponential law.
    @Test func whatWasTakenComesBack() {
        var book = Self.book { $0.recoveryPerSecond = 0.05 }
        let window = LabCurveTests.window([LabUnits.price])
        let full = book.available(.buy, 0)
        _ = book.take(LabOrder(side: .buy, quote: full / 2, limit: nil), limits: true)
        let taken = Double(full - book.available(.buy, 0))
        for block in 1...60 {
            book.close(0, window)
            let left = Double(full - book.available(.buy, 0))
            let law = taken * ExactMath.exp(-0.05 * 2 * Double(block))
            #expect(abs(left - law) < 1e-6 * taken + Double(block), "block \(block)")
        }
    }

    @Test func staleLevelsArePickedOff() {
        let index = LabUnits.price / 10_000 * 10_010
        var book = Self.book { $0.takerFeeBps = 1 }
        book.open(1, LabCurveTests.window([LabUnits.price, index]))
        // Makers stand around the price before; all below 9 basis points is wrong.
        #expect(book.ledger.arbitrageurs.base > 0)
        #expect((book.best(.buy) ?? 0) >= index / 10_001 * 10_000)
        #expect(book.ledger.arbitrageurs.worth(at: index) > 0)
        #expect(book.ledger.liquidity.worth(at: index) < 0)
        // Who sees the index in time is not picked off.
        var quick = Self.book { $0.takerFeeBps = 1 }
        quick.open(2, LabCurveTests.window([LabUnits.price, index, index]))
        #expect(quick.ledger.arbitrageurs == LabLedger.Account())
        #expect(abs(quick.mid - index) < LabUnits.price / 100_000)
    }

    @Test func makersWithdrawAsVolatilityRises() {
        var window = LabCurveTests.window([LabUnits.price, LabUnits.price])
        window.volatilityRatios = [1_000_000, 3_000_000]
        var book = Self.book { $0.withdrawal.volatilityFactor = 0.4 }
        book.open(0, window)
        let (calm, spread) = (book.available(.buy, 3), book.best(.buy) ?? 0)
        book.open(1, window)
        let share = ExactMath.exp(-0.8)
        #expect(abs(Double(book.available(.buy, 3)) / Double(calm) - share) < 1e-5)
        let widened = Double((book.best(.buy) ?? 0) - LabUnits.price)
        #expect(
            abs(widened / Double(spread - LabUnits.price) - 1 / share.squareRoot()) < 0.05)
        var floor = Self.book { $0.withdrawal.leastShare = 0.6 }
        floor.open(1, window)
        #expect(abs(Double(floor.available(.buy, 3)) / Double(calm) - 0.6) < 1e-5)
    }

    @Test func aFullInventoryPullsASide() {
        let window = LabCurveTests.window([LabUnits.price, LabUnits.price])
        var book = Self.book { $0.inventoryMaxQuote = 100_000 }
        _ = book.take(
            LabOrder(side: .sell, quote: 120_000 * LabUnits.quote, limit: nil), limits: true)
        book.open(1, window)
        #expect(book.best(.sell) == nil)
        #expect(book.best(.buy) != nil)
        let refused = book.trial(
            LabOrder(side: .sell, quote: LabUnits.quote, limit: nil), limits: true)
        #expect(refused.quote == 0)
    }

    @Test func feesAreTheVenuesAndNothingIsLost() {
        var book = Self.book {
            $0.takerFeeBps = 4.5
            $0.makerFeeBps = -1
        }
        _ = book.take(
            LabOrder(side: .buy, quote: 200_000 * LabUnits.quote, limit: nil), limits: true)
        // 4.5 basis points less the rebate of one.
        #expect(book.ledger.venue == 70 * LabUnits.quote)
        #expect(book.ledger.takerFees == 90 * LabUnits.quote)
        let ledger = book.ledger
        #expect(ledger.traders.quote + ledger.liquidity.quote + ledger.venue == 0)
        #expect(ledger.traders.base + ledger.liquidity.base == 0)
    }

    /// A book's round trip always pays the spread.
    @Test func aRoundTripPaysTheSpread() {
        var book = Self.book()
        _ = book.take(
            LabOrder(side: .buy, quote: 50_000 * LabUnits.quote, limit: nil), limits: true)
        let held = book.ledger.traders.base
        let value = LabUnits.value(ofBase: held, at: book.best(.sell) ?? 0)
        _ = book.take(LabOrder(side: .sell, quote: value, limit: nil), limits: true)
        // Twice two basis points of fifty thousand.
        #expect(abs(Double(book.ledger.traders.worth(at: LabUnits.price)) + 20e6) < 0.2e6)
    }
}
