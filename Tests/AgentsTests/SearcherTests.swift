import Agents
import Chain
import EthereumPrimitives
import SimulationKernel
import Testing
import WideIntegers

@Suite struct SearcherTests {
    private let byFees = SearchPlacement.fees(frontAheadWei: 1)

    private func byBundle(
        tip share: UInt64 = 500, builders: [Int] = [0], blocks: UInt64 = 2
    ) -> SearchPlacement {
        .bundle(.tip(sharePerMille: share), builders: builders, blocks: blocks)
    }

    @Test("a sandwich by fees takes what its sizes say, and leaves the victim its least")
    func sandwichByFees() throws {
        let world = try SwapWorld()
        let searcher = world.searcher(0, byFees)
        let victim = try world.sendVictim()
        let expected = try #require(
            ConstantProductSandwich.best(
                on: world.pool(puttingIn: 0), victimIn: 10_000_000_000,
                victimOutMin: victim.least, capital: SwapWorld.funds))
        world.fixture.run(seconds: 1)
        let head = world.fixture.head
        try #require(world.fixture.senders(of: head) == [0, 5, 0])
        #expect(head.receipts.map(\.isSuccess) == [true, true, true])
        #expect(searcher.attempts[0].isWon)
        #expect(world.held(0, by: 0) == SwapWorld.funds &+ expected.profit)
        #expect(world.held(1, by: 0) == 0)
        #expect(expected.profit > 50_000_000)
        let received = world.held(1, by: 5) &- SwapWorld.funds
        #expect(received == expected.victimOut)
        #expect(received >= victim.least && received < victim.least &+ 3)
        // The front pays a wei more than the victim; the back as much, having come later.
        #expect(head.receipts.map(\.tipPerGasWei) == [gwei(2) &+ 1, gwei(2), gwei(2)])
    }

    @Test("a victim without tolerance is left alone; one with less gives less")
    func slippageLimit() throws {
        var gains: [UInt256] = []
        for tolerance in [10, 5, 0] as [UInt64] {
            let world = try SwapWorld()
            let searcher = world.searcher(0, byFees)
            let victim = try world.sendVictim(tolerancePerMille: tolerance)
            world.fixture.run(seconds: 1)
            gains.append(world.held(0, by: 0) &- SwapWorld.funds)
            #expect(world.held(1, by: 5) &- SwapWorld.funds >= victim.least)
            if tolerance == 0 {
                #expect(searcher.attempts.isEmpty)
                #expect(world.fixture.head.receipts.count == 1)
            }
        }
        #expect(gains[0] > gains[1] && gains[1] > 0 && gains[2] == 0)
    }

    @Test("leaves alone what costs more gas than it brings, and what comes while it is busy")
    func passesOver() throws {
        for (tip, count) in [(2, 1), (49, 0)] as [(UInt64, Int)] {
            let world = try SwapWorld()
            let searcher = world.searcher(0, byFees)
            // About 14,000,000 gwei for 500,000 gas: worth it up to some 28 gwei.
            _ = try world.sendVictim(tolerancePerMille: 2, tip: gwei(tip))
            _ = try world.sendVictim(tolerancePerMille: 2, tip: gwei(tip), account: 6)
            world.fixture.run(seconds: 1)
            #expect(searcher.attempts.count == count)
            #expect(world.fixture.head.receipts.count == 2 + 2 * count)
        }
    }

    @Test("by arrival the same fees buy no place: the front comes too late, and both parts fail")
    func firstComeFirstServed() throws {
        let world = try SwapWorld([("ordering", "first-come")])
        let searcher = world.searcher(0, byFees)
        let victim = try world.sendVictim()
        // A sequencer shows nobody what waits; the searcher is told all the same.
        searcher.handle(.pending(try #require(victim.submission.transaction)))
        world.fixture.run(seconds: 1)
        let head = world.fixture.head
        try #require(world.fixture.senders(of: head) == [5, 0, 0])
        #expect(head.receipts.map(\.isSuccess) == [true, false, false])
        #expect(world.held(1, by: 5) &- SwapWorld.funds == victim.quoted)
        #expect(world.held(0, by: 0) == SwapWorld.funds)
        let tasks = searcher.attempts[0].tasks
        #expect(tasks.allSatisfy { $0.outcome == .reverted(block: 1) })
        #expect(tasks.allSatisfy { $0.costs.wastedFeesWei > 0 })
    }

    @Test("a back-run follows a trade that has moved the pair off the price elsewhere")
    func backrun() throws {
        let world = try SwapWorld()
        // Elsewhere two of the second token are worth one of the first, whatever happens here.
        let searcher = world.searcher(2, byFees) { [unowned world] seen in
            guard let swap = world.read(seen), swap.token == 0, swap.amountIn > 50_000_000_000,
                let moved = world.pool(puttingIn: 0).after(swap.amountIn),
                let best = ConstantProductBackrun.best(
                    on: moved.reversed, price: (2, 1), capital: SwapWorld.funds),
                let back = try? world.swap(
                    1, best.amountIn, atLeast: best.amountOut, for: 2)
            else { return nil }
            return Opportunity(back: back, gainWei: best.profit &* 500_000_000)
        }
        _ = try world.sendVictim(20_000_000_000, account: 6)
        _ = try world.sendVictim(100_000_000_000, tolerancePerMille: 50)
        world.fixture.run(seconds: 1)
        let head = world.fixture.head
        try #require(searcher.attempts.count == 1)
        #expect(Array(world.fixture.senders(of: head).suffix(2)) == [5, 2])
        // The smaller trade has moved the pair too, which is more than was asked for at least.
        let sold = SwapWorld.funds &- world.held(1, by: 2)
        let bought = world.held(0, by: 2) &- SwapWorld.funds
        #expect(bought &* 2 > sold)
        #expect(searcher.attempts[0].isWon)
        let after = world.pool(puttingIn: 1)
        // A unit in buys at most what it is worth: the price is back within the fee and the remainder.
        let ratio = Double(after.reserveOut.w0) * 2 / Double(after.reserveIn.w0)
        #expect(ratio > 0.99 && ratio < 1.06, "\(ratio)")
    }

    @Test(
        "a bundle stands in order and pays its producer, and no pool has ever shown it",
        arguments: [false, true])
    func bundle(isSigned: Bool) throws {
        let world = try SwapWorld(
            AgentsFixture.builders + [
                ("network.rpc-nodes", "2"), ("network.proposers", "1"),
                ("signatures", isSigned ? "verified" : "elided"),
            ])
        let searcher = world.searcher(0, byBundle())
        var shown: [Address] = []
        for node in 0..<3 {
            world.fixture.observe(node) { notice in
                if case .pending(let seen) = notice { shown.append(seen.sender) }
            }
        }
        let victim = try world.sendVictim()
        world.fixture.run(seconds: 1)
        let head = world.fixture.head
        try #require(world.fixture.senders(of: head) == [0, 5, 0])
        #expect(searcher.attempts[0].isWon)
        #expect(Set(shown) == [world.fixture.accounts[5]])
        #expect(world.held(1, by: 5) &- SwapWorld.funds >= victim.least)
        let gain = searcher.attempts[0].opportunity.gainWei
        let tips = [0, 2].map {
            UInt256(head.receipts[$0].gasUsed) &* head.receipts[$0].tipPerGasWei
        }
        // Half of what is left after the base fee, as far as the gas limits were used up.
        #expect(tips[0] &+ tips[1] > 0 && tips[0] &+ tips[1] <= gain.scaled(perMille: 500))
        #expect(head.header.coinbase == SimulatedChain.builderAddress(0))
    }

    @Test("nothing of a bundle is on the chain when its victim was cancelled before")
    func victimCancelled() throws {
        // Two builders, of which the bundle goes to the first; the second makes the first block.
        var found: (world: SwapWorld, searcher: Searcher)?
        for seed in 1...20 where found == nil {
            let world = try SwapWorld(
                AgentsFixture.builders + [("builders.weights", "1, 1")], seed: UInt64(seed))
            let searcher = world.searcher(0, byBundle(builders: [0], blocks: 20))
            _ = try world.sendVictim()
            world.fixture.run(micros: 500_000)
            #expect(searcher.isBusy)
            try world.fixture.send(
                5, nonce: 0, to: world.fixture.accounts[5], tip: gwei(5), cap: gwei(100))
            world.fixture.run(micros: 500_000)
            if world.fixture.head.builder == 1 { found = (world, searcher) }
        }
        let (world, searcher) = try #require(found)
        #expect(world.fixture.senders(of: world.fixture.head) == [5])
        world.fixture.run(seconds: 6)
        #expect(try world.fixture.view.nonce(of: world.fixture.accounts[0]) == 0)
        #expect(world.held(0, by: 0) == SwapWorld.funds)
        #expect(try world.fixture.balance(0) == .wad &* 1_000)
        #expect(searcher.attempts[0].tasks.allSatisfy { $0.outcome == .givenUp(.lost) })
        #expect(!searcher.isBusy)
        // The nonces are free for the next victim.
        _ = try world.sendVictim()
        world.fixture.run(micros: 1)
        try #require(searcher.attempts.count == 2)
        #expect(searcher.attempts[1].tasks.map(\.nonce) == [0, 1])
    }

    @Test("a cancellation in the public pool is too late for whom a builder has in a bundle")
    func cancelledTooLate() throws {
        let world = try SwapWorld(AgentsFixture.builders)
        let searcher = world.searcher(0, byBundle())
        let victim = try world.sendVictim()
        world.fixture.run(micros: 500_000)
        let cancellation = try world.fixture.send(
            5, nonce: 0, to: world.fixture.accounts[5], tip: gwei(5), cap: gwei(100))
        world.fixture.run(seconds: 1)
        // Bundles stand at the top, and what was signed once is valid until the nonce is used.
        #expect(victim.submission.fate == .included(blockNumber: 1, index: 1))
        #expect(cancellation.fate.kind == .replaced)
        #expect(searcher.attempts[0].isWon)
    }

    @Test(
        "of two bundles around one victim the one that pays more per gas is taken",
        arguments: [(300, 600), (600, 300), (499, 500)] as [(UInt64, UInt64)])
    func betterPaying(shares: (UInt64, UInt64)) throws {
        let world = try SwapWorld(AgentsFixture.builders)
        let first = world.searcher(0, byBundle(tip: shares.0))
        let second = world.searcher(1, byBundle(tip: shares.1))
        _ = try world.sendVictim()
        world.fixture.run(seconds: 3)
        let winner = shares.0 > shares.1 ? 0 : 1
        let block = try #require(world.fixture.view.block(.number(1)))
        #expect(world.fixture.senders(of: block) == [winner, 5, winner])
        #expect([first, second][winner].attempts[0].isWon)
        let loser = [first, second][1 - winner].attempts[0]
        #expect(loser.tasks.allSatisfy { $0.outcome == .givenUp(.lost) })
        #expect(try world.fixture.balance(1 - winner) == .wad &* 1_000)
        #expect(world.held(0, by: 1 - winner) == SwapWorld.funds)
    }

    @Test("a transfer to the builder buys the place as tips do; only one builder's bundle is used")
    func transferPayment() throws {
        let world = try SwapWorld(
            AgentsFixture.builders + [("builders.weights", "1, 1")], seed: 5)
        let tipping = world.searcher(0, byBundle(tip: 300, builders: [0, 1]))
        let paying = world.searcher(
            1, .bundle(.transfer(sharePerMille: 700), builders: [0, 1], blocks: 2))
        _ = try world.sendVictim()
        world.fixture.run(seconds: 3)
        let block = try #require(world.fixture.view.block(.number(1)))
        try #require(world.fixture.senders(of: block) == [1, 5, 1, 1])
        #expect(block.receipts[3].transaction.transaction.recipient == block.header.coinbase)
        #expect(paying.attempts[0].isWon && !tipping.attempts[0].isWon)
        #expect(try world.fixture.view.nonce(of: world.fixture.accounts[1]) == 3)
        let payment = block.receipts[3].transaction.transaction.valueWei
        let gain = paying.attempts[0].opportunity.gainWei
        #expect(payment < gain.scaled(perMille: 700) && payment > gain.scaled(perMille: 500))
    }

    @Test("sells what the front has bought, also blocks later")
    func slowUnwinding() throws {
        // Gas for one swap a block.
        let world = try SwapWorld([("block-gas-limit", "300k")])
        let searcher = world.searcher(0, byFees)
        _ = try world.sendVictim()
        let senders = (1...3).map { _ in
            world.fixture.run(seconds: 1)
            return world.fixture.senders(of: world.fixture.head)
        }
        #expect(senders == [[0], [5], [0]])
        #expect(searcher.attempts[0].isWon)
        #expect(world.held(1, by: 0) == 0)
    }

    @Test("takes back what comes after its victim instead of letting it fail")
    func takesBack() throws {
        let world = try SwapWorld([
            ("network.agent-to-node.median", "300 ms"), ("network.agent-to-node.sigma", "0"),
        ])
        let searcher = world.searcher(0, byFees)
        world.fixture.run(micros: 900_000)
        _ = try world.sendVictim()
        world.fixture.run(micros: 100_000)
        #expect(world.fixture.senders(of: world.fixture.head) == [5])
        world.fixture.run(seconds: 1)
        let tasks = searcher.attempts[0].tasks
        #expect(tasks.map(\.outcome) == [.cancelled(block: 2), .cancelled(block: 2)])
        #expect(!searcher.isBusy && !searcher.attempts[0].isWon)
        #expect(world.held(0, by: 0) == SwapWorld.funds)
    }
}
