import Agents
import Chain
import EthereumPrimitives
import SimulationKernel
import Testing
import WideIntegers

@Suite struct NodeConnectionTests {
    /// Keeps what it hears and sees, and does what it is told to at some heads.
    private final class Witness: Agent {
        struct Look {
            let at: SimulatedTime
            let number: UInt64
            let real: UInt64
        }
        var rhythm = WakeRhythm(onHeads: true, hearsHeads: true)
        var looks: [Look] = []
        /// The blocks that were told.
        var told: [UInt64] = []
        /// When each was.
        var toldAt: [SimulatedTime] = []
        var notices: [String] = []
        /// What it wants at its looks, by their number from one on.
        var wishes: [Int: [AgentIntent]] = [:]
        /// What it reads at each look.
        var read: [[UInt64]] = []

        func act(_ view: AgentView) -> [AgentIntent] {
            let head = view.head.number
            looks.append(Look(at: view.now, number: head, real: view.node.node.head.number))
            read.append((view.blocks((head - min(head, 2))...head) ?? []).map(\.number))
            return wishes[looks.count] ?? []
        }
        func hear(_ notice: NodeNotice, _ view: AgentView) {
            guard case .head(_, let added) = notice else { return }
            told += added.map(\.number)
            toldAt += added.map { _ in view.now }
        }
        func hear(_ notice: ConnectionNotice, _ view: AgentView) {
            switch notice {
            case .readFailed(let kind): notices.append("failed \(kind.rawValue)")
            case .sendingUnanswered: notices.append("unanswered")
            case .socketClosed: notices.append("closed")
            case .socketOpened: notices.append("opened")
            }
        }
    }

    /// A world in which a witness has a connection of its own, a block each second.
    private struct Bench {
        let world: ActingWorld
        let mind: Witness
        let body: AgentBody

        init(
            _ faults: [PlannedNodeFault] = [], reactionMicros: Double = 0,
            change: (Witness) -> Void = { _ in }, makeMind: (() -> (any Agent)?)? = nil
        ) throws {
            let world = try ActingWorld()
            let (fixture, shared) = (world.fixture, world.desk)
            let random = RandomSource(seed: 3)
            let connection = NodeConnection(
                fixture.chain, to: fixture.node, start: AgentsFixture.start,
                reactionMicros: .constant(reactionMicros), reactions: random.stream("reaction"),
                faults: FaultDraws(faults, seed: random))
            let desk = AgentDesk(
                node: fixture.node, chain: fixture.chain, runStart: AgentsFixture.start,
                markets: shared.markets, venues: shared.venues, collateral: shared.collateral,
                nativePriceWad: shared.nativePriceWad, connection: connection)
            let mind = Witness()
            change(mind)
            let wallet = Wallet(
                address: fixture.accounts[1], on: fixture.chain.settings,
                connections: [fixture.chain.connect(agent: "witness", isDirect: true)],
                timeline: fixture.chain.timeline)
            body = AgentBody(
                name: "witness", population: "witness", mind: mind, wallet: wallet, desk: desk,
                rules: SendingRules(
                    fees: FeeRule(.fixed(tipWei: gwei(1))), resend: ResendPolicy()),
                reactionMicros: .constant(0), start: AgentsFixture.start,
                end: AgentsFixture.start + 1_000_000_000_000, random: random, makeMind: makeMind)
            desk.add(body)
            desk.begin()
            (self.world, self.mind) = (world, mind)
        }

        func nonce() throws -> UInt64 { try world.fixture.view.nonce(of: body.address) }

        func run(seconds: UInt64) { world.run(seconds: seconds) }
    }

    private static func fault(
        _ kind: NodeFault.Kind, from second: UInt64 = 0, seconds: UInt64 = 1_000,
        change: (inout NodeFault) -> Void = { _ in }
    ) -> PlannedNodeFault {
        var fault = NodeFault()
        fault.kind = kind
        change(&fault)
        return PlannedNodeFault(
            atMicros: second * 1_000_000 + 500_000, forMicros: seconds * 1_000_000, fault: fault)
    }

    private static func nothing(_ address: Address) -> AgentIntent {
        AgentIntent(.call(CallIntent(to: address, gasLimit: 21_000)))
    }

    // MARK: - Reaction

    @Test("the reaction passes before the look, and what is wanted goes out at once")
    func reaction() throws {
        let bench = try Bench(reactionMicros: 300_000)
        bench.mind.wishes[2] = [Self.nothing(bench.body.address)]
        bench.run(seconds: 5)
        let looks = bench.mind.looks
        let sealed = try #require(bench.world.fixture.view.block(.number(looks[1].number)))
        #expect(looks[1].at == sealed.sealedAt + 300_000)
        let sent = try #require(bench.body.wallet.tasks.first?.attempts.first)
        #expect(sent.sentAt == looks[1].at)
        #expect(try bench.nonce() == 1)
    }

    @Test("what has come during the reaction is told in one look")
    func batch() throws {
        let bench = try Bench(reactionMicros: 2_500_000)
        bench.run(seconds: 13)
        let looks = bench.mind.looks
        #expect(looks.count == 4)
        #expect(looks.allSatisfy { $0.number == $0.real })
        #expect(bench.mind.told == Array(1...looks[3].number))
        #expect(Set(bench.mind.toldAt).count == 4)
    }

    // MARK: - Heads

    @Test("a node that lags never goes back, and shows nothing beyond its head")
    func lag() throws {
        let bench = try Bench([Self.fault(.lag) { $0.blocks = 3 }])
        bench.run(seconds: 60)
        let (looks, told) = (bench.mind.looks, bench.mind.told)
        #expect(told == Array(1...UInt64(told.count)))
        #expect(looks.map(\.number) == looks.map(\.number).sorted())
        #expect(looks.allSatisfy { $0.number <= $0.real && $0.real <= $0.number + 3 })
        #expect(looks.contains { $0.number < $0.real })
        // As of a head that is behind, what was sent since has not happened.
        #expect(zip(bench.mind.read, looks).allSatisfy { $0.last == $1.number })
    }

    @Test("behind a balancer heads go back, and notices do not")
    func balancer() throws {
        let bench = try Bench([
            Self.fault(.balancer) {
                ($0.blocks, $0.probabilityWad) = (4, UInt256(500_000_000_000_000_000))
            }
        ])
        bench.run(seconds: 60)
        let numbers = bench.mind.looks.map(\.number)
        #expect(zip(numbers, numbers.dropFirst()).contains { $0 > $1 })
        #expect(bench.mind.told == Array(1...UInt64(bench.mind.told.count)))
        #expect(bench.mind.told.count >= 59)
    }

    // MARK: - Logs

    @Test("the newest block's logs are left out, and there when they are read again")
    func gap() throws {
        let bench = try Bench([Self.fault(.logGap, from: 10, seconds: 10)])
        bench.run(seconds: 30)
        let told = bench.mind.told
        let lost = Set(1...30).subtracting(told.map(Int.init))
        #expect(lost.count == 10)
        for (blocks, look) in zip(bench.mind.read, bench.mind.looks) {
            let isLost = lost.contains(Int(look.number))
            #expect(blocks.contains(look.number) != isLost)
            if look.number > 2 { #expect(blocks.contains(look.number - 1)) }
        }
    }

    @Test("a node that gives logs of few blocks refuses more")
    func cap() throws {
        let bench = try Bench([Self.fault(.rangeCap, from: 10) { $0.limit = 2 }])
        bench.run(seconds: 20)
        #expect(bench.mind.read[5].count == 3)
        #expect(bench.mind.read[15].isEmpty)
    }

    // MARK: - Sockets

    @Test("a socket that falls silent stays so until another one is opened")
    func silent() throws {
        let bench = try Bench([Self.fault(.socketsSilent, from: 10, seconds: 10)]) {
            $0.rhythm.interval = .constant(4_000_000)
        }
        bench.run(seconds: 30)
        #expect(bench.mind.told.last == 10)
        #expect(bench.mind.notices.isEmpty)
        // By its own clock it sees all the same.
        #expect((bench.mind.looks.last?.number ?? 0) >= 27)
        bench.mind.wishes[bench.mind.looks.count + 1] = [.reconnect]
        bench.run(seconds: 10)
        #expect(bench.mind.notices == ["opened"])
        #expect(!bench.mind.told.contains(20))
        #expect((bench.mind.told.last ?? 0) >= 39)
    }

    @Test("another socket that is opened meanwhile is as silent")
    func stillSilent() throws {
        let bench = try Bench([Self.fault(.socketsSilent, from: 10, seconds: 20)]) {
            $0.rhythm.interval = .constant(3_000_000)
            for look in 12...15 { $0.wishes[look] = [.reconnect] }
        }
        bench.run(seconds: 28)
        #expect(bench.mind.told.last == 10)
    }

    @Test("a socket that is closed comes back, and does not tell what it has missed")
    func dropped() throws {
        let bench = try Bench([Self.fault(.socketsDropped, from: 10, seconds: 5)])
        bench.run(seconds: 20)
        #expect(bench.mind.notices == ["closed", "opened"])
        #expect(!bench.mind.told.contains { (11...15).contains($0) })
        #expect(bench.mind.told.contains(10) && bench.mind.told.contains(16))
    }

    // MARK: - Requests

    @Test("whoever is refused sees nothing, and is told")
    func errors() throws {
        let bench = try Bench([
            Self.fault(.rateLimit, from: 10, seconds: 5) { $0.limit = 0 }
        ])
        bench.run(seconds: 20)
        #expect(bench.mind.notices == Array(repeating: "failed rate-limit", count: 5))
        #expect(!bench.mind.looks.contains { (11...15).contains($0.real) })
        // The socket has told all the same.
        #expect(bench.mind.told == Array(1...20))
    }

    @Test("what is late is as of the time at which it was asked for")
    func latency() throws {
        let bench = try Bench([
            Self.fault(.latency, from: 10) { $0.latencyMillis = .constant(1_300) }
        ])
        bench.run(seconds: 30)
        let late = bench.mind.looks.filter { $0.real > 12 }
        #expect(late.count >= 5)
        #expect(late.allSatisfy { $0.number < $0.real && $0.real <= $0.number + 2 })
    }

    @Test("a sending without an answer is told after a while, and is in a block")
    func unanswered() throws {
        let bench = try Bench([Self.fault(.sendUnknown)]) { $0.rhythm.patienceMicros = 4_000_000 }
        bench.mind.wishes[5] = [Self.nothing(bench.body.address)]
        bench.run(seconds: 8)
        #expect(bench.mind.notices.isEmpty)
        #expect(try bench.nonce() == 1)
        bench.run(seconds: 4)
        #expect(bench.mind.notices == ["unanswered"])
    }

    @Test("a sending that is refused never comes to the node")
    func refused() throws {
        let bench = try Bench([
            Self.fault(.errors, from: 10, seconds: 20) {
                $0.probabilityWad = UInt256(500_000_000_000_000_000)
            }
        ])
        for look in 1...60 { bench.mind.wishes[look] = [Self.nothing(bench.body.address)] }
        bench.run(seconds: 31)
        let lost = bench.body.wallet.tasks.flatMap(\.attempts).count {
            $0.submission.fate == .lost
        }
        #expect(lost >= 3)
        // The wallet sends again what was lost.
        bench.run(seconds: 30)
        #expect(bench.body.wallet.tasks.allSatisfy { $0.outcome != .givenUp(.lost) })
    }

    // MARK: - Life

    @Test("a killed agent hears nothing, and begins anew with what the chain knows")
    func kill() throws {
        let heir = Witness()
        let bench = try Bench(makeMind: { heir })
        bench.mind.wishes[3] = [Self.nothing(bench.body.address)]
        bench.run(seconds: 10)
        let looks = bench.mind.looks.count
        let costs = bench.body.wallet.costs.totalFeesWei
        bench.body.kill()
        #expect(bench.body.wallet.tasks.isEmpty)
        bench.run(seconds: 5)
        #expect(bench.mind.looks.count == looks)
        heir.wishes[1] = [Self.nothing(bench.body.address)]
        bench.body.revive()
        bench.run(seconds: 5)
        #expect(bench.mind.looks.count == looks)
        #expect(heir.looks.first?.number == 15)
        #expect(!heir.told.contains { $0 <= 15 })
        #expect(try bench.nonce() == 2)
        #expect(bench.body.wallet.costs.totalFeesWei > costs && !costs.isZero)
    }

    @Test("who counts nonces goes on counting, whatever is refused or lost")
    func countedNonces() throws {
        let bench = try Bench()
        let wallet = bench.body.wallet
        wallet.countsNonces = true
        let view = bench.world.fixture.view
        #expect((0..<3).map { _ in wallet.nextNonce(in: view) } == [0, 1, 2])
        wallet.forgetAll()
        #expect(wallet.nextNonce(in: view) == 0)
        wallet.countsNonces = false
        #expect((0..<2).map { _ in wallet.nextNonce(in: view) } == [0, 0])
    }
}
