import Agents
import Chain
import EthereumPrimitives
import SimulationKernel
import Testing
import WideIntegers

@Suite struct WalletTests {
    let payment = CallIntent(to: Address(truncating: 0xbeef), valueWei: 7, gasLimit: 21_000)
    let bid = GasBid(tipWei: gwei(1), capWei: gwei(10))

    @Test("counts its own transactions in a row, also before any of them has arrived")
    func consecutive() throws {
        let fixture = try AgentsFixture([("network.agent-to-node.median", "300 ms")])
        let wallet = fixture.wallet(0)
        let tasks = (0..<4).map { _ in wallet.send(payment, bid: bid) }
        #expect(tasks.map(\.nonce) == [0, 1, 2, 3])
        fixture.run(seconds: 1)
        #expect(tasks.allSatisfy { $0.outcome == .won(block: 1) })
        #expect(wallet.send(payment, bid: bid).nonce == 4)
        let fee = UInt256(84_000) &* (875_000_000 &+ gwei(1))
        #expect(wallet.costs.usefulFeesWei == fee)
        #expect(try fixture.balance(0) == .wad &* 1_000 &- fee &- 28)
    }

    @Test("goes on after nonces that the pool has of the same key from elsewhere")
    func foreignPending() throws {
        let fixture = try AgentsFixture()
        let wallet = fixture.wallet(0)
        for nonce in [0, 1, 3] as [UInt64] { try fixture.send(0, nonce: nonce) }
        #expect(wallet.send(payment, bid: bid).nonce == 2)
        #expect(wallet.send(payment, bid: bid).nonce == 4)
        fixture.run(seconds: 1)
        #expect(fixture.head.receipts.count == 5)
    }

    @Test("remembers a used nonce that another node has not heard of")
    func laggingNode() throws {
        let fixture = try AgentsFixture(
            AgentsFixture.builders + [("network.rpc-nodes", "2"), ("network.proposers", "1")])
        let wallet = fixture.wallet(0)
        let late = NodeID(rawValue: 1)
        fixture.chain.add(
            Partition(
                from: AgentsFixture.start, to: AgentsFixture.start + 9_000_000,
                isolating: [late]))
        // Nobody's pool has it, so that only the block tells.
        let task = wallet.send(payment, bid: bid, way: .privately(builders: nil))
        fixture.run(seconds: 1)
        #expect(task.outcome == .won(block: 1))
        let view = NodeView(chain: fixture.chain, node: fixture.chain.node(late))
        #expect(try view.nonce(of: wallet.address, at: .pending) == 0)
        #expect(wallet.nextNonce(in: view) == 1)
    }

    @Test("uses the nonce of what was refused for the next one, so that no gap is left")
    func gapAfterRefusal() throws {
        let fixture = try AgentsFixture()
        let wallet = fixture.wallet(0)
        let first = wallet.send(payment, bid: bid)
        let poor = wallet.send(
            CallIntent(to: PrizeContract.address, valueWei: .wad &* 2_000, gasLimit: 21_000),
            bid: bid)
        let behind = wallet.send(payment, bid: bid)
        fixture.run(seconds: 1)
        #expect(first.outcome == .won(block: 1))
        guard case .givenUp(.refused(.insufficientFunds)) = poor.outcome else {
            Issue.record("\(String(describing: poor.outcome))")
            return
        }
        #expect(behind.nonce == 2 && behind.isOpen)
        let filler = wallet.send(payment, bid: bid)
        #expect(filler.nonce == 1)
        fixture.run(seconds: 1)
        #expect(filler.outcome == .won(block: 2))
        #expect(behind.outcome == .won(block: 2))
    }

    @Test("fills the gap that a node's restart has left")
    func gapAfterLoss() throws {
        let fixture = try AgentsFixture()
        let wallet = fixture.wallet(0)
        // Below the base fee it stays in the pool until the pool is emptied.
        let low = GasBid(tipWei: 1, capWei: 1_000)
        let lost = wallet.send(payment, bid: low)
        fixture.run(seconds: 2)
        #expect(lost.isOpen)
        fixture.chain.restart(fixture.node)
        fixture.run(seconds: 1)
        #expect(lost.outcome == .givenUp(.lost))
        let next = wallet.send(payment, bid: bid)
        #expect(next.nonce == 0)
        fixture.run(seconds: 1)
        #expect(next.outcome == .won(block: 4))
    }

    @Test("takes a nonce back that a reorg has freed, and does not use it twice")
    func reorg() throws {
        let fixture = try AgentsFixture()
        let wallet = fixture.wallet(0)
        let first = wallet.send(payment, bid: bid)
        fixture.run(seconds: 1)
        #expect(first.outcome == .won(block: 1))
        let costs = wallet.costs
        try fixture.chain.reorganize(depth: 1, keep: .never, order: .same)
        fixture.run(micros: 0)
        #expect(first.isOpen)
        #expect(wallet.costs == SendingCosts())
        let second = wallet.send(payment, bid: bid)
        #expect(second.nonce == 1)
        fixture.run(seconds: 1)
        #expect(first.outcome == .won(block: 2))
        #expect(second.outcome == .won(block: 2))
        #expect(fixture.head.receipts.count == 2)
        #expect(wallet.costs.usefulFeesWei > costs.usefulFeesWei)
    }

    @Test("signs where the chain does, and gives the legacy form where there is no base fee")
    func forms() throws {
        let signed = try AgentsFixture([("signatures", "verified")])
        let task = signed.wallet(0).send(payment, bid: bid)
        signed.run(seconds: 1)
        #expect(task.outcome == .won(block: 1))
        let sent = try #require(task.attempts[0].submission.transaction)
        #expect(!sent.isElided && sent.sender == signed.accounts[0])
        #expect(sent.transaction.envelope.type == 2)
        let old = try AgentsFixture([("fee-market", "auction"), ("fork", "berlin")])
        let legacy = old.wallet(0).send(payment, bid: GasBid(tipWei: gwei(3), capWei: gwei(3)))
        old.run(seconds: 1)
        #expect(legacy.outcome == .won(block: 1))
        #expect(old.head.receipts[0].transaction.transaction.envelope.type == 0)
        #expect(old.head.receipts[0].effectiveGasPriceWei == gwei(3))
    }

    @Test(
        "the least replacement is taken by the pool, and a wei less is not",
        arguments: [1, 9, 10, 999, 1_000_000_007, 123_456_789_012] as [UInt64])
    func bumpBoundary(fee: UInt64) throws {
        let fixture = try AgentsFixture([
            ("base-fee.initial", "1000 gwei"), ("base-fee.floor", "500 gwei"),
        ])
        let old = GasBid(tipWei: UInt256(fee), capWei: UInt256(fee) &+ 3)
        let least = old.raised(perMille: 100)
        try fixture.send(0, nonce: 0, tip: old.tipWei, cap: old.capWei)
        for (tip, cap) in [
            (least.tipWei &- 1, least.capWei), (least.tipWei, least.capWei &- 1),
        ] {
            #expect(!GasBid(tipWei: tip, capWei: cap).replaces(old, bumpPerMille: 100))
            #expect(throws: PoolRefusal.self) {
                try fixture.send(0, nonce: 0, tip: tip, cap: cap)
            }
        }
        #expect(least.replaces(old, bumpPerMille: 100))
        try fixture.send(0, nonce: 0, tip: least.tipWei, cap: least.capWei)
        // Ten per cent rounded down, and at least one wei.
        #expect(least.tipWei == UInt256(max(fee * 11 / 10, fee + 1)))
    }
}
