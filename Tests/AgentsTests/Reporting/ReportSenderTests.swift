import Agents
import Chain
import EthereumPrimitives
import PriceOracles
import SimulationKernel
import Testing
import VenueFormulas
import WideIntegers

@Suite struct ReportSenderTests {
    private let fee = ReportFee.fixed(GasBid(tipWei: gwei(1), capWei: gwei(20)))

    @Test("one report is under way at a time; what it cost and how long it took is tallied")
    func tally() throws {
        let world = try ReportingWorld()
        let sender = world.sender(0, fee: fee)
        let report = try #require(ReportingWorld.set(5))
        #expect(sender.send(report, observedAt: ReportingWorld.second(0)))
        #expect(sender.isBusy && !sender.send(report, observedAt: ReportingWorld.second(0)))
        world.fixture.run(seconds: 1)
        #expect(!sender.isBusy && sender.send(report, observedAt: ReportingWorld.second(0)))
        world.fixture.run(seconds: 1)
        let tally = sender.tally
        #expect(tally.sentCount == 2 && tally.landedCount == 2 && tally.busyCount == 1)
        #expect(tally.latencySumMicros == 3_000_000 && tally.latencyMaxMicros == 2_000_000)
        #expect(
            tally.deliveries.map(\.sentAt) == [ReportingWorld.second(0), ReportingWorld.second(1)])
        let fees = tally.deliveries.reduce(UInt256.zero) { $0 &+ $1.costs.usefulFeesWei }
        #expect(try world.fixture.balance(0) == .wad &* 1_000 &- fees)
    }

    @Test("a reorg puts what had landed under way again, and the tally follows the chain")
    func reorg() throws {
        let world = try ReportingWorld()
        let sender = world.sender(0, fee: fee)
        let report = try #require(ReportingWorld.set(5))
        sender.send(report, observedAt: ReportingWorld.second(0))
        world.fixture.run(seconds: 1)
        #expect(sender.tally.landedCount == 1 && !sender.isBusy)
        try world.fixture.chain.reorganize(depth: 1, keep: .never, order: .same)
        world.fixture.run(micros: 0)
        #expect(sender.isBusy && sender.tally.landedCount == 0)
        #expect(sender.tally.deliveries.isEmpty && sender.tally.latencySumMicros == 0)
        #expect(!sender.send(report, observedAt: ReportingWorld.second(1)))
        world.fixture.run(seconds: 2)
        let tally = sender.tally
        #expect(!sender.isBusy && tally.landedCount == 1 && tally.sentCount == 1)
        #expect(tally.latencySumMicros == 2_000_000)
        let costs = tally.deliveries.reduce(into: SendingCosts()) { $0 += $1.costs }
        #expect(costs == sender.costs && costs.usefulFeesWei > 0)
        #expect(try world.fixture.balance(0) == .wad &* 1_000 &- costs.totalFeesWei)
    }

    @Test("what the wallet no longer follows stays tallied, with its latency")
    func longRun() throws {
        let world = try ReportingWorld()
        let sender = world.sender(0, fee: fee)
        let report = try #require(ReportingWorld.set(5))
        for _ in 0..<40 {
            #expect(sender.send(report, observedAt: world.timeline.now))
            world.fixture.run(seconds: 10)
        }
        let tally = sender.tally
        #expect(tally.landedCount == 40 && tally.deliveries.count == 40)
        #expect(tally.deliveries.allSatisfy { $0.latencyMicros == 1_000_000 })
        let costs = tally.deliveries.reduce(into: SendingCosts()) { $0 += $1.costs }
        #expect(costs == sender.costs)
        // The node has dropped the first blocks by now.
        #expect(world.fixture.view.block(.number(1)) == nil)
    }

    @Test("sends nothing when gas is not worth the report")
    func unaffordable() throws {
        let world = try ReportingWorld()
        let sender = world.sender(
            0, fee: .rule(FeeRule(.fixed(tipWei: 1)), Stake(valueWei: 1_000, gas: 100_000)))
        let report = try #require(ReportingWorld.set(5))
        #expect(!sender.send(report, observedAt: ReportingWorld.second(0)))
        #expect(sender.tally.unaffordableCount == 1 && sender.tally.sentCount == 0)
    }

    @Test("raises its bid as its policy says, and gives up what does not get in")
    func resends() throws {
        let world = try ReportingWorld([
            ("fee-market", "fixed"), ("base-fee.initial", "20 gwei"),
        ])
        let report = try #require(ReportingWorld.set(5))
        let low = ReportFee.fixed(GasBid(tipWei: gwei(1), capWei: gwei(15)))
        let patient = world.sender(
            0, fee: low, resend: ResendPolicy(patienceBlocks: 2, bumpPerMille: 125))
        let stingy = world.sender(
            1, fee: low, resend: ResendPolicy(replacementsMax: 0, givesUpAfterBlocks: 4))
        for sender in [patient, stingy] {
            sender.send(report, observedAt: ReportingWorld.second(0))
        }
        world.fixture.run(seconds: 7)
        #expect(patient.tally.landedCount == 1 && patient.tally.latencyMaxMicros == 7_000_000)
        #expect(stingy.tally.missedCount == 1 && stingy.costs == SendingCosts())
    }
}

@Suite struct ReportingAgentsTests {
    private let fee = ReportFee.fixed(GasBid(tipWei: gwei(1), capWei: gwei(20)))

    @Test("a pusher brings an update when the price has moved, or aged on the chain")
    func pusher() throws {
        let world = try ReportingWorld()
        let key = try PrivateKey(77)
        let network = try PythNetwork(
            (0..<3).map {
                PythPublisher(
                    Reporter("p\($0)", providers: [.init(0)]),
                    relativeConfidence: .constant(0.001))
            }, settings: PythSettings(feedID: .zero, exponent: -8), random: RandomSource(seed: 1),
            name: "pyth")
        let stream = PythStream(
            network, into: try SelectiveUpdates(capacity: 100, guardians: [key]),
            on: world.timeline
        ) { _, time in ReportingWorld.elapsed(time) < 30 ? 1_000_000 : 1_010_000 }
        stream.start()
        var signers: [Address] = []
        let pusher = PricePusher(
            stream, sender: world.sender(0, fee: fee),
            target: ReportTarget<SignedPriceUpdate>(
                latest: { AggregatorView.latestRound(of: ReportingWorld.mock, in: $0) },
                call: { signed in
                    let update = signed.update
                    signers += signed.signatures.compactMap {
                        try? $0.recoverAddress(digest: update.digest)
                    }
                    return ReportingWorld.push(
                        UInt256(UInt64(update.price)), seconds: update.publishTimeSeconds)
                }), trigger: ReportTrigger(deviationPpb: 10_000_000, heartbeatSeconds: 20),
            everyMicros: 1_000_000)
        pusher.start(at: ReportingWorld.second(2))
        world.fixture.run(seconds: 29)
        // At second 2, and at 23 for its age.
        #expect(pusher.sender.tally.landedCount == 2)
        world.fixture.run(seconds: 5)
        let round = try #require(world.round(of: ReportingWorld.mock))
        #expect(round.answer == 1_010_000 && pusher.sender.tally.landedCount == 3)
        #expect(round.updatedAtSeconds == ReportingWorld.second(30).seconds)
        #expect(signers == [key.address, key.address, key.address])
        pusher.stop()
        stream.stop()
    }

    @Test("a relayer brings a quorum of signed values, and again when their median has moved")
    func relayer() throws {
        let world = try ReportingWorld()
        let own = ReportTrigger(deviationPpb: 1_000_000, heartbeatSeconds: 1_000)
        let network = try MakerNetwork(
            (0..<5).map {
                MakerSigner(Reporter("s\($0)", providers: [.init($0)]), trigger: own)
            }, quorum: 3, freshSeconds: 1_000, random: RandomSource(seed: 1), name: "maker")
        var sent: [[UInt256]] = []
        let relayer = MedianRelayer(
            network, sender: world.sender(0, fee: fee),
            target: ReportTarget<[MakerValue]>(
                latest: { AggregatorView.latestRound(of: ReportingWorld.mock, in: $0) },
                call: { values in
                    sent.append(values.map(\.valueWad))
                    return ReportingWorld.push(
                        values.medianWad ?? .zero, seconds: world.timeline.now.seconds)
                }), trigger: ReportTrigger(deviationPpb: 20_000_000, heartbeatSeconds: 3_600),
            everyMicros: 2_000_000
        ) { provider, time in
            let price: UInt64 = ReportingWorld.elapsed(time) < 10 ? 1_000 : 1_100
            return UInt256(price + UInt64(provider))
        }
        relayer.start(at: ReportingWorld.second(0))
        world.fixture.run(seconds: 20)
        #expect(sent == [[1_000, 1_001, 1_002], [1_100, 1_101, 1_102]])
        let round = try #require(world.round(of: ReportingWorld.mock))
        #expect(round.answer == 1_101 && relayer.sender.tally.landedCount == 2)
        relayer.stop()
    }

    @Test("a poker pokes when it may, and pays when somebody else was first")
    func poker() throws {
        let world = try ReportingWorld()
        let poker = SecurityModulePoker(
            sender: world.sender(0, fee: fee), poke: PrizeContract.take, everyMicros: 1_000_000
        ) { _, now in ReportingWorld.elapsed(now) % 10 == 9 }
        poker.start(at: ReportingWorld.second(0))
        world.fixture.run(seconds: 8)
        #expect(poker.sender.tally.sentCount == 0)
        world.fixture.run(seconds: 14)
        let tally = poker.sender.tally
        #expect(tally.sentCount == 2 && tally.landedCount == 1 && tally.revertedCount == 1)
        #expect(poker.sender.costs.wastedFeesWei > 0)
        poker.stop()
        world.fixture.run(seconds: 20)
        #expect(poker.sender.tally.sentCount == 2)
    }
}
