import OrderBook
import TestSupport
import Testing

@Suite struct PerpetualInvariantTests {
    /// What random calls brought about, in the order of the names.
    private static func kind(of event: PerpetualEvent) -> String {
        switch event {
        case .book(let event): if case .trade = event.content { "trade" } else { "book" }
        case .fill(let fill): fill.isLiquidation ? "forced fill" : "fill"
        case .deposited: "deposited"
        case .withdrawn: "withdrawn"
        case .moneyRefused(_, _, let refusal):
            switch refusal {
            case .exceedsFree: "exceeds free"
            case .vaultShort: "vault short"
            case .halted: "money halted"
            default: "money refused"
            }
        case .donated: "donated"
        case .refused: "refused"
        case .index: "index"
        case .indexRefused: "index refused"
        case .fundingRate: "funding rate"
        case .funding: "funding"
        case .liquidation: "liquidation"
        case .takeover: "takeover"
        case .deleveraged: "deleveraged"
        case .fundPaid: "fund paid"
        case .uncovered: "uncovered"
        case .halted: "halted"
        case .resumed: "resumed"
        }
    }

    @Test("the books hold after each of 100,000 random calls, in which everything happens")
    func randomCalls() throws {
        var counts: [String: Int] = [:]
        for seed in 0..<100 as Range<UInt64> {
            var flow = VenueFlow(seed: seed)
            var venue = try PerpetualVenue(flow.terms)
            venue.advance(to: 0, index: 1_000)
            for account in 0..<8 as Range<AccountIndex> {
                try venue.deposit(5_000, to: account).get()
            }
            for step in 0..<1_000 {
                flow.act(on: &venue)
                do {
                    try venue.checkInvariants()
                } catch {
                    Issue.record("seed \(seed), step \(step): \(error)")
                    return
                }
                for event in venue.events { counts[Self.kind(of: event), default: 0] += 1 }
                venue.clearEvents()
            }
        }
        for kind in [
            "trade", "fill", "forced fill", "withdrawn", "exceeds free", "money halted",
            "donated", "refused", "index refused", "funding rate", "funding", "liquidation",
            "takeover", "deleveraged", "fund paid", "uncovered", "halted", "resumed",
        ] {
            #expect(counts[kind, default: 0] >= 10, "\(kind) of \(counts)")
        }
    }

    @Test("the same calls give the same events and the same state")
    func determinism() throws {
        for seed in 0..<10 as Range<UInt64> {
            func run() throws -> (UInt64, [PerpetualEvent]) {
                var flow = VenueFlow(seed: seed)
                var venue = try PerpetualVenue(flow.terms)
                venue.advance(to: 0, index: 1_000)
                for account in 0..<8 as Range<AccountIndex> {
                    try venue.deposit(5_000, to: account).get()
                }
                for _ in 0..<500 { flow.act(on: &venue) }
                return (venue.stateHash, venue.events)
            }
            let first = try run()
            let second = try run()
            #expect(first.0 == second.0 && first.1 == second.1)
        }
    }

    @Test("the state's hash knows money, positions, prices and time")
    func hash() throws {
        var test = try TestVenue(cash: [1_000, 1_000])
        var hashes = [test.venue.stateHash]
        test.trade(0, from: 1, 1, at: 100)
        hashes.append(test.venue.stateHash)
        try test.venue.deposit(1, to: 0).get()
        hashes.append(test.venue.stateHash)
        test.venue.donate(1)
        hashes.append(test.venue.stateHash)
        test.venue.advance(to: 1, index: nil)
        hashes.append(test.venue.stateHash)
        test.venue.advance(to: 1, index: 101)
        hashes.append(test.venue.stateHash)
        test.venue.halt(trapsCancels: true)
        hashes.append(test.venue.stateHash)
        #expect(Set(hashes).count == hashes.count)
    }

    @Test("numbers at the ends of their range make nothing trap")
    func extremes() throws {
        let edges: [Int64] = [
            .min, -1, 0, 1, 2, 3, 1 << 20, 1 << 39, 1 << 40, (1 << 40) + 1, 1 << 60, 1 << 61,
            1 << 62, .max - 1, .max,
        ]
        var counts: [String: Int] = [:]
        for seed in 0..<60 as Range<UInt64> {
            var random = SeededGenerator(seed: seed)
            func edge() -> Int64 { edges[random.below(edges.count)] }
            func account() -> AccountIndex {
                random.below(30) == 0 ? .max : AccountIndex(random.below(4))
            }
            var terms = VenueFlow(seed: seed).terms
            terms.book.bandBps = 0
            terms.book.tick = 1
            var venue = try PerpetualVenue(terms)
            for step in 0..<500 {
                switch random.below(10) {
                case 0: _ = venue.deposit(edge(), to: account())
                case 1: _ = venue.withdraw(edge(), from: account())
                case 2: venue.donate(edge())
                case 3:
                    venue.advance(to: random.below(40) == 0 ? edge() : venue.now + 1, index: edge())
                default:
                    venue.apply(
                        .new(
                            NewOrder(
                                id: UInt64(step), account: account(),
                                side: random.below(2) == 0 ? .buy : .sell,
                                type: random.below(4) == 0 ? .market : .limit, quantity: edge(),
                                price: edge(), timeInForce: .goodTilCancelled)))
                }
                try venue.checkInvariants()
                for account in 0..<5 as Range<AccountIndex> {
                    _ = venue.standing(of: account)
                    _ = venue.withdrawable(account)
                }
                for event in venue.events { counts[Self.kind(of: event), default: 0] += 1 }
                venue.clearEvents()
            }
            _ = (venue.premiumPpb, venue.shortfall, venue.stateHash)
        }
        #expect(counts["trade", default: 0] >= 50, "\(counts)")
        #expect(counts["liquidation", default: 0] >= 10, "\(counts)")
    }
}
