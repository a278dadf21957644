import Chain
import EthereumPrimitives
import JSONRPCNode
import ScenarioFiles
import Simulation
import Testing
import WideIntegers

@Suite("A world that is served") struct NodeSessionTests {
    private func session(
        scenario: String = "keeper/calm-baseline", isAutomining: Bool = false,
        keepsLog: Bool = true
    ) throws -> NodeSession {
        let file = try ScenarioFile(
            named: scenario,
            overrides: [("crowds[crowd].count", "20"), ("agents[noise].count", "2")])
        let scenario = try file.changing { scenario in
            var account = AccountSettings()
            account.name = "sender"
            account.address = Self.sender.address
            scenario.accounts.append(account)
        }.scenario
        return try NodeSession(isAutomining: isAutomining, keepsLog: keepsLog) {
            () throws(ScenarioProblem) in
            try SimulationWorld(scenario, options: RunOptions(seed: 3))
        }
    }

    private static let sender = DevelopmentAccount.all[2]

    private func payment(_ session: NodeSession, nonce: UInt64, capGwei: UInt64 = 100) -> [UInt8] {
        Transaction(
            envelope: .dynamicFee(
                maxPriorityFeePerGasWei: UInt256(2_000_000_000),
                maxFeePerGasWei: UInt256(capGwei * 1_000_000_000)),
            chainID: session.chain.settings.chainID, nonce: nonce, gasLimit: 21_000,
            recipient: DevelopmentAccount.all[7].address, valueWei: 5
        ).signed(by: Self.sender.key).raw
    }

    private func view(_ session: NodeSession) -> NodeView {
        NodeView(chain: session.chain, node: session.chain.node(session.node))
    }

    @Test("the accounts have the addresses that everybody knows")
    func accounts() {
        #expect(DevelopmentAccount.all.count == 10)
        #expect(
            DevelopmentAccount.all[0].address.checksummed
                == "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266")
        #expect(
            DevelopmentAccount.all[9].address.checksummed
                == "0xa0Ee7A142d267C1f36714E4a8F75612F20a79720")
    }

    @Test("each advance brings the next head, and the same requests the same chain")
    func advancing() throws {
        func hashes() throws -> [Hash256] {
            let session = try session()
            var hashes: [Hash256] = []
            for number in 1...5 as ClosedRange<UInt64> {
                if number == 3 { _ = try session.submit(payment(session, nonce: 0)) }
                let head = try #require(session.advance())
                #expect(head.number == number)
                #expect(view(session).head === head)
                hashes.append(head.hash)
            }
            #expect(try view(session).nonce(of: Self.sender.address) == 1)
            return hashes
        }
        #expect(try hashes() == hashes())
    }

    @Test("a snapshot brings back chain, pool and clock, whatever came between and after")
    func snapshots() throws {
        let session = try session()
        _ = session.advance()
        _ = try session.submit(payment(session, nonce: 0))
        session.intervene(.setBalance(DevelopmentAccount.all[8].address, 77))
        _ = session.advance()
        _ = session.pass(micros: 3_456_789)
        _ = try session.submit(payment(session, nonce: 2))
        let snapshot = try #require(session.snapshot())
        let (before, time) = (session.chain, session.chain.timeline.now)
        let expected = try #require(session.advance()).hash
        var replaced = 0
        session.onReplaced = { replaced += 1 }

        // Other things happen than the first time, and somebody listens.
        #expect(session.revert(to: snapshot))
        #expect(replaced == 1 && session.chain !== before)
        #expect(session.chain.timeline.now == time)
        let node = session.chain.node(session.node)
        #expect(node.pool.queued(of: Self.sender.address).map(\.transaction.nonce) == [2])
        session.chain.observe(session.node, pending: true, isOutside: true) { _ in }
        #expect(session.advance()?.hash == expected)
        #expect(try view(session).balanceWei(of: DevelopmentAccount.all[8].address) == 77)
        #expect(!session.revert(to: snapshot))
    }

    @Test("a later snapshot is gone with the earlier one; reset is the genesis")
    func nesting() throws {
        let session = try session()
        let first = try #require(session.snapshot())
        _ = session.advance()
        let second = try #require(session.snapshot())
        #expect(session.revert(to: first))
        #expect(!session.revert(to: second))
        #expect(session.chain.head.number == 0)
        _ = session.advance()
        session.intervene(.increaseTime(500))
        #expect(session.timestampOffsetSeconds == 500)
        session.reset()
        #expect(session.chain.head.number == 0 && session.timestampOffsetSeconds == 0)
    }

    @Test("a session that keeps nothing cannot go back")
    func withoutLog() throws {
        let session = try session(keepsLog: false)
        #expect(session.snapshot() == nil)
        #expect(!session.revert(to: 1))
        let chain = session.chain
        session.reset()
        #expect(!session.canGoBack && session.chain === chain)
    }

    @Test("where each transaction is followed by its block, it is in one when it is answered")
    func automining() throws {
        let session = try session(isAutomining: true)
        let sent = try session.submit(payment(session, nonce: 0))
        #expect(view(session).receipt(of: sent.hash) != nil)
        let head = session.chain.head.number
        // Nothing is waited for that cannot run: behind a gap, or below the base fee.
        _ = try session.submit(payment(session, nonce: 5))
        #expect(session.chain.head.number == head)
    }

    @Test("a reorg puts the transactions of its blocks back into the pool")
    func reorganizing() throws {
        let session = try session()
        let sent = try session.submit(payment(session, nonce: 0))
        while view(session).receipt(of: sent.hash) == nil { _ = try #require(session.advance()) }
        let block = try #require(view(session).receipt(of: sent.hash)).block
        let depth = session.chain.head.number - block.number + 1
        #expect(!session.reorganize(depth: 100_000))
        #expect(session.reorganize(depth: depth))
        #expect(view(session).block(.number(block.number))?.hash != block.hash)
        #expect(view(session).receipt(of: sent.hash)?.block.hash != block.hash)
        for _ in 0..<6 { _ = session.advance() }
        #expect(try view(session).nonce(of: Self.sender.address) == 1)
    }

    @Test("an impersonated account sends without a signature, and again after going back")
    func impersonating() throws {
        let session = try session()
        let stranger = Address(truncating: 0xa11ce)
        session.intervene(.setBalance(stranger, .wad))
        let transaction = Transaction(
            envelope: .legacy(gasPriceWei: 50_000_000_000),
            chainID: session.chain.settings.chainID, nonce: 0, gasLimit: 21_000,
            recipient: Self.sender.address, valueWei: 1)
        _ = try session.submit(transaction, impersonating: stranger)
        let snapshot = try #require(session.snapshot())
        for _ in 0..<3 { _ = session.advance() }
        #expect(try view(session).nonce(of: stranger) == 1)
        #expect(session.revert(to: snapshot))
        for _ in 0..<3 { _ = session.advance() }
        #expect(try view(session).nonce(of: stranger) == 1)
    }

    @Test("the clock's offset follows a timestamp that was set, and goes back with the world")
    func offset() throws {
        let session = try session()
        let start = try #require(session.advance()).header.timestampSeconds
        let snapshot = try #require(session.snapshot())
        session.intervene(.setNextTimestamp(start + 5_000))
        let head = try #require(session.advance())
        #expect(head.header.timestampSeconds == start + 5_000)
        let clock = head.sealedAt.seconds
        #expect(clock + session.timestampOffsetSeconds == start + 5_000)
        session.intervene(.increaseTime(100))
        #expect(clock + session.timestampOffsetSeconds == start + 5_100)
        #expect(session.revert(to: snapshot))
        #expect(session.timestampOffsetSeconds == 0)
    }

    @Test("what goes to builders is in no pool, in their blocks, and made again after going back")
    func privately() throws {
        let session = try session(scenario: "keeper/private-flow")
        _ = session.advance()
        let snapshot = try #require(session.snapshot())
        var told: [Bool] = []
        session.onPrivateSubmission = { told.append($0.transaction != nil) }
        func blocks() throws -> [Hash256] {
            let raw = payment(session, nonce: 0)
            let sent = try session.submitPrivately(raw, lastBlock: nil)
            #expect(throws: PoolRefusal.alreadyKnown) {
                try session.submitPrivately(raw, lastBlock: nil)
            }
            #expect(view(session).pendingTransaction(sent.hash) == nil)
            let given = try session.submitPrivately(payment(session, nonce: 1), lastBlock: nil)
            #expect(session.cancelPrivately(given.hash))
            #expect(!session.cancelPrivately(given.hash))
            let place = try #require(session.snapshot())
            var hashes: [Hash256] = []
            for _ in 0..<8 { hashes.append(try #require(session.advance()).hash) }
            #expect(view(session).receipt(of: sent.hash) != nil)
            #expect(try view(session).nonce(of: Self.sender.address) == 1)
            #expect(session.revert(to: place))
            for hash in hashes { #expect(session.advance()?.hash == hash) }
            return hashes
        }
        let first = try blocks()
        #expect(told == [true, true])
        #expect(session.revert(to: snapshot))
        #expect(try blocks() == first)
    }

    @Test("the deployment names every contract with its ABI, and the accounts")
    func deployment() throws {
        let session = try session()
        let deployment = Deployment(
            of: session.world, version: "1", httpURL: "http://x", webSocketURL: "ws://x",
            accounts: DevelopmentAccount.all)
        let text = deployment.json.text
        for name in [
            "\"ClearingHouse/fund\"", "\"Amm/eth-perp\"", "\"Multicall3\"",
            "\"InsuranceFund/fund\"",
            "\"AggregatorProxy/eth-usd\"", DevelopmentAccount.all[3].address.checksummed,
            "\"getMarginRatio\"", "\"perplab-deployment/1\"", DevelopmentAccount.all[3].keyText,
        ] {
            #expect(text.contains(name), "\(name)")
        }
        for contract in session.world.contracts {
            #expect(text.contains("\"\(contract.address.checksummed)\""), "\(contract.name)")
            let account = session.chain.host.state.knownAccount(contract.address)
            #expect(account.flatMap { session.chain.host.contract(at: $0) } != nil)
        }
    }
}
