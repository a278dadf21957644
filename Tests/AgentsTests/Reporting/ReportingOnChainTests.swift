import Agents
import Chain
import EthereumPrimitives
import PriceOracles
import SimulationKernel
import Testing
import VenueFormulas
import WideIntegers

/// Reporters and the contracts that they write to, on a small chain.
@Suite struct ReportingOnChainTests {
    private func stream(_ world: FeedsOnChain) throws -> PythStream {
        let network = try PythNetwork(
            (0..<3).map {
                PythPublisher(
                    Reporter("p\($0)", providers: [.init(0)]),
                    relativeConfidence: .constant(0.001))
            }, settings: PythSettings(feedID: FeedsOnChain.feedID, exponent: -8),
            random: RandomSource(seed: 1), name: "pyth")
        return PythStream(
            network, into: try SelectiveUpdates(capacity: 100, guardians: [world.guardian]),
            on: world.fixture.chain.timeline
        ) { _, time in ReportingWorld.elapsed(time) < 30 ? 1_000_000 : 1_010_000 }
    }

    private func pusher(
        _ world: FeedsOnChain, _ stream: PythStream, account: Int = 0
    ) -> PricePusher {
        PricePusher(
            stream, sender: world.sender(account), target: world.pythTarget,
            trigger: ReportTrigger(deviationPpb: 5_000_000, heartbeatSeconds: 20),
            everyMicros: 1_000_000)
    }

    @Test("a pusher keeps a pull feed fresh, and sends nothing again while publishers stall")
    func stalledStream() throws {
        let world = try FeedsOnChain()
        let stream = try stream(world)
        let pusher = pusher(world, stream)
        stream.start()
        pusher.start(at: ReportingWorld.second(2))
        world.fixture.run(seconds: 40)
        // At second 2, at 23 for its age and at 30 for its move.
        #expect(pusher.sender.tally.landedCount == 3)
        let words = world.words(
            of: FeedsOnChain.pyth, "getPriceUnsafe(bytes32)", [UInt256(FeedsOnChain.feedID)])
        #expect(words[0] == 1_010_000 && words[3].w0 == ReportingWorld.second(30).seconds)
        stream.stop()
        world.fixture.run(seconds: 100)
        // What was published last is brought for its age once, and never again.
        #expect(pusher.sender.tally.sentCount == 4 && pusher.sender.tally.landedCount == 4)
    }

    @Test("what a rival has pushed is not pushed again")
    func rival() throws {
        let world = try FeedsOnChain()
        let stream = try stream(world)
        let pusher = pusher(world, stream)
        stream.start()
        world.fixture.run(seconds: 5)
        stream.stop()
        let update = try #require(stream.updates.latest)
        let rival = world.sender(1)
        let signed = stream.updates.signed(update)
        rival.send(
            try #require(world.pythTarget.call(signed)), observedAt: ReportingWorld.second(5)
        )
        world.fixture.run(seconds: 30)
        pusher.start(at: ReportingWorld.second(36))
        world.fixture.run(seconds: 20)
        #expect(rival.tally.landedCount == 1 && pusher.sender.tally.sentCount == 0)
    }

    @Test("an update from after the end of time is left out, and stops nothing")
    func endOfTime() throws {
        let world = try FeedsOnChain()
        var updates = try SelectiveUpdates(capacity: 4, guardians: [world.guardian])
        var update = PriceUpdate(
            feedID: FeedsOnChain.feedID, price: 5, confidence: 1, exponent: -8,
            publishTimeSeconds: .max, emaPrice: 5, emaConfidence: 1)
        updates.append(update)
        #expect(updates.latest == nil)
        update.publishTimeSeconds = UInt64.max / 1_000_000
        updates.append(update)
        let stream = PythStream(
            try stream(world).network, into: updates, on: world.fixture.chain.timeline
        ) { _, _ in nil }
        let pusher = pusher(world, stream)
        pusher.start(at: ReportingWorld.second(1))
        world.fixture.run(seconds: 3)
        #expect(pusher.sender.tally.sentCount == 1)
    }

    @Test("a relayer feeds a medianizer, and a poker the delayed feed behind it")
    func relayerAndPoker() throws {
        let world = try FeedsOnChain()
        let network = try MakerNetwork(
            (0..<5).map {
                MakerSigner(
                    Reporter("s\($0)", providers: [.init($0)]),
                    trigger: ReportTrigger(deviationPpb: 1_000_000, heartbeatSeconds: 1_000))
            }, quorum: 3, freshSeconds: 1_000, random: RandomSource(seed: 1), name: "eth")
        let relayer = MedianRelayer(
            network, sender: world.sender(2), target: world.medianTarget,
            trigger: ReportTrigger(deviationPpb: 20_000_000, heartbeatSeconds: 3_600),
            everyMicros: 2_000_000
        ) { provider, time in
            let price: UInt64 = ReportingWorld.elapsed(time) < 23 ? 1_000 : 1_100
            return UInt256(price + UInt64(provider))
        }
        let poker = SecurityModulePoker(
            sender: world.sender(3), poke: FeedsOnChain.poke, everyMicros: 1_000_000
        ) { view, _ in FeedsOnChain.words(of: FeedsOnChain.module, "pass()", in: view) == [1] }
        relayer.start(at: ReportingWorld.second(0))
        poker.start(at: ReportingWorld.second(4))
        func held() -> [UInt256] {
            ["peek()", "peep()"].compactMap {
                world.words(of: FeedsOnChain.module, $0).first
            }
        }
        world.fixture.run(seconds: 8)
        #expect(world.words(of: FeedsOnChain.medianizer, "peek()") == [1_001, 1])
        #expect(held() == [0, 1_001])
        world.fixture.run(seconds: 10)
        #expect(held() == [1_001, 1_001])
        world.fixture.run(seconds: 11)
        // The median has moved since the poke of second 20, and nobody sees it here.
        #expect(world.words(of: FeedsOnChain.medianizer, "peek()") == [1_101, 1])
        #expect(held() == [1_001, 1_001])
        world.fixture.run(seconds: 6)
        #expect(held() == [1_001, 1_101])
        world.fixture.run(seconds: 10)
        #expect(held() == [1_101, 1_101])
        #expect(relayer.sender.tally.landedCount == 2 && relayer.sender.tally.revertedCount == 0)
        // At seconds 4, 10, 20, 30 and 40.
        let pokes = poker.sender.tally
        #expect(pokes.landedCount == 5 && pokes.sentCount == 5)
    }

    @Test("an index is posted when it has moved, and again when a post did not get in")
    func poster() throws {
        let world = try FeedsOnChain([
            ("fee-market", "fixed"), ("base-fee.initial", "10 gwei"),
        ])
        var index = try IndexOperator(
            (0..<3).map { (reporter: Reporter("v\($0)", providers: [.init($0)]), weight: 1) },
            rule: ExchangeIndexRule(
                ageMaxSeconds: 5, outliers: .drop(beyond: Fraction(ppm: 250_000))),
            random: RandomSource(seed: 1), name: "index")
        let values: (SimulatedTime) -> [UInt256?] = { now in
            let value = index.valueWad(at: now) { provider, time in
                // One venue doubles at second 10 and is left out; all rise at second 20.
                let isBent = provider == 0 && ReportingWorld.elapsed(time) >= 10
                return (ReportingWorld.elapsed(time) < 20 ? 100 : 130) &* (isBent ? 2 : 1)
            }
            return [value, value]
        }
        let lost = world.sender(
            1, resend: ResendPolicy(replacementsMax: 0, givesUpAfterBlocks: 3), capGwei: 5)
        let poster = IndexPoster(
            senders: [world.sender(0), lost], targets: (0..<2).map { world.postTarget(of: $0) },
            trigger: ReportTrigger(deviationPpb: 10_000_000, heartbeatSeconds: 1_000),
            everyMicros: 1_000_000, values: values)
        poster.start(at: ReportingWorld.second(0))
        world.fixture.run(seconds: 19)
        #expect(world.postedPrice == 100)
        #expect(poster.senders[0].tally.landedCount == 1)
        // Given up after three blocks, and sent again.
        #expect(lost.tally.sentCount >= 3 && lost.tally.landedCount == 0)
        world.fixture.run(seconds: 5)
        #expect(world.postedPrice == 130)
        #expect(poster.senders[0].tally.landedCount == 2)
        poster.stop()
    }

    @Test("a post that a reorg has taken away is posted again")
    func reorganizedPost() throws {
        let world = try FeedsOnChain()
        let poster = IndexPoster(
            senders: [world.sender(0)], targets: [world.postTarget(of: 0)],
            trigger: ReportTrigger(deviationPpb: 10_000_000, heartbeatSeconds: 1_000),
            everyMicros: 1_000_000
        ) { _ in [100] }
        poster.start(at: ReportingWorld.second(0))
        world.fixture.run(seconds: 4)
        #expect(world.postedPrice == 100 && poster.senders[0].tally.sentCount == 1)
        try world.fixture.chain.reorganize(depth: 4, keep: .never, order: .same)
        // The node forgets what the reorg gives back, so that it is lost.
        world.fixture.chain.restart(world.fixture.node)
        world.fixture.run(micros: 0)
        #expect(world.postedPrice == nil)
        world.fixture.run(seconds: 10)
        #expect(world.postedPrice == 100)
        let tally = poster.senders[0].tally
        #expect(tally.sentCount == 2 && tally.landedCount == 1 && tally.missedCount == 1)
    }
}
