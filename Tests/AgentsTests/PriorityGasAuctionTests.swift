import Agents
import Chain
import EthereumPrimitives
import SimulationKernel
import Testing
import WideIntegers

@Suite struct PriorityGasAuctionTests {
    /// A bidder of an account at a node.
    private func bidder(
        _ fixture: AgentsFixture, _ account: Int, node: Int = 0, value: UInt64,
        strategy: AuctionStrategy = .counterBid, reaction: UInt64 = 20_000,
        deadline: SimulatedTime? = nil
    ) -> PriorityGasAuction {
        let wallet = fixture.wallet(account, nodes: [node])
        let auction = PriorityGasAuction(
            wallet, for: PrizeContract.take, rivals: .sameFunction(as: PrizeContract.take),
            terms: AuctionTerms(
                Stake(valueWei: gwei(value), gas: 60_000), strategy: strategy,
                reactionMicros: reaction, deadline: deadline))
        fixture.observe(node) { auction.handle($0) }
        return auction
    }

    private let opening = FeeRule(.fixed(tipWei: gwei(1)))
    /// Two nodes that answer, one that proposes, and ways between them.
    private static let network: [(key: String, value: String)] = [
        ("network.rpc-nodes", "2"), ("network.proposers", "1"),
        ("network.agent-to-node.median", "10 ms"), ("network.node-to-node.median", "30 ms"),
        ("production.interval", "12 s"),
    ]

    @Test("two counter-bidders rise by the least bump until the prize is worth no more")
    func counterBidding() throws {
        let fixture = try AgentsFixture(Self.network)
        // 60,000 gas: the first may pay up to 20 gwei, the second up to 30.
        let poor = bidder(fixture, 0, node: 0, value: 1_200_000, reaction: 5_000)
        let rich = bidder(fixture, 1, node: 1, value: 1_800_000, reaction: 40_000)
        poor.open(with: opening)
        rich.open(with: opening)
        fixture.run(seconds: 11)
        #expect(poor.state == .stopped(.outbid))
        #expect(rich.state == .bidding)
        table(poor, rich)
        for auction in [poor, rich] {
            #expect(auction.bids.count > 8)
            for (old, new) in zip(auction.bids, auction.bids.dropFirst()) {
                let least = max(old.bid.tipWei, new.rivalTipWei).leastReplacement(perMille: 100)
                let most = auction.terms.stake.priceMaxWei &- 875_000_000
                #expect(new.bid.tipWei == min(least, most))
                #expect(new.bid.tipWei > new.rivalTipWei)
                #expect(new.bid.replaces(old.bid, bumpPerMille: 100))
                #expect(new.bid.capWei <= auction.terms.stake.priceMaxWei)
            }
        }
        // The last bid of the poor one is all that the prize is worth to it.
        let last = poor.bids.last?.bid.tipWei ?? .zero
        #expect(last == gwei(20) &- 1 &- 875_000_000)
        #expect(fixture.chain.count(of: .refused) == 0)
        fixture.run(seconds: 2)
        try #require(fixture.head.receipts.count == 2)
        // The prize goes to the higher value at a little above the other's, and the loser pays.
        #expect(fixture.senders(of: fixture.head) == [1, 0])
        #expect(rich.task?.outcome == .won(block: 1))
        #expect(poor.task?.outcome == .reverted(block: 1))
        #expect(rich.state == .stopped(.won) && poor.state == .stopped(.lost))
        try #require(fixture.head.receipts.count > 1)
        let receipt = fixture.head.receipts[1]
        let wasted = UInt256(receipt.gasUsed) &* receipt.effectiveGasPriceWei
        #expect(!wasted.isZero)
        #expect(poor.task?.costs.wastedFeesWei ?? .zero == wasted)
        #expect(poor.task?.costs.wastedGas == receipt.gasUsed)
        #expect(try fixture.balance(0) == .wad &* 1_000 &- wasted)
        let winning = fixture.head.receipts[0].effectiveGasPriceWei
        #expect(winning > gwei(18) && winning < gwei(23), "\(winning)")
        // The second price: what the loser would have had to beat.
        #expect(UInt256(60_000) &* winning < rich.terms.stake.valueWei)
    }

    /// Prints the bids of two bidders in order of time.
    private func table(_ left: PriorityGasAuction, _ right: PriorityGasAuction) {
        let bids = left.bids.map { ($0, "poor") } + right.bids.map { ($0, "rich") }
        print("   ms  who   tip gwei  (value per gas: poor 20, rich 30)")
        for (bid, who) in bids.sorted(by: { $0.0.time < $1.0.time }) {
            let millis = bid.time.micros(since: AgentsFixture.start) / 1_000
            let hundredths = bid.bid.tipWei.quotientAndRemainder(dividingBy: 10_000_000)
                .quotient.w0
            let time = String(repeating: " ", count: max(5 - "\(millis)".count, 0)) + "\(millis)"
            let digits = "\(100 + hundredths % 100)".dropFirst()
            print("\(time)  \(who)  \(hundredths / 100).\(digits)")
        }
    }

    @Test("with equal values and little time, whoever answers faster has the last word")
    func latencyDecides() throws {
        var wins: [Int?] = []
        for (slow, fast) in [(0, 1), (1, 0)] {
            let fixture = try AgentsFixture(
                Self.network + [("production.interval", "700 ms")])
            let bidders = [0, 1].map {
                bidder(
                    fixture, $0, node: $0, value: 120_000_000,
                    reaction: $0 == slow ? 400_000 : 20_000)
            }
            for auction in bidders { auction.open(with: opening) }
            fixture.run(micros: 800_000)
            #expect(fixture.head.receipts.count == 2)
            wins.append(fixture.senders(of: fixture.head)[0])
            #expect(wins.last == fast)
            #expect(bidders[slow].task?.outcome.isReverted == true)
        }
        #expect(wins == [1, 0])
    }

    @Test("rises by an eighth on a chain without base fee whose pool wants as much")
    func priceAuction() throws {
        let fixture = try AgentsFixture(
            Self.network + [
                ("fork", "berlin"), ("fee-market", "auction"), ("pool.price-bump", "0.125"),
            ])
        let poor = bidder(fixture, 0, node: 0, value: 1_200_000)
        let rich = bidder(fixture, 1, node: 1, value: 1_800_000)
        for auction in [poor, rich] { auction.open(with: opening) }
        fixture.run(seconds: 13)
        for auction in [poor, rich] {
            for (old, new) in zip(auction.bids, auction.bids.dropFirst()) {
                let least = max(old.bid.tipWei, new.rivalTipWei).scaled(perMille: 1_125)
                #expect(new.bid.tipWei == min(least, auction.terms.stake.priceMaxWei))
                #expect(new.bid.capWei == new.bid.tipWei)
            }
        }
        #expect(rich.task?.outcome.isWon == true && poor.task?.outcome.isReverted == true)
        #expect(fixture.chain.count(of: .refused) == 0)
    }

    @Test("raising blindly multiplies one's own price for nothing")
    func blindRaise() throws {
        let fixture = try AgentsFixture()
        let blind = bidder(
            fixture, 0, value: 12_000_000, strategy: .blindRaise(everyMicros: 100_000))
        blind.open(with: opening)
        fixture.run(micros: 950_000)
        #expect(blind.bids.count == 10)
        fixture.run(micros: 50_000)
        // Nine raises of a tenth each, though nobody else was there.
        var tip = gwei(1)
        for _ in 0..<9 { tip = tip &+ tip.quotientAndRemainder(dividingBy: 10).quotient }
        try #require(fixture.head.receipts.count > 0)
        let receipt = fixture.head.receipts[0]
        #expect(receipt.tipPerGasWei == tip)
        #expect(tip == 2_357_947_691)
        #expect(blind.state == .stopped(.won))
        let overpaid = UInt256(receipt.gasUsed) &* (tip &- gwei(1))
        let fee = UInt256(receipt.gasUsed) &* (875_000_000 &+ gwei(1)) &+ overpaid
        #expect(blind.task?.costs.usefulFeesWei ?? .zero == fee)
        #expect(fixture.head.receipts.count == 1)
        // One more raise left before the node had shown the block, and none after it.
        fixture.run(seconds: 2)
        #expect(blind.bids.count == 11)
        #expect(fixture.chain.count(of: .refused) == 1)
    }

    @Test("a jump leaves small steps behind: fewer bids, and the same bound")
    func jumpBid() throws {
        let fixture = try AgentsFixture(Self.network)
        let steps = bidder(fixture, 0, node: 0, value: 1_200_000)
        let jumps = bidder(
            fixture, 1, node: 1, value: 1_800_000, strategy: .jumpBid(perMille: 1_000))
        steps.open(with: opening)
        jumps.open(with: opening)
        fixture.run(seconds: 13)
        #expect(jumps.task?.outcome.isWon == true)
        #expect(jumps.bids.count < 8, "\(jumps.bids.count)")
        for (old, new) in zip(jumps.bids, jumps.bids.dropFirst()) {
            let double = max(old.bid.tipWei, new.rivalTipWei) &* 2
            let most = jumps.terms.stake.priceMaxWei &- 875_000_000
            #expect(new.bid.tipWei == min(double, most))
        }
    }

    @Test("the grim trigger bids the whole value once it was overbid, and leaves nothing")
    func grimTrigger() throws {
        let fixture = try AgentsFixture(Self.network)
        let grim = bidder(
            fixture, 0, node: 0, value: 1_800_000, strategy: .grimTrigger)
        let steps = bidder(fixture, 1, node: 1, value: 1_200_000)
        grim.open(with: opening)
        fixture.run(micros: 200_000)
        #expect(grim.bids.count == 1)
        steps.open(with: FeeRule(.fixed(tipWei: gwei(2))))
        fixture.run(micros: 500_000)
        #expect(grim.bids.count == 2)
        #expect(grim.bids[1].bid.capWei == gwei(30) &- 1)
        #expect(grim.bids[1].bid.tipWei == gwei(30) &- 1 &- 875_000_000)
        #expect(steps.state == .stopped(.outbid))
        fixture.run(seconds: 12)
        #expect(grim.task?.outcome.isWon == true && steps.task?.outcome.isReverted == true)
    }

    @Test("does not enter for a prize below its gas, nor bid after its deadline")
    func limits() throws {
        let fixture = try AgentsFixture(Self.network)
        let none = bidder(fixture, 2, value: 50_000)
        none.open(with: opening)
        #expect(none.state == .stopped(.outbid) && none.bids.isEmpty)
        let late = bidder(
            fixture, 0, value: 1_200_000, deadline: AgentsFixture.start + 300_000)
        let rich = bidder(fixture, 1, node: 1, value: 1_800_000)
        late.open(with: opening)
        rich.open(with: opening)
        fixture.run(seconds: 5)
        #expect(late.state == .stopped(.deadline))
        #expect(late.bids.allSatisfy { $0.time < AgentsFixture.start + 300_000 })
    }

    @Test("does not answer bids that are behind its own, nor calls of another kind")
    func ignores() throws {
        let fixture = try AgentsFixture()
        let bidder = bidder(fixture, 0, value: 1_200_000, reaction: 0)
        bidder.open(with: opening)
        fixture.run(micros: 1)
        let take = PrizeContract.take
        try fixture.send(
            3, nonce: 0, to: take.recipient, tip: gwei(1) &- 1, gas: 60_000, data: take.data)
        try fixture.send(4, nonce: 0, to: take.recipient, tip: gwei(9), gas: 60_000)
        fixture.run(micros: 100_000)
        #expect(bidder.bids.count == 1)
        // An equal bid may be the older one where it matters.
        try fixture.send(
            5, nonce: 0, to: take.recipient, tip: gwei(1), gas: 60_000, data: take.data)
        fixture.run(micros: 100_000)
        #expect(bidder.bids.map(\.bid.tipWei) == [gwei(1), 1_100_000_000])
    }

    @Test("goes on when a reorg takes away what it had won")
    func reorg() throws {
        let fixture = try AgentsFixture()
        let bidder = bidder(fixture, 0, value: 1_200_000, reaction: 0)
        bidder.open(with: opening)
        fixture.run(seconds: 1)
        #expect(bidder.state == .stopped(.won))
        try fixture.chain.reorganize(depth: 1, keep: .never, order: .same)
        fixture.run(micros: 0)
        #expect(bidder.state == .bidding)
        try fixture.send(
            3, nonce: 0, to: PrizeContract.address, tip: gwei(3), gas: 60_000,
            data: PrizeContract.take.data)
        fixture.run(seconds: 1)
        #expect(bidder.bids.count == 2 && bidder.state == .stopped(.won))
        #expect(bidder.task?.outcome == .won(block: 2))
    }

    @Test("answers what stands in the pool already, and takes its bid back when the prize is gone")
    func prizeTaken() throws {
        let fixture = try AgentsFixture()
        try fixture.send(
            3, nonce: 0, to: PrizeContract.address, tip: gwei(5), gas: 60_000,
            data: PrizeContract.take.data)
        let bidder = bidder(fixture, 0, value: 1_200_000, reaction: 0)
        bidder.open(with: opening)
        fixture.run(micros: 1)
        #expect(bidder.bids.map(\.bid.tipWei) == [gwei(1), gwei(5) &+ 500_000_000])
        let other = try AgentsFixture([("block-gas-limit", "100k")])
        let outbid = self.bidder(other, 0, value: 100_000, reaction: 0)
        outbid.open(with: opening)
        try other.send(
            3, nonce: 0, to: PrizeContract.address, tip: gwei(5), gas: 60_000,
            data: PrizeContract.take.data)
        other.run(seconds: 1)
        #expect(other.senders(of: other.head) == [3])
        #expect(outbid.state == .stopped(.prizeTaken))
        other.run(seconds: 1)
        #expect(outbid.task?.outcome == .cancelled(block: 2))
        #expect(outbid.task?.costs.wastedGas == 0)
        let cancelFees = outbid.task?.costs.cancelFeesWei ?? .zero
        #expect(cancelFees == UInt256(21_000) &* other.head.receipts[0].effectiveGasPriceWei)
    }
}
