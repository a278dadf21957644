import Agents
import SimulationKernel
import TestSupport
import Testing
import WideIntegers

@testable import Simulation

@Suite struct RunTracksTests {
    /// A look at a market at some second, with the true price at 100.
    private func look(
        _ track: inout MarketTrack, second: UInt64, mark: String = "100", oracle: String? = "100",
        fund: String = "0", claims: String = "0", truth: String = "100"
    ) {
        var quote = MarketQuote()
        (quote.markWad, quote.oracleWad) = (wad(mark), oracle.map { wad($0) })
        (quote.longSizeWad, quote.shortSizeWad) = (wad("3"), wad("2"))
        var books = MarketBooks()
        (books.fundWad, books.claimsWad) = (wad(fund), wad(claims))
        track.look(
            quote, books, LiquidationWatch(), truthWad: wad(truth),
            at: SimulatedTime(seconds: second))
    }

    @Test("a feed is off from a look at which it is more than a percent off to the next look")
    func offTime() {
        var track = MarketTrack()
        look(&track, second: 10, oracle: "101")
        look(&track, second: 15, oracle: "98.99")
        look(&track, second: 22, oracle: "99")
        look(&track, second: 40, oracle: nil)
        look(&track, second: 50, oracle: "101.01")
        look(&track, second: 53)
        #expect(track.offMicros == 10_000_000)
        #expect(track.seenMicros == 43_000_000)
        #expect(track.oracleErrorMaxWad == wad("0.0101"))
    }

    @Test("extremes are those of all looks, ratios to the true price of their moment")
    func extremes() {
        var track = MarketTrack()
        look(&track, second: 0, mark: "90", fund: "50", truth: "100")
        look(&track, second: 1, mark: "120", fund: "20", claims: "4", truth: "200")
        look(&track, second: 2, mark: "110", fund: "70", claims: "1", truth: "100")
        #expect(track.markMinWad == wad("90") && track.markMaxWad == wad("120"))
        #expect(track.truthMinWad == wad("100") && track.truthMaxWad == wad("200"))
        #expect(track.markTroughRatioWad == wad("0.6"))
        #expect(track.spreadMaxWad == wad("0.4"))
        #expect(track.fundMinWad == wad("20"))
        let start = track.fundStartWad ?? .zero
        #expect(start == wad("50"))
        #expect(track.claimsMaxWad == wad("4"))
        #expect(track.interestMaxWad == wad("600"))
        #expect(track.quote.markWad == wad("110"))
    }

    @Test("a quantile of delays is below the exact one by an eighth at most")
    func delays() throws {
        #expect(DelayHistogram().quantileMicros(perMille: 500) == nil)
        var generator = SeededGenerator(seed: 1)
        var delays: [UInt64] = [0, 1, 7, 8, 15, 16, .max]
        for _ in 0..<500 { delays.append(generator.next() >> UInt64(generator.below(64))) }
        var histogram = DelayHistogram()
        for delay in delays { histogram.add(delay) }
        let sorted = delays.sorted()
        for perMille in [0, 10, 250, 500, 950, 1_000] as [UInt64] {
            let exact = sorted[(sorted.count - 1) * Int(perMille) / 1_000]
            let found = try #require(histogram.quantileMicros(perMille: perMille))
            #expect(found <= exact && exact - found <= exact / 8, "\(perMille): \(exact)")
        }
    }

    @Test("margin ratios fall into bands of a fortieth, open at both ends")
    func bands() {
        for (ratio, band) in [
            ("0", 0), ("0.024999", 0), ("0.025", 1), ("0.9999", 39), ("1", 40), ("1000000", 40),
            ("-0.000001", -1), ("-0.025", -1), ("-0.0251", -2), ("-0.2", -4), ("-70000", -4),
        ] {
            #expect(RunRecorder.band(of: signedWad(ratio)) == band, "\(ratio)")
        }
    }

    @Test("durations are figures in seconds, and a figure of the same name is replaced")
    func sheet() throws {
        var sheet = FigureSheet()
        sheet.add("delay", micros: 1_500_000)
        sheet.add("count", count: -2)
        sheet.add("delay", micros: 2_000_001)
        #expect(sheet.all.map(\.name) == ["delay", "count"])
        #expect(sheet.all.map(\.text) == ["2.000001", "-2"])
        #expect(sheet.all.map(\.unit) == [.seconds, .count])
        #expect(sheet["count"]?.real == -2)
        #expect(sheet["none"] == nil)
    }

    @Test("payments are what the losers lost and the winners won")
    func payments() {
        var generator = SeededGenerator(seed: 2)
        for _ in 0..<200 {
            var gains = (0..<generator.below(6) + 1).map { place in
                let amount = UInt256(generator.next() >> (generator.below(60) + 2)) &+ 1
                return (
                    "\(place)", Int256(bitPattern: amount) &* (generator.below(2) == 0 ? 1 : -1)
                )
            }
            gains.append(("rest", .zero &- gains.reduce(Int256.zero) { $0 &+ $1.1 }))
            let payments = Settlement.payments(among: gains)
            #expect(payments.allSatisfy { !$0.amountWad.isZero })
            for (name, gain) in gains {
                let paid = payments.filter { $0.payer == name }
                let got = payments.filter { $0.payee == name }
                let sum = { (some: [Settlement.Payment]) in
                    some.reduce(UInt256.zero) { $0 &+ $1.amountWad }
                }
                #expect(sum(paid) == (gain.isNegative ? gain.magnitude : .zero))
                #expect(sum(got) == (gain.isNegative ? .zero : gain.magnitude))
            }
        }
    }

    @Test("each loser pays each winner in proportion to the gains")
    func proportions() {
        let payments = Settlement.payments(among: [
            ("a", 30), ("b", -40), ("c", 10), ("d", 0),
        ])
        #expect(
            payments == [
                Settlement.Payment(payer: "b", payee: "a", amountWad: 30),
                Settlement.Payment(payer: "b", payee: "c", amountWad: 10),
            ])
    }
}
