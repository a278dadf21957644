import EthereumPrimitives
import SimulationKernel
import Testing
import WideIntegers

@testable import Chain

@Suite struct NetworkTests {
    private static let twoNodes: [(key: String, value: String)] = [
        ("network.rpc-nodes", "2"), ("network.proposers", "1"),
        ("network.node-to-node.shift", "100 ms"), ("network.block-to-node.shift", "300 ms"),
        ("production.interval", "10 s"),
    ]

    private func later(_ fixture: ChainFixture, millis: UInt64) {
        fixture.chain.timeline.run(until: fixture.chain.timeline.now + millis * 1_000)
    }

    @Test("a transaction is seen at other nodes when it has reached them")
    func propagation() throws {
        let fixture = try ChainFixture(NetworkTests.twoNodes)
        let submission = try #require(try fixture.send(0, nonce: 0).transaction)
        #expect(fixture.chain.nodes.map { $0.pool.contains(submission) } == [true, false, false])
        later(fixture, millis: 99)
        #expect(fixture.chain.nodes.map { $0.pool.contains(submission) } == [true, false, false])
        later(fixture, millis: 1)
        #expect(fixture.chain.nodes.map { $0.pool.contains(submission) } == [true, true, true])
    }

    @Test("nodes that were not told whole hear of a transaction half a second later")
    func announcements() throws {
        let fixture = try ChainFixture(
            NetworkTests.twoNodes + [
                ("network.announce-delay", "500 ms"), ("network.peers", "49"),
            ], accounts: 200)
        var late = 0
        for account in 0..<200 {
            let submission = try #require(try fixture.send(account, nonce: 0).transaction)
            later(fixture, millis: 100)
            late += fixture.chain.nodes[1].pool.contains(submission) ? 0 : 1
        }
        // The square root of 49 peers is sent the body: one in seven.
        #expect((155...187).contains(late), "\(late) of 200 late")
    }

    @Test("a node's head, balances and logs lag behind the chain until the block has reached it")
    func laggingHead() throws {
        let fixture = try ChainFixture(NetworkTests.twoNodes)
        try fixture.send(0, nonce: 0, value: 5)
        later(fixture, millis: 10_000)
        #expect(fixture.chain.head.number == 1)
        #expect(fixture.view.head.number == 0)
        #expect(try fixture.balance(Address(truncating: 0xbeef)) == 0)
        #expect(try fixture.view.nonce(of: fixture.accounts[0]) == 0)
        #expect(try fixture.view.nonce(of: fixture.accounts[0], at: .pending) == 1)
        #expect(throws: QueryError.headerNotFound) {
            try fixture.view.balanceWei(of: fixture.accounts[0], at: .number(1))
        }
        later(fixture, millis: 300)
        #expect(fixture.view.head.number == 1)
        #expect(try fixture.balance(Address(truncating: 0xbeef)) == 5)
    }

    @Test(
        "a lagging node still takes a nonce that the chain has used, and lets it go with the block")
    func laggingPool() throws {
        let fixture = try ChainFixture(NetworkTests.twoNodes)
        let first = try fixture.send(0, nonce: 0)
        later(fixture, millis: 10_000)
        #expect(first.fate.isIncluded)
        let chain = fixture.chain
        let rival = try chain.accept(
            fixture.transaction(nonce: 0, tip: 5, cap: 200), from: fixture.accounts[0],
            at: fixture.node)
        #expect(rival.fate == .pending)
        later(fixture, millis: 1_000)
        #expect(rival.fate == .replaced(by: first.id))
    }

    @Test("a partition holds transactions and blocks back until it is mended")
    func partition() throws {
        let fixture = try ChainFixture(NetworkTests.twoNodes)
        let start = fixture.chain.timeline.now
        fixture.chain.add(
            Partition(from: start, to: start + 25_000_000, isolating: [NodeID(rawValue: 0)]))
        let submission = try fixture.send(0, nonce: 0)
        later(fixture, millis: 24_000)
        #expect(submission.fate == .pending)
        #expect(fixture.chain.node(NodeID(rawValue: 0)).head.number == 0)
        #expect(fixture.chain.node(NodeID(rawValue: 1)).head.number == 2)
        later(fixture, millis: 2_000)
        #expect(fixture.chain.node(NodeID(rawValue: 0)).head.number == 2)
        later(fixture, millis: 5_000)
        #expect(submission.fate.isIncluded)
    }

    @Test("messages are lost and doubled as often as the network does it")
    func lossAndDuplication() throws {
        let fixture = try ChainFixture([
            ("network.loss", "0.25"), ("network.duplication", "0.25"),
            ("pool.account-queue", "4096"), ("pool.global-queue", "4096"),
        ])
        let agent = fixture.chain.connect(agent: "a")
        var lost = 0
        for nonce in 0..<2_000 {
            let submission = agent.send(
                fixture.transaction(nonce: UInt64(nonce)), from: fixture.accounts[0])
            lost += submission.fate == .lost ? 1 : 0
        }
        #expect((430...570).contains(lost), "\(lost) of 2000 lost")
        fixture.run(seconds: 5)
        let chain = fixture.chain
        #expect(chain.count(of: .lost) == UInt64(lost))
        let all = TransactionFate.Kind.allCases.map { chain.count(of: $0) }.reduce(0, +)
        #expect(all == chain.submissionCount && all == 2_000)
    }

    @Test("an agent's draws depend on its name alone, not on who else there is")
    func independentStreams() throws {
        func arrivals(others: Int) throws -> [Bool] {
            let fixture = try ChainFixture([("network.loss", "0.5")])
            let agent = fixture.chain.connect(agent: "me")
            let rest = (0..<others).map { fixture.chain.connect(agent: "other-\($0)") }
            return (0..<50).map { nonce in
                for (index, other) in rest.enumerated() {
                    other.send(
                        fixture.transaction(nonce: UInt64(nonce)),
                        from: fixture.accounts[1 + index])
                }
                return agent.send(
                    fixture.transaction(nonce: UInt64(nonce)), from: fixture.accounts[0]
                ).fate == .lost
            }
        }
        let alone = try arrivals(others: 0)
        #expect(try arrivals(others: 3) == alone)
        #expect(alone.contains(true) && alone.contains(false))
    }

    @Test("a balancer's answers come from different nodes with different heads")
    func balancer() throws {
        let fixture = try ChainFixture(
            NetworkTests.twoNodes + [("network.block-to-node.median", "5 s")])
        let agent = fixture.chain.connect(
            agent: "b", to: [NodeID(rawValue: 0), NodeID(rawValue: 1)])
        var heads: Set<UInt64> = []
        for _ in 0..<200 {
            later(fixture, millis: 1_000)
            let first = agent.view().head.number
            for _ in 0..<4 where agent.view().head.number != first { heads.insert(first) }
        }
        #expect(heads.count > 3)
    }

    @Test("the same bytes sent twice are one transaction, at one node or two")
    func repeatedBytes() throws {
        let fixture = try ChainFixture(
            NetworkTests.twoNodes + [("signatures", "verified")])
        let raw = fixture.transaction(nonce: 0).signed(by: fixture.keys[0]).raw
        let first = try fixture.chain.accept(raw, at: NodeID(rawValue: 0))
        #expect(throws: PoolRefusal.alreadyKnown) {
            try fixture.chain.accept(raw, at: NodeID(rawValue: 0))
        }
        let elsewhere = try fixture.chain.accept(raw, at: NodeID(rawValue: 1))
        #expect(elsewhere.transaction === first.transaction)
        later(fixture, millis: 20_000)
        #expect(first.fate.isIncluded)
        #expect(fixture.chain.submissionCount == 1)
        #expect(fixture.chain.count(of: .included) == 1)
    }

    @Test("bytes that are no transaction are refused and counted")
    func undecodable() throws {
        let fixture = try ChainFixture([("signatures", "verified")])
        #expect(throws: PoolRefusal.self) { try fixture.chain.accept([1, 2, 3], at: fixture.node) }
        let agent = fixture.chain.connect(agent: "a")
        let junk = agent.send([0xff])
        fixture.run(seconds: 1)
        #expect(junk.fate.kind == .refused)
        #expect(fixture.chain.count(of: .refused) == 2)
    }

    @Test("a private pool shows nobody what waits in it")
    func privatePool() throws {
        for isPublic in ["on", "off"] {
            let fixture = try ChainFixture(NetworkTests.twoNodes + [("pool.public", isPublic)])
            var seen = 0
            fixture.chain.observe(fixture.node, pending: true) { notice in
                if case .pending = notice { seen += 1 }
            }
            let submission = try fixture.send(0, nonce: 0)
            later(fixture, millis: 20_000)
            #expect(submission.fate.isIncluded)
            #expect(seen == (isPublic == "on" ? 1 : 0))
        }
    }

    @Test("pending is on top of the head that the node has")
    func pendingOnLaggingNode() throws {
        let fixture = try ChainFixture(NetworkTests.twoNodes)
        try fixture.send(0, nonce: 0, value: 5)
        later(fixture, millis: 10_000)
        try fixture.send(0, nonce: 1, value: 6)
        let beef = Address(truncating: 0xbeef)
        // The node still holds the first one too, and puts both into its next block.
        #expect(try fixture.view.balanceWei(of: beef, at: .pending) == 11)
        later(fixture, millis: 300)
        #expect(try fixture.view.balanceWei(of: beef, at: .pending) == 11)
        #expect(try fixture.view.balanceWei(of: beef) == 5)
    }

    @Test("latencies without bound delay a message for ever and stop nothing")
    func hugeLatency() throws {
        let fixture = try ChainFixture(
            NetworkTests.twoNodes + [
                ("network.node-to-node.median", "8000 h"), ("network.node-to-node.sigma", "10"),
                ("network.announce-delay", "500 ms"), ("network.head-lag", "1, 1, 1"),
                ("network.block-to-node.median", "8000 h"), ("network.block-to-node.sigma", "10"),
            ])
        for account in 0..<8 {
            for nonce in 0..<16 { try fixture.send(account, nonce: UInt64(nonce)) }
        }
        later(fixture, millis: 3_600_000)
        #expect(fixture.head.number == 360)
    }

    @Test("a transaction on trust that is sent again is the same one, as bytes are")
    func repeatedOnTrust() throws {
        let fixture = try ChainFixture(NetworkTests.twoNodes)
        let first = try fixture.send(0, nonce: 0)
        let again = try fixture.chain.accept(
            fixture.transaction(nonce: 0), from: fixture.accounts[0], at: NodeID(rawValue: 1))
        #expect(again.transaction === first.transaction)
        #expect(fixture.chain.submissionCount == 1)
    }

    @Test("a pool that keeps nothing behind gaps keeps no account for it either")
    func noQueue() throws {
        let fixture = try ChainFixture([("pool.account-queue", "0")])
        let gapped = try fixture.send(0, nonce: 2)
        #expect(gapped.fate == .evicted(.accountShare))
        #expect(fixture.chain.node(fixture.node).pool.senders.isEmpty)
        #expect(fixture.chain.brokenInvariants().isEmpty)
    }

    @Test("a restarted node has an empty pool")
    func restart() throws {
        let fixture = try ChainFixture()
        let submission = try fixture.send(0, nonce: 0)
        fixture.chain.restart(fixture.node)
        #expect(submission.fate == .evicted(.emptied))
        #expect(fixture.chain.node(fixture.node).pool.count == 0)
    }

    @Test("pools lose the transactions of one account, all of them or one nonce")
    func forget() throws {
        for (nonce, waiting) in [(UInt64?.none, []), (1, [0, 2])] {
            let fixture = try ChainFixture()
            let chain = fixture.chain
            let own = try (0..<3).map { try fixture.send(0, nonce: $0) }
            let other = try fixture.send(1, nonce: 0)
            let sender = try #require(own[0].transaction?.sender)
            #expect(chain.waitingCount(of: sender) == 3)
            #expect(chain.leastNonce(waitingOf: sender) == 0)
            #expect(
                chain.forget(transactionsOf: sender, nonce: nonce) == (nonce == nil ? 3 : 1))
            #expect(chain.waitingCount(of: sender) == waiting.count)
            #expect(chain.leastNonce(waitingOf: sender) == (waiting.isEmpty ? nil : 0))
            #expect(other.fate == .pending)
            for (place, submission) in own.enumerated() {
                let isLost = nonce == nil || nonce == UInt64(place)
                #expect(submission.fate == (isLost ? .evicted(.emptied) : .pending))
            }
            #expect(chain.brokenInvariants().isEmpty)
        }
    }
}
