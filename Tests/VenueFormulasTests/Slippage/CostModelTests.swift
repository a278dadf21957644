import Testing
import VenueFormulas

@Suite struct CostModelTests {
    @Test("at the crossover both cost the same, and below it the curve less")
    func crossover() {
        for (density, curveBase) in [(4.0, 20_000.0), (0.01, 20_000), (40, 500), (1e-3, 1e6)] {
            let found = CostCrossover(
                halfSpreadBps: 2, bookFeeBps: 4.5, density: density, curveBase: curveBase,
                curveFeeBps: 2)
            func book(_ base: Double) -> Double { 6.5 + base / (2 * density) }
            func curve(_ base: Double) -> Double { 2 + 1e4 * base / (curveBase - base) }
            #expect(found.base > 0 && found.base < curveBase)
            #expect(abs(curve(found.base) / book(found.base) - 1) < 1e-9)
            #expect(abs(found.costBps / book(found.base) - 1) < 1e-12)
            for share in [0.01, 0.5, 0.99] {
                #expect(curve(found.base * share) < book(found.base * share))
            }
        }
        let never = CostCrossover(
            halfSpreadBps: 1, bookFeeBps: 1, density: 4, curveBase: 20_000, curveFeeBps: 5)
        #expect(never.base == 0)
        #expect(never.costBps == 2)
    }

    @Test("a book that refills is cheaper in parts, and cheapest in the known schedule")
    func resilience() {
        let book = ResilientBook(density: 5_000, permanent: 1e-4, resilience: 2.231)
        let (amount, count) = (100_000.0, 1_000)
        let block = book.optimalBlock(of: amount, within: 1)
        let even = (amount - 2 * block) / Double(count - 1)
        let times = (0...count).map { Double($0) / Double(count) }
        let known = book.cost(
            of: times.map { ($0, $0 == 0 || $0 == 1 ? block : even) }
        ).total
        let flat = book.cost(of: times.map { ($0, amount / Double(count + 1)) }).total
        let once = book.cost(of: [(0, amount)]).total
        #expect(abs(once / (amount * amount / 10_000) - 1) < 1e-12)
        #expect(flat < once)
        #expect(known < flat)
        // Blocks a little larger or smaller are dearer.
        for factor in [0.9, 1.1] {
            let other = block * factor
            let rest = (amount - 2 * other) / Double(count - 1)
            #expect(
                book.cost(of: times.map { ($0, $0 == 0 || $0 == 1 ? other : rest) }).total > known)
        }
    }

    @Test("without resilience parts cost what the whole does")
    func noResilience() {
        let book = ResilientBook(density: 100, permanent: 0, resilience: 0)
        let parts = book.cost(of: [(0, 3), (5, 4)])
        #expect(abs(parts.total - 7 * 7 / 200) < 1e-15)
        #expect(abs(parts.after[1] - 0.07) < 1e-16)
    }

    @Test("a maker leans against its inventory")
    func maker() {
        func quote(_ inventory: Double, _ timeLeft: Double = 1) -> AvellanedaStoikovQuote {
            AvellanedaStoikovQuote(
                mid: 100, inventory: inventory, riskAversion: 0.1, volatility: 2,
                timeLeft: timeLeft, decay: 1.5)
        }
        #expect(quote(0).reservationPrice == 100)
        #expect(quote(3).ask < quote(0).ask)
        #expect(quote(-3).bid > quote(0).bid)
        #expect(quote(5, 0).reservationPrice == 100)
        #expect(quote(0, 0).totalSpread < quote(0).totalSpread)
    }

    @Test("power laws: a flat book costs half of its reach, and the square root two thirds")
    func powers() {
        let flat = PowerLawBook(depth: 1_000, distanceBps: 100, exponent: 1)
        #expect(abs(flat.slippageBps(of: 250) - 12.5) < 1e-12)
        let root = PowerLawBook(depth: 1_000, distanceBps: 100, exponent: 2)
        #expect(abs(root.slippageBps(of: 4_000) / root.marginalBps(of: 4_000) - 2.0 / 3) < 1e-15)
        #expect(abs(root.marginalBps(of: 4_000) - 200) < 1e-12)
        #expect(root.marginalBps(of: 0) == 0)
        let peak = SquareRootLaw.peakImpact(
            prefactor: 1, dailyVolatility: 300, size: 4, dailyVolume: 100)
        #expect(abs(peak - 60) < 1e-12)
    }
}
