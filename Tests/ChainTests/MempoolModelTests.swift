import EthereumPrimitives
import SimulationKernel
import TestSupport
import Testing
import WideIntegers

@testable import Chain

/// Random calls against a plain model, and against the pool's own books where limits bind.
@Suite struct MempoolModelTests {
    private struct Run {
        let fixture: MempoolFixture
        var model: MempoolModel
        var random: SeededGenerator
        let senders: [Address]
        /// What is in the pool by the answers and departures alone.
        var inside: Set<UInt64> = []
        var made: [SubmittedTransaction] = []
        var answers: [String: Int] = [:]

        init(limits: PoolLimits, seed: UInt64, senderCount: Int) {
            fixture = MempoolFixture(limits: limits)
            senders = (0..<senderCount).map { [fixture] number in
                fixture.sender(UInt64(number), balanceWei: 40_000_000)
            }
            model = MempoolModel(
                accounts: senders.map { _ in .init(balanceWei: 40_000_000) })
            random = SeededGenerator(seed: seed)
        }

        mutating func add() -> (said: String, expected: String) {
            let number = random.below(senders.count)
            let nonce =
                model.accounts[number].stateNonce + UInt64(random.below(12))
                - min(
                    model.accounts[number].stateNonce, UInt64(random.below(3)))
            let isRepeated = random.below(20) == 0 && !made.isEmpty
            let tip = UInt256(UInt64(1 + random.below(40)))
            let transaction =
                isRepeated
                ? made[made.count - 1 - random.below(min(30, made.count))]
                : fixture.make(
                    senders[number], nonce: nonce, tip: tip,
                    feeCap: tip &+ UInt256(UInt64(random.below(200))),
                    gasLimit: 21_000 + UInt64(random.below(5)) * 10_000,
                    dataCount: random.below(30) == 0 ? 70_000 : 0)
            made.append(transaction)
            let owner = senders.firstIndex(of: transaction.sender) ?? 0
            let expected = model.add(
                transaction, to: owner, gasLimit: fixture.head.blockGasLimit, at: fixture.now)
            let said: String
            do throws(PoolRefusal) {
                let place = try fixture.pool.add(
                    transaction, at: fixture.now, head: fixture.head, state: fixture.state)
                inside.insert(transaction.id.rawValue)
                said = "\(place)"
            } catch {
                said = error.description
            }
            answers[said.split(separator: ":").first.map(String.init) ?? "", default: 0] += 1
            return (said, expected)
        }

        mutating func reset() {
            var states = model.accounts.map { (nonce: $0.stateNonce, balanceWei: $0.balanceWei) }
            for number in senders.indices where random.below(3) == 0 {
                states[number].nonce += UInt64(random.below(4))
                if random.below(8) == 0 {
                    states[number].nonce -= min(states[number].nonce, UInt64(random.below(5)))
                }
                states[number].balanceWei = UInt256(
                    UInt64(1_000_000 + random.below(60_000_000)))
                _ = fixture.sender(UInt64(number), balanceWei: states[number].balanceWei)
                fixture.setNonce(states[number].nonce, of: senders[number])
            }
            fixture.head.blockGasLimit = random.below(4) == 0 ? 50_000 : 100_000
            fixture.head.nextBaseFeePerGasWei =
                random.below(5) == 0 ? nil : UInt256(UInt64(random.below(150)))
            fixture.pool.reset(head: fixture.head, state: fixture.state, at: fixture.now)
            model.reset(to: states, gasLimit: fixture.head.blockGasLimit, at: fixture.now)
        }

        mutating func expire() {
            fixture.pool.expireQueued(at: fixture.now)
            model.expire(
                at: fixture.now, lifetimeMicros: fixture.pool.limits.queuedLifetimeMicros)
        }

        mutating func withdraw() {
            guard !made.isEmpty else { return }
            let transaction = made[random.below(made.count)]
            let owner = senders.firstIndex(of: transaction.sender) ?? 0
            let nonce = transaction.transaction.nonce
            if fixture.pool.remove(transaction) {
                model.remove(nonce, of: owner, at: fixture.now)
            }
        }

        /// Takes the departures off; each must have been inside.
        mutating func settleDepartures() -> [String] {
            var words: [String] = []
            for departure in fixture.pool.drainDepartures() {
                words.append(departure.words)
                if inside.remove(departure.transaction.id.rawValue) == nil {
                    Issue.record("\(departure.words), and was not there")
                }
                if case .replaced(let by) = departure.cause, !inside.contains(by.id.rawValue) {
                    Issue.record("\(departure.words), which is not there")
                }
            }
            return words
        }
    }

    @Test("has the contents of a plain model where no limit binds", arguments: [1, 2] as [UInt64])
    func againstModel(seed: UInt64) throws {
        var limits = PoolLimits()
        limits.queuedLifetimeMicros = 40
        limits.slotBytes = 1 << 20
        var run = Run(limits: limits, seed: seed, senderCount: 6)
        for step in 0..<20_000 {
            let place: Comment = "seed \(seed), step \(step)"
            run.fixture.wait(micros: UInt64(run.random.below(3)))
            switch run.random.below(40) {
            case 0..<30:
                let (said, expected) = run.add()
                try #require(said.hasPrefix(expected), place)
            case 30..<33: run.reset()
            case 33..<37: run.expire()
            default: run.withdraw()
            }
            for (number, sender) in run.senders.enumerated() {
                let account = run.model.accounts[number]
                try #require(run.fixture.pending(sender) == account.pending, place)
                try #require(run.fixture.queued(sender) == account.queued, place)
                for nonce in account.pending + account.queued {
                    try #require(
                        run.fixture.pool.transaction(of: sender, nonce: nonce)
                            === account.pooled[nonce], place)
                }
            }
            try #require(run.fixture.pool.checkInvariants() == [], place)
            _ = run.settleDepartures()
            try #require(run.inside.count == run.fixture.pool.count, place)
        }
        // No answer of the pool with room is missing.
        for answer in [
            "pending", "queued", "already known", "nonce too low", "exceeds block gas limit",
            "insufficient funds for gas * price + value", "replacement transaction underpriced",
        ] {
            #expect(run.answers[answer, default: 0] > 20, "\(answer), seed \(seed)")
        }
    }

    @Test("keeps its books where limits bind, and twice the same", arguments: [3, 4] as [UInt64])
    func withLimits(seed: UInt64) throws {
        var limits = PoolLimits()
        limits.globalSlots = 24
        limits.globalQueue = 12
        limits.accountSlots = 2
        limits.accountQueue = 4
        limits.queuedLifetimeMicros = 40
        var runs = [0, 1].map { _ in Run(limits: limits, seed: seed, senderCount: 12) }
        for step in 0..<20_000 {
            let place: Comment = "seed \(seed), step \(step)"
            var departures: [[String]] = []
            for index in runs.indices {
                runs[index].fixture.wait(micros: UInt64(runs[index].random.below(3)))
                switch runs[index].random.below(40) {
                case 0..<36: _ = runs[index].add()
                case 36: runs[index].reset()
                case 37: runs[index].expire()
                default: runs[index].withdraw()
                }
                try #require(runs[index].fixture.pool.checkInvariants() == [], place)
                departures.append(runs[index].settleDepartures())
                try #require(runs[index].inside.count == runs[index].fixture.pool.count, place)
            }
            try #require(departures[0] == departures[1], place)
        }
        for answer in [
            "txpool is full", "transaction underpriced",
            "future transaction tries to replace pending",
        ] {
            #expect(runs[0].answers[answer, default: 0] > 20, "\(answer), seed \(seed)")
        }
    }
}
