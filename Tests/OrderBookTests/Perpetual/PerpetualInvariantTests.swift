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
            #expect(counts[kind, default: 0] >= 20, "\(kind) of \(counts)")
        }
    }
}
