import Agents
import Chain
import EthereumPrimitives
import PriceOracles
import SimulationKernel
import Testing
import WideIntegers

@Suite struct OracleTransmitterTests {
    private let fee = ReportFee.fixed(GasBid(tipWei: gwei(1), capWei: gwei(20)))
    /// 2,000 dollars until second 20, 2,020 from then on.
    private let step: ProviderPrices = { _, time in
        ReportingWorld.elapsed(time) < 20 ? 200_000_000_000 : 202_000_000_000
    }

    @Test("a report lands, and the contract answers with the nodes' median")
    func lands() throws {
        let world = try ReportingWorld()
        let transmitter = try world.transmitter(of: 0, fees: [fee], prices: step)
        transmitter.start(at: ReportingWorld.second(0))
        world.fixture.run(seconds: 19)
        let first = try #require(world.round(of: ReportingWorld.aggregators[0]))
        #expect(
            first.number == 1
                && ReportingWorld.elapsed(SimulatedTime(seconds: first.updatedAtSeconds)) == 1)
        #expect(first.answer > 199_900_000_000 && first.answer < 200_100_000_000)
        world.fixture.run(seconds: 5)
        let second = try #require(world.round(of: ReportingWorld.aggregators[0]))
        #expect(second.number == 2 && second.answer > 201_900_000_000)
        let sent = transmitter.senders.map(\.tally.sentCount)
        // Reports 1 and 2 are by transmitters 1 and 2.
        #expect(sent == [0, 1, 1, 0])
        let delivery = try #require(transmitter.senders[2].tally.deliveries.first)
        #expect(delivery.observedAt == ReportingWorld.second(20))
        #expect(delivery.latencyMicros ?? 0 == 1_000_000)
        let paid = try UInt256.wad &* 1_000 - world.fixture.balance(2)
        #expect(paid > 0 && transmitter.senders[2].costs.usefulFeesWei == paid)
        // The heartbeat of 60 s after the second report.
        world.fixture.run(seconds: 60)
        #expect(world.round(of: ReportingWorld.aggregators[0])?.number ?? 0 == 3)
        #expect(world.fixture.chain.violation == nil)
    }

    @Test("a fixed gas price is priced out in a spike and its feed goes stale; a rule's is not")
    func pricedOut() throws {
        let world = try ReportingWorld([
            ("background", "on"), ("background.load", "0.3"), ("background.load-sigma", "0"),
            ("background.willingness.median", "50 gwei"), ("background.gas", "400k"),
        ])
        // The price jumps by 2 % and back, every four seconds.
        let swinging: ProviderPrices = { _, time in
            ReportingWorld.elapsed(time) / 4 % 2 == 0 ? 200_000_000_000 : 204_000_000_000
        }
        let fixed = ReportFee.fixed(GasBid(tipWei: gwei(1), capWei: gwei(2)))
        let rule = ReportFee.rule(
            FeeRule(.fixed(tipWei: gwei(2)), headroomPerMille: 3_000),
            Stake(valueWei: .wad, gas: 600_000))
        let poor = try world.transmitter(of: 0, fees: [fixed], prices: swinging)
        let rich = try world.transmitter(of: 1, fees: [rule], prices: swinging)
        for transmitter in [poor, rich] { transmitter.start(at: ReportingWorld.second(1)) }
        world.fixture.chain.add(
            DemandSpike(
                from: ReportingWorld.second(10), to: ReportingWorld.second(45),
                loadPerMille: 8_000, willingnessPerMille: 10_000))
        func age(_ aggregator: Int) -> UInt64 {
            let round = world.round(of: ReportingWorld.aggregators[aggregator])
            return world.timeline.now.seconds - (round?.updatedAtSeconds ?? 0)
        }
        world.fixture.run(seconds: 9)
        #expect(age(0) <= 6 && age(1) <= 6)
        world.fixture.run(seconds: 35)
        #expect(age(0) > 12)
        #expect(age(1) <= 8)
        world.fixture.run(seconds: 76)
        #expect(age(0) <= 8 && age(1) <= 8)
        let worst = poor.senders.map(\.tally.latencyMaxMicros).max() ?? 0
        #expect(worst > 15_000_000)
        #expect((rich.senders.map(\.tally.latencyMaxMicros).max() ?? .max) <= 3_000_000)
    }

    @Test("an outage holds a report up; whoever sent it a stage later pays for a refusal")
    func outage() throws {
        let world = try ReportingWorld()
        let transmitter = try world.transmitter(
            of: 0, fees: [fee], stageMicros: 4_000_000, prices: step)
        transmitter.start(at: ReportingWorld.second(0))
        world.fixture.chain.schedule(
            Outage(start: ReportingWorld.second(18) + 500_000, durationMicros: 15_000_000))
        world.fixture.run(seconds: 30)
        #expect(transmitter.senders[2].isBusy && transmitter.senders[3].isBusy)
        #expect(world.round(of: ReportingWorld.aggregators[0])?.number ?? 0 == 1)
        world.fixture.run(seconds: 10)
        #expect(world.round(of: ReportingWorld.aggregators[0])?.number ?? 0 == 2)
        let tallies = transmitter.senders.map(\.tally)
        #expect(tallies.reduce(0) { $0 + $1.landedCount } == 2)
        let refused = tallies.reduce(0) { $0 + $1.revertedCount }
        #expect(refused >= 2)
        #expect(tallies.map(\.latencyMaxMicros).max() ?? 0 >= 13_000_000)
        let wasted = transmitter.senders.map(\.costs.wastedFeesWei)
        #expect(wasted.count { $0 > 0 } == Int(refused))
    }

    @Test("when the first transmitter offers too little the next one lands the report")
    func stages() throws {
        let world = try ReportingWorld([
            ("fee-market", "fixed"), ("base-fee.initial", "10 gwei"),
        ])
        let low = ReportFee.fixed(GasBid(tipWei: gwei(1), capWei: gwei(5)))
        let transmitter = try world.transmitter(
            of: 0, fees: [fee, low, fee, fee], stageMicros: 4_000_000, prices: step)
        transmitter.start(at: ReportingWorld.second(0))
        world.fixture.run(seconds: 3)
        #expect(world.round(of: ReportingWorld.aggregators[0]) == nil)
        world.fixture.run(seconds: 4)
        let round = try #require(world.round(of: ReportingWorld.aggregators[0]))
        #expect(round.updatedAtSeconds - AgentsFixture.start.seconds == 5)
        #expect(transmitter.senders[1].isBusy && transmitter.senders[2].tally.landedCount == 1)
    }

    @Test("a stalled network leaves the feed as it is, a request writes it at once")
    func stalledAndRequested() throws {
        let world = try ReportingWorld()
        let stalled = try FaultWindow(
            .stalled, from: ReportingWorld.second(19), until: ReportingWorld.second(40))
        let transmitter = try world.transmitter(
            of: 0, fees: [fee], faults: [stalled], prices: step)
        transmitter.start(at: ReportingWorld.second(0))
        world.fixture.run(seconds: 39)
        #expect(world.round(of: ReportingWorld.aggregators[0])?.number ?? 0 == 1)
        #expect(
            transmitter.lastOutcome == .tooFewObservations(count: 0, needed: 2))
        world.fixture.run(seconds: 6)
        #expect(world.round(of: ReportingWorld.aggregators[0])?.number ?? 0 == 2)
        transmitter.request()
        // Once, and not at every round from then on.
        world.fixture.run(seconds: 12)
        #expect(world.round(of: ReportingWorld.aggregators[0])?.number ?? 0 == 3)
        transmitter.stop()
        world.fixture.run(seconds: 100)
        #expect(world.round(of: ReportingWorld.aggregators[0])?.number ?? 0 == 3)
    }

    @Test("is the same in every run")
    func repeats() throws {
        func head() throws -> Hash256 {
            let world = try ReportingWorld()
            let transmitter = try world.transmitter(of: 0, fees: [fee], prices: step)
            transmitter.start(at: ReportingWorld.second(0))
            world.fixture.run(seconds: 30)
            return world.fixture.head.hash
        }
        #expect(try head() == head())
    }

    @Test("a transmitter who finds gas too dear is passed over at once")
    func passedOver() throws {
        let world = try ReportingWorld()
        let poor = ReportFee.rule(
            FeeRule(.fixed(tipWei: 1)), Stake(valueWei: 1_000, gas: 100_000))
        let transmitter = try world.transmitter(
            of: 0, fees: [fee, poor, poor, fee], prices: step)
        transmitter.start(at: ReportingWorld.second(0))
        world.fixture.run(seconds: 2)
        #expect(world.round(of: ReportingWorld.aggregators[0])?.number ?? 0 == 1)
        #expect(transmitter.senders.map(\.tally.sentCount) == [0, 0, 0, 1])
        #expect(transmitter.senders.map(\.tally.unaffordableCount) == [0, 1, 1, 0])
    }

    @Test("a report that nobody sends is dropped, and a request stands until one has landed")
    func nobodySends() throws {
        let world = try ReportingWorld()
        let transmitter = try world.transmitter(of: 0, fees: [fee]) { _, _ in 200_000_000_000 }
        transmitter.start(at: ReportingWorld.second(0))
        world.fixture.run(seconds: 9)
        #expect(world.round(of: ReportingWorld.aggregators[0])?.number ?? 0 == 1)
        // All are busy with something else, and no block comes for ten seconds.
        world.fixture.chain.schedule(
            Outage(start: ReportingWorld.second(9) + 500_000, durationMicros: 10_000_000))
        world.fixture.run(seconds: 1)
        let other = try #require(ReportingWorld.set(5))
        for sender in transmitter.senders { sender.send(other, observedAt: world.timeline.now) }
        transmitter.request()
        world.fixture.run(seconds: 8)
        #expect(transmitter.senders.allSatisfy { $0.tally.busyCount >= 3 })
        world.fixture.run(seconds: 6)
        #expect(world.round(of: ReportingWorld.aggregators[0])?.number ?? 0 == 2)
        // Once, and not at every round from then on.
        world.fixture.run(seconds: 10)
        #expect(world.round(of: ReportingWorld.aggregators[0])?.number ?? 0 == 2)
    }
}
