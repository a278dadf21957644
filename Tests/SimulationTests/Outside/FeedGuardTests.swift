import PriceOracles
import SimulationKernel
import Testing
import WideIntegers

@testable import Simulation

/// Feeds that are read through guards.
@Suite struct FeedGuardTests {
    private func run(
        _ rule: GuardSettings, _ steps: [(minute: UInt64, price: UInt64)],
        change: (inout Scenario) -> Void = { _ in }
    ) throws -> OutsideRun {
        var scenario = Scenario.steps(steps)
        scenario.addFeed("feed", .posted { $0.heartbeatSeconds = 600 }, guards: [rule])
        change(&scenario)
        return try OutsideRun(scenario)
    }

    @Test("a price too far from the last is refused until it comes back")
    func deviation() throws {
        let run = try run(
            .rule(.deviation),
            [(minute: 10, price: 2_300), (minute: 20, price: 3_000), (30, 2_400)])
        for (minute, price) in [(9, 2_000), (12, 2_300), (25, nil), (31, 2_400)]
            as [(UInt64, UInt64?)]
        {
            run.run(toMinute: minute)
            run.judge()
            #expect((run.price() ?? .zero) == price.map(wad) ?? .zero, "minute \(minute)")
        }
        let tally = run.world.feeds[0].guardTallies[0]
        #expect(tally.evaluations == 4 && tally.trips == 1 && tally.falseTrips == 1)
        #expect(run.world.feeds[0].guardRules == [.deviation])
    }

    @Test("a clamp lets the price walk by its bound at each update")
    func clamp() throws {
        let run = try run(.rule(.clamp, percent: 10), [(minute: 10, price: 3_000)])
        run.run(toSecond: 605 + 12)
        let soon = PriceQuantization.price(run.price() ?? .zero)
        #expect(soon > 2_190 && soon < 2_430)
        run.run(toMinute: 12)
        #expect(run.price() == wad(3_000))
    }

    @Test("a trip on a lie is counted as true")
    func trueTrips() throws {
        let run = try run(.rule(.deviation), []) { scenario in
            scenario.addFault(.lie, atMinute: 10, minutes: 10) { $0.factorWad = .share(3, 2) }
        }
        run.run(toMinute: 15)
        run.judge()
        run.run(toMinute: 25)
        run.judge()
        let tally = run.world.feeds[0].guardTallies[0]
        #expect(tally.trueTrips == 1 && tally.truePasses == 1 && tally.evaluations == 2)
    }

    @Test("a price that is too old is refused until the next one comes")
    func maxAge() throws {
        let run = try run(.rule(.maxAge, seconds: 900), []) { scenario in
            scenario.addFault(.silent, atMinute: 5, minutes: 30)
        }
        for (minute, isThere) in [(14, true), (16, false), (36, true)] as [(UInt64, Bool)] {
            run.run(toMinute: minute)
            #expect((run.price() != nil) == isThere, "minute \(minute)")
        }
    }

    @Test("a breaker pauses reading on a jump, and takes the new price after the pause")
    func breaker() throws {
        let run = try run(
            .rule(.circuitBreaker, percent: 10, seconds: 1_200), [(minute: 10, price: 2_600)])
        for (minute, price) in [(9, 2_000), (15, nil), (29, nil), (32, 2_600)]
            as [(UInt64, UInt64?)]
        {
            run.run(toMinute: minute)
            #expect((run.price() ?? .zero) == price.map(wad) ?? .zero, "minute \(minute)")
        }
    }

    @Test("a band round an average holds a jump back and gives way to a lasting move")
    func band() throws {
        let run = try run(.rule(.emaBand, percent: 5), [(minute: 10, price: 2_400)])
        run.run(toSecond: 625)
        let soon = PriceQuantization.price(run.price() ?? .zero)
        #expect(soon > 2_090 && soon < 2_130)
        run.run(toMinute: 40)
        #expect(run.price() == wad(2_400))
    }

    @Test("a guard that there cannot be is named")
    func problem() {
        let problem = #expect(throws: ScenarioProblem.self) {
            _ = try run(.rule(.emaBand, percent: 200), [])
        }
        #expect(problem?.keyPath == "feeds[0].guards[0]")
    }
}
