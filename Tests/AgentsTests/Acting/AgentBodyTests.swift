import Agents
import Chain
import SimulationKernel
import Testing
import WideIntegers

/// Wants the same things done at its first waking, and nothing afterwards.
private final class OneShot: Agent {
    let rhythm = WakeRhythm(firstMicros: 1_000_000)
    private var intents: [AgentIntent]

    init(_ intents: [AgentIntent]) { self.intents = intents }

    func act(_ view: AgentView) -> [AgentIntent] {
        defer { intents = [] }
        return intents
    }
}

/// Counts its wakings.
private final class Counter: Agent {
    let rhythm = WakeRhythm.heads
    private(set) var count = 0

    func act(_ view: AgentView) -> [AgentIntent] {
        count += 1
        return []
    }
}

@Suite struct AgentBodyTests {
    private func gift(_ isPrivate: Bool? = nil, gasLimit: UInt64? = nil) -> AgentIntent {
        AgentIntent(.donate(market: 0, units(1)), isPrivate: isPrivate, gasLimit: gasLimit)
    }

    @Test("an intent's own way and gas come before those of its population and its action")
    func ownTerms() throws {
        let world = try ActingWorld()
        var sent: [(way: SendingWay, gasLimit: UInt64)] = []
        world.desk.onSending = { task, _, _ in sent.append((task.way, task.intent.gasLimit)) }
        try world.add(
            OneShot([gift(), gift(true), gift(false, gasLimit: 400_000)]), as: "agent", account: 1)
        world.desk.begin()
        world.run(seconds: 2)
        #expect(sent.map { $0.way == .publicly } == [true, false, true])
        #expect(sent.map(\.gasLimit) == [PerpMarket.gasLimit, PerpMarket.gasLimit, 400_000])
    }

    @Test("what a reorg took off a block is not paid for twice")
    func costsAfterReorg() throws {
        let world = try ActingWorld()
        let body = try world.add(OneShot([gift()]), as: "agent", account: 1)
        world.desk.begin()
        world.run(seconds: 3)
        #expect(world.receipts(body).count == 1)
        try world.fixture.chain.reorganize(depth: 2, keep: .never, order: .same)
        world.run(seconds: 5)
        let receipts = world.receipts(body)
        #expect(receipts.count == 1)
        let paid = receipts.reduce(UInt256.zero) {
            $0 &+ $1.effectiveGasPriceWei &* UInt256($1.gasUsed)
        }
        #expect(body.wallet.costs.totalFeesWei == paid)
    }

    @Test("nothing is done before one's time, and nothing after it")
    func lifetime() throws {
        let world = try ActingWorld()
        let mind = Counter()
        let body = AgentBody(
            name: "agent", population: "agent", mind: mind,
            wallet: world.fixture.wallet(1, isHearing: false), desk: world.desk,
            rules: SendingRules(fees: FeeRule(.fixed(tipWei: gwei(1))), resend: ResendPolicy()),
            reactionMicros: .constant(0), start: AgentsFixture.start + 5_000_000,
            end: AgentsFixture.start + 9_000_000, random: RandomSource(seed: 1))
        world.desk.add(body)
        world.desk.begin()
        world.run(seconds: 20)
        // Heads are a second apart.
        #expect(mind.count >= 3 && mind.count <= 5)
        #expect(body.wakeCount == UInt64(mind.count))
    }

    @Test("what is paused while it reacts sends nothing, and is not busy for good")
    func pausedReaction() throws {
        for isPaused in [false, true] {
            let world = try ActingWorld()
            let body = try world.add(
                OneShot([gift()]), as: "agent", account: 1, reactionMicros: 2_000_000)
            world.desk.begin()
            world.run(seconds: 2)
            #expect(body.isBusy)
            body.isPaused = isPaused
            world.run(seconds: 3)
            body.isPaused = false
            world.run(seconds: 3)
            #expect(world.receipts(body).count == (isPaused ? 0 : 1))
            #expect(!body.isBusy)
        }
    }
}
