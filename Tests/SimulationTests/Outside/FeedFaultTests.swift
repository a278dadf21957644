import PriceOracles
import SimulationKernel
import Testing
import WideIntegers

@testable import Simulation

/// What events do to feeds.
@Suite struct FeedFaultTests {
    private func run(_ model: FeedModel, _ scenario: Scenario) throws -> OutsideRun {
        var scenario = scenario
        scenario.addFeed("feed", model)
        return try OutsideRun(scenario)
    }

    private static let reporting: [FeedModel] = [.network(), .posted()]

    @Test(
        "silent and frozen reporters leave the old price for as long as the fault lasts",
        arguments: [FaultEvent.Kind.silent, .frozen], 0..<2)
    func standing(kind: FaultEvent.Kind, model: Int) throws {
        var scenario = Scenario.steps([(minute: 12, price: 2_200)])
        scenario.addFault(kind, atMinute: 10, minutes: 60)
        let run = try run(FeedFaultTests.reporting[model], scenario)
        run.run(toMinute: 69)
        #expect(run.price() == wad(2_000))
        // Who repeats the old price keeps the heartbeat, who is silent does not.
        #expect(run.writes.count == (kind == .frozen ? 1 : 0))
        run.run(toMinute: 71)
        #expect(run.price() == wad(2_200))
    }

    @Test("one liar of four is outvoted, three are believed")
    func lies() throws {
        for (count, price) in [(1, 2_000), (3, 2_200), (0, 2_200)] as [(UInt64, UInt64)] {
            var scenario = Scenario.steps()
            scenario.addFault(.lie, atMinute: 10, minutes: 10, count: count) {
                $0.factorWad = .share(110, 100)
            }
            let run = try run(.network(), scenario)
            run.run(toMinute: 15)
            #expect(run.price() == wad(price), "\(count) liars")
            run.run(toMinute: 21)
            #expect(run.price() == wad(2_000))
        }
    }

    @Test("two silent nodes of four can be borne, three cannot")
    func offline() throws {
        for (count, price) in [(2, 2_200), (3, 2_000)] as [(UInt64, UInt64)] {
            var scenario = Scenario.steps([(minute: 12, price: 2_200)])
            scenario.addFault(.silent, atMinute: 10, minutes: 30, count: count)
            let run = try run(.network(), scenario)
            run.run(toMinute: 20)
            #expect(run.price() == wad(price), "\(count) silent")
        }
    }

    @Test("reporters under a delay see what was, and signers of a delayed feed lie too")
    func delays() throws {
        var scenario = Scenario.steps([(minute: 12, price: 2_200)])
        scenario.addFault(.delay, atMinute: 10, minutes: 60) { $0.delayMicros = 300_000_000 }
        scenario.addFault(.lie, atMinute: 5, minutes: 60, feed: "late") {
            $0.factorWad = .share(150, 100)
        }
        scenario.addFeed("late", .delayed { $0.delaySeconds = 600 })
        let run = try run(.network(), scenario)
        run.run(toSecond: 12 * 60 + 295)
        #expect(run.price(1) == wad(2_000))
        run.run(toSecond: 12 * 60 + 330)
        #expect(run.price(1) == wad(2_200))
        run.run(toMinute: 22)
        #expect(run.price(0) == wad(3_000))
    }

    @Test("faults that cannot be are named", arguments: 0..<7)
    func problems(number: Int) {
        var scenario = Scenario.steps()
        scenario.addPair("pool")
        scenario.addFeed("feed", .network())
        scenario.addFeed("pair", .pair("pool", windowSeconds: 0))
        let keyPath: String
        switch number {
        case 0:
            keyPath = "events[0].count"
            scenario.addFault(.silent, atMinute: 1, minutes: 1, count: 5)
        case 1:
            keyPath = "events[0].count"
            scenario.addFault(.frozen, atMinute: 1, minutes: 1, count: 1)
        case 2:
            keyPath = "events[0].for"
            scenario.addFault(.frozen, atMinute: 1, minutes: 0)
        case 3:
            keyPath = "events[0].feed"
            scenario.addFault(.frozen, atMinute: 1, minutes: 1, feed: "nowhere")
        case 4:
            keyPath = "events[0].feed"
            scenario.addFault(.frozen, atMinute: 1, minutes: 1, feed: "pair")
        case 5:
            keyPath = "events[0].venue"
            scenario.addEvent(.venueHalt(VenueHaltEvent()), atMinute: 1)
        default:
            keyPath = "events[0].count"
            scenario.addFault(.lie, atMinute: 1, minutes: 1, count: .max)
        }
        let problem = #expect(throws: ScenarioProblem.self) { _ = try OutsideRun(scenario) }
        #expect(problem?.keyPath == keyPath)
    }
}
