import Experiments
import SimulationKernel
import Testing

@Suite struct StressWithdrawalTests {
    private typealias Strain = StressWithdrawal.Strain

    @Test("size falls by the sum of what strains, and the spread widens by its root")
    func law() throws {
        let rule = try StressWithdrawal(
            volatilityWeight: 0.5, inventoryWeight: 0.25, drawdownWeight: 0.125, shareMin: 0.01)
        let strain = Strain(volatilityRatio: 3, inventoryShare: -0.8, drawdownShare: 0.4)
        let share = rule.share(strain)
        #expect(abs(share - ExactMath.exp(-1 - 0.2 - 0.05)) < 1e-15)
        #expect(rule.share(Strain(inventoryShare: 0.8)) == rule.share(Strain(inventoryShare: -0.8)))
        #expect(StressWithdrawal.halfSpreadMultiplier(share: 0.25) == 2)
        // Calm markets and gains do not make a maker show more.
        #expect(rule.share(Strain(volatilityRatio: 0.2, drawdownShare: -3)) == 1)
        let volatile = Strain(volatilityRatio: 2, drawdownShare: -3)
        #expect(rule.share(volatile) == rule.share(Strain(volatilityRatio: 2)))
        #expect(rule.share(Strain(volatilityRatio: 1_000)) == 0.01)
        #expect(rule.share(Strain(volatilityRatio: .nan)) == 0.01)
        #expect(rule.share(Strain(drawdownShare: .infinity)) == 0.01)
    }

    @Test("presets stay, go down to three tenths, and leave next to nothing")
    func presets() {
        let storm = Strain(volatilityRatio: 20, inventoryShare: 1, drawdownShare: 1)
        #expect(StressWithdrawal.calm.share(storm) == 1)
        #expect(StressWithdrawal.stressed.share(storm) == 0.3)
        #expect(StressWithdrawal.crash.share(storm) == 0.02)
        let presets = [StressWithdrawal.calm, .stressed, .crash]
        for rule in presets { #expect(rule.share(Strain()) == 1) }
        let strained = Strain(volatilityRatio: 1.5, inventoryShare: 0.2)
        #expect(
            StressWithdrawal.crash.share(strained) < StressWithdrawal.stressed.share(strained))
    }

    @Test("with a common factor of one all draw back alike, with zero each for itself")
    func common() throws {
        let rule = StressWithdrawal.crash
        let strains = [0.0, 0.5, 1].map { Strain(inventoryShare: $0) }
        #expect(try rule.shares(strains, common: 0) == strains.map(rule.share))
        let together = try rule.shares(strains, common: 1)
        #expect(Set(together).count == 1)
        #expect(together[0] == rule.share(strains[1]))
        let half = try rule.shares(strains, common: 0.5)
        #expect(abs(half[0] - ExactMath.exp(-0.25)) < 1e-15)
        #expect(abs(half[2] - ExactMath.exp(-0.75)) < 1e-15)
        #expect(throws: LiquidityModelError.self) { try rule.shares(strains, common: 1.1) }
        #expect(throws: LiquidityModelError.self) {
            try StressWithdrawal(
                volatilityWeight: -1, inventoryWeight: 0, drawdownWeight: 0, shareMin: 1)
        }
        #expect(throws: LiquidityModelError.self) {
            try StressWithdrawal(
                volatilityWeight: 0, inventoryWeight: 0, drawdownWeight: 0, shareMin: 0)
        }
        #expect(try rule.shares([], common: 1).isEmpty)
    }
}

@Suite struct MakerKillSwitchesTests {
    private func switches(_ count: Int, common: Double) throws -> MakerKillSwitches {
        try MakerKillSwitches(
            coolOffMeanMicros: 60_000_000, common: common,
            streams: (0..<count).map { RandomStream(seed: 3, name: "maker/\($0)") })
    }

    @Test("a maker that trips stays out for an exponential time, and comes back")
    func coolOff() throws {
        var makers = try switches(1, common: 0)
        var moment = SimulatedTime(micros: 1_000)
        var (sum, long) = (0.0, 0)
        for _ in 0..<20_000 {
            #expect(!makers.isOut(0, at: moment))
            let exits = makers.trip(0, .lossLimit, at: moment)
            let end = try #require(exits.first).until
            #expect(makers.isOut(0, at: SimulatedTime(micros: end.micros - 1)))
            #expect(makers.trip(0, .staleOracle, at: moment).isEmpty)
            sum += Double(end.micros(since: moment))
            if end.micros(since: moment) > 120_000_000 { long += 1 }
            moment = end
        }
        #expect(abs(sum / 20_000 / 60e6 - 1) < 0.03)
        // Two means are passed with a probability of exp(-2).
        #expect(abs(Double(long) / 20_000 - 0.1353) < 0.01)
    }

    @Test("it takes others along as often as the common factor says")
    func contagion() throws {
        for (common, wanted) in [(0.0, 0.0), (0.3, 0.3), (1, 1)] {
            var makers = try switches(5, common: common)
            var followers = 0
            for round in UInt64(1)...2_000 {
                let moment = SimulatedTime(seconds: round * 100_000)
                let exits = makers.trip(2, .markIndexGap, at: moment)
                #expect(exits.filter { $0.maker == 2 }.map(\.cause) == [.markIndexGap])
                let others = exits.filter { $0.maker != 2 }
                #expect(others.allSatisfy { $0.cause == .contagion })
                followers += others.count
            }
            #expect(abs(Double(followers) / 8_000 - wanted) < 0.02)
        }
        #expect(throws: LiquidityModelError.self) { try switches(1, common: -0.1) }
    }

    @Test("whoever is out stays as it is, and takes nobody along")
    func alreadyOut() throws {
        var makers = try switches(4, common: 1)
        let exits = makers.trip(0, .staleOracle, at: SimulatedTime(micros: 1))
        #expect(exits.map(\.maker) == [0, 1, 2, 3])
        let first = try #require(exits.min { $0.until < $1.until })
        let last = try #require(exits.max { $0.until < $1.until })
        // The first is back, and nobody else.
        #expect(makers.trip(last.maker, .staleOracle, at: first.until).isEmpty)
        #expect(!makers.isOut(first.maker, at: first.until))
        #expect(makers.trip(first.maker, .lossLimit, at: first.until).map(\.maker) == [first.maker])
        let justBefore = SimulatedTime(micros: last.until.micros - 1)
        #expect(makers.isOut(last.maker, at: justBefore))
        #expect(!makers.isOut(last.maker, at: last.until))
    }

    @Test("limits are passed one by one, and what is not a number passes them")
    func limits() {
        let limits = MakerKillSwitches.Limits(
            oracleAgeMicrosMax: 100, markIndexGapBpsMax: 50, rejectedHedgesMax: 3,
            drawdownShareMax: 1)
        func cause(
            _ age: UInt64 = 100, _ gap: Double = -50, _ hedges: Int = 3, _ loss: Double = 0.99
        ) -> MakerKillSwitches.Cause? {
            limits.cause(
                oracleAgeMicros: age, markIndexGapBps: gap, rejectedHedges: hedges,
                drawdownShare: loss)
        }
        #expect(cause() == nil)
        #expect(cause(101) == .staleOracle)
        #expect(cause(100, -50.1) == .markIndexGap)
        #expect(cause(100, .nan) == .markIndexGap)
        #expect(cause(100, 0, 4) == .rejectedHedges)
        #expect(cause(100, 0, 3, 1) == .lossLimit)
        #expect(cause(100, 0, 3, .nan) == .lossLimit)
    }
}
