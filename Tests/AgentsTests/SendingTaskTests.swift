import Agents
import Chain
import EthereumPrimitives
import SimulationKernel
import Testing
import WideIntegers

@Suite struct SendingTaskTests {
    private let payment = CallIntent(to: Address(truncating: 0xbeef), valueWei: 7, gasLimit: 21_000)
    private let bid = GasBid(tipWei: gwei(1), capWei: gwei(10))
    /// A base fee that stays at 20 gwei, above what is offered first.
    private static let dear: [(key: String, value: String)] = [
        ("fee-market", "fixed"), ("base-fee.initial", "20 gwei"),
    ]

    @Test("gets in after the base fee has risen, thanks to its bumps")
    func bumps() throws {
        let fixture = try AgentsFixture(Self.dear)
        let wallet = fixture.wallet(0)
        let task = wallet.send(
            payment, bid: GasBid(tipWei: gwei(1), capWei: gwei(15)),
            resend: ResendPolicy(patienceBlocks: 2, bumpPerMille: 125))
        let stuck = fixture.wallet(1).send(
            payment, bid: GasBid(tipWei: gwei(1), capWei: gwei(15)))
        // 15, 16.875, 18.984, 21.357 gwei, one each second block.
        fixture.run(seconds: 6)
        #expect(task.replacementCount == 3 && task.isOpen)
        let caps = task.attempts.map(\.bid.capWei)
        #expect(caps == [gwei(15), 16_875_000_000, 18_984_375_000, 21_357_421_875])
        fixture.run(seconds: 1)
        #expect(task.outcome == .won(block: 7))
        #expect(stuck.isOpen)
        #expect(fixture.head.receipts[0].effectiveGasPriceWei == 21_357_421_875)
        #expect(fixture.head.receipts.count == 1)
        #expect(fixture.chain.count(of: .refused) == 0)
    }

    @Test("offers no more than its cap, and no more often than it may; then gives up")
    func bounds() throws {
        let fixture = try AgentsFixture(Self.dear)
        let low = GasBid(tipWei: gwei(1), capWei: gwei(10))
        let capped = fixture.wallet(0).send(
            payment, bid: low,
            resend: ResendPolicy(
                patienceBlocks: 1, capMaxWei: gwei(12), givesUpAfterBlocks: 20))
        let counted = fixture.wallet(1).send(
            payment, bid: low,
            resend: ResendPolicy(
                patienceBlocks: 1, replacementsMax: 3, givesUpAfterBlocks: 20))
        fixture.run(seconds: 19)
        #expect(capped.attempts.map(\.bid.capWei) == [gwei(10), 11_250_000_000])
        #expect(counted.attempts.count == 4 && counted.isOpen)
        fixture.run(seconds: 1)
        #expect(capped.outcome == .givenUp(.tooLong))
        #expect(counted.outcome == .givenUp(.tooLong))
        #expect(capped.costs == SendingCosts())
    }

    @Test("a cancellation at higher fees is included in the place of what it takes back")
    func cancels() throws {
        let fixture = try AgentsFixture([("block-gas-limit", "60k")])
        let task = fixture.wallet(0).send(PrizeContract.take, bid: bid)
        fixture.run(micros: 500_000)
        task.cancel()
        task.cancel()
        #expect(task.attempts.count == 2)
        fixture.run(micros: 500_000)
        #expect(task.outcome == .cancelled(block: 1))
        try #require(fixture.head.receipts.count > 0)
        let receipt = fixture.head.receipts[0]
        #expect(receipt.transaction.isCancellation && receipt.gasUsed == 21_000)
        #expect(task.attempts[0].submission.fate.kind == .cancelled)
        let fee = UInt256(21_000) &* receipt.effectiveGasPriceWei
        #expect(task.costs.cancelFeesWei == fee)
        #expect(task.costs.totalFeesWei == fee)
    }

    @Test("cancels by itself what has waited too long, where it is told to")
    func cancelsWhenGivenUp() throws {
        let fixture = try AgentsFixture([
            ("base-fee.initial", "20 gwei"), ("base-fee.floor", "7 wei"),
        ])
        // The base fee falls from 17.5 gwei by an eighth a block: above 6 gwei for nine blocks, and
        // below the cancellation's 12 gwei in the fourth.
        let task = fixture.wallet(0).send(
            payment, bid: GasBid(tipWei: gwei(1), capWei: gwei(6)),
            resend: ResendPolicy(
                patienceBlocks: 50, bumpPerMille: 1_000, givesUpAfterBlocks: 3,
                cancelsWhenGivenUp: true))
        fixture.run(seconds: 3)
        #expect(task.isCancelling && task.isOpen)
        fixture.run(seconds: 1)
        #expect(task.outcome == .cancelled(block: 4))
    }

    @Test("is included again after a reorg, and never twice", arguments: [true, false])
    func reorg(isInPool: Bool) throws {
        let fixture = try AgentsFixture()
        let task = fixture.wallet(0).send(
            payment, bid: bid, resend: ResendPolicy(silenceMicros: 0))
        fixture.run(seconds: 1)
        #expect(task.outcome == .won(block: 1))
        try fixture.chain.reorganize(depth: 1, keep: .never, order: .same)
        // The node forgets, so that it has to be sent anew.
        if !isInPool { fixture.chain.restart(fixture.node) }
        fixture.run(micros: 0)
        #expect(task.isOpen)
        fixture.run(seconds: 3)
        #expect(task.outcome == .won(block: 2))
        #expect(task.resendCount == (isInPool ? 0 : 1))
        let paid = try fixture.view.balanceWei(of: payment.recipient)
        #expect(paid == 7)
        let fee = task.costs.usefulFeesWei
        #expect(try fixture.balance(0) == .wad &* 1_000 &- 7 &- fee)
    }

    @Test("is sent again when the message was lost or the pool was emptied")
    func lost() throws {
        let fixture = try AgentsFixture([("network.loss", "0.6")], seed: 3)
        let wallet = fixture.wallet(0)
        let tasks = (0..<6).map { _ in
            wallet.send(payment, bid: bid, resend: ResendPolicy(resendsMax: 20))
        }
        fixture.run(seconds: 12)
        #expect(tasks.allSatisfy { $0.outcome.isWon })
        #expect(fixture.chain.count(of: .lost) > 0)
        #expect(try fixture.view.balanceWei(of: payment.recipient) == 42)
    }

    @Test("goes to the next node when one refuses")
    func otherNode() throws {
        let fixture = try AgentsFixture([
            ("network.rpc-nodes", "2"), ("network.proposers", "1"), ("pool.global-slots", "1"),
            ("pool.global-queue", "0"), ("network.node-to-node.median", "900 ms"),
        ])
        // The first node is full of what pays more.
        try fixture.send(5, nonce: 0, tip: gwei(50))
        let wallet = fixture.wallet(0, nodes: [0, 1])
        let task = wallet.send(payment, bid: bid, resend: ResendPolicy(resendsMax: 3))
        let never = fixture.wallet(1).send(payment, bid: bid)
        fixture.run(seconds: 1)
        #expect(task.attempts[0].isRefused)
        #expect(task.resendCount == 1 && task.currentBid?.capWei ?? .zero == 11_250_000_000)
        let other = fixture.chain.node(NodeID(rawValue: 1))
        fixture.run(micros: 1)
        #expect(other.pool.transaction(of: fixture.accounts[0], nonce: 0) != nil)
        guard case .givenUp(.refused) = never.outcome else {
            Issue.record("\(String(describing: never.outcome))")
            return
        }
    }

    @Test("at a sequencer waits in a queue that nobody can look into, and raises what was refused")
    func sequencer() throws {
        let fixture = try AgentsFixture(Self.dear + [("ordering", "first-come")])
        let wallet = fixture.wallet(0)
        let eager = ResendPolicy(patienceBlocks: 10, silenceMicros: 0)
        let poor = wallet.send(
            payment, bid: GasBid(tipWei: gwei(1), capWei: gwei(15)), resend: eager)
        let behind = wallet.send(
            payment, bid: GasBid(tipWei: gwei(1), capWei: gwei(30)), resend: eager)
        fixture.run(seconds: 1)
        #expect(poor.resendCount == 1 && poor.currentBid?.capWei ?? .zero == gwei(20))
        #expect(behind.resendCount == 0 && behind.isOpen)
        fixture.run(seconds: 2)
        #expect(poor.outcome.isWon && behind.outcome.isWon)
        #expect(behind.attempts.count == 1)
    }

    @Test("goes to builders alone, who never include what fails, and give back what is withdrawn")
    func privately() throws {
        let fixture = try AgentsFixture(AgentsFixture.builders)
        let way = SendingWay.privately(builders: nil)
        let winner = fixture.wallet(0).send(
            PrizeContract.take, bid: bid.raised(perMille: 500), way: way)
        let loser = fixture.wallet(1).send(PrizeContract.take, bid: bid, way: way)
        fixture.run(micros: 1)
        #expect(fixture.chain.node(fixture.node).pool.count == 0)
        fixture.run(seconds: 1)
        #expect(winner.outcome == .won(block: 1) && loser.isOpen)
        loser.cancel()
        fixture.run(seconds: 1)
        #expect(loser.outcome == .givenUp(.withdrawn))
        #expect(loser.costs == SendingCosts())
        let expiring = fixture.wallet(2).send(PrizeContract.take, bid: bid, way: way)
        fixture.run(seconds: 27)
        #expect(expiring.outcome == .givenUp(.lost))
        #expect(try fixture.balance(1) == .wad &* 1_000)
    }

    @Test("ends when somebody else with the key uses the nonce")
    func supplanted() throws {
        let fixture = try AgentsFixture()
        let task = fixture.wallet(0).send(payment, bid: bid)
        fixture.run(micros: 1)
        try fixture.send(0, nonce: 0, tip: gwei(2), cap: gwei(20))
        fixture.run(seconds: 1)
        #expect(task.outcome == .supplanted(block: 1))
        #expect(task.costs == SendingCosts())
    }

    @Test("a lost race costs the gas of its failure")
    func reverted() throws {
        let fixture = try AgentsFixture()
        let winner = fixture.wallet(0).send(PrizeContract.take, bid: bid.raised(perMille: 500))
        let loser = fixture.wallet(1).send(PrizeContract.take, bid: bid)
        fixture.run(seconds: 1)
        #expect(winner.outcome == .won(block: 1) && loser.outcome == .reverted(block: 1))
        try #require(fixture.head.receipts.count > 1)
        let receipt = fixture.head.receipts[1]
        #expect(loser.costs.wastedGas == receipt.gasUsed && receipt.gasUsed > 21_000)
        #expect(
            loser.costs.wastedFeesWei == UInt256(receipt.gasUsed) &* receipt.effectiveGasPriceWei)
        #expect(loser.costs.usefulFeesWei == 0 && winner.costs.wastedGas == 0)
    }
}
